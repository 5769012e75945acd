"""Where everything of the picture stands, in units of the widget, on whole device pixels."""

from __future__ import annotations

import math
from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF

MARGIN, GAP = 12, 20  # at the sides; between maps and arithmetic
TOP = 32  # the maps begin here, below their heads
_LEGEND = 35  # below the maps: a gap, the bar, its numbers
_BOTTOM = 8
_ALIKE = 24
_LEAST_MIDDLE, _MOST_MIDDLE = 388, 600
_MOST_CELL = 48  # of a map with few cells
_JOINT = 26  # between the two grids
_WIDEST, _HIGHEST, _LOW = 56, 34, 22  # cells of the grids; low beside a chart
_LEAST_GRID = 150  # room for the words below a small one
_CHAIN = 44
_TOLD = 40  # below the grids: words, or a legend
_LEAST_CHART, _MOST_CHART = 58, 130
LEAST_COLUMN = 120  # room for a legend with three numbers


@dataclass(frozen=True, slots=True)
class MapGrid:
    """Square cells of one size. left, top: of the first; cell: along a side."""

    left: float
    top: float
    cell: float
    rows: int
    columns: int

    @property
    def rect(self) -> QRectF:
        """All cells."""
        return self.span(range(self.rows), range(self.columns))

    def span(self, rows: range, columns: range) -> QRectF:
        """A rectangle of cells."""
        return QRectF(
            self.left + columns.start * self.cell,
            self.top + rows.start * self.cell,
            len(columns) * self.cell,
            len(rows) * self.cell,
        )

    def cell_rect(self, row: int, column: int) -> QRectF:
        """One cell."""
        return self.span(range(row, row + 1), range(column, column + 1))

    def find(self, at: QPointF) -> tuple[int, int] | None:
        """Row and column of the cell at a point; None outside."""
        if not self.rect.contains(at):
            return None
        row = min(int((at.y() - self.top) / self.cell), self.rows - 1)
        return row, min(int((at.x() - self.left) / self.cell), self.columns - 1)


@dataclass(frozen=True, slots=True)
class MiddleLayout:
    """Places of the arithmetic.

    patch, others: the two grids; told: words below them; others_bar: a legend; chart: subtotals,
    None without room; chain: from the sum to the value.
    """

    patch: QRectF
    others: QRectF
    told: QRectF
    others_bar: QRectF
    chart: QRectF | None
    chain: QRectF

    def column(self, height: int) -> QRect:
        """All of it, from the top of the picture to its bottom."""
        left, right = self.chain.left() - 2, self.chain.right() + 2
        return QRectF(left, 0, right - left, height).toAlignedRect()

    @property
    def joint(self) -> QRectF:
        """Between the two grids."""
        return QRectF(self.others.left() - _JOINT, self.patch.top(), _JOINT, self.patch.height())


@dataclass(frozen=True, slots=True)
class SlideLayout:
    """Places of the picture: input map with its padding, arithmetic, the map that is filled.

    The bars of legends have 16 units for numbers below them.
    """

    source: MapGrid
    middle: MiddleLayout
    target: MapGrid
    source_bar: QRectF
    target_bar: QRectF


def arrange(
    size: tuple[float, float],
    source: tuple[int, int],
    target: tuple[int, int],
    window: int,
    has_chart: bool,
    ratio: float = 1.0,
) -> SlideLayout:
    """Lay out a picture of `size` at `ratio` device pixels per unit.

    source: rows and columns of the input with padding; target: of the map that is filled;
    window: cells along its side; has_chart: there are subtotals of several channels.
    """
    width, height = size
    wide = (width - 2 * MARGIN - 2 * GAP - _LEAST_MIDDLE) / 2
    side = max(min(wide, height - TOP - _LEGEND - _BOTTOM), 24)
    left = MapGrid(MARGIN, TOP, _cell(side, source, ratio), *source)
    cell = _cell(side, target, ratio)
    column = max(target[1] * cell, LEAST_COLUMN)
    right = MapGrid(_snap(width - MARGIN - column, ratio), TOP, cell, *target)
    bottom = max(left.rect.bottom(), right.rect.bottom(), TOP + side)
    start = MARGIN + max(left.rect.width(), LEAST_COLUMN) + GAP
    room = right.left - GAP - start
    middle_width = min(room, _MOST_MIDDLE)
    corner = _snap(start + (room - middle_width) / 2, 1)
    middle = QRectF(corner, TOP, middle_width, _snap(bottom, 1) - TOP)
    ends = left.rect.bottom(), right.rect.bottom()
    if abs(ends[0] - ends[1]) < _ALIKE:  # maps of nearly one size have their legends in line
        ends = max(ends), max(ends)
    source_bar, target_bar = (
        QRectF(grid.left, math.ceil(end) + 8, max(grid.rect.width(), LEAST_COLUMN), 8)
        for grid, end in zip((left, right), ends, strict=True)
    )
    return SlideLayout(left, _middle(middle, window, has_chart), right, source_bar, target_bar)


def _middle(box: QRectF, window: int, has_chart: bool) -> MiddleLayout:
    """Grids above, chain at the bottom, a chart between them where there is room."""
    half = math.floor((box.width() - _JOINT) / 2)
    most = box.height() - _CHAIN - _TOLD - 12  # for the grids
    cell_width = min(_WIDEST, max(math.floor(half / window), 2))
    highest = _LOW if has_chart and most < 300 else _HIGHEST
    cell_height = max(min(highest, math.floor(most / window)), 2)
    patch = QRectF(box.left(), box.top(), window * cell_width, window * cell_height)
    column = min(max(patch.width(), _LEAST_GRID), half)
    told = QRectF(box.left(), patch.bottom() + 6, column, _TOLD - 6)
    others = patch.translated(column + _JOINT, 0)
    bar = QRectF(others.left(), patch.bottom() + 8, max(others.width(), LEAST_COLUMN), 8)
    chart, below = None, told.bottom() + 20
    room = box.bottom() - _CHAIN - told.bottom() - 24
    if has_chart and room >= _LEAST_CHART:
        chart = QRectF(box.left(), told.bottom() + 10, box.width(), min(room, _MOST_CHART))
        below = chart.bottom() + 14
    chain = QRectF(box.left(), min(below, box.bottom() - _CHAIN), box.width(), _CHAIN)
    return MiddleLayout(patch, others, told, bar, chart, chain)


def _cell(side: float, shape: tuple[int, int], ratio: float) -> float:
    """The largest cell of whole device pixels with which a map fits into a square."""
    pixels = math.floor(side * ratio / max(shape))
    return min(max(pixels, 1), math.floor(_MOST_CELL * ratio)) / ratio


def _snap(place: float, ratio: float) -> float:
    return math.floor(place * ratio) / ratio
