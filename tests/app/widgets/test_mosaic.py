"""Every pixel of a mosaic is the colour of its number."""

from __future__ import annotations

import numpy as np
import pytest

from app.colormaps import HALF, colors, table
from app.widgets.layer_layout import Column, arrange
from app.widgets.mosaic import FRAME, Mosaic
from model.network import lenet

GROUND, LINE = 0xFFF6F7F9, 0xFFD6DBE2
LUT = table("activation+", "activation-", 0.7, False)
NEUTRAL = int(LUT[HALF])
FIVE = Column("C1", "before", 5, (3, 4), 2, (2, 3), (11, 12))  # the last row has one map


@pytest.fixture
def mosaic():
    return Mosaic(FIVE, GROUND, LINE, NEUTRAL)


def some(column):
    random = np.random.default_rng(0)
    return random.normal(0, 1, (column.count, *column.shape)).astype(np.float32)


def pixels(mosaic):
    """All pixels as the window gets them: (height, width) as 0xFFRRGGBB."""
    image = mosaic.image
    flat = [image.pixel(x, y) for y in range(image.height()) for x in range(image.width())]
    return np.array(flat, np.uint32).reshape(image.height(), image.width())


def assert_shows(mosaic, maps, largest):
    """Compare with a picture painted number by number, without any trick."""
    column, actual = mosaic.column, pixels(mosaic)
    expected = np.full(actual.shape, GROUND, np.uint32)
    width, height = column.map_size
    corners = [column.corner(number) for number in range(column.count)]
    for x, y in corners:
        expected[y : y + height + 2 * FRAME, x : x + width + 2 * FRAME] = LINE
    for (x, y), painted in zip(corners, colors(maps, largest, LUT), strict=True):
        for (row, col), color in np.ndenumerate(painted):
            top, left = y + FRAME + row * column.cell[1], x + FRAME + col * column.cell[0]
            expected[top : top + column.cell[1], left : left + column.cell[0]] = color
    assert actual.shape[0] >= column.height + 2 * FRAME
    assert actual.shape[1] >= column.width + 2 * FRAME
    assert np.array_equal(expected, actual)


def test_every_pixel_is_right_also_when_the_last_row_is_not_full(mosaic):
    maps = some(FIVE)
    mosaic.paint(maps, 2.0, LUT)
    assert_shows(mosaic, maps, 2.0)


@pytest.mark.parametrize("count", range(1, 8))
@pytest.mark.parametrize("columns", [1, 2, 4])
def test_every_pixel_is_right_for_any_number_of_maps(count, columns):
    column = Column("C1", "after", count, (2, 2), columns, (1, 1), (3, 3))
    mosaic, maps = Mosaic(column, GROUND, LINE, NEUTRAL), some(column)
    mosaic.paint(maps, 1.0, LUT)
    assert_shows(mosaic, maps, 1.0)


@pytest.mark.parametrize("index", range(9))
def test_every_pixel_of_lenet_is_right(index):
    column = arrange(lenet(), 0, 0, 998, 520, 1)[index]
    column = Column(*(getattr(column, name) for name in Column.__slots__[:7]))
    mosaic, maps = Mosaic(column, GROUND, LINE, NEUTRAL), some(column)
    mosaic.paint(maps, 1.5, LUT)
    assert_shows(mosaic, maps, 1.5)


def test_maps_are_neutral_before_the_first_result(mosaic):
    nothing = np.zeros((5, 3, 4), np.float32)
    assert_shows(mosaic, nothing, 1.0)


def test_maps_stand_row_by_row(mosaic):
    values = np.arange(1, 6, dtype=np.float32)
    mosaic.paint(np.broadcast_to(values[:, None, None], (5, 3, 4)), 5.0, LUT)
    for number, color in enumerate(colors(values, 5.0, LUT).tolist()):
        x, y = FIVE.corner(number)
        assert color == mosaic.image.pixel(x + FRAME, y + FRAME)
    assert (FIVE.pitch[0], 0) == FIVE.corner(1)


def test_painting_again_leaves_nothing_behind(mosaic):
    mosaic.paint(np.full((5, 3, 4), 7, np.float32), 7.0, LUT)
    maps = some(FIVE)
    mosaic.paint(maps, 2.0, LUT)
    assert_shows(mosaic, maps, 2.0)


def test_each_map_can_have_its_own_scale(mosaic):
    maps = some(FIVE)
    spans = np.array([3.0, 1.0, 0.5, 7.0, 2.0], np.float32)
    mosaic.paint(maps, spans, LUT)
    assert_shows(mosaic, maps / spans[:, None, None], 1.0)


@pytest.mark.parametrize("per_map", [False, True])
def test_dead_maps_are_neutral_beside_living_ones(mosaic, per_map):
    maps = some(FIVE)
    maps[[1, 4]] = 0
    spans = np.array([3, 0, 3, 3, 0], np.float32)
    mosaic.paint(maps, spans if per_map else 3.0, LUT)
    picture = pixels(mosaic)
    for number in range(5):
        x, y = (side + FRAME for side in FIVE.corner(number))
        width, height = FIVE.map_size
        seen = set(picture[y : y + height, x : x + width].ravel().tolist())
        assert (number in (1, 4)) is (seen == {NEUTRAL})


def test_a_scale_of_zero_is_neutral(mosaic):
    mosaic.paint(np.zeros((5, 3, 4), np.float32), 0.0, LUT)
    assert_shows(mosaic, np.zeros((5, 3, 4), np.float32), 1.0)


def test_numbers_are_left_as_they_are(mosaic):
    maps = some(FIVE)
    before = maps.copy()
    mosaic.paint(maps, np.full(5, 2, np.float32), LUT)
    assert np.array_equal(before, maps)
