"""Disturbances: what they do to rasters whose result can be worked out."""

from __future__ import annotations

import numpy as np
import pytest

from model import disturbances
from model.disturbances import DISTURBANCES

BY_NAME = {each.name: each for each in DISTURBANCES}
ALL = pytest.mark.parametrize("disturbance", DISTURBANCES, ids=lambda each: each.name)


@pytest.fixture
def rasters(digits):
    return digits.rasters()[:20]


def square(count=8, low=10, high=18):
    rasters = np.zeros((count, 28, 28), np.float32)
    rasters[:, low:high, low:high] = 1
    return rasters


def centres(rasters):
    """(N, 2): centre of mass (row, column)."""
    index = np.arange(28)
    total = rasters.sum(axis=(1, 2))
    rows, columns = rasters.sum(axis=2) @ index / total, rasters.sum(axis=1) @ index / total
    return np.stack([rows, columns], axis=1)


@ALL
def test_steps_begin_with_nothing_and_are_four_to_six(disturbance, rasters):
    assert 4 <= len(disturbance.amounts) <= 6
    np.testing.assert_array_equal(rasters, disturbance(rasters, disturbance.amounts[0]))


@ALL
def test_every_step_keeps_shape_and_range_and_changes_something(disturbance, rasters):
    before = rasters.copy()
    for amount in disturbance.amounts[1:]:
        found = disturbance(rasters, amount)
        assert (rasters.shape, np.float32) == (found.shape, found.dtype)
        assert 0 <= found.min() <= found.max() <= 1
        assert np.abs(found - rasters).mean() > 1e-3
    np.testing.assert_array_equal(before, rasters)


@ALL
def test_the_same_seed_gives_the_same(disturbance, rasters):
    amount = disturbance.amounts[-1]
    np.testing.assert_array_equal(disturbance(rasters, amount, 3), disturbance(rasters, amount, 3))
    if disturbance.name in ("shift", "rotation", "noise", "occlusion"):
        assert (disturbance(rasters, amount, 3) != disturbance(rasters, amount, 4)).any()


@ALL
def test_no_raster_is_as_good_as_many(disturbance):
    assert (0, 28, 28) == disturbance(np.zeros((0, 28, 28), np.float32), 2).shape


@pytest.mark.parametrize("distance", [1, 2.5, 4])
def test_a_shift_moves_the_centre_so_far(distance):
    before = square()
    after = BY_NAME["shift"](before, distance)
    moved = centres(after) - centres(before)
    np.testing.assert_allclose(np.hypot(*moved.T), distance, atol=1e-4)
    np.testing.assert_allclose(after.sum(axis=(1, 2)), 64, rtol=1e-5)


def test_a_quarter_turn_is_a_quarter_turn(rasters):
    found = disturbances.rotate(rasters, 90, np.random.default_rng(0))
    one, other = (np.rot90(rasters, turns, axes=(1, 2)) for turns in (1, -1))
    is_one = np.abs(found - one).max(axis=(1, 2)) < 1e-4
    is_other = np.abs(found - other).max(axis=(1, 2)) < 1e-4
    assert (is_one | is_other).all()
    assert {True, False} == set(is_one.tolist())


def test_twice_as_large_has_four_times_the_ink():
    found = disturbances.resize(square(), 2, np.random.default_rng(0))
    np.testing.assert_allclose(found.sum(axis=(1, 2)), 4 * 64, rtol=1e-5)
    np.testing.assert_allclose(centres(found), 13.5, atol=1e-4)


@pytest.mark.parametrize(("pixels", "side"), [(2, 10), (4, 12), (-2, 6), (-4, 4)])
def test_lines_become_wider_by_pixels(pixels, side):
    found = disturbances.thicken(square(), pixels, np.random.default_rng(0))
    np.testing.assert_array_equal(side**2, found.sum(axis=(1, 2)))


def test_half_a_step_is_half_way():
    before = square()
    whole, half = (disturbances.thicken(before, n, np.random.default_rng(0)) for n in (2, 1))
    np.testing.assert_allclose(half, (before + whole) / 2)


def test_noise_has_its_deviation():
    grey = np.full((50, 28, 28), 0.5, np.float32)
    noise = BY_NAME["noise"](grey, 0.1) - grey
    assert 0.1 == pytest.approx(noise.std(), rel=0.02)
    assert 0 == pytest.approx(noise.mean(), abs=0.002)


def test_blur_spreads_a_point_into_a_gaussian():
    point = np.zeros((1, 28, 28), np.float32)
    point[0, 14, 14] = 1
    found = BY_NAME["blur"](point, 1.5)[0]
    assert 1 == pytest.approx(found.sum(), rel=1e-4)
    assert np.exp(-0.5 * (2 / 1.5) ** 2) == pytest.approx(found[14, 16] / found[14, 14], rel=1e-4)
    spread = (found.sum(axis=0) * (np.arange(28) - 14) ** 2).sum()
    assert 1.5**2 == pytest.approx(spread, rel=1e-2)


def test_blur_loses_ink_over_the_edge():
    corner = np.zeros((1, 28, 28), np.float32)
    corner[0, 0, 0] = 1
    assert 0.2 < BY_NAME["blur"](corner, 2).sum() < 0.5


@pytest.mark.parametrize("side", [4, 6, 8, 10])
def test_occlusion_empties_one_square_in_the_middle(side):
    found = BY_NAME["occlusion"](np.ones((60, 28, 28), np.float32), side)
    assert {28**2 - side**2} == set(found.sum(axis=(1, 2)).tolist())
    rows, columns = (found == 0).any(axis=2), (found == 0).any(axis=1)
    for emptied in (rows, columns):
        assert {side} == set(emptied.sum(axis=1).tolist())
        assert not emptied[:, :4].any()
        assert not emptied[:, 24:].any()
        assert len(set(emptied.argmax(axis=1).tolist())) > 3
