"""Where the weights of a layer stand in their picture: blocks of cells, in whole device pixels."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, NamedTuple

Kind = Literal["matrix", "tiles", "units"]

FRAME = 1  # device pixels around every block
_LARGEST = {"matrix": 16, "tiles": 28, "units": 24}  # pixels along a cell
_MOST_BANDS = 4  # of a matrix
_READABLE = 2  # pixels along a cell, at least, as long as the picture is not too wide
_LONGEST = 4  # times as long as wide: a cell of the units' weights


class Place(NamedTuple):
    """A block of weights: to map or unit `number` of a layer from a channel of the one before."""

    number: int
    channel: int


@dataclass(frozen=True, slots=True)
class MatrixLayout:
    """Blocks in rows and columns.

    kind: "matrix": a column is a map, a row a channel of the layer before; "tiles": kernels one
        after another, where there is one map or one channel only; "units": a row is a unit, a
        column holds the cells of one channel of the layer before.
    bands: a matrix of many maps is broken into so many, one above the other, `band_gap` device
        pixels apart; the last may be shorter.
    count: maps or units, and channels before.
    rows, columns: of blocks; block: cells down and across in each; cell: device pixels down and
    across; gap: device pixels between blocks.
    """

    kind: Kind
    count: tuple[int, int]
    rows: int
    columns: int
    block: tuple[int, int]
    cell: tuple[int, int]
    gap: tuple[int, int]
    bands: int = 1
    band_gap: int = 0

    @property
    def band_rows(self) -> int:
        """Rows of blocks in each band."""
        return self.rows // self.bands

    @property
    def band_pitch(self) -> int:
        """Device pixels from one band to the next."""
        return self.band_rows * self.pitch[0] + self.band_gap

    @property
    def pitch(self) -> tuple[int, int]:
        """Device pixels from one block to the next, down and across."""
        down, across = self.block_size
        return down + self.gap[0], across + self.gap[1]

    @property
    def block_size(self) -> tuple[int, int]:
        """Height and width of a block, without its frame."""
        return self.block[0] * self.cell[0], self.block[1] * self.cell[1]

    @property
    def size(self) -> tuple[int, int]:
        """Height and width of the whole picture, frames included."""
        down, across = self.pitch
        return (
            self.rows * down + (self.bands - 1) * self.band_gap - self.gap[0] + 2 * FRAME,
            self.columns * across - self.gap[1] + 2 * FRAME,
        )

    def grid(self, place: Place) -> tuple[int, int]:
        """Row and column of a block."""
        if self.kind == "tiles":
            return divmod(place.number * self.count[1] + place.channel, self.columns)
        if self.kind == "units":
            return place.number, place.channel
        band, column = divmod(place.number, self.columns)
        return band * self.band_rows + place.channel, column

    def place(self, row: int, column: int) -> Place | None:
        """Which block stands in a row and column; None where there is none."""
        if not (0 <= row < self.rows and 0 <= column < self.columns):
            return None
        if self.kind == "units":
            return Place(row, column)
        if self.kind == "matrix":
            band, channel = divmod(row, self.band_rows)
            number = band * self.columns + column
            return Place(number, channel) if number < self.count[0] else None
        index = row * self.columns + column
        if index >= self.count[0] * self.count[1]:
            return None
        return Place(*divmod(index, self.count[1]))

    def first_of(self, band: int) -> Place:
        """The first block of a band."""
        return Place(band * self.columns, 0) if self.kind == "matrix" else Place(0, 0)

    def corner(self, row: int, column: int) -> tuple[int, int]:
        """Corner (x, y) of a block's first cell, from the corner of the picture."""
        down, across = self.pitch
        return column * across + FRAME, row * down + row // self.band_rows * self.band_gap + FRAME

    def find(self, x: float, y: float) -> tuple[Place, tuple[int, int]] | None:
        """The block at a point of the picture, and row and column of its cell; None outside.

        The gap behind a block belongs to it, so that the pointer never falls between two.
        """
        down, across = self.pitch
        band = max(0, min(int((y - FRAME) // self.band_pitch), self.bands - 1))
        inside = int((y - FRAME - band * self.band_pitch) // down)
        if inside >= self.band_rows:  # between two bands
            return None
        row, column = band * self.band_rows + inside, int((x - FRAME) // across)
        place = self.place(row, column)
        if place is None:
            return None
        left, top = self.corner(row, column)
        cell_row = min(int(y - top) // self.cell[0], self.block[0] - 1)
        cell_column = min(int(x - left) // self.cell[1], self.block[1] - 1)
        return place, (max(cell_row, 0), max(cell_column, 0))


def fit_layout(
    kind: Kind,
    count: tuple[int, int],
    block: tuple[int, int],
    room: tuple[int, int],
    ratio: int,
    label: int,
) -> MatrixLayout:
    """The layout with the largest cells that `room` (height, width) in device pixels holds.

    block: cells (down, across) of a kernel, or of a channel where a unit sees it.
    ratio: device pixels that a cell has at least; label: device pixels above every tile, and
    between bands, for numbers. Where the least does not fit either, the picture is larger than
    the room.
    """
    if kind == "units":
        return _fit_units(count, block, room, ratio)
    if kind == "matrix":
        return _fit_matrix(count, block, room, ratio, label)
    total = count[0] * count[1]
    choices = (
        _fit_tiles(count, (-(-total // n), n), block, room, ratio, label)
        for n in range(1, total + 1)
    )
    return max(choices, key=lambda layout: (_fits(layout, room), layout.cell, layout.columns))


def _fit_tiles(
    count: tuple[int, int],
    grid: tuple[int, int],
    block: tuple[int, int],
    room: tuple[int, int],
    ratio: int,
    label: int,
) -> MatrixLayout:
    layout = None
    for cell in range(_LARGEST["tiles"] * ratio, ratio - 1, -1):
        gap = (2 if cell >= 3 * ratio else 1) * ratio
        gaps = (gap + label, 4 * gap if label else gap)
        layout = MatrixLayout("tiles", count, *grid, block, (cell, cell), gaps)
        if _fits(layout, room):
            break
    assert layout is not None
    return layout


def _fit_matrix(
    count: tuple[int, int], block: tuple[int, int], room: tuple[int, int], ratio: int, label: int
) -> MatrixLayout:
    """In as few bands as make the cells largest.

    Rather than with cells of one pixel, the picture is higher than the room and scrolls.
    """
    choices = [
        _banded(count, bands, block, cell, ratio, label)
        for bands in range(1, min(_MOST_BANDS, count[0]) + 1)
        for cell in range(ratio, _LARGEST["matrix"] * ratio + 1)
    ]
    fitting = [layout for layout in choices if _fits(layout, room)]
    best = max(fitting, key=lambda layout: (layout.cell, -layout.bands), default=None)
    if best is not None and best.cell[0] >= _READABLE * ratio:
        return best
    for cell in (_READABLE * ratio, ratio):
        as_wide = (lay for lay in choices if lay.cell[0] == cell and lay.size[1] <= room[1])
        found = next(as_wide, None) or (best if cell == _READABLE * ratio else None)
        if found is not None:
            return found
    return choices[0]


def _banded(
    count: tuple[int, int],
    bands: int,
    block: tuple[int, int],
    cell: int,
    ratio: int,
    label: int,
) -> MatrixLayout:
    gap = (2 if cell >= 3 * ratio else 1) * ratio
    grid = bands * count[1], -(-count[0] // bands)
    between = label if bands > 1 else 0
    return MatrixLayout("matrix", count, *grid, block, (cell, cell), (gap, gap), bands, between)


def _fit_units(
    count: tuple[int, int], block: tuple[int, int], room: tuple[int, int], ratio: int
) -> MatrixLayout:
    """Cells as high and as wide as there is room for, but not much longer than wide."""
    cells = block[0] * block[1]
    gap = FRAME if cells > 1 else 0
    most = _LARGEST["units"] * ratio
    across = (room[1] - 2 * FRAME - (count[1] - 1) * gap) // (cells * count[1])
    across = min(max(across, ratio), most)
    down = min(max((room[0] - 2 * FRAME) // count[0], ratio), most, _LONGEST * across)
    across = min(across, _LONGEST * down)
    return MatrixLayout("units", count, count[0], count[1], (1, cells), (down, across), (0, gap))


def _fits(layout: MatrixLayout, room: tuple[int, int]) -> bool:
    """True when all of the picture can be seen at once."""
    return all(size <= limit for size, limit in zip(layout.size, room, strict=True))
