from itertools import pairwise

import numpy as np
import pytest

from app.widgets.decision.flows import flows
from model.network import lenet5
from model.unit import INPUT
from tests.app.widgets.decision.readings import (
    BUNDLED,
    Witness,
    bundled,
    decide,
    number_of,
    random_network,
    read,
    reading_of,
    with_relu,
)
from tests.model.layer_tables import random_table

RELU = ("default", "average", "l2")


def assert_flows_add_up(recognition):
    """What a unit gives through all units of the next layer is what it gives."""
    found = decide(recognition, most=None)
    reading = reading_of(recognition)
    everything = found.strongest[::-1]
    for position, (before, after) in enumerate(pairwise(everything)):
        some = before[:30]
        given = np.array([item.contribution for item in some])
        through = flows(reading, position, some, after).sum(axis=0)
        scale = max(1.0, np.abs([item.contribution for item in after]).max(initial=0))
        np.testing.assert_allclose(through, given, rtol=1e-4, atol=1e-5 * scale)


@pytest.mark.parametrize("name", BUNDLED)
def test_flows_of_bundled_networks_add_up(name):
    assert_flows_add_up(read(bundled(name)))


@pytest.mark.parametrize("seed", range(40))
def test_flows_of_any_layer_table_add_up(seed):
    """Every kernel, stride, padding, pooling, activation and sparse connection."""
    assert_flows_add_up(read(random_network(random_table(seed), seed)))


def test_flows_of_lenet5_with_random_numbers_add_up():
    assert_flows_add_up(read(random_network(lenet5())))


def assert_torch_agrees(recognition):
    found, witness = decide(recognition), Witness(recognition, 7, 1)
    spec = recognition.network.spec
    shapes = dict(zip((INPUT, *(layer.name for layer in spec.layers)), spec.shapes, strict=True))
    columns = found.strongest[::-1]
    for position, (before, after) in enumerate(pairwise(columns)):
        got = flows(reading_of(recognition), position, before, after)
        assert (len(after), len(before)) == got.shape
        for row, item in enumerate(after):
            if not before:
                continue
            names = before[0].unit.layer, item.unit.layer
            all_flows = witness.flow(*names, number_of(item.unit, shapes[names[1]])).ravel()
            expected = all_flows[[number_of(u.unit, shapes[names[0]]) for u in before]]
            largest = np.abs([u.contribution for u in (*before, *after)]).max()
            np.testing.assert_allclose(got[row], expected, rtol=0, atol=1e-5 * largest)


@pytest.mark.parametrize("name", RELU)
def test_flows_of_relu_networks_are_those_of_torch(name):
    assert_torch_agrees(read(bundled(name)))


@pytest.mark.parametrize("seed", range(20))
def test_flows_of_any_relu_table_are_those_of_torch(seed):
    assert_torch_agrees(read(random_network(with_relu(random_table(seed)), seed)))


def test_what_gives_nothing_lets_nothing_through():
    """A unit that was strong in an earlier drawing, and is off in this one."""
    recognition = read(bundled("default"))
    found = decide(recognition)
    off = decide(read(bundled("default"), 1), 1, 7).strongest[1]
    reading, layer = reading_of(recognition), found.layers[1]
    later = [
        type(item)(item.unit, 0.0, 1.0, 0.0)
        for item in off
        if layer.activations[item.unit.channel, 0, 0] == 0
    ]
    assert later
    got = flows(reading, len(found.layers) - 3, found.strongest[2], later)
    assert not got.any()
    assert (0, 8) == flows(reading, len(found.layers) - 3, found.strongest[2], ()).shape
