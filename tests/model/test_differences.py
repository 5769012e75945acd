import numpy as np
import pytest

from model.differences import shared_scales, subtract
from model.forward import trace
from model.network import lenet, lenet5


@pytest.fixture(scope="module")
def two(network):
    """Traces of two drawings by one network."""
    rasters = np.random.default_rng(0).random((2, 28, 28), np.float32)
    return trace(network, rasters[:1]), trace(network, rasters[1:])


def test_differences_are_the_second_less_the_first(two):
    first, second = two
    layers = subtract(first, second)
    assert list(first.activations) == [layer.name for layer in layers]
    for layer in layers:
        expected = second.activations[layer.name] - first.activations[layer.name]
        np.testing.assert_array_equal(expected, layer.activations)
        assert not layer.activations.flags.writeable
        if layer.pre_activations is not None:
            again = first.pre_activations[layer.name] + layer.pre_activations
            np.testing.assert_allclose(again, second.pre_activations[layer.name], atol=1e-5)
    assert ["P2", "P4"] == [layer.name for layer in layers if layer.pre_activations is None]


def test_one_scale_holds_every_number_of_both(two):
    first, second = two
    for layer in subtract(first, second):
        everything = [
            np.abs(part[layer.name]).max()
            for side in two
            for part in (side.pre_activations, side.activations)
            if layer.name in part
        ]
        assert max(everything) == layer.scale == shared_scales(first, second)[layer.name]
        assert shared_scales(second, first)[layer.name] == layer.scale


def test_the_largest_difference_and_where_it_is(two):
    for layer in subtract(*two):
        channels = layer.activations.shape[1]
        assert (channels,) == layer.by_channel.shape
        by_hand = [np.abs(layer.activations[0, c]).max() for c in range(channels)]
        np.testing.assert_array_equal(by_hand, layer.by_channel)
        assert layer.largest >= max(by_hand)
    c1 = subtract(*two)[0]
    assert np.abs(c1.pre_activations).max() == c1.largest


def test_a_trace_does_not_differ_from_itself(two):
    for layer in subtract(two[0], two[0]):
        assert 0 == layer.largest
        assert layer.scale > 0


def test_two_networks_of_the_same_shapes(make_network):
    raster = np.random.default_rng(0).random((1, 28, 28), np.float32)
    traces = [
        trace(make_network(lenet(mode), seed), raster) for seed, mode in enumerate(["max", "l2"])
    ]
    assert all(layer.largest > 0 for layer in subtract(*traces))


def test_traces_of_other_layers_are_refused(make_network, two):
    other = trace(make_network(lenet5()), np.zeros((1, 28, 28), np.float32))
    with pytest.raises(ValueError, match="different layers"):
        subtract(two[0], other)


def test_traces_of_another_number_of_rasters_are_refused(network, two):
    several = trace(network, np.zeros((2, 28, 28), np.float32))
    with pytest.raises(ValueError, match="different layers"):
        shared_scales(two[0], several)
