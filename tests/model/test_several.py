import numpy as np
import pytest

from model.picture import place
from model.raster import rasterize
from model.several import MOST_PARTS, side_by_side
from model.strokes import Drawing, make_stroke

FOUR = [[(60, 0), (0, 65), (90, 65)], [(62, 30), (60, 120)]]  # its strokes overlap in x
FIVE = [[(10, 0), (8, 50), (60, 45), (65, 100), (5, 115)], [(10, 0), (70, 2)]]
ONE = [[(4, 0), (0, 120)]]


def moved(strokes, x, factor=1.0):
    return [np.array(stroke) * factor + (x, 40) for stroke in strokes]


def drawing(*parts, width=12.0, size=(248.0, 248.0)):
    strokes = (stroke for part in parts for stroke in part)
    return Drawing(tuple(make_stroke(stroke, width) for stroke in strokes), size)


def extents(parts):
    """From where to where the strokes of each part reach in x, one after the other."""
    points = [np.concatenate([stroke.points for stroke in part.strokes]) for part in parts]
    return [end for p in points for end in (p[:, 0].min(), p[:, 0].max())]


def erase(before, points, width):
    return before.with_stroke(make_stroke(points, width, "eraser"))


def test_two_digits_are_cut_from_left_to_right():
    four, five = moved(FOUR, 10), moved(FIVE, 140)
    left, right = side_by_side(drawing(five, four))  # the right one drawn first
    assert [2, 2] == [len(part.strokes) for part in (left, right)]
    np.testing.assert_allclose(rasterize(left).array, rasterize(drawing(four)).array, atol=0.05)
    np.testing.assert_allclose(rasterize(right).array, rasterize(drawing(five)).array, atol=0.05)


def test_three_digits_are_three():
    parts = side_by_side(drawing(moved(ONE, 20), moved(FOUR, 60), moved(ONE, 190)))
    assert [20, 24, 60, 150, 190, 194] == pytest.approx(extents(parts), abs=3)


@pytest.mark.parametrize("digit", [FOUR, FIVE, ONE])
def test_the_strokes_of_one_digit_are_not_cut(digit):
    assert side_by_side(drawing(moved(digit, 60))) == ()


def test_parts_one_above_the_other_are_not_cut():
    assert side_by_side(drawing([[(40, 40), (90, 40)], [(60, 190), (150, 200)]])) == ()


@pytest.mark.parametrize(("gap", "count"), [(-30, 0), (0, 0), (4, 0), (8, 2), (40, 2)])
def test_a_gap_must_be_wide_enough(gap, count):
    # Together at most 160 wide: 0.04 of it is 6.4.
    parts = side_by_side(drawing(moved(FOUR, 10), moved(FIVE, 10 + 90 - 5 + gap)))
    assert count == len(parts)


@pytest.mark.parametrize("factor", [0.01, 1.0, 40.0])
def test_the_unit_of_the_canvas_does_not_matter(factor):
    points = [np.array(s) * factor for s in (*moved(FOUR, 10), *moved(FIVE, 140))]
    scaled = Drawing(tuple(make_stroke(s, 12 * factor) for s in points), (248 * factor,) * 2)
    assert 2 == len(side_by_side(scaled))


def test_the_pen_is_that_of_the_drawing():
    for width in (3.0, 12.0, None):
        parts = side_by_side(drawing(moved(FOUR, 10), moved(FIVE, 140), width=width))
        assert {width} == {stroke.width for part in parts for stroke in part.strokes}
        assert {(248.0, 248.0)} == {part.size for part in parts}


@pytest.mark.parametrize("count", [0, 1, 2, MOST_PARTS, MOST_PARTS + 1, 20])
def test_more_parts_than_a_number_has_are_a_pattern(count):
    parts = side_by_side(drawing(*(moved(ONE, 10 + 12 * n, 0.5) for n in range(count))))
    assert len(parts) == (count if 2 <= count <= MOST_PARTS else 0)


