"""From subtotals and bias to the activation, and on into the window that pools it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from app.colormaps import activation_table
from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.ledger.boxes import HEIGHT, Part, needed_width, paint_boxes, words
from app.widgets.ledger.cells import outline_cell
from app.widgets.ledger.chain_parts import chain_parts, letter_of, title_width
from app.widgets.ledger.live_cells import LiveCells
from app.widgets.ledger.passage_texts import passage_sentences, window_title
from app.widgets.ledger.shades import Shades, shown_span
from app.widgets.painted_layer import PaintedLayer
from model.ledger_sums import ConvolutionLedger
from model.ledger_windows import Passage, PoolingLedger
from model.unit import Unit

_LEFT, _RIGHT, _TOP, _TEXT_GAP, _TEXT = 15, 12, 10, 9, 32
_ARROW, _TITLE_GAP = 20, 8
_CELL = 43, 24, 16  # of the window: width, height, least height that holds a number
_SMALL_WINDOW = 6  # from more cells along a side on there are no numbers


class Chain(QWidget):
    """A row of boxes, the window at its end, and what that means in a sentence beneath.

    The colours of the window follow every ledger, everything else changes at reading speed.

    Signals
    -------
    unit_wanted(Unit): pin the unit that the window is reduced to; part_hovered(str): the pointer
    rests on what a letter of the formula stands for, "" when it does not.
    """

    unit_wanted = Signal(object)
    part_hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._ledger: ConvolutionLedger | None = None
        self._next_layer = ""
        self._part = self._emphasized = ""
        self._places: list[QRectF] = []
        self.parts: tuple[Part, ...] = ()
        self.window_cells = LiveCells()
        self.read: ConvolutionLedger | None = None  # what the numbers were rounded from
        self.sentence = ""
        self._around = PaintedLayer(self._paint_around)
        self.setMouseTracking(True)
        self.setFixedHeight(self._needed_height())
        self.setAccessibleName("From the sum to the activation")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._around.invalidate()
        self.update()

    def show_ledger(self, ledger: ConvolutionLedger, shades: Shades, next_layer: str) -> None:
        """Show a unit's way; next_layer: where it goes when no window takes it, in words."""
        is_other = self._ledger is None or self._ledger.unit != ledger.unit
        self._ledger, self._next_layer = ledger, next_layer
        if ledger.passages:
            values, unit = ledger.passages[0].ledger.values, ledger.unit
            span = shown_span(shades.scale, unit.layer, unit.channel, values)
            table = activation_table(shades.gamma, shades.is_dark)
            self.window_cells.show(values, span, table)
        if is_other:
            self.show_texts()
        self.update()

    def show_texts(self) -> None:
        """Round the numbers anew."""
        self.read = ledger = self._ledger
        if ledger is None:
            return
        self.window_cells.show_texts()
        is_stopped = ledger.function == "relu" and ledger.pre_activation < 0
        self.sentence = passage_sentences(ledger.passages, self._next_layer, is_stopped=is_stopped)
        self.setFixedHeight(self._needed_height())
        self._arrange(ledger)
        takes = bool(ledger.passages)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus if takes else Qt.FocusPolicy.NoFocus)
        self.setAccessibleDescription(f"{words(self.parts)}. {self.sentence}")
        self.update()

    @property
    def passage(self) -> Passage | None:
        """The window that is shown: the first of those that the unit lies in."""
        if self._ledger is None or not self._ledger.passages:
            return None
        return self._ledger.passages[0]

    def _needed_height(self) -> int:
        return _TOP + round(self._row_height()) + _TEXT_GAP + _TEXT

    def _row_height(self) -> float:
        passage = self.passage
        side = 0 if passage is None else len(passage.ledger.values)
        return max(HEIGHT, side * _CELL[2]) if side <= _SMALL_WINDOW else 72

    def _arrange(self, ledger: ConvolutionLedger) -> None:
        """Boxes as wide as their texts; with little room, with shorter texts and signs."""
        self._around.invalidate()
        width = self.width() - _LEFT - _RIGHT - self._window_width()
        for is_short in (False, True):
            self.parts = chain_parts(ledger, is_short=is_short)
            if needed_width(self.parts) <= width:
                break
        signs = sum(isinstance(part, str) for part in self.parts)
        less = max(0.0, needed_width(self.parts) - width)
        of_sign = min(7.0, less / max(signs, 1))
        of_box = (less - signs * of_sign) / (len(self.parts) - signs)
        x, self._places = float(_LEFT), []
        top = _TOP + (self._row_height() - HEIGHT) / 2
        for part in self.parts:
            wide = needed_width((part,)) - (of_sign if isinstance(part, str) else of_box)
            self._places.append(QRectF(round(x), top, round(x + wide) - round(x), HEIGHT))
            x += wide
        self._place_window(x + _ARROW - of_sign)

    def _window_width(self) -> float:
        """Pixels of arrow, cells and title; 0 without a window."""
        passage = self.passage
        if passage is None:
            return 0.0
        return _ARROW + self._cells_width(passage) + _TITLE_GAP + title_width(passage)

    def _cells_width(self, passage: Passage) -> float:
        side = len(passage.ledger.values)
        widest = self._row_height() * 1.8 / side
        return side * max(2, round(min(_CELL[0], widest) if side > 3 else _CELL[0]))

    def _place_window(self, left: float) -> None:
        passage = self.passage
        if passage is None:
            return
        side, row = len(passage.ledger.values), self._row_height()
        tall = max(2, int(min(row / side, _CELL[1] + 4)))
        box = QRectF(round(left), 0, self._cells_width(passage), tall * side)
        box.moveTop(round(_TOP + (row - box.height()) / 2))
        self.window_cells.place(box)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another width, other texts."""
        super().resizeEvent(event)
        if self._ledger is not None:
            self._arrange(self._ledger)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """What is read, the window, and what is marked."""
        if self._ledger is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._around.draw(painter, self.size(), self.devicePixelRatio())
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._tokens.color("accent"), 2))
        for part, place in zip(self.parts, self._places, strict=True):
            if self._emphasized and letter_of(part, self.parts) == self._emphasized:
                painter.drawRoundedRect(place.adjusted(1, 1, -1, -1), 4, 4)
        if self.passage is not None:
            self._paint_window(painter, self.passage)

    def _paint_window(self, painter: QPainter, passage: Passage) -> None:
        cells, tokens, ledger = self.window_cells, self._tokens, passage.ledger
        cells.paint(painter, tokens)
        winner = ledger.winner if isinstance(ledger, PoolingLedger) else None
        if winner is not None and winner != passage.place:
            painter.setPen(QPen(tokens.color("text"), 1.5))
            painter.drawRect(cells.rect(winner).adjusted(1.5, 1.5, -1, -1))
        outline_cell(painter, cells.rect(passage.place), tokens)
        if self.hasFocus():
            painter.setPen(QPen(tokens.color("accent"), 2))
            painter.drawRoundedRect(cells.box.adjusted(-3, -3, 4, 4), 3, 3)

    def _paint_around(self, painter: QPainter) -> None:
        """A line above, boxes, title of the window, sentence: anew when they are read anew."""
        line = QRectF(_LEFT, 0, self.width() - _LEFT - _RIGHT, 1)
        painter.fillRect(line, self._tokens.color("hairline"))
        for part, place in zip(self.parts, self._places, strict=True):
            paint_boxes(painter, place, (part,), self._tokens)
        if self.read is not None and self.read.passages:
            self._paint_title(painter, self.read.passages[0])
        painter.setFont(font("caption"))
        painter.setPen(self._tokens.color("text_2"))
        painter.drawText(
            QRectF(_LEFT, _TOP + self._row_height() + _TEXT_GAP, line.width(), _TEXT),
            Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignTop,
            self.sentence,
        )

    def _paint_title(self, painter: QPainter, passage: Passage) -> None:
        """An arrow to the window, its name and its rule."""
        box, middle = self.window_cells.box, Qt.AlignmentFlag.AlignVCenter
        arrow = QRectF(0, _TOP, _ARROW, self._row_height())
        arrow.moveRight(box.left())
        painter.setFont(font("heading"))
        painter.setPen(self._tokens.color("text_2"))
        painter.drawText(arrow, Qt.AlignmentFlag.AlignCenter, "→")
        name, rule = window_title(passage)
        beside = QRectF(box.right() + _TITLE_GAP, box.center().y() - 16, 300, 16)
        painter.setFont(font("caption"))
        painter.setPen(self._tokens.color("text_3"))
        painter.drawText(beside, middle, name)
        painter.setFont(font("label"))
        painter.setPen(self._tokens.color("accent" if passage.is_winner else "text_2"))
        painter.drawText(beside.translated(0, 16), middle, rule)

    def emphasize(self, part: str) -> None:
        """Outline the box that a letter of the formula stands for."""
        self._emphasized = part
        self.update()

    def _over_window(self, at: QPointF) -> bool:
        return self.passage is not None and self.window_cells.box.contains(at)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Say which letter a box stands for; the window can be clicked."""
        at = event.position()
        over = self._over_window(at)
        self.setCursor(Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.ArrowCursor)
        passage = self.passage
        self.setToolTip(
            f"Pin the neuron of {passage.ledger.unit.layer}" if over and passage else ""
        )
        pairs = zip(self.parts, self._places, strict=True)
        self._hover(next((letter_of(p, self.parts) for p, box in pairs if box.contains(at)), ""))

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """The pointer is gone."""
        self._hover("")

    def _hover(self, part: str) -> None:
        if part != self._part:
            self._part = part
            self.part_hovered.emit(part)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on the window pins the unit that it is reduced to."""
        if event.button() == Qt.MouseButton.LeftButton and self._over_window(event.position()):
            self._pin()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter pins the unit that the window is reduced to."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._pin()
        else:
            super().keyPressEvent(event)

    def _pin(self) -> None:
        if self.passage is not None:
            unit: Unit = self.passage.ledger.unit
            self.unit_wanted.emit(unit)
