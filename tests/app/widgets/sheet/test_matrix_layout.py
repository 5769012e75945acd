"""Where blocks of weights stand, and what is found at a point."""

from __future__ import annotations

import numpy as np
import pytest

from app.widgets.sheet.matrix_layout import FRAME, MatrixLayout, Place, fit_layout

MATRIX = MatrixLayout("matrix", (5, 3), 3, 5, (4, 4), (3, 3), (2, 2))
TILES = MatrixLayout("tiles", (7, 1), 2, 4, (5, 5), (6, 6), (18, 8))
CHANNELS = MatrixLayout("tiles", (1, 7), 2, 4, (5, 5), (6, 6), (18, 8))
UNITS = MatrixLayout("units", (6, 4), 6, 4, (1, 9), (3, 2), (0, 1))
BANDS = MatrixLayout("matrix", (5, 3), 9, 2, (4, 4), (3, 3), (2, 2), bands=3, band_gap=16)
ALL = [MATRIX, TILES, CHANNELS, UNITS, BANDS]


def places(layout):
    return [Place(n, c) for n in range(layout.count[0]) for c in range(layout.count[1])]


@pytest.mark.parametrize("layout", ALL)
def test_every_block_has_a_place_of_its_own_and_is_found_there(layout):
    taken = np.zeros(layout.size, int)
    for place in places(layout):
        assert place == layout.place(*layout.grid(place))
        x, y = layout.corner(*layout.grid(place))
        high, wide = layout.block_size
        taken[y : y + high, x : x + wide] += 1
        for row, column in np.ndindex(*layout.block):
            middle = x + (column + 0.5) * layout.cell[1], y + (row + 0.5) * layout.cell[0]
            assert (place, (row, column)) == layout.find(*middle)
    assert taken.max() == 1
    assert taken.sum() == len(places(layout)) * layout.block_size[0] * layout.block_size[1]


def test_a_column_is_a_map_and_a_row_a_channel():
    assert (2, 4) == MATRIX.grid(Place(4, 2))
    assert (4, 2) == UNITS.grid(Place(4, 2))


@pytest.mark.parametrize("layout", ALL)
def test_outside_there_is_nothing(layout):
    for row, column in ((-1, 0), (0, -1), (layout.rows, 0), (0, layout.columns)):
        assert layout.place(row, column) is None
    assert layout.find(-3, 5) is None
    assert layout.find(5, layout.size[0] + layout.gap[0] + 3) is None


def test_behind_the_last_tile_there_is_nothing():
    assert TILES.place(1, 3) is None
    assert Place(6, 0) == TILES.place(1, 2)
    assert Place(0, 6) == CHANNELS.place(1, 2)


@pytest.mark.parametrize("kind", ["matrix", "tiles", "units"])
@pytest.mark.parametrize("count", [(1, 1), (32, 16), (64, 64), (6, 1)])
@pytest.mark.parametrize("size", [1, 5, 9])
@pytest.mark.parametrize("ratio", [1, 2])
def test_a_larger_cell_would_not_fit(kind, count, size, ratio):
    if kind == "tiles" and 1 not in count:
        return
    room = (280 * ratio, 548 * ratio)
    layout = fit_layout(kind, count, (size, size), room, ratio, 16 * ratio)
    assert min(layout.cell) >= ratio
    least = max(layout.cell) == ratio
    if kind == "matrix" and layout.size[0] > room[0]:
        assert layout.cell == (2 * ratio, 2 * ratio)  # rather scrolled than smaller
        assert layout.size[1] <= room[1]
    elif layout.size[0] > room[0] or layout.size[1] > room[1]:
        assert least or kind == "units"
    elif kind == "matrix" and layout.cell[0] < 16 * ratio:
        cell = layout.cell[0] + 1
        gap = (2 if cell >= 3 * ratio else 1) * ratio
        grid = count[1], count[0]
        sizes = [n * (size * cell + gap) - gap + 2 * FRAME for n in grid]
        assert sizes[0] > room[0] or sizes[1] > room[1]


def test_many_maps_stand_in_bands_without_scrolling_sideways():
    layout = fit_layout("matrix", (120, 16), (5, 5), (316, 550), 1, 16)
    assert (3, 40, (2, 2)) == (layout.bands, layout.columns, layout.cell)
    assert layout.size[1] <= 550
    assert (2 * 16 + 4, 5) == layout.grid(Place(85, 4))
    roomy = fit_layout("matrix", (120, 16), (5, 5), (600, 800), 1, 16)
    assert (2, (2, 2)) == (roomy.bands, roomy.cell)
    assert roomy.size[0] <= 600


def test_between_two_bands_there_is_nothing():
    assert BANDS.find(3, BANDS.band_pitch - 8) is None
    assert BANDS.place(8, 1) is None
    assert Place(4, 2) == BANDS.place(8, 0)


def test_c3_stands_as_in_the_plan():
    layout = fit_layout("matrix", (32, 16), (5, 5), (290, 548), 1, 16)
    assert ((3, 3), (17, 17)) == (layout.cell, layout.pitch)
