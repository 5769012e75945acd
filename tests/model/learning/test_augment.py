from dataclasses import replace

import numpy as np
import pytest
import torch

from model.learning.augment import Augmentation, augment

NOTHING = Augmentation(rotation=0, scale=0, shear=0, shift=0, elastic=0, thickness=0)
RAMP = (torch.arange(28) / 27).expand(400, 1, 28, 28)  # its values say how far they came along x


@pytest.fixture
def rasters(digits):
    return torch.tensor(digits.rasters()[:50, None])


def distorted(rasters, seed=0, **amounts):
    return augment(rasters, replace(NOTHING, **amounts), torch.Generator().manual_seed(seed))


def displacements(**amounts):
    """(400, 12, 12) pixels along x, in the middle of the raster."""
    return (27 * (distorted(RAMP, **amounts) - RAMP))[:, 0, 8:20, 8:20].numpy()


def test_without_any_amount_rasters_stay_as_they_are(rasters):
    np.testing.assert_allclose(distorted(rasters), rasters, atol=1e-5)


def test_distorted_rasters_are_rasters(rasters):
    before = rasters.clone()
    result = augment(rasters, Augmentation(), torch.Generator().manual_seed(0))
    assert (rasters.shape, rasters.dtype) == (result.shape, result.dtype)
    assert 0 <= result.min() <= result.max() <= 1
    assert torch.equal(before, rasters)


def test_the_same_seed_gives_the_same_distortions(rasters):
    first, second, other = (
        augment(rasters, Augmentation(), torch.Generator().manual_seed(seed)) for seed in (1, 1, 2)
    )
    assert torch.equal(first, second)
    assert not torch.equal(first, other)


def test_torch_s_own_random_numbers_are_not_touched(rasters):
    before = torch.get_rng_state()
    augment(rasters, Augmentation(), torch.Generator().manual_seed(0))
    assert torch.equal(before, torch.get_rng_state())


def test_every_raster_is_distorted_its_own_way(rasters):
    result = augment(rasters[:1].repeat(9, 1, 1, 1), Augmentation(), torch.Generator())
    assert all(not torch.equal(result[0], other) for other in result[1:])


def test_a_blank_raster_stays_blank():
    assert not augment(torch.zeros(9, 1, 28, 28), Augmentation(), torch.Generator()).any()


def test_shifts_are_drawn_evenly_up_to_their_limit():
    moved = displacements(shift=3.0)
    assert np.ptp(moved, axis=(1, 2)).max() < 1e-4
    assert 2.9 < np.abs(moved).max() < 3.001
    assert np.quantile(np.abs(moved), [0.25, 0.5, 0.75]) == pytest.approx(
        [0.75, 1.5, 2.25], abs=0.3
    )


def test_scales_go_up_to_their_limit():
    slopes = np.diff(displacements(scale=0.2), axis=2)
    assert [np.expm1(-0.2), np.expm1(0.2)] == pytest.approx([slopes.min(), slopes.max()], abs=0.02)


def test_rotations_go_up_to_their_limit_in_degrees():
    slopes = np.diff(displacements(rotation=10.0), axis=1)
    limit = np.sin(np.radians(10))
    assert [-limit, limit] == pytest.approx([slopes.min(), slopes.max()], abs=0.01)


def test_elastic_displacements_have_their_standard_deviation():
    moved = displacements(elastic=1.6)
    assert pytest.approx(moved.mean(), abs=0.1) == 0
    assert pytest.approx(moved.std(), rel=0.25) == 1.6
    assert np.diff(moved, axis=2).std() < 0.5 * moved.std()  # smooth


def test_lines_become_wider_and_narrower(rasters):
    change = (distorted(rasters, thickness=0.6) - rasters).sum(dim=(1, 2, 3))
    assert (change > 0).any()
    assert (change < 0).any()
