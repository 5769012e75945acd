"""Which rows a waterfall has, and how they, their head and their bars are painted."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from app.colormaps import activation_table, colors, weight_table
from app.formats import signed
from app.theme import font
from app.tokens import Tokens
from app.widgets.ledger.cells import table_of, text_color
from model.ledger_sums import FullyConnectedLedger
from model.unit import Unit

ROW = 20
_LABELS = 98, 64  # of units with a place and without
_CHIP, _PRODUCT, _GAP = 46, 58, 4
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True, eq=False)
class Rows:
    """Which contributions have a row, in order, and which stand together in one last row."""

    numbers: NDArray[np.int64]
    others: NDArray[np.int64]

    @property
    def count(self) -> int:
        """With the bias at the top."""
        return 1 + len(self.numbers) + bool(len(self.others))

    def values(self, ledger: FullyConnectedLedger) -> NDArray[np.float64]:
        """(count,) float64: the bias, and what each row adds."""
        terms = ledger.contributions
        together = [terms[self.others].sum()] if len(self.others) else []
        return np.concatenate(([ledger.bias], terms[self.numbers], together))


@dataclass(frozen=True, slots=True)
class RowTexts:
    """The numbers of a row; without w and x there are no cells for them.

    span: what the ends of the colours of x stand for.
    """

    label: str
    w: float | None = None
    x: float | None = None
    product: float = 0.0
    span: float = 1.0


class Columns(NamedTuple):
    """Left edges of a waterfall's columns, and where sums stand in pixels."""

    label: float
    w: float
    x: float
    product: float
    bars: float
    right: float
    zero: float
    pixels: float  # per unit of the sum

    def at(self, value: float) -> float:
        """Where a running sum stands."""
        return self.zero + value * self.pixels


@dataclass(frozen=True, slots=True)
class Tables:
    """The colours, and what the ends of those of weights stand for."""

    tokens: Tokens
    gamma: float
    largest_weight: float
    input_layer: str

    @property
    def activations(self) -> NDArray[np.uint32]:
        """Of the layer before."""
        return table_of(self.input_layer, self.gamma, self.tokens.is_dark)


def number_of(ledger: FullyConnectedLedger, unit: Unit | None) -> int | None:
    """Position of a unit's activation among the inputs; None when it is no input."""
    if unit is None or unit.layer != ledger.input_layer:
        return None
    place = unit.channel, unit.row, unit.column
    if not all(0 <= n < size for n, size in zip(place, ledger.input_shape, strict=True)):
        return None
    return int(np.ravel_multi_index(place, ledger.input_shape))


def columns(width: float, lowest: float, highest: float, *, is_vector: bool) -> Columns:
    """Columns for a width, bars for running sums in a range that holds 0."""
    w = 8.0 + _LABELS[is_vector]
    x = w + _CHIP + _GAP
    product = x + _CHIP
    bars = product + _PRODUCT + 12
    right = max(bars + 20, width - 10)
    pixels = (right - bars) / max(highest - lowest, 1e-12)
    return Columns(8.0, w, x, product, bars, right, bars - lowest * pixels, pixels)


def paint_head(painter: QPainter, places: Columns, height: float, tables: Tables) -> None:
    """What the columns left of the bars hold."""
    painter.setFont(font("caption"))
    painter.setPen(tables.tokens.color("text_3"))
    middle = Qt.AlignmentFlag.AlignCenter
    painter.drawText(QRectF(places.label, 0, places.w - places.label, height - 2), _LEFT, "unit")
    painter.drawText(QRectF(places.w, 0, _CHIP, height - 2), middle, "w")
    painter.drawText(QRectF(places.x, 0, _CHIP, height - 2), middle, "x")
    painter.drawText(QRectF(places.product, 0, _PRODUCT, height - 2), _RIGHT, "w · x")


