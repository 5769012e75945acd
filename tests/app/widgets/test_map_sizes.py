"""Maps are as large as fits, and none gives way for nothing."""

from __future__ import annotations

import math
from itertools import product

import pytest

from app.widgets.map_sizes import Block, Choice, choose, pair_gap, spacing

C1, C3 = Block(6, (28, 14), (True, True)), Block(16, (10, 5), (True, True))
GAP = 20


def width_of(blocks, choices, height):
    """Of all columns and gaps, added up one by one."""
    total = 0
    for block, choice in zip(blocks, choices, strict=True):
        rows = math.ceil(block.channels / choice.columns)
        for side, is_pair in zip(block.sides(choice.cell), block.pairs, strict=True):
            one = choice.columns * side + (choice.columns - 1) * spacing(side, rows, height, 1)[0]
            total += GAP + (2 * one + pair_gap(one, 1) if is_pair else one)
    return total


def is_tall(block, choice, height):
    """Whether the maps are higher than the room."""
    rows = math.ceil(block.channels / choice.columns)
    return rows * (block.cells[0] * choice.cell + 1) > height + 1


@pytest.mark.parametrize("height", [240, 520, 830, 1190])
@pytest.mark.parametrize("width", [500, 650, 1000, 2000])
def test_the_largest_maps_that_fit_are_nearly_found(width, height):
    """Against every possible choice: the product of all sides within a quarter of the best."""
    blocks = [C1, C3]
    found = choose(blocks, width, height, GAP, 1)
    assert width_of(blocks, found, height) <= width
    assert not any(map(is_tall, blocks, found, [height] * 2))
    all_choices = [Choice(n, cell) for n in (1, 2) for cell in range(1, 60)]
    options = [[c for c in all_choices if not is_tall(block, c, height)] for block in blocks]
    best = max(
        math.prod(b.cells[0] * c.cell for b, c in zip(blocks, choices, strict=True))
        for choices in product(*options)
        if width_of(blocks, choices, height) <= width
    )
    product_of_found = math.prod(b.cells[0] * c.cell for b, c in zip(blocks, found, strict=True))
    assert 0.75 * best <= product_of_found <= best


def test_the_height_alone_bounds_them_when_there_is_width_enough():
    assert [Choice(2, 6)] == choose([C1], 5000, 520, GAP, 1)
    assert [Choice(1, 3)] == choose([Block(3, (28,), (True,))], 5000, 280, GAP, 1)


def test_what_reduces_the_raster_is_no_larger_than_it():
    block = Block(1, (14,), (False,), most=84)
    assert [Choice(1, 6)] == choose([block], 5000, 1000, GAP, 1)


def test_where_nothing_fits_every_cell_is_a_pixel():
    assert {1} == {choice.cell for choice in choose([C1, C3], 10, 10, GAP, 1)}
    assert [] == choose([], 100, 100, GAP, 1)


def test_layers_of_a_block_are_drawn_equally_large_where_pixels_allow():
    assert [84, 84] == C1.sides(3)
    assert [56, 56, 55] == Block(6, (28, 14, 5), (True, True, True)).sides(2)
