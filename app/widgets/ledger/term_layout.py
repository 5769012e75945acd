"""Where the three grids of a channel's terms stand."""

from __future__ import annotations

from PySide6.QtCore import QRectF

from app.widgets.ledger.term_painting import HEAD, LEFT

_RIGHT, _SIGN = 12, 21
LEGEND, SENTENCE = 36, 26  # pixels for the legends; for the sentence
_WIDEST_GRID, _FLATTEST, _TALLEST = 320, 0.76, 48  # of a cell: height by width, height


def height_for(width: float, side: int) -> int:
    """Pixels that the largest cells of this width need; with fewer, cells are lower."""
    return HEAD + side * _widths(width, side)[2] + LEGEND + SENTENCE


def grid_boxes(width: float, height: float, side: int) -> tuple[QRectF, ...]:
    """Patch, kernel and products, each of `side` × `side` cells, on whole pixels."""
    grid, wide, tallest = _widths(width, side)
    tall = max(2, min(int(height - HEAD - LEGEND - SENTENCE) // side, tallest))
    lefts = (LEFT + round(number * (grid + _SIGN)) for number in range(3))
    return tuple(QRectF(left, HEAD, wide * side, tall * side) for left in lefts)


def sentence_top(grids_bottom: float, height: float) -> float:
    """Where the sentence begins; with room to spare it keeps away from the legends."""
    top = grids_bottom + LEGEND
    return top + max(height - top - SENTENCE, 0) // 3


def _widths(width: float, side: int) -> tuple[float, int, int]:
    """Width of a grid and of a cell, and how high a cell is at most."""
    grid = min((width - LEFT - _RIGHT - 2 * _SIGN) / 3, _WIDEST_GRID)
    cell = max(1, int(grid) // side)
    return grid, cell, min(round(_FLATTEST * cell), _TALLEST)
