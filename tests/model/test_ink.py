from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from model.ink import area_average, line_coverage, resample, without

SHAPE = (24, 28)
ZIGZAG = np.array([[5.2, 4.1], [20.7, 6.3], [9.4, 15.8], [22.0, 18.5]])


def line(*points):
    return np.array(points, float)


def disc(x, y):
    return line((x, y))


def supersampled(lines, width, shape, fine=16):
    """Covered part of each pixel by counting points on a fine grid, one segment at a time."""
    y, x = (np.indices((shape[0] * fine, shape[1] * fine)) + 0.5) / fine
    inside = np.zeros(x.shape, bool)
    for points in lines:
        for (ax, ay), (bx, by) in pairwise(points):
            dx, dy = bx - ax, by - ay
            part = np.clip(((x - ax) * dx + (y - ay) * dy) / (dx * dx + dy * dy), 0, 1)
            inside |= np.hypot(x - ax - part * dx, y - ay - part * dy) <= width / 2
    return inside.reshape(shape[0], fine, shape[1], fine).mean(axis=(1, 3))


@pytest.mark.parametrize("width", [1.0, 1.5, 2.0, 3.3])
@pytest.mark.parametrize("y", [10.0, 10.25, 10.5, 10.9])
def test_a_bar_covers_exactly_its_part_of_every_row(y, width):
    ink = line_coverage([line((4, y), (24, y))], width, SHAPE)
    rows = np.arange(SHAPE[0])
    top, bottom = np.maximum(rows, y - width / 2), np.minimum(rows + 1, y + width / 2)
    expected = np.maximum(bottom - top, 0)
    for column in range(7, 21):
        np.testing.assert_allclose(ink[:, column], expected, atol=1e-5)


@pytest.mark.parametrize("angle", [0.0, 0.3, 0.7, 1.2, np.pi / 2])
@pytest.mark.parametrize("width", [1.5, 2.5, 4.0])
def test_the_ink_of_a_line_is_its_area(width, angle):
    reach = 30 * np.array([np.cos(angle), np.sin(angle)])
    ink = line_coverage([np.stack([40 - reach, 40 + reach])], width, (80, 80))
    assert ink.sum() == pytest.approx(60 * width + np.pi * width**2 / 4, rel=0.01)


@pytest.mark.parametrize("width", [1.0, 2.5, 5.0])
def test_coverage_is_near_a_brute_force_count(width):
    error = np.abs(supersampled([ZIGZAG], width, SHAPE) - line_coverage([ZIGZAG], width, SHAPE))
    assert error.mean() < 0.005
    assert np.quantile(error, 0.99) < 0.1  # the rest: where two lines meet in an acute angle


def test_coverage_is_float32_between_0_and_1():
    ink = line_coverage([ZIGZAG], 2.5, SHAPE)
    assert (np.float32, SHAPE) == (ink.dtype, ink.shape)
    assert (ink.min(), ink.max()) == (0, 1)


def test_a_wider_edge_is_softer_but_adds_no_ink():
    sharp, soft = (line_coverage([ZIGZAG], 3.0, SHAPE, edge).sum() for edge in (1.0, 2.0))
    assert sharp == pytest.approx(soft, rel=0.03)


@pytest.mark.parametrize(
    ("change", "undo"),
    [
        (lambda p: p[:, ::-1], lambda a: a.T),
        (lambda p: p * (-1, 1) + (28, 0), lambda a: a[:, ::-1]),
        (lambda p: p * (1, -1) + (0, 24), lambda a: a[::-1]),
        (lambda p: p * (1, 1) + (2, 3), lambda a: np.roll(a, (-3, -2), (0, 1))),
        (lambda p: p[::-1], lambda a: a),
    ],
    ids=["transposed", "mirrored", "upside down", "moved", "backwards"],
)
def test_coverage_follows_the_line(change, undo):
    expected = line_coverage([ZIGZAG], 2.5, SHAPE)
    shape = SHAPE[::-1] if undo(expected).shape != SHAPE else SHAPE
    changed = undo(line_coverage([change(ZIGZAG)], 2.5, shape))
    np.testing.assert_allclose(changed, expected, atol=1e-5)


def test_it_does_not_matter_how_a_line_is_divided():
    expected = line_coverage([ZIGZAG], 2.5, SHAPE)
    parts = [ZIGZAG[2:], ZIGZAG[:2], ZIGZAG[1:3]]
    np.testing.assert_array_equal(expected, line_coverage(parts, 2.5, SHAPE))
    points = np.vstack([resample(ZIGZAG[n : n + 2], 0.003) for n in range(3)])  # thinned to a grid
    np.testing.assert_allclose(line_coverage([points], 2.5, SHAPE), expected, atol=0.1)