@pytest.mark.parametrize("empty", [Drawing(), drawing([[]]), drawing([[(5, 5)]])])
def test_where_there_is_nothing_nothing_is_cut(empty):
    assert side_by_side(empty) == ()


def test_dots_may_stand_side_by_side():
    assert 2 == len(side_by_side(drawing([[(50, 50)], [(150, 50)]])))


BRIDGE = [[(70, 150), (160, 150)]]


def test_an_erased_bridge_joins_nothing():
    digits = drawing(moved(FOUR, 10), moved(FIVE, 140))
    joined = drawing(moved(FOUR, 10), moved(FIVE, 140), BRIDGE)
    assert side_by_side(joined) == ()
    erased = erase(joined, [(70, 150), (160, 150)], 14.0)
    expected = extents(side_by_side(digits))
    assert expected == pytest.approx(extents(side_by_side(erased)), abs=8)
    cut = erase(joined, [(120, 20), (120, 230)], 16.0)
    assert 2 == len(side_by_side(cut))


def test_what_was_erased_is_no_part():
    three = drawing(moved(ONE, 20), moved(FOUR, 60), moved(ONE, 200))
    erased = erase(three, moved(ONE, 200)[0], 20.0)
    assert [20, 24, 60, 150] == pytest.approx(extents(side_by_side(erased)), abs=3)
    wiped = erase(three, [(0, 100), (248, 100)], 300.0)
    assert side_by_side(wiped) == ()


def picture_of(before):
    """The drawing's ink as a picture of the whole canvas, soft at its edges."""
    from model.ink import line_coverage

    lines = [stroke.points[:, :2] * 0.5 for stroke in before.strokes]
    return place(line_coverage(lines, 6.0, (124, 124), 2.0), 248.0)


def test_a_picture_is_cut_alike():
    digits = drawing(moved(FOUR, 10), moved(FIVE, 140))
    left, right = side_by_side(Drawing(picture=picture_of(digits)))
    for part, digit in ((left, FOUR), (right, FIVE)):
        assert part.strokes == ()
        alone = Drawing(picture=picture_of(drawing(moved(digit, 10 if digit is FOUR else 140))))
        np.testing.assert_allclose(rasterize(part).array, rasterize(alone).array, atol=0.1)


def test_a_picture_of_one_digit_or_none_is_not_cut():
    assert side_by_side(Drawing(picture=picture_of(drawing(moved(FOUR, 10))))) == ()
    assert side_by_side(Drawing(picture=place(np.zeros((9, 9), np.float32), 248.0))) == ()


def test_the_picture_itself_is_left_alone():
    picture = picture_of(drawing(moved(FOUR, 10), moved(FIVE, 140)))
    before = picture.values.copy()
    assert 2 == len(side_by_side(Drawing(picture=picture)))
    np.testing.assert_array_equal(before, picture.values)


def test_a_bridge_in_a_picture_can_be_erased():
    joined = Drawing(picture=picture_of(drawing(moved(FOUR, 10), moved(FIVE, 140), BRIDGE)))
    assert side_by_side(joined) == ()
    assert 2 == len(side_by_side(erase(joined, [(122, 0), (122, 248)], 20.0)))


def test_a_digit_drawn_beside_a_picture_is_another_part():
    picture = picture_of(drawing(moved(FOUR, 10)))
    strokes = drawing(moved(FIVE, 140)).strokes
    left, right = side_by_side(Drawing(strokes, picture=picture))
    assert ([], 2) == (list(left.strokes), len(right.strokes))
    assert left.picture.values.any()
    assert not right.picture.values.any()


def test_a_stroke_over_a_picture_is_one_with_it():
    picture = picture_of(drawing(moved(FOUR, 10), moved(FIVE, 140)))
    strokes = drawing([[(20, 200), (220, 200)]]).strokes
    assert side_by_side(Drawing(strokes, picture=picture)) == ()
