"""Captum is the witness: it computes the same maps from a module of its own, to 1e-5."""

from __future__ import annotations

import numpy as np
import pytest
import torch
from captum.attr import Deconvolution, GuidedBackprop, IntegratedGradients, Occlusion, Saliency

from model.explanation import Occluder, Target
from model.learning.explain.deconvnet import deconvnet
from model.learning.explain.gradient import gradient
from model.learning.explain.guided import guided
from model.learning.explain.integrated import STEPS, integrated
from model.learning.module import to_module
from model.occlusion import occlusion
from model.unit import Unit
from tests.model.learning.explain.oracle import (
    NAMES,
    TARGETS,
    bundled,
    captums_warnings,
    digit_raster,
    oracle,
)
from tests.model.small_networks import random_raster

RASTERS = (digit_raster(3), digit_raster(7), random_raster(1))


def assert_same(found, expected):
    """Equal to 1e-5 of the largest number, which is the number's own unit for small maps."""
    expected = expected.detach().numpy().reshape(found.values.shape)
    assert np.abs(expected).max() > 1e-3
    tolerance = 1e-5 * max(1.0, np.abs(expected).max())
    np.testing.assert_allclose(found.values, expected, rtol=0, atol=tolerance)


def each(name):
    """Every raster with every target of a bundled network: ours, captum's module and index."""
    network = bundled(name)
    ours = to_module(network)
    for target in TARGETS:
        theirs, index = oracle(network, target)
        for raster in RASTERS:
            x = torch.tensor(raster[None, None].copy(), requires_grad=True)
            yield ours, raster, target, theirs, index, x


@pytest.mark.parametrize("name", NAMES)
def test_gradient(name):
    for ours, raster, target, theirs, index, x in each(name):
        found = gradient(ours, raster, target)
        assert_same(found, Saliency(theirs).attribute(x, target=index, abs=False))
        value = theirs(x.detach())[0][index].item()
        assert found.value == pytest.approx(value, rel=1e-5, abs=1e-5)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("ours", "theirs"), [(guided, GuidedBackprop), (deconvnet, Deconvolution)])
def test_rules_at_the_relu(name, ours, theirs):
    for module, raster, target, oracle_module, index, x in each(name):
        with captums_warnings():
            expected = theirs(oracle_module).attribute(x, target=index)
        assert_same(ours(module, raster, target), expected)


@pytest.mark.parametrize("name", NAMES)
def test_integrated_gradients(name):
    for ours, raster, target, theirs, index, x in each(name):
        expected = IntegratedGradients(theirs).attribute(
            x, torch.zeros_like(x), target=index, n_steps=STEPS, method="gausslegendre"
        )
        assert_same(integrated(ours, raster, target), expected)


class Cropped(torch.nn.Module):
    """Captum's windows never leave its input; on a wider one they do leave the raster."""

    def __init__(self, module, width):
        super().__init__()
        self.module, self.width = module, width

    def forward(self, x):
        w = self.width
        return self.module(x[:, :, w:-w, w:-w])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(
    ("size", "fill", "target"),
    [(5, 0.0, Target(7, rather_than=1)), (3, 0.5, Target(unit=Unit("C3", 11, 3, 6)))],
)
def test_occlusion(name, size, fill, target):
    """Captum gives each pixel the mean over all windows that cover it; we keep every window."""
    network, raster, around = bundled(name), digit_raster(7), size // 2
    theirs, index = oracle(network, target)
    wide = torch.nn.functional.pad(torch.tensor(raster[None, None].copy()), [around] * 4)
    with torch.no_grad():
        expected = Occlusion(Cropped(theirs, around)).attribute(
            wide, (1, size, size), baselines=fill, target=index, perturbations_per_eval=64
        )
    falls = occlusion(network, raster, target, Occluder(size, fill)).values
    total, count = np.zeros((2, *wide.shape[2:]))
    for row, column in np.ndindex(falls.shape):
        total[row : row + size, column : column + size] += falls[row, column]
        count[row : row + size, column : column + size] += 1
    assert np.abs(total).max() > 0.1
    tolerance = 1e-5 * max(1.0, np.abs(falls).max())
    np.testing.assert_allclose(total / count, expected[0, 0].numpy(), rtol=0, atol=tolerance)
