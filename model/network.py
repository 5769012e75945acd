"""The layer table of a network, and a network: the table with its numbers.

`NetworkSpec` is the single source of names, kinds, shapes and parameter counts: the torch
module, the numpy forward pass, titles in the window and checks on loading all come from it.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from model.geometry import output_size

Array = NDArray[np.float32]
Activation = Literal["relu", "tanh", "none"]
PoolingMode = Literal["max", "average", "l2"]

CLASSES = 10


class Shape(NamedTuple):
    """Channels, height and width of a volume; a vector of n numbers is n x 1 x 1."""

    channels: int
    height: int
    width: int

    @property
    def is_vector(self) -> bool:
        """True for the output of a fully connected layer."""
        return self.height == self.width == 1

    def __str__(self) -> str:
        if self.is_vector:
            return str(self.channels)
        return f"{self.channels} @ {self.height}×{self.width}"


@dataclass(frozen=True, slots=True)
class Convolution:
    """`channels` kernels of size `kernel` x `kernel` over all input channels, plus bias."""

    name: str
    channels: int
    kernel: int = 5
    stride: int = 1
    padding: int = 0
    activation: Activation = "relu"

    @property
    def kind(self) -> str:
        """In words, as shown to the user."""
        return f"convolution {self.kernel}×{self.kernel}"

    def output(self, shape: Shape) -> Shape:
        """Shape after this layer. Raises ValueError when the kernel does not fit."""
        return Shape(
            self.channels,
            output_size(shape.height, self.kernel, self.stride, self.padding),
            output_size(shape.width, self.kernel, self.stride, self.padding),
        )

    def parameter_shapes(self, shape: Shape) -> dict[str, tuple[int, ...]]:
        """Names and shapes of the parameters, given the input's shape."""
        return {
            f"{self.name}.weight": (self.channels, shape.channels, self.kernel, self.kernel),
            f"{self.name}.bias": (self.channels,),
        }


@dataclass(frozen=True, slots=True)
class Pooling:
    """Each channel reduced by the maximum, the mean or the L2 norm sqrt(sum x²) of a window."""

    name: str
    mode: PoolingMode = "max"
    window: int = 2
    stride: int = 2

    @property
    def kind(self) -> str:
        """In words, as shown to the user."""
        mode = "L2" if self.mode == "l2" else self.mode
        return f"{mode} pooling {self.window}×{self.window}"

    def output(self, shape: Shape) -> Shape:
        """Shape after this layer. Raises ValueError when the window does not fit."""
        return Shape(
            shape.channels,
            output_size(shape.height, self.window, self.stride),
            output_size(shape.width, self.window, self.stride),
        )

    def parameter_shapes(self, shape: Shape) -> dict[str, tuple[int, ...]]:  # noqa: ARG002  every layer is asked alike
        """Pooling has no parameters."""
        return {}


@dataclass(frozen=True, slots=True)
class FullyConnected:
    """Every unit sees every number of the volume before it."""

    name: str
    units: int
    activation: Activation = "relu"

    @property
    def kind(self) -> str:
        """In words, as shown to the user."""
        return "fully connected"

    def output(self, shape: Shape) -> Shape:  # noqa: ARG002  every layer is asked alike
        """Shape after this layer."""
        return Shape(self.units, 1, 1)

    def parameter_shapes(self, shape: Shape) -> dict[str, tuple[int, ...]]:
        """Names and shapes of the parameters, given the input's shape."""
        inputs = shape.channels * shape.height * shape.width
        return {f"{self.name}.weight": (self.units, inputs), f"{self.name}.bias": (self.units,)}


Layer = Convolution | Pooling | FullyConnected
_KINDS: dict[str, type[Layer]] = {
    "convolution": Convolution,
    "pooling": Pooling,
    "fully connected": FullyConnected,
}


