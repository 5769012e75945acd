"""Whatever the layer table: the shown terms make up the network's values."""

import csv
import io
from pathlib import Path

import numpy as np
import pytest
import torch

from model.forward import trace
from model.layers import Convolution, FullyConnected, Pooling, Subsampling
from model.learning.module import to_module
from model.ledger import ledger, softmax_ledger
from model.ledger_table import as_csv
from model.ledger_windows import passages
from model.receptive_fields import receptive_fields
from model.unit import Reading, Unit
from model.verdict import digit_scores
from model.weights import load
from tests.model.layer_tables import random_table
from tests.model.small_networks import random_raster, random_units, read, small_network

BUNDLED = Path(__file__).parents[2] / "resources" / "networks"
SEEDS = range(40)


def assert_terms_make_up_every_layer(network, raster, count):
    state = read(network, raster)
    for layer in network.spec.layers:
        for place in random_units(network.spec, layer.name, count):
            found = ledger(*state, Unit(layer.name, *place))
            expected = state[1].activations if isinstance(layer, Pooling) else None
            expected = expected or state[1].pre_activations
            value = expected[layer.name][0][place if expected[layer.name].ndim > 2 else place[0]]
            assert float(value) == found.check.network
            assert pytest.approx(value, rel=1e-5, abs=1e-5) == found.check.terms
            assert found.check.terms - found.check.network == found.check.difference


@pytest.mark.parametrize("seed", SEEDS)
def test_the_terms_make_up_the_value_in_random_tables(make_network, seed):
    network = make_network(random_table(seed), seed)
    assert_terms_make_up_every_layer(network, random_raster(seed), 12)


@pytest.mark.parametrize("folder", sorted(BUNDLED.glob("*/")), ids=lambda path: path.name)
def test_the_terms_make_up_the_value_in_the_bundled_networks(folder, five_raster):
    assert_terms_make_up_every_layer(load(folder).network, five_raster, 60)


@pytest.fixture
def five_raster(five):
    from model.raster import rasterize

    return rasterize(five).array


def test_random_tables_reach_far():
    layers = [layer for seed in SEEDS for layer in random_table(seed).layers]
    kernels = [layer for layer in layers if isinstance(layer, Convolution)]
    assert {1, 9} <= {layer.kernel for layer in kernels}
    assert {1, 2, 3} == {layer.stride for layer in kernels}
    assert {0, 1, 2, 3, 4} == {layer.padding for layer in kernels}
    assert 64 in {layer.channels for layer in kernels}
    assert any(layer.connections for layer in kernels)
    modes = {layer.mode for layer in layers if isinstance(layer, Pooling)}
    assert {"max", "average", "l2"} == modes
    assert any(isinstance(layer, Subsampling) for layer in layers)


@pytest.mark.parametrize("seed", SEEDS)
def test_the_csv_adds_up_to_the_pre_activation(make_network, seed):
    network = make_network(random_table(seed), seed)
    state = read(network, random_raster(seed))
    for layer in network.spec.layers:
        place = random_units(network.spec, layer.name, 1, seed)[-1]
        found = ledger(*state, Unit(layer.name, *place))
        rows = list(csv.DictReader(io.StringIO(as_csv(found))))
        values = {row["term"]: np.float32(row["value"]) for row in rows if row["value"]}
        total = sum(float(row["product"]) for row in rows if row["product"])
        if isinstance(layer, Pooling):
            assert values["output"] == np.float32(found.output)
            assert pytest.approx(found.output, rel=1e-5, abs=1e-5) == total
            continue
        assert values["pre-activation"] == np.float32(found.pre_activation)
        assert values["activation"] == np.float32(found.activation)
        total += float(values["bias"])
        assert pytest.approx(found.check.terms, rel=1e-12, abs=1e-12) == total
        # Every x and w reads back as the float32 it was, so that the products come out exactly.
        for row in rows:
            if row["product"]:
                product = float(np.float32(row["x"])) * float(np.float32(row["w"]))
                assert product == float(row["product"])


@pytest.mark.parametrize("seed", SEEDS)
def test_sparse_connections_leave_out_only_zeros(make_network, seed):
    network = make_network(random_table(seed), seed)
    state = read(network, random_raster(seed))
    for layer in network.spec.layers:
        if isinstance(layer, Convolution):
            for channel in range(layer.channels):
                found = ledger(*state, Unit(layer.name, channel, 0, 0))
                seen = layer.connections[channel] if layer.connections else found.channels
                assert list(seen) == found.channels.tolist()
                kernels = network.parameters[f"{layer.name}.weight"][channel]
                np.testing.assert_array_equal(kernels[found.channels], found.kernels)
                assert not np.delete(kernels, found.channels, axis=0).any()


