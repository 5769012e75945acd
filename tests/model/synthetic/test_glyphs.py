import numpy as np
import pytest

from model.synthetic.alphabets import PARTS
from model.synthetic.glyphs import bounds, glyph, in_unit_box, moved, pick, placed, turned
from model.synthetic.letters import SCRIPTS
from model.synthetic.shapes import PICTURES, SIGNS


@pytest.fixture
def rng():
    return np.random.default_rng(1)


def test_a_glyph_is_read_from_its_notation(rng):
    straight, dot = glyph("09 40 79; 45", rng, looseness=0.0)
    np.testing.assert_allclose(straight, np.array([[0, 9], [4, 0], [7, 9]]) / 9)
    np.testing.assert_allclose(dot, np.array([[4, 5]]) / 9)


def test_a_smooth_stroke_passes_through_its_points(rng):
    (line,) = glyph("~00 49 90", rng, looseness=0.0)
    assert len(line) > 10
    for x, y in ((0, 0), (4, 9), (9, 0)):
        assert np.hypot(*(line - np.array([x, y]) / 9).T).min() < 1e-9


def test_looseness_moves_every_point(rng):
    (first,), (second,) = (glyph("09 40 79", rng, 0.02) for _ in range(2))
    assert (first != second).all()
    np.testing.assert_allclose(first, second, atol=0.2)


@pytest.mark.parametrize("table", [*SCRIPTS, SIGNS, PICTURES, PARTS])
def test_every_entry_of_the_tables_can_be_drawn(table, rng):
    assert len(set(table)) == len(table)
    for notation in table:
        lines = glyph(notation, rng)
        assert len(lines) == notation.count(";") + 1
        left, top, right, bottom = bounds(lines)
        assert min(left, top) > -0.4
        assert max(right, bottom) < 1.4


def test_pick_gives_every_entry(rng):
    assert {pick(("a", "b", "c"), rng) for _ in range(60)} == {"a", "b", "c"}


def test_turning_is_clockwise_on_the_screen():
    (line,) = turned([np.array([(0.5, 0.0), (1.0, 0.5)])], 90.0)
    np.testing.assert_allclose(line, [(1.0, 0.5), (0.5, 1.0)], atol=1e-12)


def test_lines_are_moved_and_placed():
    line = np.array([(0.0, 0.0), (1.0, 1.0)])
    assert bounds(moved([line], 2.0, 3.0)) == (2.0, 3.0, 3.0, 4.0)
    assert bounds(placed([line], 0.5, 0.25, 2.0, 0.5)) == (0.5, 0.25, 2.5, 0.75)


def test_the_unit_box_is_filled_along_the_longer_side():
    lines = in_unit_box([np.array([(3.0, 5.0), (7.0, 5.0)]), np.array([(4.0, 4.0), (4.0, 6.0)])])
    assert bounds(lines) == (0.0, 0.0, 1.0, 0.5)


def test_a_single_point_is_put_at_the_corner():
    assert bounds(in_unit_box([np.array([(3.0, 5.0)])])) == (0.0, 0.0, 0.0, 0.0)
