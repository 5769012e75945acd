"""The layer table of a network, and a network: the table with its numbers.

`NetworkSpec` is the single source of names, kinds, shapes and parameter counts: the torch
module, the numpy forward pass, titles in the window and checks on loading all come from it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.layers import (
    Convolution,
    FullyConnected,
    Layer,
    Pooling,
    PoolingMode,
    Shape,
    Subsampling,
    layer_from_json,
    layer_to_json,
)

Array = NDArray[np.float32]

CLASSES = 10


@dataclass(frozen=True, slots=True)
class NetworkSpec:
    """A frozen layer table for 28 x 28 rasters and ten classes.

    Raises ValueError when a name comes twice, a layer does not fit on the one before it,
    anything else follows a fully connected layer, or the last is not ten linear units.
    """

    layers: tuple[Layer, ...]
    input: Shape = Shape(1, 28, 28)
    shapes: tuple[Shape, ...] = field(init=False)  # of the input and after each layer

    def __post_init__(self) -> None:
        names = [layer.name for layer in self.layers]
        if len(set(names)) != len(names) or not all(names):
            raise ValueError(f"layer names must be there and differ, got {names}")
        shapes = [self.input]
        for before, layer in zip((None, *self.layers), self.layers, strict=False):
            if isinstance(before, FullyConnected) and not isinstance(layer, FullyConnected):
                raise ValueError(f"{layer.name}: {layer.kind} after a fully connected layer")
            try:
                shapes.append(layer.output(shapes[-1]))
            except ValueError as error:
                raise ValueError(f"{layer.name}: {error}") from None
        last = self.layers[-1] if self.layers else None
        if not (
            isinstance(last, FullyConnected) and last.units == CLASSES and last.activation == "none"
        ):
            raise ValueError(
                "the last layer must be fully connected with ten units and no activation"
            )
        object.__setattr__(self, "shapes", tuple(shapes))

    @property
    def parameter_shapes(self) -> dict[str, tuple[int, ...]]:
        """Name -> shape of every parameter, in the order of the layers."""
        return {
            name: shape
            for layer, before in zip(self.layers, self.shapes, strict=False)
            for name, shape in layer.parameter_shapes(before).items()
        }

    @property
    def masks(self) -> dict[str, NDArray[np.bool_]]:
        """Name -> where the weights of a sparse convolution are connected, shaped like them.

        Parameters that are not in it are connected everywhere.
        """
        masks = {}
        for name, shape in self.parameter_shapes.items():
            layer = self.layer(name.split(".")[0])
            if name.endswith("weight") and isinstance(layer, Convolution) and layer.connections:
                masks[name] = np.zeros(shape, np.bool_)
                for channel, seen in enumerate(layer.connections):
                    masks[name][channel, list(seen)] = True
        return masks

    @property
    def parameter_counts(self) -> dict[str, int]:
        """Layer name -> number of its weights and biases; what is not connected counts not."""
        counts = dict.fromkeys((layer.name for layer in self.layers), 0)
        masks = self.masks
        for name, shape in self.parameter_shapes.items():
            mask = masks.get(name)
            counts[name.split(".")[0]] += int(np.prod(shape) if mask is None else mask.sum())
        return counts

    @property
    def parameter_count(self) -> int:
        """Number of all weights and biases."""
        return sum(self.parameter_counts.values())

    def layer(self, name: str) -> Layer:
        """The layer called `name`."""
        return self.layers[self._index(name)]

    def shape_of(self, name: str) -> Shape:
        """Output shape of the layer called `name`."""
        return self.shapes[self._index(name) + 1]

    def title(self, name: str) -> str:
        """For example `C1 · convolution 5×5 · 16 @ 28×28`."""
        return f"{name} · {self.layer(name).kind} · {self.shape_of(name)}"

    def to_json(self) -> dict[str, Any]:
        """Plain values; `spec_from_json` gives the spec back."""
        return {"input": list(self.input), "layers": [layer_to_json(n) for n in self.layers]}

    def _index(self, name: str) -> int:
        return [layer.name for layer in self.layers].index(name)


def spec_from_json(value: Any) -> NetworkSpec:
    """Check plain values and build the spec. Raises ValueError that names the wrong part."""
    if not isinstance(value, dict) or not isinstance(value.get("layers"), list):
        raise ValueError('a spec must be an object with a list "layers"')
    if value.get("input") != [1, 28, 28]:
        raise ValueError(f"input is {value.get('input')!r}, expected [1, 28, 28]")
    return NetworkSpec(tuple(layer_from_json(n, item) for n, item in enumerate(value["layers"], 1)))


@dataclass(frozen=True, slots=True)
class Calibration:
    """What turns logits into a confidence and a verdict.

    temperature: logits are divided by it before the softmax (Guo et al. 2017).
    threshold: a drawing whose digit score is below it is refused.
    """

    temperature: float = 1.0
    threshold: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Network:
    """A spec with its numbers. Parameters are float32, read-only, named as in the spec.

    Raises ValueError when a parameter is missing, unknown, of another shape or dtype, not
    finite, or not zero where the spec has no connection.
    """

    name: str
    spec: NetworkSpec
    parameters: Mapping[str, Array]
    calibration: Calibration = Calibration()

    def __post_init__(self) -> None:
        expected = self.spec.parameter_shapes
        missing, unknown = (
            expected.keys() - self.parameters.keys(),
            self.parameters.keys() - expected,
        )
        if missing or unknown:
            parts = [f"missing {sorted(missing)}"] * bool(missing)
            parts += [f"unknown {sorted(unknown)}"] * bool(unknown)
            raise ValueError(f"parameters do not fit the layer table: {', '.join(parts)}")
        for name, shape in expected.items():
            array = self.parameters[name]
            if array.shape != shape or array.dtype != np.float32:
                raise ValueError(
                    f"{name} has shape {array.shape} {array.dtype}, expected {shape} float32"
                )
            if not np.isfinite(array).all():
                raise ValueError(f"{name} holds NaN or infinity")
            array.flags.writeable = False
        for name, mask in self.spec.masks.items():
            wrong = np.argwhere(np.where(mask, 0, self.parameters[name]))
            if len(wrong):
                channel, seen = wrong[0][:2]
                raise ValueError(
                    f"{name} is not 0 from input channel {seen} to channel {channel}, "
                    "which the layer table does not connect"
                )


def lenet(pooling: PoolingMode = "max") -> NetworkSpec:
    """The family's layer table, LeNet-5's plan (LeCun et al. 1998) with ReLU: 120,382 numbers."""
    return NetworkSpec(
        (
            Convolution("C1", 16, kernel=5, padding=2),  # 1 @ 28x28 -> 16 @ 28x28
            Pooling("P2", pooling),  # -> 16 @ 14x14
            Convolution("C3", 32, kernel=5),  # -> 32 @ 10x10
            Pooling("P4", pooling),  # -> 32 @ 5x5
            FullyConnected("F5", 120),
            FullyConnected("F6", 84),
            FullyConnected("Out", CLASSES, activation="none"),
        )
    )


# LeCun et al. 1998, table I: which of the 6 maps of S2 each of the 16 maps of C3 sees.
TABLE_I = (
    *((0, 1, 2), (1, 2, 3), (2, 3, 4), (3, 4, 5), (0, 4, 5), (0, 1, 5)),
    *((0, 1, 2, 3), (1, 2, 3, 4), (2, 3, 4, 5), (0, 3, 4, 5), (0, 1, 4, 5), (0, 1, 2, 5)),
    *((0, 1, 3, 4), (1, 2, 4, 5), (0, 2, 3, 5)),
    (0, 1, 2, 3, 4, 5),
)


def lenet5() -> NetworkSpec:
    """LeNet-5 as in LeCun et al. 1998, section II.B: 60,000 numbers, and 850 of its last layer.

    Two things differ. The last layer is linear with a softmax, where the paper has ten radial
    basis function units with fixed centres. And the raster is 28 x 28 with a padding of 2, where
    the paper has 32 x 32, which is the same with a background of 0 (the paper's is -0.1).
    """
    return NetworkSpec(
        (
            # 1 @ 28x28 -> 6 @ 28x28
            Convolution("C1", 6, kernel=5, padding=2, activation="scaled tanh"),
            Subsampling("S2"),  # -> 6 @ 14x14
            # -> 16 @ 10x10
            Convolution("C3", 16, kernel=5, activation="scaled tanh", connections=TABLE_I),
            Subsampling("S4"),  # -> 16 @ 5x5
            Convolution("C5", 120, kernel=5, activation="scaled tanh"),  # -> 120 @ 1x1
            FullyConnected("F6", 84, activation="scaled tanh"),
            FullyConnected("Out", CLASSES, activation="none"),
        )
    )
