"""Occlusion equals a plain loop over all places."""

from __future__ import annotations

import numpy as np
import pytest

from app import paths
from app.commands.self_test import digit_drawing
from model.explanation import Occluder, Target
from model.forward import trace
from model.occlusion import occluded, occlusion, target_values
from model.raster import rasterize
from model.unit import Unit
from model.weights import load
from tests.model.small_networks import small_network

SEVEN = rasterize(digit_drawing(7)).array


def covered_by_hand(raster, row, column, size, fill):
    """Pixel by pixel."""
    result = raster.copy()
    for y in range(28):
        for x in range(28):
            if (
                -(size // 2) <= y - row < size - size // 2
                and -(size // 2) <= x - column < size - size // 2
            ):
                result[y, x] = fill
    return result


@pytest.mark.parametrize("size", [1, 2, 5, 28])
@pytest.mark.parametrize(("row", "column"), [(0, 0), (13, 14), (27, 3), (27, 27)])
def test_one_place_is_covered(size, row, column):
    found = occluded(SEVEN, row, column, Occluder(size, 0.5))
    np.testing.assert_array_equal(found, covered_by_hand(SEVEN, row, column, size, 0.5))
    assert not SEVEN.flags.writeable
    assert found.flags.writeable


def test_places_off_the_raster_are_refused():
    for row, column in ((-1, 0), (0, 28)):
        with pytest.raises(ValueError, match=f"row {row}, column {column} is not on the raster"):
            occluded(SEVEN, row, column, Occluder())


@pytest.mark.parametrize(
    ("name", "size", "fill", "target"),
    [
        ("default", 5, 0.0, Target(7)),
        ("default", 2, 1.0, Target(1, rather_than=7)),
        ("lenet5", 7, 0.5, Target(unit=Unit("C3", 5, 2, 3))),
        ("l2", 3, 0.0, Target(unit=Unit("P4", 15, 2, 3))),
    ],
)
def test_the_map_equals_a_plain_loop(name, size, fill, target):
    network = load(paths.bundled_network(name)).network
    found = occlusion(network, SEVEN, target, Occluder(size, fill))

    def value(raster):
        result = trace(network, raster[None])
        parts = result.logits, result.pre_activations, result.activations
        return float(target.values(network.spec, *parts)[0])

    whole = value(SEVEN)
    expected = np.array(
        [
            [whole - value(covered_by_hand(SEVEN, row, column, size, fill)) for column in range(28)]
            for row in range(28)
        ]
    )
    assert np.abs(expected).max() > 0.1
    np.testing.assert_allclose(found.values, expected, rtol=0, atol=1e-5 * np.abs(expected).max())
    assert found.value == pytest.approx(whole, rel=1e-5, abs=1e-5)
    assert found.facts["places"] == 784
    assert found.facts["largest"] == pytest.approx(expected.max(), rel=1e-4)
    assert (found.method, found.target) == ("occlusion", target)
    assert not found.values.flags.writeable


def test_a_linear_network_falls_by_what_was_covered():
    weight = np.random.default_rng(0).normal(size=(10, 784)).astype(np.float32)
    found = occlusion(small_network(Out_weight=weight), SEVEN, Target(2), Occluder(1))
    np.testing.assert_allclose(found.values, weight[2].reshape(28, 28) * SEVEN, atol=1e-4)


def test_paper_on_blank_paper_changes_nothing_ink_does():
    network = load(paths.bundled_network()).network
    blank = np.zeros((28, 28), np.float32)
    assert not occlusion(network, blank, Target(1), Occluder()).values.any()
    assert occlusion(network, blank, Target(1), Occluder(3, 1.0)).values.all()


def test_targets_of_many_rasters_do_not_depend_on_the_batch():
    network = load(paths.bundled_network()).network
    rasters = np.random.default_rng(0).random((130, 28, 28), np.float32)
    found = target_values(network, rasters, Target(3))
    np.testing.assert_allclose(found, trace(network, rasters).logits[:, 3], rtol=1e-5, atol=1e-5)
    assert found.shape == (130,)


def test_a_unit_that_is_not_there_is_named():
    network = load(paths.bundled_network()).network
    with pytest.raises(ValueError, match="there is no layer 'input'"):
        occlusion(network, SEVEN, Target(unit=Unit("input", 0, 3, 3)), Occluder())
