from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.data.mnist import load_digits
from model.ink import resample
from model.picture import place
from model.raster import FIT_SIDE, SIDE, Box, Stages, rasterize, visible_lines
from model.strokes import Drawing, drawing_from_json, make_stroke

# Where MNIST's digits have their centre of mass: the middle of pixel 14, pixel corners at integers
# (the test with shared data holds this against the digits themselves).
MIDDLE = 14.5


def drawing(*strokes, width=18.0, size=(248.0, 248.0)):
    return Drawing(tuple(make_stroke(points, width) for points in strokes), size)


def changed(before, factor=1.0, move=(0.0, 0.0), size=None):
    strokes = tuple(
        make_stroke(s.points[:, :2] * factor + move, None if s.width is None else s.width * factor)
        for s in before.strokes
    )
    return Drawing(strokes, size or before.size)


def mass(array):
    along = np.arange(SIDE) + 0.5
    return array.sum(axis=0) @ along / array.sum(), array.sum(axis=1) @ along / array.sum()


@st.composite
def scribbles(draw):
    count = draw(st.integers(1, 3))
    random = np.random.default_rng(draw(st.integers(0, 10_000)))
    size = draw(st.sampled_from([1.0, 28.0, 248.0, 5000.0]))
    strokes = [random.uniform(0, size, (draw(st.integers(2, 20)), 2)) for _ in range(count)]
    return drawing(*strokes, width=draw(st.sampled_from([None, 0.07 * size])), size=(size, size))


@settings(deadline=None, max_examples=60)
@given(scribbles())
def test_every_scribble_becomes_a_raster_like_those_of_mnist(scribble):
    raster = rasterize(scribble)
    assert (np.float32, (28, 28)) == (raster.array.dtype, raster.array.shape)
    assert 0 <= raster.array.min() <= raster.array.max() <= 1
    assert max(raster.fitted.shape) == FIT_SIDE
    assert raster.fitted.sum() == pytest.approx(raster.array.sum(), rel=1e-5)
    for middle, shift, side in zip(
        mass(raster.array), raster.shift, raster.fitted.shape[::-1], strict=True
    ):
        assert shift in {0, SIDE - side} or middle == pytest.approx(MIDDLE, abs=0.501)


def test_the_same_drawing_gives_the_same_numbers(five):
    np.testing.assert_array_equal(rasterize(five).array, rasterize(five).array)


def test_arrays_are_read_only(five):
    for raster in (rasterize(five), rasterize(Drawing())):
        assert not raster.array.flags.writeable
        assert not raster.fitted.flags.writeable


def test_a_digit_has_the_ink_and_the_line_width_of_mnist(five):
    array = rasterize(five).array
    assert array.max() == 1
    assert 60 < array.sum() < 160


@pytest.mark.parametrize("factor", [1 / 64, 1 / 4, 2, 64])
def test_a_scaled_drawing_gives_the_same_raster(five, factor):
    expected = rasterize(five).array
    np.testing.assert_allclose(rasterize(changed(five, factor)).array, expected, atol=1e-5)


@pytest.mark.parametrize("move", [(-40, 30), (1000, 0), (-300, -5000)])
def test_a_moved_drawing_gives_the_same_raster(five, move):
    expected = rasterize(five).array
    np.testing.assert_allclose(rasterize(changed(five, 1, move)).array, expected, atol=1e-3)


@pytest.mark.parametrize("size", [(28, 28), (1000, 600), (300, 2000)])
def test_the_canvas_does_not_matter(five, size):
    np.testing.assert_array_equal(rasterize(five).array, rasterize(changed(five, size=size)).array)


def test_the_pen_width_does_not_matter_for_a_line():
    bar = [[20, 20], [200, 90]]
    thin, thick = (rasterize(drawing(bar, width=width)).array for width in (1.0, 30.0))
    np.testing.assert_array_equal(thin, thick)


def test_two_halves_of_a_stroke_are_one_stroke():
    whole, halves = drawing([[0, 0], [60, 80]]), drawing([[0, 0], [30, 40]], [[30, 40], [60, 80]])
    np.testing.assert_allclose(rasterize(whole).array, rasterize(halves).array, atol=1e-5)


@pytest.mark.parametrize("empty", [Drawing(), drawing([]), drawing([], [])])
@pytest.mark.parametrize("stages", [Stages(), Stages(ink_box=False, fit=False, centre=False)])
def test_a_drawing_without_ink_is_blank(empty, stages):
    raster = rasterize(empty, stages)
    assert raster.is_blank
    assert raster.array.sum() == 0


DOTS = [
    ([[70, 90]], None),
    ([[70, 90]], 2.0),
    ([[70, 90]] * 9, 18.0),
    ([[70, 90], [70.4, 90.2]], 18.0),
]


@pytest.mark.parametrize(("points", "width"), DOTS)
def test_a_dot_stays_a_dot(points, width):
    array = rasterize(drawing(points, width=width)).array
    assert 2 < array.sum() < 8
    assert np.ptp(np.argwhere(array > 0), axis=0).max() < 4


@pytest.mark.parametrize(("length", "side"), [(1.0, 20), (0.9, 18), (0.5, 11), (0.25, 7)])
@pytest.mark.parametrize("pen", [6.0, 30.0])
def test_a_stroke_shorter_than_its_pen_is_drawn_shorter(length, side, pen):
    across = drawing([[70, 90], [70 + length * pen, 90]], width=pen)
    down = drawing([[70, 90], [70, 90 + length * pen]], width=pen)
    for short in (rasterize(across).fitted, rasterize(down).fitted.T):
        assert side == pytest.approx(short.shape[1], abs=1)
        assert short.shape[0] < 4


