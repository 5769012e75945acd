"""The arithmetic of a pooled or sub-sampled unit: window, gradient, shares, boxes."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from app.colormaps import activation_table
from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.ledger.boxes import HEIGHT, Part, paint_boxes, words
from app.widgets.ledger.cells import cell_rect, find_cell, outline_cell, table_of
from app.widgets.ledger.number_grid import FOOT, HEAD, NumberGrid, paint_grid
from app.widgets.ledger.shades import shown_span
from app.widgets.ledger.window_texts import (
    WindowLedger,
    boxes,
    equation,
    gradient_texts,
    place_text,
    shares_text,
    window_text,
)
from app.widgets.scale import Scale
from app.widgets.text_clock import TextClock
from model.ledger_windows import PoolingLedger
from model.unit import Unit

_MARGIN, _LINE, _SIGN, _SPACE = 16, 18, 24, 8
_LARGEST_CELL = 180, 84
_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class WindowBody(QWidget):
    """Cells and their colours follow every ledger, sentences and boxes at reading speed.

    unit_wanted: a Unit to pin; term_hovered: the Unit of the cell under the pointer, or None.
    """

    unit_wanted = Signal(object)
    term_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._scale = Scale({})
        self._gamma = 1.0
        self._is_after_relu = False
        self._ledger: WindowLedger | None = None
        self._read: WindowLedger | None = None  # whose sentences are on screen
        self._cell: tuple[int, int] | None = None  # the marked one, within the window
        self.parts: tuple[Part, ...] = ()
        self.sentences: tuple[str, ...] = ()
        self._read_grids: tuple[NumberGrid, ...] = ()
        self._clock = TextClock(self._show_texts, self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Window")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_ledger(
        self, ledger: WindowLedger, scale: Scale, gamma: float, *, is_after_relu: bool = False
    ) -> None:
        """Show the window of a unit; scale and gamma are those of the maps.

        is_after_relu: the layer before ends with a ReLU, which may stop the gradient.
        """
        self._is_after_relu = is_after_relu
        other = self._read is None or _kind(self._read) != _kind(ledger)
        if self._ledger is not None and self._ledger.values.shape != ledger.values.shape:
            self._cell = None
        self._ledger, self._scale, self._gamma = ledger, scale, gamma
        if self.isVisible():
            self._clock.tick(at_once=other)
            self.update()

    def highlight(self, unit: Unit | None) -> None:
        """Outline the cell of a unit of the layer before; nothing for other units."""
        cell = None
        if self._ledger is not None and unit is not None:
            ledger = self._ledger
            row, column = unit.row - ledger.place[0], unit.column - ledger.place[1]
            is_here = (unit.layer, unit.channel) == (ledger.input_layer, ledger.unit.channel)
            if is_here and 0 <= row < len(ledger.values) and 0 <= column < len(ledger.values):
                cell = row, column
        if cell != self._cell:
            self._cell = cell
            self.update()

    def grids(self) -> tuple[NumberGrid, ...]:
        """The grids on screen: cells, squares (L2 only), gradients, shares."""
        ledger = self._ledger
        if ledger is None:
            return ()
        is_dark, layer = self._tokens.is_dark, ledger.input_layer
        own, plain = table_of(layer, self._gamma, is_dark), activation_table(1.0, is_dark)
        span = shown_span(self._scale, layer, ledger.unit.channel, ledger.values)
        signed = bool(ledger.values.min() < 0)
        found = [NumberGrid("window x", place_text(ledger), ledger.values, span, own, signed)]
        gradients, shares = ledger.gradients, ledger.contributions
        largest = max(1.0, float(np.abs(gradients).max()))
        below, mixed = bool(gradients.min() < 0), bool(shares.min() < 0)
        if isinstance(ledger, PoolingLedger):
            if ledger.mode == "l2":
                squares = ledger.squares
                top = float(squares.max())
                found.append(NumberGrid("squares x²", "", squares, top, plain, is_signed=False))
            found.append(NumberGrid("gradient", "∂ output / ∂ x", gradients, largest, plain, below))
            found.append(NumberGrid("share", "gradient × x", shares, span, own, mixed))
        else:
            found.append(NumberGrid("gradient", "∂ a / ∂ x", gradients, largest, plain, below))
            top = float(np.abs(shares).max())
            found.append(NumberGrid("share", "gradient × x", shares, top, plain, mixed))
        return tuple(found)

    def boxes_of_grids(self) -> tuple[QRectF, ...]:
        """Where the cells of each grid stand."""
        if self._ledger is None:
            return ()
        count = 4 if isinstance(self._ledger, PoolingLedger) and self._ledger.mode == "l2" else 3
        size = len(self._ledger.values)
        texts = HEIGHT + 5 * _LINE + 4 * _SPACE
        room = (self.width() - 2 * _MARGIN - (count - 1) * _SIGN) / count
        width: float = min(room, max(200.0, size * _LARGEST_CELL[0]), 460.0)
        free = self.height() - 8 - HEAD - FOOT - texts
        height = max(16.0, min(free, size * _LARGEST_CELL[1], 0.8 * width))
        left, found = float(_MARGIN), []
        for _ in range(count):
            whole = [int(side) // size * size for side in (width, height)]
            found.append(QRectF(round(left), HEAD + 8, *whole))
            left += width + _SIGN
        return tuple(found)

    def _show_texts(self) -> None:
        self._read = ledger = self._ledger
        if ledger is None:
            return
        self.parts = boxes(ledger)
        gradients = gradient_texts(ledger, is_after_relu=self._is_after_relu)
        self.sentences = (window_text(ledger), *gradients, shares_text(ledger))
        self._read_grids = self.grids()
        parts = (self.equation(9), words(self.parts), *self.sentences)
        self.setAccessibleDescription(". ".join(parts))
        self.update()

    def equation(self, most: int) -> str:
        """The sentence with the cells' numbers put in, at most so many of them."""
        return "" if self._read is None else equation(self._read, most)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """What came while hidden is shown now."""
        super().showEvent(event)
        self._clock.show_now()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Grids, then equation, boxes and sentences beneath."""
        grids, places = self.grids(), self.boxes_of_grids()
        if not grids or self._read is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for grid, read, place in zip(grids, self._read_grids, places, strict=True):
            paint_grid(painter, place, grid, read, self._tokens)
        self._paint_signs(painter, places)
        self._paint_marks(painter, places)
        self._paint_texts(painter, places[0].bottom() + FOOT + 8)

    def _paint_signs(self, painter: QPainter, places: tuple[QRectF, ...]) -> None:
        """Window × gradient = share; behind squares there is nothing to multiply."""
        painter.setFont(font("title"))
        painter.setPen(self._tokens.color("text_2"))
        signs = ("×", "=") if len(places) == 3 else ("→",)
        for sign, place in zip(signs, places, strict=False):
            gap = QRectF(place.right(), place.top(), _SIGN, place.height())
            painter.drawText(gap, Qt.AlignmentFlag.AlignCenter, sign)

    def _paint_marks(self, painter: QPainter, places: tuple[QRectF, ...]) -> None:
        assert self._ledger is not None
        shape = self._ledger.values.shape
        winner = self._ledger.winner if isinstance(self._ledger, PoolingLedger) else None
        if winner is not None:
            cell = cell_rect(places[0], shape, *winner)
            outline_cell(painter, cell, self._tokens)
            self._paint_winner(painter, cell)
        if self._cell is not None and self._cell != winner:
            outline_cell(painter, cell_rect(places[0], shape, *self._cell), self._tokens)
        if self._cell is not None:
            for place in places[1:]:
                outline_cell(painter, cell_rect(place, shape, *self._cell), self._tokens)

    def _paint_winner(self, painter: QPainter, cell: QRectF) -> None:
        """A label at the cell's lower edge where there is room beside its number."""
        metrics = QFontMetricsF(font("caption"))
        width = metrics.horizontalAdvance("winner") + 8
        if cell.height() < 44 or cell.width() < width:
            return
        label = QRectF(cell.left() + 1, cell.bottom() - 13, cell.width() - 1, 13)
        painter.fillRect(label, self._tokens.color("accent"))
        painter.setFont(font("caption"))
        painter.setPen(self._tokens.color("on_accent"))
        painter.drawText(label, Qt.AlignmentFlag.AlignCenter, "winner")

    def _paint_texts(self, painter: QPainter, top: float) -> None:
        width = self.width() - 2 * _MARGIN
        metrics = QFontMetricsF(font("button"))
        choices = (self.equation(most) for most in (16, 9, 6, 4, 3, 2))
        text = next((t for t in choices if metrics.horizontalAdvance(t) <= width), self.equation(2))
        painter.setFont(font("button"))
        painter.setPen(self._tokens.color("accent"))
        line = QRectF(_MARGIN, top, width, _LINE)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(line, left, text)
        row = QRectF(_MARGIN, top + _LINE + _SPACE, width, HEIGHT)
        paint_boxes(painter, row, self.parts, self._tokens)
        painter.setFont(font("caption"))
        line.moveTop(row.bottom() + _SPACE)
        for sentence in self.sentences:
            painter.setPen(self._tokens.color("text_2"))
            painter.drawText(line, left, sentence)
            line.translate(0, _LINE)

    def unit_at(self, x: float, y: float) -> Unit | None:
        """The unit whose number stands at a point, in any of the grids."""
        ledger = self._ledger
        if ledger is None:
            return None
        for place in self.boxes_of_grids():
            cell = find_cell(place, ledger.values.shape, x, y)
            if cell is not None:
                return self._unit(cell)
        return None

    def _unit(self, cell: tuple[int, int]) -> Unit:
        assert self._ledger is not None
        ledger = self._ledger
        row, column = ledger.place[0] + cell[0], ledger.place[1] + cell[1]
        return Unit(ledger.input_layer, ledger.unit.channel, row, column)

    def _mark(self, unit: Unit | None) -> None:
        before = self._cell
        self.highlight(unit)
        if before != self._cell:
            self.term_hovered.emit(unit)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A cell under the pointer is outlined in all grids."""
        self._mark(self.unit_at(event.position().x(), event.position().y()))

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """The pointer is gone, and so is the outline."""
        self._mark(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on a cell pins its unit."""
        unit = self.unit_at(event.position().x(), event.position().y())
        if unit is not None and event.button() == Qt.MouseButton.LeftButton:
            self.unit_wanted.emit(unit)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrow keys walk through the window's cells, Enter pins one."""
        key = Qt.Key(event.key())
        if self._ledger is not None and key in _STEPS:
            last = len(self._ledger.values) - 1
            row, column = self._cell or (0, 0)
            if self._cell is not None:
                down, across = _STEPS[key]
                row, column = row + down, column + across
            self._mark(self._unit((min(max(row, 0), last), min(max(column, 0), last))))
        elif self._cell is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.unit_wanted.emit(self._unit(self._cell))
        else:
            super().keyPressEvent(event)


def _kind(ledger: WindowLedger) -> tuple[object, ...]:
    """The unit, and what else decides which grids there are: another network may pool otherwise."""
    mode = ledger.mode if isinstance(ledger, PoolingLedger) else "sub-sampling"
    return ledger.unit, mode, ledger.values.shape
