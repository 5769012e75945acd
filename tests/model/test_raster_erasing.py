import numpy as np
import pytest

from model.picture import place
from model.raster import rasterize, visible_lines
from model.strokes import Drawing, drawing_from_json, make_stroke

BAR, OTHER = [[40, 60], [200, 60]], [[40, 190], [200, 190]]


def drawing(*strokes, width=18.0):
    return Drawing(tuple(make_stroke(points, width) for points in strokes))


def erase(before, points, width):
    return before.with_stroke(make_stroke(points, width, "eraser"))


def test_what_is_erased_is_gone():
    erased = erase(drawing(BAR, OTHER), OTHER, 24.0)
    np.testing.assert_array_equal(rasterize(drawing(BAR)).array, rasterize(erased).array)


def test_a_wholly_erased_drawing_is_blank(five):
    for stroke in five.strokes:
        five = erase(five, stroke.points, 30.0)
    assert rasterize(five).is_blank
    assert not five.is_empty


def test_an_eraser_alone_draws_nothing():
    assert rasterize(erase(Drawing(), BAR, 18.0)).is_blank


def test_only_what_was_there_before_is_erased():
    erased = erase(drawing(OTHER), [[0, 60], [248, 60]], 60.0).with_stroke(make_stroke(BAR, 18.0))
    np.testing.assert_array_equal(rasterize(drawing(OTHER, BAR)).array, rasterize(erased).array)


@pytest.mark.parametrize("width", [4.0, 40.0, 100.0, None])
def test_an_eraser_that_touches_nothing_changes_nothing(five, width):
    erased = erase(five, [[400, 400], [300, 400]], width)
    np.testing.assert_array_equal(rasterize(five).array, rasterize(erased).array)


def test_an_eraser_opens_a_line():
    left, right = visible_lines(erase(drawing(BAR), [[120, 0], [120, 120]], 20.0))
    assert pytest.approx(left[[0, -1], 0], abs=2.5) == [40, 110]
    assert pytest.approx(right[[0, -1], 0], abs=2.5) == [130, 200]


def test_an_eraser_takes_ink_from_a_picture():
    values = np.zeros((40, 40), np.float32)
    values[8:12, 4:36] = values[28:32, 4:36] = 1
    whole = Drawing(picture=place(values, 248.0))
    values[28:32] = 0
    half = Drawing(picture=place(values, 248.0))
    erased = erase(whole, [[0, 186], [248, 186]], 60.0)
    np.testing.assert_allclose(rasterize(erased).array, rasterize(half).array, atol=1e-6)
    assert rasterize(erase(half, [[0, 62], [248, 62]], 60.0)).is_blank
    assert whole.picture.values[30, 20] == 1


@pytest.mark.parametrize("width", [1e-3, 1e-9, 1e-15, 1e-320])
def test_a_needle_for_an_eraser_does_no_harm(width):
    strokes = [{"points": BAR}, {"points": OTHER, "mode": "eraser", "width": width}]
    try:
        needled = drawing_from_json({"strokes": strokes})
    except ValueError:
        return  # too thin to be read
    array = rasterize(needled).array
    np.testing.assert_allclose(array, rasterize(drawing(BAR)).array, atol=1e-3)


def test_an_endless_scribble_comes_to_an_end():
    points = np.random.default_rng(0).uniform(0, 248, (100_000, 2))
    assert 300 < rasterize(drawing(points)).array.sum() <= 400


@pytest.mark.timeout(30)
def test_endless_erasing_comes_to_an_end():
    walk = np.random.default_rng(0).normal(0, 3, (60_000, 2)).cumsum(axis=0)
    array = rasterize(erase(drawing(walk[:30_000]), walk[30_000:], 18.0)).array
    assert np.isfinite(array).all()


def test_a_gap_that_is_seen_on_the_canvas_is_a_gap_for_the_network():
    # Erased with the same width as drawn: the round ends of what remains must not close it.
    seven = Drawing((make_stroke([[60, 50], [180, 50], [110, 210]], 18.0),))
    wiped = make_stroke([[90, 110], [200, 140]], 18.0, "eraser")
    raster = rasterize(seven.with_stroke(wiped))
    rows = raster.array.max(axis=1)
    inked = np.flatnonzero(rows > 0.5)
    assert rows[inked[0] : inked[-1]].min() < 0.35
