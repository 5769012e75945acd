import numpy as np
import pytest

from model.raster import FIT_SIDE, rasterize
from model.strokes import Drawing
from model.synthetic.not_digits import KINDS, synthetic_not_digit


def drawings(kind, count=6, seed=3):
    rng = np.random.default_rng(seed)
    return [synthetic_not_digit(rng, kind) for _ in range(count)]


def points(drawing):
    return [stroke.points for stroke in drawing.strokes]


def ink_extent(array):
    """Rows and columns from the first to the last with ink."""
    rows, columns = np.flatnonzero(array.any(axis=1)), np.flatnonzero(array.any(axis=0))
    return int(np.ptp(rows)) + 1, int(np.ptp(columns)) + 1


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_gives_finite_strokes_that_leave_ink(kind):
    for drawing in drawings(kind):
        assert isinstance(drawing, Drawing)
        assert drawing.strokes
        assert all(len(part) and np.isfinite(part).all() for part in points(drawing))
        assert all(stroke.mode == "pen" and stroke.width > 0 for stroke in drawing.strokes)
        array = rasterize(drawing).array
        assert 0.5 <= float(array.max()) <= 1.0
        assert float(array.min()) == 0.0


@pytest.mark.parametrize("kind", [*KINDS, None])
def test_a_seed_means_the_same_drawings(kind):
    pairs = zip(drawings(kind, 4), drawings(kind, 4), strict=True)
    for first, second in pairs:
        assert len(first.strokes) == len(second.strokes)
        for one, other in zip(points(first), points(second), strict=True):
            np.testing.assert_array_equal(one, other)


@pytest.mark.parametrize("kind", KINDS)
def test_two_drawings_of_a_kind_are_not_alike(kind):
    first, second = drawings(kind, 2)
    shapes = [len(part) for part in points(first)], [len(part) for part in points(second)]
    same = shapes[0] == shapes[1]
    assert not same or not np.allclose(points(first)[0], points(second)[0])


def test_an_unknown_kind_is_refused():
    with pytest.raises(KeyError):
        synthetic_not_digit(np.random.default_rng(0), "seven")


def test_kinds_are_named_once_and_there_are_many():
    assert len(KINDS) == len(set(KINDS)) > 40


def test_without_a_kind_drawings_are_of_many_kinds():
    """One stroke and ten, wide and high, much ink and little all come in a few dozen."""
    rasters = [rasterize(drawing) for drawing in drawings(None, 80)]
    strokes = [len(raster.drawing.strokes) for raster in rasters]
    ink = [float(raster.array.sum()) for raster in rasters]
    assert min(strokes) == 1
    assert max(strokes) >= 6
    assert min(ink) < 60
    assert max(ink) > 200
    assert len({round(value) for value in ink}) > 40


@pytest.mark.parametrize("kind", ["lying bar", "lying eight", "wave", "loops", "side by side"])
def test_what_lies_is_wider_than_high(kind):
    """Set upright, a bar would be a 1 and a lying eight an 8."""
    extents = [ink_extent(rasterize(drawing).array) for drawing in drawings(kind, 40)]
    wide = [width > height for height, width in extents]
    assert np.mean(wide) >= 0.7
    if kind.startswith("lying"):
        assert all(wide)


def test_a_speck_stays_small():
    """Blown up to the full box, a short upright stroke would be a 1."""
    extents = [ink_extent(rasterize(drawing).array) for drawing in drawings("speck", 60)]
    assert max(height for height, _ in extents) < FIT_SIDE / 2
