import math
from itertools import product
from pathlib import Path

import numpy as np
import pytest
import torch

from model.forward import activate, softmax, trace
from model.layers import Convolution, FullyConnected, Pooling, Subsampling
from model.learning.module import to_module
from model.learning.module import trace as torch_trace
from model.network import NetworkSpec, lenet, lenet5
from model.weights import load

BUNDLED = Path(__file__).parents[2] / "resources" / "networks"


@pytest.fixture(scope="module")
def rasters():
    """(5, 28, 28): blank, full and in between."""
    random = np.random.default_rng(0).random((5, 28, 28), np.float32)
    random[0], random[1] = 0, 1
    return random


def assert_equals_torch(network, rasters):
    expected = torch_trace(to_module(network), rasters, torch.device("cpu"))
    result = trace(network, rasters)
    np.testing.assert_allclose(result.logits, expected.logits, rtol=1e-5, atol=1e-5)
    for name in ("pre_activations", "activations"):
        layers, oracle = getattr(result, name), getattr(expected, name)
        assert list(oracle) == list(layers)
        for layer, values in oracle.items():
            assert np.float32 == layers[layer].dtype
            np.testing.assert_allclose(layers[layer], values, rtol=1e-5, atol=1e-5, err_msg=layer)


@pytest.mark.parametrize("pooling", ["max", "average", "l2"])
def test_every_layer_of_lenet_equals_torch(make_network, rasters, pooling):
    assert_equals_torch(make_network(lenet(pooling)), rasters)


def test_every_layer_of_lenet5_equals_torch(make_network, rasters):
    network = make_network(lenet5())
    assert_equals_torch(network, rasters)
    result = trace(network, rasters)
    assert ["C1", "S2", "C3", "S4", "C5", "F6", "Out"] == list(result.pre_activations)
    assert (5, 120, 1, 1) == result.activations["C5"].shape


@pytest.mark.parametrize("folder", sorted(BUNDLED.glob("*/")), ids=lambda path: path.name)
def test_every_layer_of_the_bundled_networks_equals_torch(rasters, folder):
    assert_equals_torch(load(folder).network, rasters)


ACTIVATIONS = ("relu", "tanh", "scaled tanh", "none")


def random_spec(seed):
    """Up to three convolutions, poolings and sub-samplings, up to two fully connected layers.

    Of any size and activation; every other convolution is connected here and there only.
    """
    random = np.random.default_rng(seed)

    def pick(*choices):
        return choices[random.integers(len(choices))]

    def some_connections(channels, depth):
        """Connections of every channel to at least one before."""
        seen = random.random((channels, depth)) < 0.5
        seen[np.arange(channels), random.integers(depth, size=channels)] = True
        return tuple(tuple(np.flatnonzero(row).tolist()) for row in seen)

    layers = []
    while len(layers) < 3 and min(spec_of(layers).shapes[-2][1:]) >= 6:
        name, kind = (
            f"L{len(layers)}",
            pick("convolution", "convolution", "pooling", "sub-sampling"),
        )
        if kind == "convolution":
            channels, sizes = pick(1, 4, 7), (pick(1, 2, 3, 5), pick(1, 2, 3), pick(0, 1, 2, 3))
            connections = pick(
                None, some_connections(channels, spec_of(layers).shapes[-2].channels)
            )
            layers.append(Convolution(name, channels, *sizes, pick(*ACTIVATIONS), connections))
        elif kind == "pooling":
            mode = pick("max", "average", "l2")
            layers.append(Pooling(name, mode, pick(1, 2, 3), pick(1, 2, 3)))
        else:
            layers.append(Subsampling(name, pick(1, 2, 3), pick(1, 2, 3), pick(*ACTIVATIONS)))
    layers += [
        FullyConnected(name, pick(1, 20, 40), pick(*ACTIVATIONS)) for name in pick("", "A", "AB")
    ]
    return spec_of(layers)


def spec_of(layers):
    return NetworkSpec((*layers, FullyConnected("Out", 10, "none")))


def test_random_tables_have_layers_of_every_kind():
    layers = [layer for seed in range(30) for layer in random_spec(seed).layers]
    assert {Convolution, Pooling, Subsampling, FullyConnected} == set(map(type, layers))
    assert {"relu", "tanh", "scaled tanh", "none"} == {
        layer.activation for layer in layers if not isinstance(layer, Pooling)
    }
    assert any(random_spec(seed).masks for seed in range(30))


@pytest.mark.parametrize("seed", range(30))
def test_every_layer_of_random_tables_equals_torch(make_network, rasters, seed):
    assert_equals_torch(make_network(random_spec(seed), seed), rasters)


@pytest.mark.parametrize("pooling", ["max", "average", "l2"])
def test_one_raster_gives_what_a_batch_gives(make_network, rasters, pooling):
    network = make_network(lenet(pooling))
    batch = trace(network, rasters)
    for n in range(len(rasters)):
        single = trace(network, rasters[n : n + 1])
        for layer, values in batch.activations.items():
            # The matrix product adds in another order: single precision of the largest number.
            atol = 1e-6 * max(1.0, float(np.abs(values[n]).max()))
            np.testing.assert_allclose(single.activations[layer][0], values[n], atol=atol)


