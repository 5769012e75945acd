"""Layer tables at random, as far as networks may go."""

from __future__ import annotations

import numpy as np

from model.layers import Convolution, FullyConnected, Pooling, Shape, Subsampling
from model.network import NetworkSpec

ACTIVATIONS = ("relu", "tanh", "scaled tanh", "none")


def random_table(seed: int) -> NetworkSpec:
    """Up to three layers with maps, up to two hidden fully connected ones.

    Kernels 1 to 9, strides 1 to 3, paddings 0 to 4, depth up to 64, the three poolings and
    sub-sampling; every third convolution is connected here and there only.
    """
    random = np.random.default_rng(seed)

    def pick(*choices):
        return choices[random.integers(len(choices))]

    def some_connections(channels, depth):
        seen = random.random((channels, depth)) < 0.5
        seen[np.arange(channels), random.integers(depth, size=channels)] = True
        return tuple(tuple(np.flatnonzero(row).tolist()) for row in seen)

    layers, shape = [], Shape(1, 28, 28)
    for number in range(pick(1, 2, 3)):
        name, size = f"L{number}", int(random.integers(1, min(9, shape.height) + 1))
        stride, activation = pick(1, 1, 2, 3), pick(*ACTIVATIONS)
        if pick(0, 1, 1):
            channels = 64 if seed % 8 == number else pick(1, 2, 5)
            connections = pick(None, None, some_connections(channels, shape.channels))
            padding = int(random.integers(0, 5))
            layer = Convolution(name, channels, size, stride, padding, activation, connections)
        elif pick(0, 1):
            layer = Pooling(name, pick("max", "average", "l2"), min(size, 4), stride)
        else:
            layer = Subsampling(name, min(size, 4), stride, activation)
        layers.append(layer)
        shape = layer.output(shape)
    hidden = pick("", "A", "AB")
    layers += [FullyConnected(name, pick(1, 12), pick(*ACTIVATIONS)) for name in hidden]
    return NetworkSpec((*layers, FullyConnected("Out", 10, "none")))
