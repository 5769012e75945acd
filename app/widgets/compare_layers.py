"""Two networks' layers, one above the other: one scale, one hover, and what differs beneath."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.comparison import Comparison, has_unit
from app.selection import Selection, selected
from app.tokens import LIGHT, Tokens
from app.widgets import network_wishes as wishes
from app.widgets.compare_differences import DifferenceStrip
from app.widgets.compare_texts import caption
from app.widgets.named import named
from app.widgets.network_view import NetworkView
from app.widgets.scale import Scale, ScaleMode, measure
from app.widgets.sight import sight_of
from model.differences import LayerDifference
from model.unit import Unit

_CAPTION = 20
_ROOMY = 470  # from this height on there is room for the differences


class ComparedLayers(QWidget):
    """The live layers, the other ones, and the differences of their maps.

    Signals
    -------
    pointed(Unit or None): at what the pointer or the arrow keys point, in both.
    selection_wanted(Selection): a press or Enter asks to look at it.
    sight_changed(Sight or None): what the pointed unit sees of the live raster.
    """

    pointed = Signal(object)
    selection_wanted = Signal(object)
    sight_changed = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.live_view, self.other_view = NetworkView(), NetworkView()
        self.strip = DifferenceStrip(lambda: self.live_view.columns)
        self.captions = named(QLabel(), "check"), named(QLabel(), "check")
        self.unit: Unit | None = None  # that is pointed at
        self.differences: tuple[LayerDifference, ...] = ()
        self._comparison: Comparison | None = None
        self._mode: ScaleMode = "layer"
        self._scale = Scale({})
        self._tokens = LIGHT
        self._keyboard = False  # focus came by keyboard: then it is shown
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Layers compared")
        self._build()
        self._connect()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 2, 0, 2)
        layout.setSpacing(0)
        for label, view in zip(self.captions, (self.live_view, self.other_view), strict=True):
            label.setTextFormat(Qt.TextFormat.RichText)
            label.setContentsMargins(16, 0, 16, 0)
            label.setFixedHeight(_CAPTION)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            view.set_strip(True)
            view.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # arrow keys walk in both at once
            layout.addWidget(label)
            layout.addWidget(view, 1)
        self.live_view.setAccessibleName("Layers of the live drawing")
        self.other_view.setAccessibleName("Layers it is compared with")
        layout.addWidget(self.strip)

    def _connect(self) -> None:
        for view in (self.live_view, self.other_view):
            view.hovered.connect(self.point_at)
            view.selection_wanted.connect(self.selection_wanted)
        self.strip.unit_pointed.connect(self.point_at)
        self.strip.unit_wanted.connect(lambda unit: self.selection_wanted.emit(selected(unit)))

    @property
    def scale(self) -> Scale:
        """What the colours stand for, in both."""
        return self._scale

    def show_comparison(self, comparison: Comparison) -> None:
        """Show all maps of both; captions follow with `show_captions`."""
        self._comparison = comparison
        self.differences = comparison.differences()
        self._scale = self._measure(comparison)
        self._show(comparison)
        self._tell_sight()

    def show_captions(self) -> None:
        """Write what is shown above each of the two, with its answer."""
        shown = self._comparison
        if shown is None:
            return
        live, other = self.captions
        live.setText(caption(shown.title_live, shown.live))
        other.setText(caption(shown.title_other, shown.other))

    def point_at(self, unit: Unit | None) -> None:
        """Point at a unit in both, where both have it."""
        if unit == self.unit:
            return
        self.unit = unit
        self._point()
        self._tell_sight()
        self.pointed.emit(unit)

    def show_selection(self, selection: Selection) -> None:
        """Outline the pinned unit in both, where both have it."""
        for view in (self.live_view, self.other_view):
            view.show_selection(selection if selection.fits(view.spec) else Selection())

    def set_scale_mode(self, mode: ScaleMode) -> None:
        """Choose what a colour map spans, in both, from the next comparison on."""
        self._mode = mode

    def set_gamma(self, gamma: float) -> None:
        """Choose how much small values are lifted."""
        for view in (self.live_view, self.other_view, self.strip):
            view.set_gamma(gamma)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        for view in (self.live_view, self.other_view, self.strip):
            view.set_tokens(tokens)
        self._point()
        self.update()

    # -- from a comparison to pictures -----------------------------------------------------------

    def _show(self, shown: Comparison) -> None:
        self._fit()
        for view, side in ((self.live_view, shown.live), (self.other_view, shown.other)):
            view.show_recognition(side, self._scale)
        self.strip.show_differences(self.differences, self._scale)
        self._point()

    def _measure(self, shown: Comparison) -> Scale:
        """One scale for both; a locked one stays as long as it knows all layers."""
        names = {layer.name for spec in shown.specs for layer in spec.layers}
        is_kept = self._mode == "locked" and names <= self._scale.largest.keys()
        if is_kept and not self._scale.per_map:
            return self._scale
        inked = [
            (side.network.spec, side.trace)
            for side in (shown.live, shown.other)
            if not side.raster.is_blank
        ]
        return measure(*inked[0], self._mode, *inked[1:]) if inked else Scale({})

    def _point(self) -> None:
        for view in (self.live_view, self.other_view, self.strip):
            view.point_at(self.unit)

    def _tell_sight(self) -> None:
        shown, unit = self._comparison, self.unit
        sight = None
        if shown is not None and unit is not None and has_unit(shown.live, unit):
            sight = sight_of(shown.specs[0], unit, shown.live.raster)
        self.sight_changed.emit(sight)

    def _fit(self) -> None:
        """The differences stand there where there is room and something to subtract."""
        shown = self._comparison
        has_same = shown is None or shown.has_same_layers
        self.strip.setVisible(self.height() >= _ROOMY and has_same)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Show the differences where there is room."""
        super().resizeEvent(event)
        self._fit()

    # -- keyboard --------------------------------------------------------------------------------

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrow keys walk in both: units, with Ctrl maps, with Shift layers; Enter pins."""
        here = Selection() if self.unit is None else selected(self.unit)
        wanted = wishes.by_key(event, None, here, self.live_view.spec)
        if wanted is None:
            super().keyPressEvent(event)
        elif wanted == here:
            if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self.selection_wanted.emit(wanted)
        elif wanted.unit is not None:
            self.point_at(wanted.unit)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the focus when it came by keyboard."""
        reasons = (Qt.FocusReason.TabFocusReason, Qt.FocusReason.BacktabFocusReason)
        self._keyboard = event.reason() in reasons
        self.update()
        super().focusInEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The focus is shown no more."""
        self.update()
        super().focusOutEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The focus, as a line above and beneath: the views fill everything between."""
        if not (self._keyboard and self.hasFocus()):
            return
        painter = QPainter(self)
        painter.setPen(QPen(self._tokens.color("accent"), 2))
        painter.drawRect(QRectF(self.rect()).adjusted(1, 1, -1, -1))
        painter.end()
