"""Every number of a fixed drawing, for every bundled network, computed again from the formulas.

The witness is written out below in double precision: it shares no code with the program but the
layer table and the weights.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from torch.nn import functional

from model.layers import Convolution, FullyConnected, Pooling, Region
from model.network import Network, NetworkSpec
from model.plain_loop import plain_unit
from model.raster import rasterize
from model.receptive_fields import receptive_fields
from model.recognizer import recognize
from model.unit import INPUT, Unit
from model.weights import load
from tests.model.small_networks import random_raster, random_units

BUNDLED = Path(__file__).parents[2] / "resources" / "networks"
TOLERANCE = 1e-5
UNITS = 200  # per network


@pytest.fixture(scope="module", params=sorted(BUNDLED.glob("*/")), ids=lambda path: path.name)
def network(request):
    return load(request.param).network


@pytest.fixture
def recognition(network, five):
    """What the window shows of a five."""
    return recognize(network, rasterize(five))


def witness(network, raster):
    """The raster and all layers: (before the activation, after it) by name, each (1, C, H, W).

    Double precision; everything can be differentiated by everything before it.
    """
    x = torch.tensor(np.array(raster, np.float64))[None, None].requires_grad_()
    before, after = {}, {INPUT: x}
    for layer in network.spec.layers:
        if isinstance(layer, Pooling):
            x = pooled(x, layer)
        else:
            weight, bias = (
                torch.tensor(network.parameters[f"{layer.name}.{part}"].astype(np.float64))
                for part in ("weight", "bias")
            )
            if isinstance(layer, Convolution):
                a = functional.conv2d(x, weight, bias, layer.stride, layer.padding)
            elif isinstance(layer, FullyConnected):
                a = functional.linear(x.flatten(1), weight, bias)
            else:
                mean = functional.avg_pool2d(x, layer.window, layer.stride)
                a = mean * layer.window**2 * weight.view(-1, 1, 1) + bias.view(-1, 1, 1)
            before[layer.name] = a
            x = activated(a, layer.activation)
        after[layer.name] = x
    return before, after


def pooled(x, layer):
    if layer.mode == "max":
        return functional.max_pool2d(x, layer.window, layer.stride)
    if layer.mode == "average":
        return functional.avg_pool2d(x, layer.window, layer.stride)
    return functional.lp_pool2d(x, 2, layer.window, layer.stride)


def activated(a, activation):
    if activation == "scaled tanh":
        return 1.7159 * torch.tanh(2 / 3 * a)
    return {"relu": torch.relu, "tanh": torch.tanh, "none": torch.clone}[activation](a)


def assert_close(shown, expected, name):
    expected = expected.detach().numpy()
    np.testing.assert_allclose(shown, expected, rtol=0, atol=TOLERANCE, err_msg=name)


def test_every_pre_activation_and_activation_is_that_of_the_formulas(recognition):
    before, after = witness(recognition.network, recognition.raster.array)
    shown = recognition.trace
    assert list(before) == list(shown.pre_activations)
    assert list(after) == [INPUT, *shown.activations]
    for name, values in shown.pre_activations.items():
        assert_close(values, before[name], f"{name} before activation")
    for name, values in shown.activations.items():
        assert_close(values, after[name], name)


def test_logits_and_probabilities_are_those_of_the_formulas(recognition):
    before, _ = witness(recognition.network, recognition.raster.array)
    logits = before[recognition.network.spec.layers[-1].name]
    assert_close(recognition.logits, logits[0], "logits")
    probabilities = torch.softmax(logits[0] / recognition.network.calibration.temperature, 0)
    assert_close(recognition.probabilities, probabilities, "probabilities")


def test_a_witness_with_another_weight_is_noticed(recognition):
    """The comparison above would fail where a single weight were read wrongly."""
    network, name = recognition.network, recognition.network.spec.layers[0].name
    weights = network.parameters[f"{name}.weight"].copy()
    weights[0, 0, 0, 0] += 1e-3
    other = Network("other", network.spec, {**network.parameters, f"{name}.weight": weights})
    before, _ = witness(other, recognition.raster.array)
    with pytest.raises(AssertionError, match="before activation"):
        assert_close(recognition.trace.pre_activations[name], before[name], "before activation")


def test_units_in_a_plain_loop_are_those_of_network_and_formulas(recognition):
    network, trace, raster = recognition.network, recognition.trace, recognition.raster.array
    before, after = witness(network, raster)
    count = UNITS // len(network.spec.layers) + 1
    checked = 0
    for seed, layer in enumerate(network.spec.layers):
        shape = network.spec.shape_of(layer.name)
        for place in random_units(network.spec, layer.name, count, seed):
            check = plain_unit(network, trace, raster, Unit(layer.name, *place))
            assert check.worst.difference <= TOLERANCE, (layer.name, place)
            expected = before.get(layer.name, after[layer.name]).reshape(shape)[place].item()
            assert pytest.approx(expected, abs=TOLERANCE, rel=0) == check.first.value
            checked += 1
    assert checked >= UNITS


def transparent(network):
    """The same weights without what hides a cell by chance: every gradient is its own product."""
    layers = []
    for layer in network.spec.layers:
        if isinstance(layer, Pooling):
            layers.append(replace(layer, mode="average" if layer.mode == "max" else layer.mode))
        else:
            layers.append(replace(layer, activation="none"))
    return Network("transparent", NetworkSpec(tuple(layers)), network.parameters)


def seen_by(volumes, shapes, earlier, later, place):
    """Where the gradient of a unit is not 0 in an earlier volume; (C, H, W)."""
    value = volumes[later].reshape(shapes[later])[place]
    (gradient,) = torch.autograd.grad(value, volumes[earlier], retain_graph=True)
    return gradient.reshape(shapes[earlier]).numpy() != 0


def test_receptive_fields_are_the_non_zero_gradients_of_the_bundled_weights(network):
    spec = network.spec
    _, volumes = witness(transparent(network), 0.1 + 0.9 * random_raster())
    shapes = dict(zip(volumes, spec.shapes, strict=True))
    for layer in spec.layers:
        for place in random_units(spec, layer.name, 6):
            fields = receptive_fields(spec, Unit(layer.name, *place))
            assert fields
            for earlier, field in fields.items():
                seen = seen_by(volumes, shapes, earlier, layer.name, place)
                channels, rows, columns = (np.unique(axis).tolist() for axis in np.nonzero(seen))
                spans = (range(places[0], places[-1] + 1) for places in (rows, columns))
                assert Region(tuple(channels), *spans) == field.region, (layer, place, earlier)


def test_no_gradient_of_a_drawing_leaves_the_receptive_fields(recognition):
    spec = recognition.network.spec
    _, volumes = witness(recognition.network, recognition.raster.array)
    shapes = dict(zip(volumes, spec.shapes, strict=True))
    for layer in spec.layers:
        for place in random_units(spec, layer.name, 6, seed=1):
            for earlier, field in receptive_fields(spec, Unit(layer.name, *place)).items():
                outside = seen_by(volumes, shapes, earlier, layer.name, place)
                outside[np.ix_(*field.region)] = False
                assert not outside.any(), (layer, place, earlier)