@pytest.mark.parametrize("length", [1.0, 1.5, 4.0])
def test_a_stroke_longer_than_its_pen_fills_the_box(length):
    line = drawing([[70, 90], [70 + length * 18, 90]])
    assert FIT_SIDE == rasterize(line).fitted.shape[1]


def test_all_stages_are_on_unless_said():
    assert Stages().all_on
    for off in ({"ink_box": False}, {"fit": False}, {"centre": False}):
        assert not Stages(**off).all_on


def test_without_the_ink_box_the_whole_canvas_is_fitted(five):
    raster = rasterize(five, Stages(ink_box=False))
    assert Box(0, 0, 248, 248) == raster.box
    assert raster.fitted.shape == (20, 20)
    assert raster.scale == 20 / 248
    assert rasterize(five).scale > 20 / 248


def test_without_fitting_the_canvas_is_the_raster(five):
    raster = rasterize(five, Stages(fit=False))
    assert raster.scale == 28 / 248
    ys, xs = np.nonzero(raster.array > 0.5)
    assert np.ptp(ys) + 1 == pytest.approx((130 - 20 + 18) * raster.scale, abs=1.5)
    assert np.ptp(xs) + 1 == pytest.approx((118 - 54 + 18) * raster.scale, abs=1.5)


def test_without_fitting_a_line_keeps_its_width():
    bars = [drawing([[40, 124], [200, 124]], width=width) for width in (18.0, 36.0)]
    thin, thick = (rasterize(bar, Stages(fit=False)).array[:, 14].sum() for bar in bars)
    assert pytest.approx([thin, thick], abs=0.35) == [18 * 28 / 248, 36 * 28 / 248]


def test_without_centring_the_box_stays_in_the_corner(five):
    raster, centred = rasterize(five, Stages(centre=False)), rasterize(five)
    height, width = raster.fitted.shape
    assert raster.shift == (0, 0)
    assert centred.shift == centred.ideal_shift == raster.ideal_shift != (0, 0)
    np.testing.assert_array_equal(centred.fitted, raster.array[:height, :width])
    assert raster.array.sum() == pytest.approx(raster.fitted.sum())


def test_with_all_stages_off_the_canvas_is_scaled_and_no_more():
    raster = rasterize(drawing([[0, 0], [124, 0]]), Stages(ink_box=False, fit=False, centre=False))
    assert raster.array[0, 1:13].min() > 0.8
    assert raster.array[3:].sum() == raster.array[:, 17:].sum() == 0


@pytest.mark.parametrize("ink_box", [True, False])
@pytest.mark.parametrize("fit", [True, False])
@pytest.mark.parametrize("centre", [True, False])
def test_to_canvas_leads_back_to_the_line(five, ink_box, fit, centre):
    raster = rasterize(five, Stages(ink_box, fit, centre))
    line = np.vstack([resample(part, 0.5) for part in visible_lines(five)])
    inked = np.argwhere(raster.array > 0.6)
    assert len(inked) > 20
    for row, column in inked:
        gap = np.hypot(*(line - raster.to_canvas(column + 0.5, row + 0.5)).T).min()
        assert gap * raster.scale < 1.25


def test_to_canvas_knows_the_corners_of_the_box(five):
    raster = rasterize(five)
    x, y = raster.shift
    height, width = raster.fitted.shape
    left, top = raster.to_canvas(x, y)
    right, bottom = raster.to_canvas(x + width, y + height)
    assert raster.box == pytest.approx((left, top, right, bottom), abs=0.5 / raster.scale)


def test_a_drawing_may_be_a_picture(five):
    picture = place(rasterize(five).array, 248.0)
    raster = rasterize(Drawing(picture=picture))
    assert not raster.is_blank
    assert max(raster.fitted.shape) == 20
    np.testing.assert_array_equal(rasterize(replace(five, picture=picture)).array.shape, (28, 28))


TINY = 1e-320  # the smallest numbers a float can hold
EXTREMES = {
    "a line": [[0, 0], [TINY, 0]],
    "a dot": [[0, TINY]],
    "far corners": [[1e6, 1e6], [-1e6, -1e6]],
    "far and near": [[1e6, 1e-300], [0, 0]],
}


@pytest.mark.parametrize("points", EXTREMES.values(), ids=EXTREMES)
@pytest.mark.parametrize("width", [None, TINY, 1e6])
@pytest.mark.parametrize("size", [[TINY, TINY], [1e6, TINY], [9, 9]])
def test_every_drawing_that_can_be_read_can_be_rasterized(points, width, size):
    value = {"strokes": [{"points": points, "width": width}], "size": size}
    try:
        extreme = drawing_from_json(value)
    except ValueError:
        return
    for stages in (Stages(), Stages(ink_box=False), Stages(fit=False)):
        assert np.isfinite(rasterize(extreme, stages).array).all()


@pytest.mark.shared_data
def test_the_digits_of_mnist_have_their_mass_where_rasters_have_it(shared_data):
    masses = np.array([mass(array) for array in load_digits(shared_data, "test").rasters()[:2000]])
    assert np.abs(masses - MIDDLE).max() <= 0.501
    assert masses.mean(axis=0) == pytest.approx([MIDDLE, MIDDLE], abs=0.02)
