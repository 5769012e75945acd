"""The bundled networks, and random ones from random layer tables."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from app.paths import resources
from model.layers import Convolution, FullyConnected, Pooling, Subsampling
from model.network import Network, NetworkSpec
from model.weights import load
from tests.model.layer_tables import random_table

BUNDLED = ("default", "average", "l2", "lenet5")
OUT = FullyConnected("Out", 10, "none")
DEEP = NetworkSpec(
    (
        Convolution("K1", 64, 9, 1, 4),
        Convolution("K2", 64, 9, 2, 4),
        Pooling("P3", "average", 3, 2),
        Subsampling("S4"),
        OUT,
    )
)


@lru_cache
def bundled(name):
    return load(resources() / "networks" / name).network


def random_network(spec, seed=0):
    """Random parameters for a layer table; zeros where it has no connection."""
    random = np.random.default_rng(seed)
    parameters = {}
    for name, shape in spec.parameter_shapes.items():
        values = random.normal(0, 0.1, shape).astype(np.float32)
        parameters[name] = np.where(spec.masks.get(name, True), values, np.float32(0))
    return Network("random", spec, parameters)


def tried_networks():
    """The bundled ones and twelve random ones."""
    return [bundled(name) for name in BUNDLED] + [
        random_network(random_table(seed), seed) for seed in range(12)
    ]


def weighted(network):
    """Names of the layers with kernels or weights."""
    kinds = Convolution | FullyConnected
    return [layer.name for layer in network.spec.layers if isinstance(layer, kinds)]
