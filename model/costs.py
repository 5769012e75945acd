"""What a layer costs: numbers to learn, to multiply and to keep; and what sharing weights saves."""

from __future__ import annotations

from dataclasses import dataclass
from math import prod

from model.geometry import Fields, output_size
from model.layers import Convolution, FullyConnected, Layer, Pooling, Shape, Subsampling
from model.network import NetworkSpec
from model.receptive_fields import fields_of
from model.unit import INPUT

BYTES = 4  # of a float32


@dataclass(frozen=True, slots=True)
class Windows:
    """The numbers of n_C = (n_I + 2P - r) / s + 1 along one side.

    size: n_I; window: r; stride: s; padding: P.
    """

    size: int
    window: int
    stride: int
    padding: int

    @property
    def places(self) -> int:
        """n_C, rounded down when the stride does not fit."""
        return output_size(self.size, self.window, self.stride, self.padding)

    @property
    def left_over(self) -> int:
        """Cells at the end that no window reaches, padding included."""
        return (self.size + 2 * self.padding - self.window) % self.stride


@dataclass(frozen=True, slots=True)
class LayerCost:
    """What one layer costs for one raster.

    before, after: the volumes it reads and makes.
    windows: sizes along one side; None for a fully connected layer, which has no windows.
    links: input channels that its output channels see, counted together, D·N without sparse
        connections; 0 where there are no kernels.
    parameters: weights and biases; what is not connected counts not.
    one_channel: parameters of a convolution by the lecture's formula for one input channel,
        (r² + 1)·N_F; None for other layers.
    multiply_adds: products that are summed up, those with padding included; biases are not
        counted. Maximum pooling has none: it compares.
    receptive_field: of its units, in pixels of the raster.
    locally_connected: parameters of the same layer if every unit had its own kernel and bias.
    fully_connected: parameters if every unit also saw the whole volume before.
    """

    layer: Layer
    before: Shape
    after: Shape
    windows: Windows | None
    links: int
    parameters: int
    one_channel: int | None
    multiply_adds: int
    receptive_field: Fields
    locally_connected: int
    fully_connected: int

    @property
    def name(self) -> str:
        """The layer's name."""
        return self.layer.name

    @property
    def activation_bytes(self) -> int:
        """Memory of its activations, float32."""
        return prod(self.after) * BYTES

    @property
    def local_ratio(self) -> float | None:
        """How many times as many parameters without sharing; None when there are none to share."""
        return self.locally_connected / self.parameters if self.parameters else None

    @property
    def full_ratio(self) -> float | None:
        """How many times as many fully connected; None when the layer has no parameters."""
        return self.fully_connected / self.parameters if self.parameters else None


@dataclass(frozen=True, slots=True)
class NetworkCost:
    """All layers, in order, and their sums."""

    layers: tuple[LayerCost, ...]

    @property
    def parameters(self) -> int:
        """Weights and biases of all layers."""
        return sum(layer.parameters for layer in self.layers)

    @property
    def multiply_adds(self) -> int:
        """Of one raster through all layers."""
        return sum(layer.multiply_adds for layer in self.layers)

    @property
    def activation_bytes(self) -> int:
        """Memory of all activations of one raster, which itself is not counted."""
        return sum(layer.activation_bytes for layer in self.layers)

    def layer(self, name: str) -> LayerCost:
        """The cost of the layer called `name`. Raises KeyError when there is none."""
        return {cost.name: cost for cost in self.layers}[name]


def network_cost(spec: NetworkSpec) -> NetworkCost:
    """What every layer of a table costs."""
    counts = spec.parameter_counts
    volumes = zip(spec.layers, spec.shapes, spec.shapes[1:], strict=False)
    return NetworkCost(
        tuple(
            LayerCost(
                layer=layer,
                before=before,
                after=after,
                windows=_windows(layer, before),
                links=_links(layer, before),
                parameters=counts[layer.name],
                one_channel=_one_channel(layer),
                multiply_adds=_multiply_adds(layer, before, after),
                receptive_field=fields_of(spec, layer.name)[INPUT],
                locally_connected=_unshared(layer, before, after, counts[layer.name]),
                fully_connected=(prod(before) + 1) * prod(after),
            )
            for layer, before, after in volumes
        )
    )


def _windows(layer: Layer, before: Shape) -> Windows | None:
    if isinstance(layer, FullyConnected):
        return None
    if isinstance(layer, Convolution):
        return Windows(before.height, layer.kernel, layer.stride, layer.padding)
    return Windows(before.height, layer.window, layer.stride, 0)


def _links(layer: Layer, before: Shape) -> int:
    if not isinstance(layer, Convolution):
        return 0
    if layer.connections is None:
        return before.channels * layer.channels
    return sum(len(seen) for seen in layer.connections)


def _one_channel(layer: Layer) -> int | None:
    if isinstance(layer, Convolution):
        return (layer.kernel**2 + 1) * layer.channels
    return None


def _multiply_adds(layer: Layer, before: Shape, after: Shape) -> int:
    if isinstance(layer, FullyConnected):
        return prod(before) * layer.units
    if isinstance(layer, Convolution):
        return after.height * after.width * _links(layer, before) * layer.kernel**2
    return prod(after) * window_products(layer)


def window_products(layer: Pooling | Subsampling) -> int:
    """Multiply-adds for one window of a pooling or sub-sampling layer.

    The maximum needs none; the L2 norm squares every cell; the mean and sub-sampling multiply the
    sum once.
    """
    if isinstance(layer, Subsampling) or layer.mode == "average":
        return 1
    return layer.window**2 if layer.mode == "l2" else 0


def _unshared(layer: Layer, before: Shape, after: Shape, parameters: int) -> int:
    """Parameters if every unit had its own; the units of a fully connected layer have that."""
    if isinstance(layer, FullyConnected):
        return (prod(before) + 1) * layer.units
    return parameters * after.height * after.width
