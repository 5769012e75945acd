"""What was drawn against what was read; a cell opens the samples behind it."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFocusEvent,
    QFont,
    QFontMetricsF,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.ledger.cells import text_color
from app.widgets.samples.choice import REFUSED
from app.widgets.samples.texts import cell_text, samples_text, short_label
from app.widgets.samples.tile_painter import REFUSAL
from model.data.mnist import NOT_A_DIGIT
from model.network import CLASSES

_HEAD = 30  # the word above, and the digits of the columns
_GAP = 2  # between the ten predictions and the refused
_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
Cell = tuple[int, int]  # label and prediction, or REFUSED


class ConfusionMatrix(QWidget):
    """Ten by ten; a row for what is no digit and a column of the refused where there are any.

    Signals
    -------
    cell_wanted(tuple or None): show the samples of a cell (label, prediction or REFUSED), or
        all of them again.
    pointed(): another cell, or none, is under the pointer or has the cursor.
    """

    cell_wanted = Signal(object)
    pointed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.counts: NDArray[np.int64] = np.zeros((CLASSES + 1, CLASSES + 1), np.int64)
        self.chosen: Cell | None = None
        self._hovered: Cell | None = None
        self._cursor: Cell = (0, 0)
        self._side = 21
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMouseTracking(True)
        self.setAccessibleName("Confusion matrix")
        self._fit()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def set_side(self, side: int) -> None:
        """Choose the side of a cell; it must leave room for the words at the left."""
        self._side = side
        self._fit()

    def show_confusion(self, counts: NDArray[np.int64]) -> None:
        """Show (11, 11) counts: label by prediction; column 10: how many of them are refused."""
        self.counts = counts
        self._cursor = min(self._cursor[0], self.rows - 1), min(self._cursor[1], self.columns - 1)
        self.setAccessibleDescription(self.summary())
        self._fit()

    def show_chosen(self, cell: Cell | None) -> None:
        """Outline the cell whose samples are shown."""
        self.chosen = cell
        self.update()

    @property
    def rows(self) -> int:
        """Ten, and one for what is no digit."""
        return CLASSES + bool(self.counts[NOT_A_DIGIT].any())

    @property
    def columns(self) -> int:
        """Ten, and one for the refused."""
        return CLASSES + bool(self.counts[:, REFUSED].any())

    @property
    def pointed_cell(self) -> Cell | None:
        """The cell under the pointer; without one, the cursor's while the keyboard is here."""
        return self._hovered or (self._cursor if self.hasFocus() else None)

    def is_right(self, cell: Cell) -> bool:
        """True where label and answer agree."""
        label, prediction = cell
        return label == prediction

    def summary(self) -> str:
        """The wrong cells in words."""
        wrong = [
            f"{self.counts[cell]:,} {cell_text(*cell)}"
            for cell in np.ndindex(self.rows, self.columns)
            if self.counts[cell] and not self.is_right(cell)
        ]
        return "; ".join(wrong) or "nothing is misread"

    # -- layout ------------------------------------------------------------------------------

    def _fit(self) -> None:
        gap = _GAP if self.rows > CLASSES else 0
        self.setFixedHeight(_HEAD + self.rows * self._side + gap + 1)
        self.update()

    def cell_rect(self, cell: Cell) -> QRectF:
        """Where a cell stands."""
        side, (row, column) = self._side, cell
        gap = _GAP if self.columns > CLASSES else 0
        left = self.width() - 1 - self.columns * side - gap
        x = left + column * side + (gap if column == REFUSED else 0)
        y = _HEAD + row * side + (_GAP if row == NOT_A_DIGIT else 0)
        return QRectF(x, y, side, side)

    def cell_at(self, point: QPointF) -> Cell | None:
        """The cell at a point."""
        cells = np.ndindex(self.rows, self.columns)
        return next(((r, c) for r, c in cells if self.cell_rect((r, c)).contains(point)), None)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the side column."""
        return QSize(248, self.height())

    # -- pointer and keys --------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Say what a cell holds."""
        cell = self.cell_at(event.position())
        if cell == self._hovered:
            return
        self._hovered = cell
        has_samples = cell is not None and bool(self.counts[cell])
        shape = Qt.CursorShape
        self.setCursor(shape.PointingHandCursor if has_samples else shape.ArrowCursor)
        text = "" if cell is None else f"{cell_text(*cell)}: {self._count_of(cell)}"
        self.setToolTip(text)
        self._point()

    def _count_of(self, cell: Cell) -> str:
        return samples_text(int(self.counts[cell]))

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """The pointer left."""
        self._hovered = None
        self._point()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Open a cell."""
        cell = self.cell_at(event.position())
        if event.button() == Qt.MouseButton.LeftButton and cell is not None:
            self._cursor = cell
            self._open(cell)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows move, Enter and Space open."""
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None:
            row = min(max(self._cursor[0] + step[0], 0), self.rows - 1)
            column = min(max(self._cursor[1] + step[1], 0), self.columns - 1)
            self._cursor = row, column
            self._hovered = None
            self._point()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self._open(self._cursor)
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The cursor is seen."""
        super().focusInEvent(event)
        self._point()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The cursor is not seen."""
        super().focusOutEvent(event)
        self._point()

    def _point(self) -> None:
        self.update()
        self.pointed.emit()

    def _open(self, cell: Cell) -> None:
        if cell == self.chosen:
            self.cell_wanted.emit(None)
        elif self.counts[cell]:
            self.cell_wanted.emit(cell)

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Heads, cells, and the outlines of what is chosen and pointed at."""
        painter = QPainter(self)
        self._paint_heads(painter)
        for row, column in np.ndindex(self.rows, self.columns):
            self._paint_cell(painter, (row, column))
        pointed = self.pointed_cell
        if pointed is not None and pointed != self.chosen:
            painter.setPen(QPen(self._tokens.color("accent"), 1))
            painter.drawRect(self.cell_rect(pointed))
        if self.chosen is not None and self.chosen[0] < self.rows:
            painter.setPen(QPen(self._tokens.color("accent"), 2))
            painter.drawRect(self.cell_rect(self.chosen).adjusted(0, 0, 1, 1))

    def _paint_heads(self, painter: QPainter) -> None:
        painter.setFont(font("caption"))
        painter.setPen(self._tokens.color("text_3"))
        first, last = self.cell_rect((0, 0)), self.cell_rect((0, CLASSES - 1))
        above = QRectF(first.left(), 0, last.right() - first.left(), 14)
        side = Qt.AlignmentFlag
        painter.drawText(above, side.AlignCenter, "the network read →")
        painter.drawText(QRectF(0, 0, 60, 14), side.AlignLeft | side.AlignVCenter, "label ↓")
        painter.setPen(self._tokens.color("text_2"))
        for column in range(self.columns):
            box = self.cell_rect((0, column)).translated(0, -16)
            box.setHeight(15)
            text = REFUSAL if column == REFUSED else str(column)
            painter.drawText(box, side.AlignCenter, text)
        for row in range(self.rows):
            cell = self.cell_rect((row, 0))
            box = QRectF(0, cell.top(), cell.left() - 3, cell.height())
            painter.drawText(box, side.AlignRight | side.AlignVCenter, short_label(row))

    def _paint_cell(self, painter: QPainter, cell: Cell) -> None:
        box, count, tokens = self.cell_rect(cell), int(self.counts[cell]), self._tokens
        right = self.is_right(cell)
        ground, line, ink = tokens.color("surface"), "hairline", tokens.color("text")
        if count and right:
            ground = self._grey(count)
            ink = text_color(ground.rgb())
        elif count:
            ground, line, ink = tokens.color("caution_ground"), "caution_line", tokens.color("text")
        painter.setBrush(ground)
        painter.setPen(QPen(tokens.color(line), 1))
        painter.drawRect(box)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if count:
            painter.setPen(ink)
            text = _number(count)
            painter.setFont(_fitting(text, box.width() - 1, bold=not right))
            painter.drawText(box.adjusted(0, 0, 1, 1), Qt.AlignmentFlag.AlignCenter, text)

    def _grey(self, count: int) -> QColor:
        """Darker (light theme) or brighter with the count; never as faint as an empty cell."""
        share = 0.35 + 0.65 * count / max(1, int(self.counts.diagonal().max()))
        paper, full = self._tokens.color("trough"), self._tokens.color("text_2")
        parts: list[Callable[[QColor], int]] = [QColor.red, QColor.green, QColor.blue]
        return QColor(*(round(p(paper) + share * (p(full) - p(paper))) for p in parts))


def _number(count: int) -> str:
    """At most three characters."""
    return str(count) if count < 1000 else f"{round(count / 1000)}k"


def _fitting(text: str, width: float, bold: bool) -> QFont:
    """The caption's font; letters closer where three of them need it."""
    result = QFont(font("caption"))
    if bold:
        result.setWeight(QFont.Weight.DemiBold)
    needed = QFontMetricsF(result).horizontalAdvance(text)
    if needed > width:
        result.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, (width - needed) / len(text))
    return result