def paint_zero(painter: QPainter, places: Columns, height: float, tables: Tables) -> None:
    """Above the bars: where 0 is, and what they are, where there is room."""
    painter.setFont(font("caption"))
    painter.setPen(tables.tokens.color("text_3"))
    middle = Qt.AlignmentFlag.AlignCenter
    painter.drawText(QRectF(places.zero - 10, 0, 20, height - 2), middle, "0")
    room_right, room_left = places.right - places.zero, places.zero - places.bars
    if max(room_right, room_left) < 88:
        return
    if room_right >= room_left:
        place = QRectF(places.zero + 8, 0, room_right, height - 2)
        painter.drawText(place, _LEFT, "running sum")
    else:
        place = QRectF(places.bars, 0, room_left - 8, height - 2)
        painter.drawText(place, _RIGHT, "running sum")


def paint_row(
    painter: QPainter,
    places: Columns,
    row: QRectF,
    texts: RowTexts,
    tables: Tables,
    *,
    is_marked: bool = False,
    is_sum: bool = False,
) -> None:
    """Label, cells of w and x, and their product; violet ground when marked."""
    tokens = tables.tokens
    if is_marked:
        painter.fillRect(row, tokens.color("accent_soft"))
        painter.fillRect(QRectF(0, row.top(), 3, row.height()), tokens.color("accent"))
    painter.setFont(font("heading" if is_sum else "button" if is_marked else "body"))
    painter.setPen(tokens.color("accent" if is_marked or is_sum else "text_2"))
    wide = places.w - places.label if texts.w is not None else places.product - places.label
    painter.drawText(QRectF(places.label, row.top(), wide, row.height()), _LEFT, texts.label)
    painter.setPen(tokens.color("text"))
    painter.setFont(font("heading" if is_sum else "body"))
    start = places.product if texts.w is not None else places.w  # larger sums need more room
    product = QRectF(start, row.top(), places.product + _PRODUCT - start, row.height())
    painter.drawText(product, _RIGHT, signed(texts.product, 4) if texts.product else "0")
    if texts.w is None or texts.x is None:
        return
    painter.setFont(font("caption"))
    table = weight_table(tokens.is_dark)
    _paint_chip(painter, places.w, row, texts.w, (tables.largest_weight, table), tokens)
    scale = texts.span, tables.activations
    _paint_chip(painter, places.x, row, texts.x, scale, tokens)


def paint_bar(
    painter: QPainter,
    places: Columns,
    row: QRectF,
    ends: tuple[float, float],
    tables: Tables,
    *,
    leads_on: bool = True,
) -> None:
    """The running sum before and after a row, warm where it grows; the line of 0 behind it.

    What ends a row begins the next: a thin line leads there.
    """
    table = activation_table(1.0, tables.tokens.is_dark)
    zero = round(places.zero) + 0.5
    painter.setPen(QPen(tables.tokens.color("bar"), 1))
    painter.drawLine(QPointF(zero, row.top()), QPointF(zero, row.bottom()))
    start, end = places.at(ends[0]), places.at(ends[1])
    bar = QRectF(start, row.top() + 5, end - start, row.height() - 10).normalized()
    if bar.width() < 1:
        bar.setWidth(1)
    color = table[-len(table) // 8] if ends[1] >= ends[0] else table[len(table) // 8]
    painter.fillRect(bar, QColor(int(color)))
    if leads_on and end != places.zero:  # the line on which the next bar begins
        painter.setPen(QPen(tables.tokens.color("faint"), 1))
        painter.drawLine(QPointF(end, row.bottom() - 5), QPointF(end, row.bottom() + 5))


def _paint_chip(
    painter: QPainter,
    left: float,
    row: QRectF,
    value: float,
    scale: tuple[float, NDArray[np.uint32]],
    tokens: Tokens,
) -> None:
    """A number in a cell of its colour."""
    rgb = int(colors(np.array([value], np.float32), *scale)[0])
    cell = QRectF(left, row.top() + 1, _CHIP, row.height() - 2)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.fillRect(cell, QColor(rgb))
    painter.setPen(QPen(tokens.color("hairline"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(cell.adjusted(0, 0, -1, -1))
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(text_color(rgb))
    painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, signed(value, 3) if value else "0")
