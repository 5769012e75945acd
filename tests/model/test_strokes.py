import json

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.picture import place
from model.strokes import (
    MAX_POINTS,
    PAPER,
    Drawing,
    drawing_from_json,
    drawing_to_json,
    make_stroke,
    rounded_corners,
    smooth_line,
)

HUGE = 10**400  # JSON can hold it, a float cannot


def through_json(drawing):
    return drawing_from_json(json.loads(json.dumps(drawing_to_json(drawing))))


def short(value):
    return repr(value)[:12]


def stroke(**parts):
    return {"strokes": [{"points": [[1, 2], [3, 4]]} | parts]}


def coordinates(least=-1e6, most=1e6):
    return st.floats(least, most)


@st.composite
def strokes(draw):
    points = st.tuples(coordinates(), coordinates(), st.floats(0, 1))
    return make_stroke(
        draw(st.lists(points, max_size=8)),
        draw(st.none() | st.floats(1e-3, 1e6)),
        draw(st.sampled_from(["pen", "eraser"])),
    )


@settings(deadline=None, max_examples=50)
@given(st.lists(strokes(), max_size=4), st.tuples(coordinates(1e-3), coordinates(1e-3)))
def test_a_drawing_survives_json_unchanged(parts, size):
    drawing = Drawing(tuple(parts), size)
    copy = through_json(drawing)
    assert size == copy.size
    assert len(parts) == len(copy.strokes)
    for before, after in zip(drawing.strokes, copy.strokes, strict=True):
        np.testing.assert_array_equal(before.points, after.points, strict=True)
        assert (before.width, before.mode) == (after.width, after.mode)


def test_a_picture_survives_json_unchanged():
    picture = place(np.random.default_rng(0).random((30, 40), np.float32), PAPER)
    copy = through_json(Drawing(picture=picture)).picture
    np.testing.assert_array_equal(picture.values, copy.values, strict=True)
    assert picture.box == copy.box
    assert not copy.values.flags.writeable


def test_points_without_pressure_have_full_pressure():
    np.testing.assert_array_equal([[1, 2, 1], [3, 4, 1]], make_stroke([[1, 2], [3, 4]]).points)


def test_pressure_is_kept_between_0_and_1():
    assert make_stroke([[0, 0, -3], [0, 0, 0.5], [0, 0, 7]]).points[:, 2].tolist() == [0, 0.5, 1]


def test_a_stroke_is_a_value_of_its_own():
    points = np.array([[1.0, 2.0, 1.0]])
    result = make_stroke(points)
    points[:] = 9
    assert result.points.tolist() == [[1, 2, 1]]
    assert not result.points.flags.writeable


def test_width_mode_and_size_may_be_missing():
    drawing = drawing_from_json({"strokes": [{"points": [[10, 20], [300, 5]]}]})
    assert (drawing.strokes[0].width, drawing.strokes[0].mode) == (None, "pen")
    assert drawing.size == (300, 300)


@pytest.mark.parametrize("points", [[], [[0, 0]], [[-5, -9]]])
def test_a_size_is_found_where_no_point_tells_it(points):
    assert drawing_from_json({"strokes": [{"points": points}]}).size == (PAPER, PAPER)


def test_a_drawing_without_points_is_empty():
    assert Drawing().is_empty
    assert drawing_from_json({"strokes": []}).is_empty
    assert drawing_from_json({"strokes": [{"points": []}, {"points": []}]}).is_empty
    assert not drawing_from_json(stroke()).is_empty


def test_a_new_stroke_comes_on_top():
    first, second = make_stroke([[0, 0]]), make_stroke([[1, 1]])
    before = Drawing((first,), (7.0, 8.0))
    after = before.with_stroke(second)
    assert (first, second) == after.strokes
    assert after.size == (7, 8)
    assert (first,) == before.strokes


NOT_DRAWINGS = [None, 5, "x", [], {}, {"strokes": None}, {"strokes": {}}, {"strokes": "ab"}]


@pytest.mark.parametrize("value", NOT_DRAWINGS, ids=repr)
def test_what_is_not_a_drawing_is_refused(value):
    with pytest.raises(ValueError, match='an object with a list "strokes"'):
        drawing_from_json(value)


