"""What the tests of `model` share: a drawing, networks with random numbers, the data folder."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from model.network import Network, NetworkSpec, lenet
from model.strokes import Drawing, make_stroke

SHARED_DATA = Path(__file__).resolve().parents[3] / "shared" / "data"


@pytest.fixture(scope="session")
def shared_data() -> Path:
    if not SHARED_DATA.is_dir():
        pytest.skip(f"{SHARED_DATA} is missing")
    return SHARED_DATA


@pytest.fixture
def five() -> Drawing:
    """A five in two strokes, somewhere on the canvas."""
    body = [[62, 24], [60, 70], [90, 60], [118, 80], [112, 118], [80, 130], [54, 116]]
    return Drawing((make_stroke(body, 18.0), make_stroke([[62, 24], [110, 20]], 18.0)))


@pytest.fixture(scope="session")
def make_network() -> Callable[..., Network]:
    """Networks with random numbers that keep activations near 1 in every layer."""

    def make(spec: NetworkSpec | None = None, seed: int = 0) -> Network:
        spec = spec or lenet()
        random = np.random.default_rng(seed)
        parameters = {
            name: random.normal(0, np.prod(shape[1:]) ** -0.5, shape).astype(np.float32)
            for name, shape in spec.parameter_shapes.items()
        }
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
