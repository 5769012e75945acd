"""One explanation: its map, its scale, the rule in a sentence, and numbers worked out."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.explained import ShownMap
from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.explain import explain_texts as texts
from app.widgets.explain.card_painting import (
    ROW,
    paint_ending,
    paint_passings,
    paint_updating,
)
from app.widgets.explain.map_painting import (
    map_image,
    outline_of,
    paint_map,
    paint_pixel,
    whole_side,
)
from app.widgets.explain.rules import Passing, figure, passings, rule
from app.widgets.ledger.cells import find_cell
from app.widgets.sheet.lettering import (
    CENTER,
    first_fitting,
    paint_focus,
    paint_text,
)
from model.explanation import Method
from model.raster import SIDE

PADDING = 11
_TOP, _SCALE, _RULE, _LINES, _BOTTOM = 31, 24, 15, 3, 10
BENEATH = _SCALE + _RULE * _LINES + 14 + 2 * ROW + _BOTTOM  # pixels beneath a map
_WITH_FACTS: tuple[Method, ...] = ("integrated", "occlusion")
_ARROWS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}


def height_for(side: float) -> int:
    """Height of a card whose map has this side."""
    return round(_TOP + side + BENEATH)


class MethodCard(QWidget):
    """Painted as a whole: it changes with every drawing.

    lack: why this method cannot be had here; empty when it can.

    Signals
    -------
    chosen(str): a click, Enter or Space. pointed(row, column) or pointed(None): at a pixel.
    """

    chosen = Signal(str)
    pointed = Signal(object)

    def __init__(self, method: Method, lack: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.method: Method = method
        self.lack = lack
        self.is_chosen = False
        self.is_stale = False
        self.shown: ShownMap | None = None
        self.place: tuple[int, int] | None = None  # the pixel that is pointed at, in all maps
        self._tokens = LIGHT
        self._image: QImage | None = None
        self._outline: list[tuple[int, int, int, int]] = []
        self._passings: tuple[Passing, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setCursor(Qt.CursorShape.ArrowCursor)
        self._tell()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._draw_image()

    def show_map(self, shown: ShownMap | None) -> None:
        """Show a map; None: there is none."""
        self.shown = shown
        self._outline, self._passings = [], ()
        if shown is not None and shown.attribution is not None:
            self._outline = outline_of(shown.raster)
            if self.method not in _WITH_FACTS:
                self._passings = passings(shown.recognition, shown.target)
        self._draw_image()
        self._tell()

    def set_chosen(self, chosen: bool) -> None:
        """Emphasise it, or no longer."""
        self.is_chosen = chosen
        self._tell()
        self.update()

    def set_stale(self, stale: bool) -> None:
        """Whether the map is older than the drawing."""
        if stale != self.is_stale:
            self.is_stale = stale
            self.update()

    def point_at(self, place: tuple[int, int] | None) -> None:
        """Mark a pixel, row and column, and read its number out."""
        self.place = place
        self._tell()
        self.update()

    def _draw_image(self) -> None:
        shown = self.shown
        self._image = None
        if shown is not None and shown.attribution is not None:
            self._image = map_image(shown.attribution.values, shown.attribution.scale, self._tokens)
        self.update()

    # -- texts -------------------------------------------------------------------------------

    @property
    def title(self) -> str:
        """The method's name."""
        size = self.shown.occluder.size if self.shown is not None else 5
        return texts.title(self.method, size)

    @property
    def scale_texts(self) -> tuple[str, ...]:
        """What the legend's ends stand for, or the number under the pointer; longest first."""
        attribution = None if self.shown is None else self.shown.attribution
        if attribution is None:
            return ("",)
        if self.place is not None:
            return (texts.value_text(attribution, *self.place),)
        return texts.scale_texts(attribution)

    @property
    def rule(self) -> str:
        """The method in a sentence; why it is not to be had."""
        if self.lack:
            return self.lack
        if self.shown is None:
            return ""
        shown = self.shown
        return rule(self.method, shown.recognition.network.spec, shown.target, shown.occluder)

    def summary(self) -> str:
        """All of it in words."""
        parts = [self.scale_texts[0], self.rule]
        if self._passings:
            parts += [f"{p.texts()[0]} gives {figure(self._passed(p))}" for p in self._passings]
        elif self.shown and self.shown.attribution and self.method in _WITH_FACTS:
            parts += [" ".join(texts.ending_text(self.shown.attribution))]
        state = (", updating" if self.is_stale else "") + (", selected" if self.is_chosen else "")
        return ("; ".join(part for part in parts if part) or "no drawing yet") + state

    def _passed(self, passing: Passing) -> float:
        return passing.passed(self.method)

    def _tell(self) -> None:
        self.setAccessibleName(self.title)
        self.setAccessibleDescription(self.summary())
        name = texts.TITLES[self.method]
        lines = [f"{name}: click to emphasise its line; arrow keys read its pixels"]
        lines += [f"{p.texts()[0]} gives {figure(self._passed(p))}" for p in self._passings]
        self.setToolTip("\n".join(lines))

    @property
    def _missing_text(self) -> str:
        """What stands where a map would."""
        if self.lack:
            return "not in this program"
        if self.is_stale:
            return "getting ready …"
        return "draw a digit" if self.is_chosen else ""  # said once is enough

    @property
    def _looks_stale(self) -> bool:
        """Without a map there is nothing to be out of date."""
        return self.is_stale and self._image is not None

    # -- painting ----------------------------------------------------------------------------

    @property
    def map_box(self) -> QRectF:
        """Where the map stands."""
        room = min(self.width() - 2 * PADDING, self.height() - _TOP - BENEATH)
        side = whole_side(room, self.devicePixelRatioF())
        return QRectF(round((self.width() - side) / 2), _TOP, side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Ground, title, map, scale, rule, numbers."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_ground(painter)
        box = self.map_box
        head = QRectF(PADDING, 7, self.width() - 2 * PADDING, 20)
        role = "accent" if self.is_chosen else "text"
        paint_text(painter, head, self.title, "heading", role, self._tokens)
        paint_map(painter, box, self._image, self._outline, self._tokens)
        if self._looks_stale:
            paint_updating(painter, box, self._tokens)
        if self.place is not None and self._image is not None:
            paint_pixel(painter, box, self.place, self._tokens)
        if self._image is None:
            paint_text(painter, box, self._missing_text, "body", "text_3", self._tokens, CENTER)
        self._paint_texts(painter, box)

    def _paint_ground(self, painter: QPainter) -> None:
        tokens = self._tokens
        stale = self._looks_stale
        painter.setBrush(tokens.color("caution_ground" if stale else "surface"))
        edge = "accent" if self.is_chosen else "caution_line" if stale else "hairline"
        painter.setPen(QPen(tokens.color(edge), 1))
        frame = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(frame, 6, 6)
        if self.hasFocus():
            paint_focus(painter, frame.adjusted(3, 3, -3, -3), tokens)

    def _paint_texts(self, painter: QPainter, box: QRectF) -> None:
        tokens, width = self._tokens, self.width() - 2 * PADDING
        row = QRectF(PADDING, box.bottom() + 4, width, 16)
        role = "text" if self.place is not None else "text_3"
        scale = first_fitting(self.scale_texts, "caption", width + 1)
        paint_text(painter, row, scale, "caption", role, tokens)
        sentence = QRectF(PADDING, box.bottom() + _SCALE, width, _RULE * _LINES)
        if self.lack:  # it may be longer: there are no numbers beneath it
            sentence.setBottom(self.height() - 8)
        painter.setFont(font("caption"))
        painter.setPen(tokens.color("text_2"))
        wrap = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop | Qt.AlignmentFlag.AlignLeft
        painter.drawText(sentence, int(wrap), self.rule)
        if self._image is None:
            return
        line = sentence.bottom() + 5.5
        painter.setPen(QPen(tokens.color("hairline"), 1))
        painter.drawLine(QPointF(PADDING, line), QPointF(PADDING + width, line))
        first = QRectF(PADDING, line + 4.5, width, ROW)
        if self._passings:
            paint_passings(painter, first, self._passings, self.method, tokens)
        elif self.method in _WITH_FACTS and self.shown and self.shown.attribution:
            paint_ending(painter, first, self.shown.attribution, tokens)

    # -- pointing and choosing ---------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Point at a pixel."""
        at = event.position()
        place = find_cell(self.map_box, (SIDE, SIDE), at.x(), at.y())
        if place != self.place:
            self.pointed.emit(place)

    def leaveEvent(self, event: QMouseEvent) -> None:  # type: ignore[override]  # noqa: N802
        """Point at nothing."""
        self.pointed.emit(None)
        super().leaveEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose this method."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(self.method)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter and Space choose, arrows walk over the pixels."""
        key = Qt.Key(event.key())
        if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.chosen.emit(self.method)
        elif key in _ARROWS:
            (down, across), (row, column) = _ARROWS[key], self.place or (SIDE // 2, SIDE // 2)
            row, column = (min(max(n, 0), SIDE - 1) for n in (row + down, column + across))
            self.pointed.emit((row, column))
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The map takes its new place."""
        super().resizeEvent(event)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Maps of 6 pixels a pixel."""
        return QSize(6 * SIDE + 2 * PADDING, height_for(6 * SIDE))
