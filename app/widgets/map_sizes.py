"""How large the maps of every layer are, and whether they stand in one column or two.

All measures here are device pixels; `unit` is how many of them one device-independent pixel has.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import product

_NARROWEST = 46  # between the left edges of a pair, so that "before" and "after" have room


@dataclass(frozen=True, slots=True)
class Block:
    """A layer with maps and those that reduce it: as many maps each, drawn equally large.

    cells: along a side of a map, layer by layer, none more than before.
    pairs: whether a layer shows its maps before and after its activation.
    most: the largest side of a map; None where nothing bounds it.
    """

    channels: int
    cells: tuple[int, ...]
    pairs: tuple[bool, ...]
    most: int | None = None

    def sides(self, cell: int) -> list[int]:
        """Side of a map in each layer when a cell of the first is `cell` pixels."""
        sides = [cell * self.cells[0]]
        for cells in self.cells[1:]:
            sides.append(max(1, sides[-1] // cells) * cells)
        return sides


@dataclass(frozen=True, slots=True)
class Choice:
    """Columns of maps beside each other, and pixels along a cell of the block's first layer."""

    columns: int
    cell: int


def spacing(side: int, rows: int, height: int, unit: float) -> tuple[int, int]:
    """Gaps across and down between maps: as far apart as the height allows."""
    is_large = side > 40 * unit
    room = (height - rows * side) // max(1, rows - 1)
    down = min(max(round(unit), room), round((24 if is_large else 2) * unit))
    return min(down, round((8 if is_large and down > 10 * unit else 4) * unit)), down


def pair_gap(width: int, unit: float) -> int:
    """Between the columns before and after the activation, each of them `width` wide."""
    return max(round(8 * unit), round(_NARROWEST * unit) - width)


def choose(
    blocks: Sequence[Block],
    width: int,
    height: int,
    group_gap: int,
    unit: float,
    columns: tuple[int, ...] = (1, 2),
) -> list[Choice]:
    """The largest maps that fit in `width`, with `group_gap` after every layer.

    Every block is tried in these numbers of columns (of few maps: in one), as large as the height
    allows; then whichever loses least, by itself or in proportion to what it saves, becomes
    smaller, until all fit or every cell is a single pixel. The best of these is the one that runs
    least over the edges, and then the one with the largest product of all sides.
    """

    def taken(block: Block, choice: Choice) -> int:
        return _width(block, choice, height, unit) + group_gap * len(block.cells)

    def fitted(way: tuple[int, ...], in_proportion: bool) -> tuple[tuple[int, float], list[Choice]]:
        choices = [_tallest(b, n, height, unit) for b, n in zip(blocks, way, strict=True)]
        while sum(map(taken, blocks, choices)) > width:
            smaller = [
                (
                    _loss(block, choice)
                    / (max(1, taken(block, choice) - taken(block, less)) if in_proportion else 1),
                    index,
                )
                for index, (block, choice) in enumerate(zip(blocks, choices, strict=True))
                if (less := replace(choice, cell=choice.cell - 1)).cell
            ]
            if not smaller:
                break
            index = min(smaller)[1]
            choices[index] = replace(choices[index], cell=choices[index].cell - 1)
        spare = width - sum(map(taken, blocks, choices))
        above = sum(_excess(b, c, height, unit) for b, c in zip(blocks, choices, strict=True))
        sides = (s for b, c in zip(blocks, choices, strict=True) for s in b.sides(c.cell))
        return (min(0, spare) - above, sum(map(math.log, sides))), choices

    ways = product(*(columns if block.channels > 3 else (1,) for block in blocks))
    found = (fitted(way, in_proportion) for way in ways for in_proportion in (True, False))
    return max(found, key=lambda choice: choice[0])[1]


def _tallest(block: Block, columns: int, height: int, unit: float) -> Choice:
    """As large as the height allows."""
    room = int(height / -(-block.channels // columns) - max(1, round(unit)))
    room = room if block.most is None else min(room, block.most)
    return Choice(columns, max(1, room // block.cells[0]))


def _loss(block: Block, choice: Choice) -> float:
    """How much smaller maps become, in proportion, when their cells lose a pixel."""
    return len(block.cells) * math.log(choice.cell / (choice.cell - 1))


def _excess(block: Block, choice: Choice, height: int, unit: float) -> int:
    """By how much the block is too tall: where even maps of single pixels are."""
    rows, side = -(-block.channels // choice.columns), choice.cell * block.cells[0]
    down = spacing(side, rows, height, unit)[1]
    return max(0, rows * side + (rows - 1) * down - height)


def _width(block: Block, choice: Choice, height: int, unit: float) -> int:
    """Of all the block's columns and the gaps within its pairs."""
    rows, width = -(-block.channels // choice.columns), 0
    for side, is_pair in zip(block.sides(choice.cell), block.pairs, strict=True):
        across = spacing(side, rows, height, unit)[0]
        one = choice.columns * side + (choice.columns - 1) * across
        width += 2 * one + pair_gap(one, unit) if is_pair else one
    return width
