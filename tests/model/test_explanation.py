from __future__ import annotations

import numpy as np
import pytest

from model.explanation import Attribution, Curves, Occluder, Target
from model.forward import trace
from model.layers import Convolution, Pooling
from model.network import lenet
from model.unit import Unit
from tests.model.small_networks import random_raster, small_network


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ({}, "a digit or a unit"),
        ({"digit": 1, "unit": Unit("C1", 0)}, "a digit or a unit"),
        ({"digit": 10}, "digit is 10, expected 0 to 9"),
        ({"digit": 1, "rather_than": -1}, "digit is -1"),
        ({"digit": 1, "rather_than": 1}, "rather than itself"),
        ({"unit": Unit("C1", 0), "rather_than": 1}, "asked of a class"),
    ],
)
def test_a_target_is_one_thing(arguments, said):
    with pytest.raises(ValueError, match=said):
        Target(**arguments)


def test_a_target_in_words():
    assert Target(7).text == "7"
    assert Target(7, rather_than=1).text == "7 rather than 1"
    assert Target(unit=Unit("C3", 26, 3, 6)).text == "C3 · 26 · 3, 6"


def test_a_target_is_checked_against_the_layer_table():
    Target(unit=Unit("C3", 31, 9, 9)).check(lenet())
    for unit in (Unit("C3", 32), Unit("C3", 0, 10, 0), Unit("C5", 0), Unit("input", 0, 3, 3)):
        with pytest.raises(ValueError, match=r"no layer|none in channel"):
            Target(unit=unit).check(lenet())


def test_a_targets_numbers_in_a_forward_pass(make_network):
    network = make_network(lenet())
    rasters = np.stack([random_raster(n) for n in range(3)])
    result = trace(network, rasters)

    def values(**target):
        parts = result.logits, result.pre_activations, result.activations
        return Target(**target).values(network.spec, *parts)

    np.testing.assert_array_equal(values(digit=4), result.logits[:, 4])
    difference = result.logits[:, 4] - result.logits[:, 1]
    np.testing.assert_array_equal(values(digit=4, rather_than=1), difference)
    before = result.pre_activations["C3"][:, 26, 3, 6]
    np.testing.assert_array_equal(values(unit=Unit("C3", 26, 3, 6)), before)
    assert (before < 0).any()
    np.testing.assert_array_equal(
        values(unit=Unit("P4", 2, 1, 3)), result.activations["P4"][:, 2, 1, 3]
    )
    np.testing.assert_array_equal(values(unit=Unit("F5", 9)), result.pre_activations["F5"][:, 9])
    with pytest.raises(ValueError, match="none in channel 200"):
        values(unit=Unit("F5", 200))


@pytest.mark.parametrize(
    "bad", [{"size": 0}, {"size": 29}, {"fill": -0.1}, {"fill": 1.1}, {"fill": float("nan")}]
)
def test_an_occluder_has_limits(bad):
    with pytest.raises(ValueError, match="expected"):
        Occluder(**bad)
    assert Occluder(3, 0.5) == Occluder(3, 0.5)


def map_of(values):
    return Attribution("gradient", Target(1), np.array(values, np.float32), 0.0, {})


def test_the_scale_leaves_two_percent_beyond_its_ends():
    values = np.random.default_rng(0).permutation(np.linspace(-1, 0.9, 784)).reshape(28, 28)
    found = map_of(values)
    assert np.mean(np.abs(found.values) > found.scale) == pytest.approx(0.02, abs=1 / 784)


def test_the_scale_is_that_of_the_pixels_that_are_not_0():
    values = np.zeros((28, 28))
    values[10:20, 10:20] = np.linspace(0.01, 1, 100).reshape(10, 10)
    found = map_of(values)
    assert np.count_nonzero(np.abs(found.values) > found.scale) == 2


def test_the_scale_of_a_map_with_few_or_no_values_is_no_0():
    spot = np.zeros((28, 28))
    spot[3, 3] = -5
    assert map_of(spot).scale == 5
    assert map_of(np.zeros((28, 28))).scale == 1


@pytest.mark.parametrize(("kind", "whole"), [("deletion", 0.9), ("insertion", 0.2)])
def test_a_digit_is_read_by_its_probability_in_the_whole_drawing(kind, whole):
    curves = Curves(kind, 7, np.array([0, 1]), {"random": np.array([0.9, 0.2])})
    assert (curves.whole, curves.is_read) == (whole, whole >= 0.5)


def test_the_mean_of_a_curve():
    curves = Curves("deletion", 7, np.array([0, 1]), {"random": np.array([1.0, 0.5])})
    assert curves.mean("random") == 0.75


def test_a_pooling_unit_right_at_the_raster():
    network = small_network(Pooling("P"), Convolution("C", 1, 1), C_weight=[1.0])
    result = trace(network, random_raster()[None])
    found = Target(unit=Unit("P", 0, 1, 1)).values(
        network.spec, result.logits, result.pre_activations, result.activations
    )
    assert found[0] == random_raster()[2:4, 2:4].max()
