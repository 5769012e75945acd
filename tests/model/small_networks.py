"""Networks small enough to be computed by hand."""

from __future__ import annotations

import numpy as np

from model.forward import trace
from model.layers import FullyConnected
from model.network import Calibration, Network, NetworkSpec

OUT = FullyConnected("Out", 10, "none")


def small_network(*layers, temperature=1.0, threshold=0.0, **parameters):
    """A network of these layers and ten logits. What is not given, as C_weight=..., is 0."""
    spec = NetworkSpec((*layers, OUT))
    values = {name: np.zeros(shape, np.float32) for name, shape in spec.parameter_shapes.items()}
    for name, numbers in parameters.items():
        key = name.replace("_", ".")
        values[key] = np.array(numbers, np.float32).reshape(values[key].shape)
    return Network("small", spec, values, Calibration(temperature, threshold))


def read(network, raster):
    """Network, trace and raster: what a ledger is made from."""
    return network, trace(network, raster[None]), raster


def raster_with(corner):
    """A blank raster with these numbers in its upper left corner."""
    raster = np.zeros((28, 28), np.float32)
    corner = np.array(corner, np.float32)
    raster[: corner.shape[0], : corner.shape[1]] = corner
    return raster


def random_raster(seed=0):
    return np.random.default_rng(seed).random((28, 28), np.float32)


def random_units(spec, layer, count, seed=0):
    """Places (channel, row, column) of a layer, the first and the last among them."""
    random = np.random.default_rng(seed)
    shape = spec.shape_of(layer)
    places = [tuple(int(random.integers(size)) for size in shape) for _ in range(count)]
    return [(0, 0, 0), tuple(size - 1 for size in shape), *places]
