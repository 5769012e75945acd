"""Plain loops against the network, the ledgers and numbers computed by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest

from model.forward import Trace, softmax, trace
from model.layers import Convolution, FullyConnected, Pooling, Subsampling
from model.ledger import ledger, softmax_ledger
from model.plain_loop import plain_activation, plain_cross_entropy, plain_softmax, plain_unit
from model.unit import Unit
from tests.model.layer_tables import random_table
from tests.model.small_networks import (
    random_raster,
    random_units,
    raster_with,
    read,
    small_network,
)


def names(check):
    return [number.name for number in check.numbers]


@pytest.mark.parametrize("seed", range(24))
def test_units_of_random_tables_are_the_network_s_and_their_ledger_s(make_network, seed):
    spec = random_table(seed)
    network, raster = make_network(spec, seed), random_raster(seed)
    result = trace(network, raster[None])
    for layer in spec.layers:
        for place in random_units(spec, layer.name, 2, seed):
            unit = Unit(layer.name, *place)
            check = plain_unit(network, result, raster, unit)
            for number in check.numbers:
                assert pytest.approx(number.network, rel=1e-5, abs=1e-5) == number.value, unit
            terms = ledger(network, result, raster, unit).check.terms
            assert pytest.approx(terms, abs=1e-9) == check.first.value
            array = result.pre_activations.get(layer.name, result.activations[layer.name])
            expected = array[0].reshape(spec.shape_of(layer.name))[place]
            assert expected == check.first.network


def test_a_kernel_of_two_by_two_by_hand():
    network = small_network(Convolution("C", 1, kernel=2), C_weight=[1, 2, 3, -4], C_bias=[0.5])
    shown = read(network, raster_with([[1, 2], [3, 4]]))
    check = plain_unit(*shown, Unit("C", 0, 0, 0))
    assert (4, -1.5) == (check.terms, check.first.value)  # 0.5 + 1 + 4 + 9 - 16
    assert [-1.5, 0.0] == [number.value for number in check.numbers]  # ReLU
    assert ["before activation", "activation"] == names(check)


def test_padding_is_0_and_counted():
    network = small_network(Convolution("C", 1, kernel=3, padding=1), C_weight=np.ones(9))
    check = plain_unit(*read(network, raster_with([[1, 2, 4], [8, 16, 32]])), Unit("C", 0, 0, 0))
    assert (9, 27.0) == (check.terms, check.first.value)  # 1 + 2 + 8 + 16; five cells outside


def test_a_sparse_unit_multiplies_what_it_is_connected_with(make_network):
    from model.network import lenet5

    network, raster = make_network(lenet5()), random_raster()
    result = trace(network, raster[None])
    assert 75 == plain_unit(network, result, raster, Unit("C3", 0, 2, 2)).terms
    assert 150 == plain_unit(network, result, raster, Unit("C3", 15, 2, 2)).terms


@pytest.mark.parametrize(("mode", "value"), [("max", 4.0), ("average", 2.5), ("l2", 30**0.5)])
def test_a_window_by_hand(mode, value):
    shown = read(small_network(Pooling("P", mode)), raster_with([[1, 2], [3, 4]]))
    check = plain_unit(*shown, Unit("P", 0, 0, 0))
    assert (4, ["output"]) == (check.terms, names(check))
    assert pytest.approx(value) == check.first.value


def test_a_sub_sampled_unit_by_hand():
    network = small_network(Subsampling("S"), S_weight=[0.25], S_bias=[-1.5])
    check = plain_unit(*read(network, raster_with([[1, 2], [3, 4]])), Unit("S", 0, 0, 0))
    assert (4, 1.0) == (check.terms, check.first.value)
    assert pytest.approx(1.7159 * math.tanh(2 / 3)) == check.numbers[1].value


def test_a_fully_connected_unit_by_hand():
    weights = np.zeros((2, 784))
    weights[1, [0, 1, 28, 29]] = 1, 10, 100, 1000
    network = small_network(FullyConnected("F", 2, "tanh"), F_weight=weights, F_bias=[0, -4321])
    check = plain_unit(*read(network, raster_with([[1, 2], [3, 4]])), Unit("F", 1))
    assert (784, 0.0) == (check.terms, check.first.value)
    assert 0.0 == check.numbers[1].value


def test_an_output_has_its_probability_and_cross_entropy():
    network = small_network(Out_bias=np.arange(10), temperature=2.0)
    shown = read(network, random_raster())
    check = plain_unit(*shown, Unit("Out", 7))
    assert ["before activation", "probability", "cross-entropy"] == names(check)
    total = sum(math.exp(n / 2) for n in range(10))
    assert [7.0, math.exp(3.5) / total, math.log(total) - 3.5] == pytest.approx(
        [number.value for number in check.numbers]
    )
    assert check.worst.difference < 1e-12


def test_softmax_and_cross_entropy_are_those_on_screen(network):
    result = trace(network, random_raster()[None])
    logits, shown = result.logits[0].tolist(), softmax_ledger(network, result)
    assert plain_softmax(logits) == pytest.approx(softmax(result.logits[0]), abs=1e-12)
    entropies = [plain_cross_entropy(logits, digit) for digit in range(10)]
    assert entropies == pytest.approx(shown.cross_entropies, abs=1e-9)


def test_large_logits_do_not_overflow():
    assert [0.0, 1.0] == plain_softmax([-2000.0, 2000.0])
    assert 4000.0 == plain_cross_entropy([-2000.0, 2000.0], 0)


def test_activations_by_hand():
    values = {"relu": 0.0, "none": -2.0, "tanh": math.tanh(-2)}
    values["scaled tanh"] = 1.7159 * math.tanh(-4 / 3)
    assert values == {name: plain_activation(-2.0, name) for name in values}


def test_a_network_that_adds_wrongly_is_noticed(network):
    """The difference is between what is in the trace and what follows from the layer before."""
    raster = random_raster()
    result = trace(network, raster[None])
    wrong = {name: values.copy() for name, values in result.pre_activations.items()}
    wrong["C3"][0, 5, 2, 2] += 0.25
    lying = Trace(wrong, result.activations, result.logits)
    assert plain_unit(network, lying, raster, Unit("C3", 5, 2, 2)).first.difference == (
        pytest.approx(0.25, abs=1e-5)
    )
    assert plain_unit(network, lying, raster, Unit("C3", 5, 2, 3)).worst.difference <= 1e-5


def test_a_unit_of_another_raster_of_the_batch(network):
    rasters = np.stack([random_raster(seed) for seed in range(3)])
    result = trace(network, rasters)
    check = plain_unit(network, result, rasters[2], Unit("C1", 3, 9, 9), 2)
    assert check.first.network == result.pre_activations["C1"][2, 3, 9, 9]
    assert check.worst.difference <= 1e-5


@pytest.mark.parametrize("unit", [Unit("C9", 0), Unit("C1", 16, 0, 0), Unit("F5", 0, 0, 1)])
def test_a_unit_that_does_not_exist_is_refused(network, unit):
    raster = random_raster()
    with pytest.raises(ValueError, match=unit.layer):
        plain_unit(network, trace(network, raster[None]), raster, unit)
