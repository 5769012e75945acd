from math import prod

import numpy as np
import pytest

from model.costs import Windows, network_cost
from model.forward import trace
from model.geometry import Fields
from model.layers import Convolution, FullyConnected, Pooling, Subsampling
from model.network import NetworkSpec, lenet, lenet5
from tests.model.layer_tables import random_table

OUT = FullyConnected("Out", 10, "none")
LENET = network_cost(lenet())
LENET5 = network_cost(lenet5())
TABLES = [lenet(), lenet5(), *(random_table(seed) for seed in range(20))]


def test_c3_of_lenet_costs_what_the_layer_sheet_shows():
    c3 = LENET.layer("C3")
    assert Windows(size=14, window=5, stride=1, padding=0) == c3.windows
    assert 10 == c3.windows.places
    assert (12_832, 832) == (c3.parameters, c3.one_channel)
    assert 1_280_000 == c3.multiply_adds
    assert 12_800 == c3.activation_bytes
    assert Fields(14, 2, -2) == c3.receptive_field
    assert (1_283_200, 10_038_400) == (c3.locally_connected, c3.fully_connected)
    assert (100, pytest.approx(782.3, abs=0.05)) == (c3.local_ratio, c3.full_ratio)


def test_c1_has_one_input_channel_so_the_lecture_is_right():
    c1 = LENET.layer("C1")
    assert 416 == c1.parameters == c1.one_channel
    assert 28 * 28 * 16 * 25 == c1.multiply_adds
    assert 785 * 12_544 == c1.fully_connected


def test_pooling_has_nothing_to_learn_or_to_share():
    p2 = LENET.layer("P2")
    assert (0, 0, None) == (p2.parameters, p2.locally_connected, p2.one_channel)
    assert (None, None) == (p2.local_ratio, p2.full_ratio)


@pytest.mark.parametrize(("mode", "products"), [("max", 0), ("average", 1), ("l2", 4)])
def test_pooling_multiplies_by_its_mode(mode, products):
    assert 14 * 14 * 16 * products == network_cost(lenet(mode)).layer("P2").multiply_adds


def test_a_fully_connected_layer_is_its_own_comparison():
    f5 = LENET.layer("F5")
    assert f5.windows is None
    assert 96_120 == f5.parameters == f5.locally_connected == f5.fully_connected
    assert 96_000 == f5.multiply_adds
    assert (1, 1) == (f5.local_ratio, f5.full_ratio)


def test_lenet5_costs_what_the_paper_says():
    """LeCun et al. 1998, section II.B: trainable parameters, connections without the biases'."""
    counts = {cost.name: cost.parameters for cost in LENET5.layers}
    assert {"C1": 156, "S2": 12, "C3": 1516, "S4": 32, "C5": 48_120, "F6": 10_164} == {
        name: count for name, count in counts.items() if name != "Out"
    }
    # 122,304 and 151,600 connections, of which one per unit is the bias.
    assert 122_304 - 6 * 784 == LENET5.layer("C1").multiply_adds
    assert 151_600 - 16 * 100 == LENET5.layer("C3").multiply_adds
    assert 60 == LENET5.layer("C3").links
    assert 1516 * 100 == LENET5.layer("C3").locally_connected
    assert 2 * 6 * 196 == LENET5.layer("S2").locally_connected


def test_totals_are_sums():
    assert 120_382 == LENET.parameters
    assert 313_600 + 1_280_000 + 96_000 + 10_080 + 840 == LENET.multiply_adds
    assert 4 * (12_544 + 3_136 + 3_200 + 800 + 120 + 84 + 10) == LENET.activation_bytes


def test_an_unknown_layer_is_refused():
    with pytest.raises(KeyError):
        LENET.layer("C9")


@pytest.mark.parametrize("spec", TABLES)
def test_costs_agree_with_what_is_computed(make_network, spec):
    network = make_network(spec)
    result = trace(network, np.zeros((1, 28, 28), np.float32))
    for cost in network_cost(spec).layers:
        assert result.activations[cost.name].nbytes == cost.activation_bytes
        assert spec.parameter_counts[cost.name] == cost.parameters
        if cost.windows is not None:
            assert cost.windows.places == cost.after.height


def links_by_hand(layer, depth):
    seen = layer.connections or [range(depth)] * layer.channels
    return [len(channels) for channels in seen]


@pytest.mark.parametrize("spec", TABLES)
def test_every_unit_counted_for_itself(spec):
    """Multiply-adds and unshared parameters, from the inputs of every single unit."""
    for cost in network_cost(spec).layers:
        layer, before, after = cost.layer, cost.before, cost.after
        cells = after.height * after.width
        if isinstance(layer, Convolution):
            weights = [layer.kernel**2 * n for n in links_by_hand(layer, before.channels)]
        elif isinstance(layer, FullyConnected):
            weights = [prod(before)] * layer.units
        elif isinstance(layer, Subsampling):
            weights = [1] * after.channels
        else:
            continue
        assert cells * sum(weights) == cost.multiply_adds
        assert cells * sum(n + 1 for n in weights) == cost.locally_connected
        assert cells * after.channels * (prod(before) + 1) == cost.fully_connected


def test_what_no_window_reaches_is_left_over():
    spec = NetworkSpec((Convolution("A", 2, 3, 2), Pooling("B", "max", 2, 2), OUT))
    a, b, out = network_cost(spec).layers
    assert (13, 1) == (a.windows.places, a.windows.left_over)
    assert (6, 1) == (b.windows.places, b.windows.left_over)
    assert 0 == LENET.layer("C1").windows.left_over
    assert 72 * 10 == out.multiply_adds