def test_a_point_is_a_disc():
    ink = line_coverage([disc(10, 10)], 4.0, SHAPE)
    assert ink.sum() == pytest.approx(4 * np.pi, rel=0.03)
    np.testing.assert_array_equal(ink[:20, :20], ink[:20, :20].T)


def test_an_endless_scribble_that_is_thinned_covers_the_same():
    points = np.random.default_rng(0).uniform(4, 20, (6000, 2))
    thinned = line_coverage([points], 1.0, SHAPE)
    parts = [line_coverage([points[n : n + 3001]], 1.0, SHAPE) for n in (0, 2999)]
    assert np.abs(np.maximum(*parts) - thinned).max() < 0.15


@pytest.mark.parametrize("count", [2, 10_000])
def test_ink_outside_is_no_ink(count):
    far = resample(line((500, 500), (900, 700)), 500 / count)
    assert line_coverage([far], 3.0, SHAPE).sum() == 0


def test_resampled_points_lie_evenly_and_keep_both_ends():
    result = resample(line((0, 0), (3, 4), (3, 10)), 0.5)
    assert result[[0, -1]].tolist() == [[0, 0], [3, 10]]
    gaps = np.hypot(*np.diff(result, axis=0).T)
    assert gaps.max() <= 0.5
    assert gaps[gaps < gaps.max() - 1e-9].size <= 1  # only the one across the corner is shorter


def test_an_eraser_cuts_a_line_in_two():
    bar, eraser = line((0, 0), (100, 0)), line((50, -30), (50, 30))
    left, right = without(bar, eraser, 10.0)
    assert pytest.approx([*left[[0, -1], 0], *right[[0, -1], 0]], abs=2.5) == [0, 40, 60, 100]
    assert left[:, 0].max() < 40
    assert right[:, 0].min() > 60


def test_an_eraser_at_the_end_shortens_a_line():
    (part,) = without(line((0, 0), (100, 0)), disc(100, 0), 10.0)
    assert pytest.approx(part[[0, -1], 0], abs=2.5) == [0, 90]


def test_an_eraser_along_a_line_leaves_nothing():
    assert without(ZIGZAG, ZIGZAG, 0.5) == []
    assert without(disc(3, 3), disc(3.4, 3), 0.5) == []


def test_an_eraser_elsewhere_leaves_a_line_as_it_was():
    for radius in (1.0, 20.0, 90.0):
        (part,) = without(ZIGZAG, disc(200, 200), radius)
        np.testing.assert_array_equal(ZIGZAG, part)


def test_an_eraser_at_one_end_keeps_the_corners_at_the_other():
    corner = line((0, 0), (0, 55), (55, 55), (200, 55))
    (part,) = without(corner, disc(200, 55), 30.0)
    for point in corner[:3]:
        assert np.hypot(*(part - point).T).min() < 1e-9


@settings(deadline=None, max_examples=60)
@given(
    st.integers(0, 1000),
    st.tuples(st.integers(1, 30), st.integers(1, 30)),
    st.tuples(st.floats(0, 8), st.floats(0, 8), st.floats(9, 20), st.floats(9, 20)),
)
def test_area_averages_conserve_ink(seed, shape, box):
    image = np.random.default_rng(seed).random(shape, np.float32)
    cell = (box[2] - box[0]) * (box[3] - box[1]) / image.size
    result = area_average(image, box, (20, 20))
    assert image.sum() * cell == pytest.approx(result.sum(), rel=1e-4)
    assert result.min() >= 0
    assert result.max() <= 1 + 1e-5


def test_area_averages_are_block_means_where_blocks_fit():
    image = np.random.default_rng(0).random((40, 60), np.float32)
    expected = image.reshape(10, 4, 20, 3).mean(axis=(1, 3))
    np.testing.assert_allclose(area_average(image, (0, 0, 20, 10), (10, 20)), expected, rtol=1e-5)


def test_a_picture_of_the_same_size_stays_itself():
    image = np.random.default_rng(0).random((9, 7), np.float32)
    np.testing.assert_array_equal(image, area_average(image, (0, 0, 7, 9), (9, 7)))


def test_outside_its_box_a_picture_has_no_ink():
    result = area_average(np.ones((5, 5), np.float32), (2, 1, 4.5, 9), (4, 6))
    np.testing.assert_allclose(result[0], 0)
    np.testing.assert_allclose(result[1:], np.tile([0, 0, 1, 1, 0.5, 0], (3, 1)), atol=1e-6)