@pytest.mark.parametrize("item", [None, 5, "x", [[1, 2]], {}, {"points": None}, {"points": "1,2"}])
def test_what_is_not_a_stroke_is_refused(item):
    with pytest.raises(ValueError, match='stroke 2 must be an object with a list "points"'):
        drawing_from_json({"strokes": [{"points": []}, item]})


BAD_POINTS = {
    "NaN": ([[0, float("nan")]], "NaN or infinity"),
    "infinite": ([[0, 0], [float("-inf"), 0]], "NaN or infinity"),
    "infinite pressure": ([[0, 0, float("inf")]], "NaN or infinity"),
    "far away": ([[0, 1e10]], "larger than 1,000,000"),
    "beyond floats": ([[0, HUGE]], "not a number"),
    "text": ([["1", "2"]], "not a number"),
    "some text": ([[1, "2"]], "not a number"),
    "booleans": ([[True, False]], "not a number"),
    "a boolean": ([[1.5, True]], "not a number"),
    "null": ([[None, 1]], "not a number"),
    "null for a point": ([None], "not a number"),
    "an object": ([{"x": 1, "y": 2}], "not a number"),
    "flat": ([1, 2, 3, 4], "pairs"),
    "one number": ([[1], [2]], "pairs"),
    "four numbers": ([[1, 2, 3, 4]], "pairs"),
    "nested": ([[[1, 2], [3, 4]]], "pairs"),
    "an empty point": ([[]], "pairs"),
    "uneven": ([[1, 2], [3]], "form"),
    "uneven pressure": ([[1, 2], [3, 4, 1]], "form"),
    "endless": ([[1, 2]] * 1_000_000, "1,000,000 points; at most 100,000"),
}


@pytest.mark.parametrize(("points", "cause"), BAD_POINTS.values(), ids=BAD_POINTS)
def test_bad_points_are_refused(points, cause):
    with pytest.raises(ValueError, match=f"stroke 1.*{cause}"):
        drawing_from_json(stroke(points=points))


def test_many_strokes_may_not_have_too_many_points_together():
    half = [[0, 0]] * (MAX_POINTS // 2)
    drawing_from_json({"strokes": [{"points": half}] * 2})
    with pytest.raises(ValueError, match="150,000 points; at most 100,000"):
        drawing_from_json({"strokes": [{"points": half}] * 3})


BAD_NUMBERS = [0, -1, float("nan"), float("inf"), 1e10, HUGE, "18", True, [18], {}]


@pytest.mark.parametrize("width", BAD_NUMBERS, ids=short)
def test_a_bad_width_is_refused(width):
    with pytest.raises(ValueError, match="stroke 1 has width"):
        drawing_from_json(stroke(width=width))


@pytest.mark.parametrize("mode", ["Pen", "", None, 1, True, [], {}, ["pen"]])
def test_a_bad_mode_is_refused(mode):
    with pytest.raises(ValueError, match="stroke 1 has mode"):
        drawing_from_json(stroke(mode=mode))


BAD_SIZES = [*([number, 9] for number in BAD_NUMBERS), [9, 0], [9], [9, 9, 9], {}, "9", 9]


@pytest.mark.parametrize("size", BAD_SIZES, ids=short)
def test_a_bad_size_is_refused(size):
    with pytest.raises(ValueError, match="size is"):
        drawing_from_json({"strokes": [], "size": size})


def test_two_points_are_a_straight_line():
    assert smooth_line(make_stroke([[0, 0], [8, 6]]).points, 5).tolist() == [[0, 0], [8, 6]]


def test_a_smooth_line_keeps_its_ends_and_stays_near_its_points():
    points = make_stroke(np.random.default_rng(0).uniform(0, 100, (20, 2))).points
    line = smooth_line(points, 3.0)
    np.testing.assert_array_equal(points[[0, -1], :2], line[[0, -1]])
    gaps = np.hypot(*(points[:, None, :2] - line[None]).transpose(2, 0, 1)).min(axis=1)
    assert gaps.max() <= 1.5


def test_a_corner_is_cut_by_at_most_half_of_each_side():
    start, control, end = rounded_corners(make_stroke([[0, 0], [4, 0], [4, 20]]).points, 5.0)
    assert [start[0].tolist(), control[0].tolist(), end[0].tolist()] == [[2, 0], [4, 0], [4, 5]]


def test_repeated_points_do_no_harm():
    line = smooth_line(make_stroke([[3, 3]] * 5).points, 5.0)
    assert {(3.0, 3.0)} == set(map(tuple, line.tolist()))