@pytest.mark.parametrize(("window", "stride"), [(1, 1), (2, 2), (3, 1), (3, 2), (2, 3), (4, 3)])
@pytest.mark.parametrize("kind", [Pooling, Subsampling])
def test_a_unit_passes_to_all_windows_that_see_it(kind, window, stride):
    pool = kind("P", window=window, stride=stride)
    network = small_network(Convolution("C", 2, 20), pool)
    reading = Reading(*read(network, random_raster()))
    shape, before = network.spec.shape_of("P"), network.spec.shape_of("C")
    expected = {}
    for row, column in np.ndindex(*shape[1:]):
        fields = receptive_fields(network.spec, Unit("P", 1, row, column))["C"].region
        for i, j in np.ndindex(len(fields.rows), len(fields.columns)):
            place = fields.rows[i], fields.columns[j]
            expected.setdefault(place, []).append((Unit("P", 1, row, column), (i, j)))
    for place in np.ndindex(*before[1:]):
        found = passages(reading, 0, Unit("C", 1, *place))
        assert expected.get(place, []) == [(item.ledger.unit, item.place) for item in found]


@pytest.mark.parametrize("mode", ["max", "average", "l2"])
@pytest.mark.parametrize(("window", "stride"), [(2, 2), (3, 2), (3, 1)])
def test_gradients_of_a_window_are_those_of_torch(mode, window, stride):
    """A raster of few different numbers, so that most windows have several winners."""
    network = small_network(Pooling("P", mode, window, stride))
    raster = np.random.default_rng(0).integers(0, 3, (28, 28)).astype(np.float32)
    raster[10:20, 10:20] = 0
    state = read(network, raster)
    x = torch.tensor(raster[None, None], requires_grad=True)
    pooled = to_module(network).steps(x)[2]["P"]
    ties = 0
    for _, row, column in random_units(network.spec, "P", 40):
        found = ledger(*state, Unit("P", 0, row, column))
        (gradient,) = torch.autograd.grad(pooled[0, 0, row, column], x, retain_graph=True)
        expected = np.zeros((28, 28))
        top, left = found.place
        expected[top : top + window, left : left + window] = found.gradients
        np.testing.assert_allclose(gradient[0, 0].numpy(), expected, atol=1e-6)
        ties += len(found.ties)
    assert (ties > 0) == (mode == "max")


def test_weights_are_the_gradients_of_torch(network):
    """d pre-activation / d input of the layer is the kernel at the patch, and 0 elsewhere."""
    state = read(network, random_raster())
    inputs = torch.tensor(np.array(state[1].activations["P2"]), requires_grad=True)
    pre_activations = to_module(network).weighted["C3"](inputs)
    found = ledger(*state, Unit("C3", 26, 3, 6))
    (gradient,) = torch.autograd.grad(pre_activations[0, 26, 3, 6], inputs)
    expected = np.zeros((16, 14, 14), np.float32)
    expected[:, 3:8, 6:11] = found.kernels
    np.testing.assert_array_equal(expected, gradient[0].numpy())


@pytest.mark.parametrize("seed", range(10))
def test_a_softmax_is_that_of_torch(make_network, seed):
    network = make_network(seed=seed)
    state = read(network, random_raster(seed))
    found = softmax_ledger(*state[:2])
    logits = torch.tensor(state[1].logits.astype(np.float64))
    for label in range(10):
        expected = torch.nn.functional.cross_entropy(logits, torch.tensor([label]))
        assert pytest.approx(expected.item()) == found.cross_entropy(label)
    np.testing.assert_allclose(found.exponentials / found.total, found.probabilities, rtol=1e-12)
    assert digit_scores(state[1].logits[0], 1.0) == found.digit_score


def test_a_ledger_takes_the_raster_that_the_index_says(network):
    rasters = np.stack([random_raster(seed) for seed in range(3)])
    both = trace(network, rasters)
    for index in range(3):
        alone = trace(network, rasters[index : index + 1])
        for unit in (Unit("C1", 3, 0, 5), Unit("P4", 3, 2, 2), Unit("F6", 5)):
            many = ledger(network, both, rasters[index], unit, index)
            one = ledger(network, alone, rasters[index], unit)
            assert pytest.approx(one.check.network, abs=1e-6) == many.check.network
            assert pytest.approx(many.check.network, abs=1e-5) == many.check.terms


@pytest.mark.parametrize("seed", SEEDS)
def test_a_waterfall_ends_at_the_pre_activation(make_network, seed):
    network = make_network(random_table(seed), seed)
    state = read(network, random_raster(seed))
    for layer in network.spec.layers:
        if isinstance(layer, FullyConnected):
            found = ledger(*state, Unit(layer.name, 0))
            steps = found.waterfall(5)
            assert pytest.approx(found.check.terms) == steps[-1].running
            sizes = [abs(step.value) for step in steps[1:6]]
            assert sorted(sizes, reverse=True) == sizes
            assert pytest.approx(found.check.terms) == (
                found.bias + found.positive + found.negative
            )