def test_a_unit_is_bias_plus_kernel_times_patch(network, rasters):
    """C3's unit (channel 7, row 2, column 9), in plain Python."""
    result = trace(network, rasters)
    weight, bias = network.parameters["C3.weight"], network.parameters["C3.bias"]
    before = result.activations["P2"][3]  # 16 @ 14x14
    expected = float(bias[7])
    for d, i, j in product(range(16), range(5), range(5)):
        expected += float(weight[7, d, i, j]) * float(before[d, 2 + i, 9 + j])
    assert expected == pytest.approx(result.pre_activations["C3"][3, 7, 2, 9], abs=1e-5)


def test_padding_is_zeros(network, rasters):
    """C1's unit in the corner sees 3 x 3 of its 5 x 5 cells."""
    result = trace(network, rasters)
    weight, bias = network.parameters["C1.weight"], network.parameters["C1.bias"]
    expected = float(bias[4])
    for i, j in product(range(2, 5), range(2, 5)):
        expected += float(weight[4, 0, i, j]) * float(rasters[3, i - 2, j - 2])
    assert expected == pytest.approx(result.pre_activations["C1"][3, 4, 0, 0], abs=1e-6)


POOLED = {"max": np.max, "average": np.mean, "l2": lambda cells: np.sqrt(np.sum(cells**2))}


@pytest.mark.parametrize(("mode", "reduce"), POOLED.items())
def test_a_pooled_unit_is_its_window_reduced(make_network, rasters, mode, reduce):
    result = trace(make_network(lenet(mode)), rasters)
    expected = reduce(result.activations["C1"][3, 5, 6:8, 20:22])
    assert expected == pytest.approx(result.activations["P2"][3, 5, 3, 10], abs=1e-6)


def test_a_sub_sampled_unit_is_the_scaled_tanh_of_its_weighted_sum(make_network, rasters):
    """S4's unit (channel 7, row 2, column 4); LeCun et al. 1998, section II.B and appendix A."""
    network = make_network(lenet5())
    result = trace(network, rasters)
    cells = result.activations["C3"][3, 7, 4:6, 8:10].astype(float)
    weight, bias = (float(network.parameters[f"S4.{part}"][7]) for part in ("weight", "bias"))
    expected = weight * cells.sum() + bias
    assert expected == pytest.approx(result.pre_activations["S4"][3, 7, 2, 4], abs=1e-5)
    expected = 1.7159 * math.tanh(2 / 3 * expected)
    assert expected == pytest.approx(result.activations["S4"][3, 7, 2, 4], abs=1e-5)


def test_scaled_tanh_goes_through_plus_and_minus_one():
    """1.7159 and 2/3 are such that f(1) = 1 and f(-1) = -1."""
    z = np.array([-1, 0, 1, 50], np.float32)
    np.testing.assert_allclose(activate(z, "scaled tanh"), [-1, 0, 1, 1.7159], atol=1e-4)


def test_relu_keeps_what_is_positive(network, rasters):
    result = trace(network, rasters)
    for layer in ("C1", "C3", "F5", "F6"):
        before, after = result.pre_activations[layer], result.activations[layer]
        assert (before < 0).any()
        np.testing.assert_array_equal(np.where(before > 0, before, 0), after)
    np.testing.assert_array_equal(result.pre_activations["Out"], result.logits)


def test_a_trace_is_read_only_and_leaves_the_rasters_alone(network, rasters):
    before = rasters.copy()
    result = trace(network, rasters)
    for array in (*result.pre_activations.values(), *result.activations.values(), result.logits):
        assert not array.flags.writeable
    np.testing.assert_array_equal(before, rasters)
    assert rasters.flags.writeable


def test_how_rasters_lie_in_memory_does_not_matter(network, rasters):
    expected = trace(network, rasters).logits
    for same in (
        np.asfortranarray(rasters),
        rasters[::-1][::-1],
        np.repeat(rasters, 2, axis=2)[:, :, ::2],
        rasters.astype(np.float64),
    ):
        np.testing.assert_array_equal(expected, trace(network, same).logits)


def test_no_rasters_give_no_logits(network):
    assert trace(network, np.zeros((0, 28, 28), np.float32)).logits.shape == (0, 10)


@pytest.mark.parametrize("shape", [(28, 28), (1, 28, 27), (1, 1, 28, 28), (784,)])
def test_rasters_of_another_shape_are_refused(network, shape):
    with pytest.raises(ValueError, match=r"expected \(N, 28, 28\)"):
        trace(network, np.zeros(shape, np.float32))


def test_softmax_rows_sum_to_1_and_do_not_change_when_shifted():
    logits = np.random.default_rng(0).normal(0, 20, (50, 10))
    rows = softmax(logits)
    np.testing.assert_allclose(rows.sum(axis=1), 1)
    np.testing.assert_allclose(softmax(logits + 1000), rows)
    np.testing.assert_array_equal(logits.argsort(), rows.argsort())


def test_softmax_golden_numbers():
    assert pytest.approx(softmax(np.log([1.0, 3.0]))) == [0.25, 0.75]
    assert pytest.approx(softmax(np.log([1.0, 3.0]), temperature=0.5)) == [0.1, 0.9]
    assert softmax(np.array([-1e30, 1e30])).tolist() == [0.0, 1.0]
    np.testing.assert_allclose(softmax(np.arange(10.0), 1e9), 0.1, rtol=1e-6)
