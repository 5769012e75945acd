"""A titled grid of numbers with its legend; in large cells the numbers are large too."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPen

from app.colormaps import HALF, colors
from app.formats import short_number
from app.theme import font
from app.tokens import Tokens
from app.widgets.ledger.cells import (
    cell_rect,
    cell_text,
    paint_legend,
    text_color,
    thumbnail,
)

HEAD, FOOT = 20, 32  # pixels above the cells for the title, below them for the legend
LARGE = 62, 30  # cells of at least this size hold four decimals

_text_color = lru_cache(maxsize=4 * HALF)(text_color)


@dataclass(frozen=True, slots=True, eq=False)
class NumberGrid:
    """values (h, w), and what the ends of the colours stand for.

    note: grey, right of the title; is_signed: the legend shows both halves of the colours.
    is_inside: (h, w), False where there is nothing; None: everywhere there is.
    """

    title: str
    note: str
    values: NDArray[Any]
    largest: float
    lut: NDArray[np.uint32]
    is_signed: bool
    is_inside: NDArray[np.bool_] | None = None

    @property
    def shape(self) -> tuple[int, int]:
        """Rows and columns."""
        return self.values.shape[0], self.values.shape[1]

    @property
    def legend(self) -> tuple[str, str, str]:
        """What the left end, the middle and the right end of the colours stand for."""
        if not self.largest:
            return "", "all are 0", ""
        end = short_number(self.largest)
        return (f"−{end}", "0", f"+{end}") if self.is_signed else ("0", "", end)


def paint_grid(
    painter: QPainter, box: QRectF, grid: NumberGrid, read: NumberGrid, tokens: Tokens
) -> None:
    """Paint cells into `box`, the title above it, the colours and their legend beneath.

    The colours are those of `grid`; numbers and legend are those of `read`, of the same shape.
    """
    title = QFontMetricsF(font("label")).horizontalAdvance(grid.title)
    head = QRectF(box.left(), box.top() - HEAD, box.width(), HEAD - 4)
    middle = Qt.AlignmentFlag.AlignVCenter
    painter.setPen(tokens.color("text"))
    painter.setFont(font("label"))
    painter.drawText(head.adjusted(0, 0, title, 0), middle | Qt.AlignmentFlag.AlignLeft, grid.title)
    painter.setFont(font("caption"))
    painter.setPen(tokens.color("text_3"))
    if title + QFontMetricsF(font("caption")).horizontalAdvance(grid.note) + 8 <= box.width():
        painter.drawText(head, middle | Qt.AlignmentFlag.AlignRight, grid.note)
    paint_numbers(painter, box, grid, read.values, tokens)
    bar = QRectF(box.left(), box.bottom() + 6, box.width(), 8)
    paint_legend(painter, bar, grid.lut, read.legend, tokens, read.is_signed)


def large_text(value: float) -> str:
    """Four decimals with a real minus; an exact 0 is 0, and what has no room for them less."""
    if value == 0 or abs(value) >= 1000:
        return cell_text(value)
    return f"{'−' if value < 0 else ''}{abs(value):.4f}"


def paint_numbers(
    painter: QPainter, box: QRectF, grid: NumberGrid, read: NDArray[Any], tokens: Tokens
) -> None:
    """The coloured cells of a grid, with the numbers `read` where there is room for them.

    `box` is as many whole pixels wide and high per cell.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.drawImage(box, thumbnail(grid.values, grid.largest, grid.lut, 1))
    outside = np.zeros(grid.shape, np.bool_) if grid.is_inside is None else ~grid.is_inside
    _paint_lines(painter, box, grid.shape, tokens)
    hatch = QBrush(tokens.color("faint"), Qt.BrushStyle.BDiagPattern)
    for row, column in np.argwhere(outside).tolist():
        cell = cell_rect(box, grid.shape, row, column).adjusted(1, 1, 0, 0)
        painter.fillRect(cell, tokens.color("panel"))
        painter.fillRect(cell, hatch)
    first = cell_rect(box, grid.shape, 0, 0)
    is_large = first.width() >= LARGE[0] and first.height() >= LARGE[1]
    room = QFontMetricsF(font("caption")).horizontalAdvance("−.000") + 2
    if first.width() >= room and first.height() >= 13:
        painter.setFont(font("title" if is_large else "caption"))
        chosen = colors(np.asarray(grid.values, np.float32), grid.largest, grid.lut)
        for row, column in np.argwhere(~outside).tolist():
            value = float(read[row, column])
            painter.setPen(_text_color(int(chosen[row, column])))
            text = large_text(value) if is_large else cell_text(value)
            cell = cell_rect(box, grid.shape, row, column)
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)
    painter.restore()


def _paint_lines(painter: QPainter, box: QRectF, shape: tuple[int, int], tokens: Tokens) -> None:
    """Hairlines around all cells."""
    painter.setPen(QPen(tokens.color("hairline"), 1))
    rows, columns = shape
    for row in range(rows + 1):
        y = box.top() + row * box.height() / rows
        painter.drawLine(QLineF(box.left(), y, box.right(), y))
    for column in range(columns + 1):
        x = box.left() + column * box.width() / columns
        painter.drawLine(QLineF(x, box.top(), x, box.bottom()))
