"""Every layer from left to right with all its maps: one painted widget."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from app.selection import Selection, selected, taking_part
from app.tokens import Tokens
from app.widgets import network_heads as heads
from app.widgets import network_hover as hover
from app.widgets import network_wishes as wishes
from app.widgets.badges import find_badge
from app.widgets.layer_layout import Column
from app.widgets.network_outlines import Outlines, outlines_of, paint_outlines
from app.widgets.network_picture import NetworkPicture, maps_of
from app.widgets.scale import Scale, ScaleMode, measure
from app.widgets.sight import sight_of
from app.widgets.text_clock import TextClock
from model.network import NetworkSpec
from model.recognizer import Recognition
from model.unit import Unit

if TYPE_CHECKING:
    from model.health import Finding

_LEAST_WIDTH, _LEAST_HEIGHT = 960, 340  # smaller than that and the view scrolls
_LEAST_STRIP = 150


class NetworkView(QWidget):
    """The whole network on one drawing.

    Pictures follow every result; numbers change at most five times a second. What the pointer
    rests on is outlined, with all that it sees, and told in a card with a fixed place, so that
    nothing covers a map.

    Signals
    -------
    selection_wanted(Selection): a cell, a head or a key asks to look at something else.
    hovered(Unit or None): what the pointer rests on.
    sight_changed(Sight or None): what the unit sees that is hovered, or else pointed at from
        elsewhere, or else pinned.
    """

    selection_wanted = Signal(object)
    hovered = Signal(object)
    sight_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._picture = NetworkPicture()
        self._recognition: Recognition | None = None
        self._mode: ScaleMode = "layer"
        self._scale = Scale({})
        self._given_scale: Scale | None = None  # by a comparison: one for two views
        self._selection = Selection()
        self._pointed: Unit | None = None  # from elsewhere: a ledger, another view
        self._pointer: tuple[float, float] | None = None  # in device pixels; None when elsewhere
        self._cell: hover.Cell | None = None  # under the pointer
        self._card: list[hover.Line] = []  # what is said about it
        self._outlines: list[tuple[Outlines, bool]] = []  # and whether it is the pinned unit's
        self._keyboard = False  # focus came by keyboard: then it is shown
        self._clock = TextClock(self._show_numbers, self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        self.setAccessibleName("Layers of the network")

    @property
    def columns(self) -> list[Column]:
        """Where every block of maps stands, in device pixels."""
        return self._picture.columns

    @property
    def scale(self) -> Scale:
        """What the colours stand for at present."""
        return self._scale

    @property
    def spec(self) -> NetworkSpec:
        """The layers that are shown."""
        return self._picture.spec

    def show_recognition(self, recognition: Recognition, scale: Scale | None = None) -> None:
        """Show all maps of a result; a blank canvas empties them.

        scale: one that is shared with another view, used from here on; None: this view's own.
        """
        self._given_scale = scale
        if recognition.network.spec != self.spec:
            self._picture.spec = recognition.network.spec
            self._scale = Scale({})
            if not self._selection.fits(self.spec):
                self._selection = Selection()
            self._arrange()
        was_blank, is_blank = self._recognition is None, recognition.raster.is_blank
        self._recognition = None if is_blank else recognition
        if is_blank and not was_blank:
            if self._mode != "locked":
                self._scale = Scale({})
            self._arrange()
            self._clock.show_now()
        self._refresh()
        self._tell_sight()

    def show_selection(self, selection: Selection) -> None:
        """Outline what is pinned, fade what takes no part in it."""
        self._selection = selection
        self._picture.selected = selection.layer
        self._picture.parts = taking_part(self.spec, selection.layer)
        self._picture.invalidate_heads()
        self._outline()
        self._tell_sight()

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Mark what is wrong with the network, or flat in the drawing."""
        self._picture.show_findings(findings)
        self.update()

    def point_at(self, unit: Unit | None) -> None:
        """Outline a unit that is pointed at elsewhere."""
        if unit != self._pointed:
            self._pointed = unit
            self._outline()
            self._tell_sight()

    def set_strip(self, is_strip: bool) -> None:
        """A low strip above a sheet, or the whole overview."""
        if is_strip != self._picture.is_strip:
            self._picture.is_strip = is_strip
            self.setMinimumHeight(_LEAST_STRIP if is_strip else _LEAST_HEIGHT)
            self._arrange()
            self._refresh()

    def set_scale_mode(self, mode: ScaleMode) -> None:
        """Choose what a colour map spans."""
        if mode == "locked" and self._scale.per_map and self._recognition is not None:
            self._scale = measure(self.spec, self._recognition.trace, "layer")
        self._mode = mode
        self._refresh()

    def set_gamma(self, gamma: float) -> None:
        """Choose how much small values are lifted: position = (|v| / max) ** gamma."""
        self._picture.gamma = gamma
        self._picture.invalidate_numbers()
        self.update()
        self._refresh()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._picture.tokens = tokens
        self._arrange()
        self._refresh()

    # -- from a result to pictures ----------------------------------------------------------

    def _arrange(self) -> None:
        """Lay out anew: after a change of size, theme, network or resolution."""
        self._picture.arrange(self.size(), self.devicePixelRatioF())
        self._pointed = None
        self._outline()
        # What the pointer rests on lies elsewhere now, or is gone with the network of before.
        self._hover(hover.find_cell(self.columns, *self._pointer) if self._pointer else None)

    def _refresh(self) -> None:
        recognition = self._recognition
        if recognition is None:
            self._picture.fill(None, self._scale)
            return
        if not self.isVisible():
            return
        if not self.columns:
            self._arrange()
        if self._given_scale is not None:
            self._scale = self._given_scale
        elif not (self._mode == "locked" and self._scale.largest):
            self._scale = measure(self.spec, recognition.trace, self._mode)
        self._picture.fill(recognition, self._scale)
        self._clock.tick()
        self.update()

    def _show_numbers(self) -> None:
        """At most five times a second: numbers that change faster cannot be read."""
        self._picture.invalidate_numbers()
        self._tell()
        self.update()

    def _outline(self) -> None:
        """What the pinned, the hovered and the pointed unit see."""
        pinned = self._selection.unit
        marked = self._pointed if self._cell is None else self._cell.unit
        units = [(unit, unit is pinned) for unit in (pinned, marked) if unit is not None]
        self._outlines = [
            (outlines_of(self.spec, unit, self.columns), is_pinned)
            for unit, is_pinned in units
            if selected(unit).fits(self.spec)
        ]
        self.update()

    def _tell_sight(self) -> None:
        unit = self._pointed or self._selection.unit
        unit = unit if self._cell is None else self._cell.unit
        recognition = self._recognition
        sight = None
        if unit is not None and recognition is not None and selected(unit).fits(self.spec):
            sight = sight_of(self.spec, unit, recognition.raster)
        self.sight_changed.emit(sight)

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The picture, then what lies over it."""
        ratio, tokens = self.devicePixelRatioF(), self._picture.tokens
        if not self.columns or self._picture.ratio != ratio:
            self._arrange()
            self._refresh()
        painter = QPainter(self)
        painter.fillRect(self.rect(), tokens.color("panel"))
        self._picture.paint(painter)
        for outlines, is_pinned in self._outlines:
            paint_outlines(painter, outlines, tokens, ratio, is_pinned)
        hover.paint_card(painter, self._card, self._picture.card_place(), tokens)
        self._paint_needles(painter)
        if self._keyboard and self.hasFocus():
            painter.setPen(QPen(tokens.color("accent"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(self.rect().adjusted(1, 1, -1, -1))

    def _paint_needles(self, painter: QPainter) -> None:
        """On the legends, where the hovered (or pinned) unit's numbers stand."""
        unit = self._selection.unit if self._cell is None else self._cell.unit
        if unit is None or self._recognition is None:
            return
        for column in self.columns:
            if column.layer == unit.layer and column.part != "out":
                span = self._scale.span(column.layer, unit.channel)
                maps = maps_of(column, self._recognition)
                value = float(maps[unit.channel, unit.row, unit.column])
                bar = self._picture.legend_bar(column)
                part = value / span if span else 0.0
                heads.paint_needle(painter, column, bar, part, self._picture.tokens)

    # -- pointer and keys ----------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Outline the cell under the pointer and tell its numbers."""
        ratio = self.devicePixelRatioF()
        self._pointer = (event.position().x() * ratio, event.position().y() * ratio)
        self._hover(hover.find_cell(self.columns, *self._pointer))
        at = event.position()
        badge = find_badge(self._picture.badges, at.x(), at.y())
        self.setToolTip(badge.tip if badge is not None else "")

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """Nothing is under the pointer any more."""
        self._pointer = None
        self._hover(None)

    def _hover(self, cell: hover.Cell | None) -> None:
        if cell == self._cell:
            return
        self._cell = cell
        self._outline()
        self._tell()
        self._tell_sight()
        self.hovered.emit(None if cell is None else cell.unit)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Pin the cell, or look at the layer whose head was pressed; again: one level up."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        at = event.position() * self.devicePixelRatioF()
        cell = hover.find_cell(self.columns, at.x(), at.y())
        head = heads.ROOM[self._picture.density][0] * self.devicePixelRatioF()
        self._want(wishes.by_press(at, cell, self.columns, head, self._selection))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Walk through units, maps and layers."""
        wanted = wishes.by_key(event, self._cell, self._selection, self.spec)
        if wanted is None:
            super().keyPressEvent(event)
        self._want(wanted)

    def _want(self, wanted: Selection | None) -> None:
        if wanted is not None:
            self.selection_wanted.emit(wanted)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the focus when it came by keyboard."""
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._keyboard = event.reason() in reasons
        super().focusInEvent(event)

    def _tell(self) -> None:
        """Put what is under the pointer into words."""
        self._card = hover.describe(self._cell, self._recognition)
        self.setAccessibleDescription(self._summary())

    def _summary(self) -> str:
        if self._card:
            return ", ".join(text for _, text in self._card)
        return "; ".join(self.spec.title(layer.name) for layer in self.spec.layers)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        """Lay out for the new size."""
        self._arrange()
        self._refresh()

    def showEvent(self, _event: QShowEvent) -> None:  # noqa: N802
        """Catch up with results that came while hidden."""
        self._refresh()

    def sizeHint(self) -> QSize:  # noqa: N802
        """The workspace of the smallest window."""
        return QSize(1030, 676)
