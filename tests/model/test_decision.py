import csv
import io
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from model.decision import decision
from model.layers import Convolution, FullyConnected, Pooling
from model.learning.module import to_module
from model.ledger import ledger
from model.ledger_table import as_csv
from model.network import NetworkSpec, lenet, lenet5
from model.raster import rasterize
from model.unit import Unit
from model.weights import load
from tests.model.layer_tables import random_table
from tests.model.small_networks import random_raster, read, small_network

DEFAULT = Path(__file__).parents[2] / "resources" / "networks" / "default"


def with_relu(spec):
    """The same table with ReLU wherever an activation is bent."""
    layers = [
        replace(layer, activation="relu")
        if getattr(layer, "activation", "none") != "none"
        else layer
        for layer in spec.layers
    ]
    return NetworkSpec(tuple(layers))


def assert_conserved(found):
    """At every layer: contributions and the biases after it make up the decision."""
    for layer, check in found.checks().items():
        assert pytest.approx(found.value, rel=1e-4, abs=1e-4) == check.terms, layer
    assert pytest.approx(found.value, rel=1e-4, abs=1e-4) == found.check.terms
    assert found.check.terms == pytest.approx(found.pixels.sum() + found.bias)


def test_a_decision_by_hand():
    """Two pixels, 1 and 2; kernels 3 and -1; a maximum; logits from both maps."""
    raster = np.zeros((28, 28), np.float32)
    raster[4, 5], raster[20, 21] = 1, 2
    network = small_network(
        Convolution("C", 2, 1),
        Pooling("P", "max", 28, 28),
        C_weight=[3, -1],
        C_bias=[0.5, 0.25],
        Out_weight=[[2, 10], [-1, 0], *[[0, 0]] * 8],
        Out_bias=[1, 7, *[0] * 8],
    )
    found = decision(*read(network, raster), digit=0)
    # C: 6.5 at the pixel of 2, in map 0; in map 1 0.25, first where there is no ink.
    assert 2 * 6.5 + 10 * 0.25 + 1 == found.value == found.check.terms
    assert 12 == found.pixels[20, 21] == found.pixels.sum()
    assert [1 + 2 * 0.5 + 10 * 0.25] == [found.bias]
    assert ["Out", "P", "C", "input"] == [share.layer for share in found.layers]
    assert [1, 0, 1 + 2.5, 0] == [share.biases.sum() for share in found.layers]
    strongest = found.strongest[2]
    assert [Unit("C", 0, 20, 21), Unit("C", 1, 0, 0)] == [item.unit for item in strongest]
    assert [(6.5, 2, 13), (0.25, 10, 2.5)] == [
        (item.activation, item.factor, item.contribution) for item in strongest
    ]
    rather = decision(*read(network, raster), digit=0, rather_than=1)
    assert 16.5 - 0.5 == rather.value == rather.check.terms
    assert 18 == rather.pixels[20, 21]


@pytest.mark.parametrize("seed", range(40))
def test_every_layer_keeps_the_decision_whole(make_network, seed):
    """For every activation and pooling; see the module for what the factors then mean."""
    network = make_network(random_table(seed), seed)
    assert_conserved(decision(*read(network, random_raster(seed)), digit=seed % 10))
    assert_conserved(decision(*read(network, random_raster(seed)), 3, 4))


@pytest.mark.parametrize("pooling", ["max", "average", "l2"])
def test_lenet_keeps_the_decision_whole(make_network, pooling):
    assert_conserved(decision(*read(make_network(lenet(pooling)), random_raster()), 7, 1))


def test_lenet5_keeps_the_decision_whole(make_network):
    assert_conserved(decision(*read(make_network(lenet5()), random_raster()), 7, 1))


@pytest.mark.parametrize("digit", range(10))
def test_the_default_network_keeps_the_decision_whole(five, digit):
    state = read(load(DEFAULT).network, rasterize(five).array)
    found = decision(*state, digit)
    assert state[1].logits[0, digit] == np.float32(found.value)
    assert abs(found.check.difference) < 1e-4
    assert_conserved(found)
    assert not found.pixels[state[2] == 0].any()


def torch_gradients(network, raster, digit, rather_than):
    """Gradients of a difference of logits, by layer, and of the raster."""
    x = torch.tensor(raster[None, None].astype(np.float64), requires_grad=True)
    logits, _, activations = to_module(network).double().steps(x)
    target = logits[0, digit] - logits[0, rather_than]
    wanted = {**activations, "input": x}
    gradients = torch.autograd.grad(target, list(wanted.values()), allow_unused=True)
    return dict(zip(wanted, gradients, strict=True))


