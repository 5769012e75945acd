"""The table reads back as exactly the parameters it was made of."""

from __future__ import annotations

import csv
import io

import numpy as np
import pytest

from app.widgets.sheet.weights_csv import weights_csv
from model.costs import network_cost
from model.layers import Pooling, Subsampling
from tests.app.widgets.sheet.networks import tried_networks

HEADER = ["map", "channel", "row", "column", "weight"]


def read_back(text, spec, layer):
    """Weight and bias arrays from the table alone."""
    rows = list(csv.reader(io.StringIO(text)))
    assert HEADER == rows[0]
    shapes = spec.parameter_shapes
    weight = np.zeros(shapes[f"{layer.name}.weight"], np.float32)
    bias = np.full(shapes[f"{layer.name}.bias"], np.nan, np.float32)
    before = spec.shapes[spec.layers.index(layer)]
    cube = weight.reshape(len(weight), *before) if weight.ndim == 2 else weight
    for number, channel, row, column, value in rows[1:]:
        if channel == "bias":
            bias[int(number)] = np.float32(value)
        elif channel == "coefficient":
            weight[int(number)] = np.float32(value)
        else:
            cube[int(number), int(channel), int(row), int(column)] = np.float32(value)
    return weight, bias, len(rows) - 1


@pytest.mark.parametrize("number", [0, *range(3, 12)])
def test_every_parameter_reads_back_exactly(number):
    network = tried_networks()[number]
    costs = network_cost(network.spec)
    for layer in network.spec.layers:
        text = weights_csv(network, layer.name)
        if isinstance(layer, Pooling):
            assert not text
            continue
        weight, bias, rows = read_back(text, network.spec, layer)
        assert np.array_equal(network.parameters[f"{layer.name}.weight"], weight)
        assert np.array_equal(network.parameters[f"{layer.name}.bias"], bias)
        assert costs.layer(layer.name).parameters == rows


def test_coefficients_are_called_so():
    network = tried_networks()[3]
    assert isinstance(network.spec.layer("S2"), Subsampling)
    assert "\n0,coefficient,,," in weights_csv(network, "S2")


def test_the_raster_has_no_table():
    assert not weights_csv(tried_networks()[0], "input")
