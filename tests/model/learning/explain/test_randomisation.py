"""Weights made random from the last layer to the first, and how alike the maps stay."""

from __future__ import annotations

import numpy as np
import pytest

from model.explanation import Target
from model.learning.explain.randomisation import (
    layers_from_the_end,
    randomise,
    randomised,
    similarity,
)
from model.unit import Unit
from tests.model.learning.explain.oracle import NAMES, bundled, digit_raster

METHODS = ("gradient", "guided", "integrated")


def run(network, seed=0, methods=METHODS):
    """Progress and result."""
    work, progress = randomise(network, digit_raster(7), Target(7), methods, seed), []
    while True:
        try:
            progress.append(next(work))
        except StopIteration as end:
            return progress, end.value


@pytest.mark.parametrize("name", NAMES)
def test_layers_become_random_one_after_the_other(name):
    network = bundled(name)
    steps = list(randomised(network, 1))
    layers = layers_from_the_end(network)
    assert len(steps) == len(layers) + 1
    assert steps[0] is network
    for number, changed in enumerate(steps):
        for key, learnt in network.parameters.items():
            is_random = key.split(".")[0] in layers[:number]
            assert (changed.parameters[key] == learnt)[learnt != 0].any() != is_random, key
    for key, drawn in steps[-1].parameters.items():
        assert not drawn[network.spec.masks.get(key, np.ones(drawn.shape, bool)) == 0].any()
        if drawn.size > 1000:
            assert np.std(drawn) == pytest.approx(
                np.sqrt(np.mean(network.parameters[key] ** 2)), rel=0.1
            )


def test_the_order_is_that_of_the_layers_with_weights():
    assert layers_from_the_end(bundled("default")) == ("Out", "F6", "F5", "C3", "C1")
    assert layers_from_the_end(bundled("lenet5")) == ("Out", "F6", "C5", "S4", "C3", "S2", "C1")


def test_maps_similarity_and_progress():
    progress, found = run(bundled("default"))
    assert found.layers == ("", "Out", "F6", "F5", "C3", "C1")
    assert list(found.maps) == list(found.similarity) == ["gradient", "guided", "integrated"]
    for method in METHODS:
        assert found.maps[method].shape == (6, 28, 28)
        assert found.similarity[method][0] == pytest.approx(1)
        assert (np.abs(found.similarity[method][1:]) < 1).all()
    assert progress == pytest.approx([n / 18 for n in range(1, 19)])
    # What Adebayo et al. found: the gradient follows the weights, guided backpropagation hardly.
    assert found.similarity["gradient"][-1] < found.similarity["guided"][1] - 0.2


def test_a_seed_gives_the_same_maps():
    first, again, other = (run(bundled("lenet5"), seed, ("gradient",))[1] for seed in (3, 3, 4))
    np.testing.assert_array_equal(first.maps["gradient"], again.maps["gradient"])
    assert (first.maps["gradient"][1:] != other.maps["gradient"][1:]).any()


def test_pixels_that_are_0_in_both_maps_are_no_agreement():
    first, second = np.zeros((2, 28, 28), np.float32)
    first[0, :4], second[0, :4] = (1, 2, 3, 4), (4, -3, 2, -1)
    assert similarity(first, second) == pytest.approx(-1)
    assert similarity(first, -3 * first) == pytest.approx(1)
    assert similarity(first, 0 * first) == 0


def test_layers_behind_a_unit_are_left_out():
    unit = Target(unit=Unit("C3", 8, 5, 5))
    work = randomise(bundled("default"), digit_raster(7), unit, ("gradient",), 0)
    progress = []
    while True:
        try:
            progress.append(next(work))
        except StopIteration as end:
            found = end.value
            break
    assert found.layers == ("", "C3", "C1")
    assert found.maps["gradient"].shape == (3, 28, 28)
    assert progress[-1] == 1
    assert (found.similarity["gradient"][1:] < 0.9).all()