@dataclass(frozen=True, slots=True)
class NetworkSpec:
    """A frozen layer table for 28 x 28 rasters and ten classes.

    Raises ValueError when a name comes twice, a layer does not fit on the one before it, a
    convolution or pooling follows a fully connected layer, or the last is not ten linear units.
    """

    layers: tuple[Layer, ...]
    input: Shape = Shape(1, 28, 28)
    shapes: tuple[Shape, ...] = field(init=False)  # of the input and after each layer

    def __post_init__(self) -> None:
        names = [layer.name for layer in self.layers]
        if len(set(names)) != len(names) or not all(names):
            raise ValueError(f"layer names must be there and differ, got {names}")
        shapes = [self.input]
        for layer in self.layers:
            if shapes[-1].is_vector and not isinstance(layer, FullyConnected):
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
    def parameter_count(self) -> int:
        """Number of all weights and biases."""
        return sum(int(np.prod(shape)) for shape in self.parameter_shapes.values())

    def shape_of(self, name: str) -> Shape:
        """Output shape of the layer called `name`."""
        return self.shapes[[layer.name for layer in self.layers].index(name) + 1]

    def title(self, name: str) -> str:
        """For example `C1 · convolution 5×5 · 16 @ 28×28`."""
        layer = next(layer for layer in self.layers if layer.name == name)
        return f"{name} · {layer.kind} · {self.shape_of(name)}"

    def to_json(self) -> dict[str, Any]:
        """Plain values; `spec_from_json` gives the spec back."""
        kinds = {cls: kind for kind, cls in _KINDS.items()}
        layers = [
            {"kind": kinds[type(layer)]}
            | {name: getattr(layer, name) for name in type(layer).__dataclass_fields__}
            for layer in self.layers
        ]
        return {"input": list(self.input), "layers": layers}


def spec_from_json(value: Any) -> NetworkSpec:
    """Check plain values and build the spec. Raises ValueError that names the wrong part."""
    if not isinstance(value, dict) or not isinstance(value.get("layers"), list):
        raise ValueError('a spec must be an object with a list "layers"')
    if value.get("input") != [1, 28, 28]:
        raise ValueError(f"input is {value.get('input')!r}, expected [1, 28, 28]")
    return NetworkSpec(
        tuple(_layer_from_json(n, item) for n, item in enumerate(value["layers"], 1))
    )


_ALLOWED: dict[str, tuple[Any, ...]] = {
    "activation": ("relu", "tanh", "none"),
    "mode": ("max", "average", "l2"),
}
_LARGEST = {"channels": 256, "units": 1024, "kernel": 28, "window": 28, "stride": 28, "padding": 14}


def _layer_from_json(number: int, item: Any) -> Layer:
    if not isinstance(item, dict) or str(item.get("kind")) not in _KINDS:
        raise ValueError(f"layer {number}: kind must be one of {', '.join(_KINDS)}")
    cls = _KINDS[str(item["kind"])]
    values = {name: value for name, value in item.items() if name != "kind"}
    if set(values) != set(cls.__dataclass_fields__):
        expected = ", ".join(cls.__dataclass_fields__)
        raise ValueError(f"layer {number}: expected exactly {expected}, got {', '.join(values)}")
    for name, value in values.items():
        if name == "name":
            if not (isinstance(value, str) and re.fullmatch(r"[A-Z][A-Za-z0-9]{0,15}", value)):
                raise ValueError(f"layer {number}: {value!r} is not a name")
        elif name in _ALLOWED:
            if value not in _ALLOWED[name]:
                raise ValueError(f"layer {number}: {name} {value!r} is not known")
        else:
            least, most = (0 if name == "padding" else 1), _LARGEST[name]
            if type(value) is not int or not least <= value <= most:
                raise ValueError(f"layer {number}: {name} is {value!r}, expected {least} to {most}")
    return cls(**values)


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

    Raises ValueError when a parameter is missing, unknown, of another shape or dtype, or not
    finite.
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
