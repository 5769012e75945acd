"""The kinds of layers: what each does to a shape, and which parameters it has."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

from model.geometry import output_size

Activation = Literal["relu", "tanh", "scaled tanh", "none"]
PoolingMode = Literal["max", "average", "l2"]
Connections = tuple[tuple[int, ...], ...]


class Shape(NamedTuple):
    """Channels, height and width of a volume; a vector of n numbers is n x 1 x 1."""

    channels: int
    height: int
    width: int

    @property
    def is_vector(self) -> bool:
        """True when every channel is a single number, as after a fully connected layer."""
        return self.height == self.width == 1

    def __str__(self) -> str:
        if self.is_vector:
            return str(self.channels)
        return f"{self.channels} @ {self.height}×{self.width}"


class Region(NamedTuple):
    """Part of a volume: some channels, rows and columns, each without gaps but the channels."""

    channels: tuple[int, ...]
    rows: range
    columns: range


def everything(shape: Shape) -> Region:
    """All of a volume."""
    return Region(tuple(range(shape.channels)), range(shape.height), range(shape.width))


@dataclass(frozen=True, slots=True)
class Convolution:
    """`channels` kernels of size `kernel` x `kernel` over the input channels, plus bias.

    connections: for every output channel the input channels that it sees, in ascending order;
        None: all of them. Weights stay (C, D, r, r), with zeros where nothing is connected.
    """

    name: str
    channels: int
    kernel: int = 5
    stride: int = 1
    padding: int = 0
    activation: Activation = "relu"
    connections: Connections | None = None

    @property
    def kind(self) -> str:
        """In words, as shown to the user."""
        return f"convolution {self.kernel}×{self.kernel}"

    def output(self, shape: Shape) -> Shape:
        """Shape after this layer. Raises ValueError when kernel or connections do not fit."""
        self._check_connections(shape.channels)
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

    def _check_connections(self, depth: int) -> None:
        if self.connections is None:
            return
        if len(self.connections) != self.channels:
            raise ValueError(f"{len(self.connections)} connections for {self.channels} channels")
        for channel, seen in enumerate(self.connections):
            if not seen or seen != tuple(sorted(set(seen))) or seen[0] < 0 or seen[-1] >= depth:
                raise ValueError(
                    f"connections of channel {channel} must be "
                    f"some of 0 to {depth - 1} in ascending order"
                )


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
        return _reduced(shape, self.window, self.stride)

    def parameter_shapes(self, shape: Shape) -> dict[str, tuple[int, ...]]:  # noqa: ARG002  every layer is asked alike
        """Pooling has no parameters."""
        return {}


@dataclass(frozen=True, slots=True)
class Subsampling:
    """Each channel c reduced to f(w_c * sum of a window + b_c) with trainable w_c and b_c.

    LeCun et al. 1998, section II.B.
    """

    name: str
    window: int = 2
    stride: int = 2
    activation: Activation = "scaled tanh"

    @property
    def kind(self) -> str:
        """In words, as shown to the user."""
        return f"sub-sampling {self.window}×{self.window}"

    def output(self, shape: Shape) -> Shape:
        """Shape after this layer. Raises ValueError when the window does not fit."""
        return _reduced(shape, self.window, self.stride)

    def parameter_shapes(self, shape: Shape) -> dict[str, tuple[int, ...]]:
        """Names and shapes of the parameters, given the input's shape."""
        return {f"{self.name}.weight": (shape.channels,), f"{self.name}.bias": (shape.channels,)}


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


def _reduced(shape: Shape, window: int, stride: int) -> Shape:
    """Shape after windows that reduce every channel for itself."""
    height, width = (output_size(side, window, stride) for side in shape[1:])
    return Shape(shape.channels, height, width)


Layer = Convolution | Pooling | Subsampling | FullyConnected
_KINDS: dict[str, type[Layer]] = {
    "convolution": Convolution,
    "pooling": Pooling,
    "sub-sampling": Subsampling,
    "fully connected": FullyConnected,
}
_ALLOWED: dict[str, tuple[Any, ...]] = {
    "activation": ("relu", "tanh", "scaled tanh", "none"),
    "mode": ("max", "average", "l2"),
}
_LARGEST = {"channels": 256, "units": 1024, "kernel": 28, "window": 28, "stride": 28, "padding": 14}


def layer_to_json(layer: Layer) -> dict[str, Any]:
    """Plain values; `layer_from_json` gives the layer back."""
    kind = next(kind for kind, cls in _KINDS.items() if cls is type(layer))
    values = {name: getattr(layer, name) for name in type(layer).__dataclass_fields__}
    connections = values.pop("connections", None)
    if connections is not None:
        values["connections"] = [list(seen) for seen in connections]
    return {"kind": kind} | values


def layer_from_json(number: int, item: Any) -> Layer:
    """Check plain values and build layer `number`. Raises ValueError that names the wrong part."""
    if not isinstance(item, dict) or str(item.get("kind")) not in _KINDS:
        raise ValueError(f"layer {number}: kind must be one of {', '.join(_KINDS)}")
    cls = _KINDS[str(item["kind"])]
    values = {name: value for name, value in item.items() if name != "kind"}
    needed = [name for name in cls.__dataclass_fields__ if name != "connections"]
    if set(values) - (set(cls.__dataclass_fields__) - set(needed)) != set(needed):
        raise ValueError(
            f"layer {number}: expected exactly {', '.join(needed)}, got {', '.join(values)}"
        )
    for name, value in values.items():
        _check_value(number, name, value)
    if "connections" in values:
        values["connections"] = tuple(tuple(seen) for seen in values["connections"])
    return cls(**values)


def _check_value(number: int, name: str, value: Any) -> None:
    if name == "name":
        if not (isinstance(value, str) and re.fullmatch(r"[A-Z][A-Za-z0-9]{0,15}", value)):
            raise ValueError(f"layer {number}: {value!r} is not a name")
    elif name == "connections":
        lists = value if isinstance(value, list) else [None]
        if not all(isinstance(seen, list) and {int} >= set(map(type, seen)) for seen in lists):
            raise ValueError(f"layer {number}: connections must be lists of channel numbers")
    elif name in _ALLOWED:
        if value not in _ALLOWED[name]:
            raise ValueError(f"layer {number}: {name} {value!r} is not known")
    else:
        least, most = (0 if name == "padding" else 1), _LARGEST[name]
        if type(value) is not int or not least <= value <= most:
            raise ValueError(f"layer {number}: {name} is {value!r}, expected {least} to {most}")