@pytest.mark.parametrize("seed", range(40))
def test_without_tanh_factors_are_the_gradients_of_torch(make_network, seed):
    network = make_network(with_relu(random_table(seed)), seed)
    raster = random_raster(seed)
    found = decision(*read(network, raster), 7, 1)
    gradients = torch_gradients(network, raster, 7, 1)
    for share in found.layers[1:]:
        expected = gradients[share.layer][0].numpy().reshape(share.factors.shape)
        np.testing.assert_allclose(
            share.factors, expected, rtol=1e-4, atol=1e-4, err_msg=share.layer
        )


def test_with_tanh_factors_are_activation_by_pre_activation():
    network = small_network(
        FullyConnected("F", 1, "tanh"),
        F_weight=np.eye(1, 784),
        F_bias=[1],
        Out_weight=[4, *[0] * 9],
    )
    raster = np.zeros((28, 28), np.float32)
    raster[0, 0] = 1
    found = decision(*read(network, raster), 0)
    assert pytest.approx(4 * np.tanh(2)) == found.value
    assert pytest.approx(2 * np.tanh(2)) == found.pixels[0, 0]  # half of what went in
    assert pytest.approx(2 * np.tanh(2)) == found.bias


@pytest.mark.parametrize(("activation", "slope"), [("tanh", 1), ("scaled tanh", 1.7159 * 2 / 3)])
def test_at_0_a_tanh_passes_on_its_slope(activation, slope):
    weight = np.zeros(784)
    weight[5] = 3
    network = small_network(
        FullyConnected("F", 1, activation), F_weight=weight, Out_weight=[1, *[0] * 9]
    )
    found = decision(*read(network, np.zeros((28, 28), np.float32)), 0)
    assert pytest.approx(3 * slope) == found.layers[-1].factors[0, 0, 5]
    assert 0 == found.value == found.check.terms


def test_the_last_step_is_the_ledger_of_the_logit(network):
    state = read(network, random_raster())
    found = decision(*state, 7, most=5)
    out = ledger(*state, Unit("Out", 7))
    expected = [(step.unit, step.value) for step in out.waterfall(5)[1:6]]
    assert [unit for unit, _ in expected] == [item.unit for item in found.strongest[1]]
    np.testing.assert_allclose(
        [value for _, value in expected], [item.contribution for item in found.strongest[1]]
    )


def test_the_strongest_come_first_and_give_something(network):
    found = decision(*read(network, random_raster()), 2, most=6)
    for share, strongest in zip(found.layers[1:], found.strongest[1:], strict=True):
        sizes = [abs(item.contribution) for item in strongest]
        assert 6 == len(sizes)
        assert sorted(sizes, reverse=True) == sizes
        assert np.abs(share.contributions).max() == sizes[0] > 0
        for item in strongest:
            assert pytest.approx(item.factor * item.activation) == item.contribution
    assert [Unit("Out", 2)] == [item.unit for item in found.strongest[0]]
    assert not any(decision(*read(network, random_raster()), 2, most=0).strongest)


def test_the_csv_adds_up_to_the_decision(network):
    found = decision(*read(network, random_raster()), 7, 1)
    rows = list(csv.DictReader(io.StringIO(as_csv(found))))
    parts = [row for row in rows if row["term"] in ("pixel", "biases")]
    assert 784 + 7 == len(parts)
    total = sum(float(row["contribution"]) for row in parts)
    assert pytest.approx(found.check.terms) == total
    assert found.value == float(rows[-1]["value"])


@pytest.mark.parametrize("digits", [(10,), (-1,), (3, 10), (3, -1), (3, 3)])
def test_other_digits_are_refused(network, digits):
    with pytest.raises(ValueError, match=r"expected 0 to 9|no answer"):
        decision(*read(network, random_raster()), *digits)


def test_arrays_of_a_decision_are_read_only(network):
    for share in decision(*read(network, random_raster()), 7).layers:
        for array in (share.activations, share.factors, share.contributions, share.biases):
            assert not array.flags.writeable


def test_a_relu_at_0_passes_nothing_on():
    network = small_network(FullyConnected("F", 1), F_weight=np.ones(784), Out_weight=[1, *[0] * 9])
    found = decision(*read(network, np.zeros((28, 28), np.float32)), 0)
    assert [1] == found.layers[1].factors.ravel().tolist()
    assert not found.layers[-1].factors.any()
