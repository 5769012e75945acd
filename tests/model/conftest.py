"""What the tests of `model` share: a drawing, networks with random numbers, the data folder."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from model.data.mnist import Digits
from model.network import Network, NetworkSpec, lenet
from model.raster import rasterize
from model.strokes import Drawing, make_stroke

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture
def five() -> Drawing:
    """A five in two strokes, somewhere on the canvas."""
    body = [[62, 24], [60, 70], [90, 60], [118, 80], [112, 118], [80, 130], [54, 116]]
    return Drawing((make_stroke(body, 18.0), make_stroke([[62, 24], [110, 20]], 18.0)))


@pytest.fixture(scope="session")
def make_network() -> Callable[..., Network]:
    """Networks with random numbers that keep activations near 1 in every layer.

    Weights are 0 where a spec connects nothing.
    """

    def make(spec: NetworkSpec | None = None, seed: int = 0) -> Network:
        spec = spec or lenet()
        random = np.random.default_rng(seed)
        parameters = {
            name: random.normal(0, np.prod(shape[1:]) ** -0.5, shape).astype(np.float32)
            for name, shape in spec.parameter_shapes.items()
        }
        for name, mask in spec.masks.items():
            parameters[name] *= mask
        return Network(f"random {seed}", spec, parameters)

    return make


@pytest.fixture(scope="session")
def network(make_network: Callable[..., Network]) -> Network:
    return make_network()


@pytest.fixture(scope="session")
def make_constant_network() -> Callable[..., Network]:
    """Networks whose logits are the same whatever they read."""

    def make(logits: list[float], calibration: object = None) -> Network:
        parameters = {
            name: np.zeros(shape, np.float32) for name, shape in lenet().parameter_shapes.items()
        }
        parameters["Out.bias"] = np.array(logits, np.float32)
        extra = () if calibration is None else (calibration,)
        return Network("constant", lenet(), parameters, *extra)

    return make


SEGMENTS = {  # of a seven-segment display: from corner to corner
    "a": ((0, 0), (1, 0)),
    "b": ((1, 0), (1, 1)),
    "c": ((1, 1), (1, 2)),
    "d": ((0, 2), (1, 2)),
    "e": ((0, 1), (0, 2)),
    "f": ((0, 0), (0, 1)),
    "g": ((0, 1), (1, 1)),
}
SHOWN = ["abcdef", "bc", "abged", "abgcd", "fgbc", "afgcd", "afgedc", "abc", "abcdefg", "abcdfg"]


@pytest.fixture(scope="session")
def digits() -> Digits:
    """300 digits as pocket calculators show them, with a shaking hand."""
    random = np.random.default_rng(0)
    labels = np.arange(300) % 10
    images = []
    for label in labels:
        lines = np.array([SEGMENTS[name] for name in SHOWN[label]]) * (60, 70) + (60, 40)
        shaken = lines + random.normal(0, 5, lines.shape)
        drawing = Drawing(tuple(make_stroke(line, 18.0) for line in shaken))
        images.append(np.round(rasterize(drawing).array * 255).astype(np.uint8))
    return Digits(np.array(images), labels)
