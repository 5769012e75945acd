"""A unit, and what a network that has read a raster knows about it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.forward import Trace
from model.layers import Shape
from model.network import Network, NetworkSpec

Array = NDArray[np.float32]

INPUT = "input"  # the raster's name where a layer's could stand


@dataclass(frozen=True, slots=True)
class Unit:
    """One number of a layer. Units of fully connected layers stand in row 0, column 0."""

    layer: str
    channel: int
    row: int = 0
    column: int = 0

    def label(self, shape: Shape) -> str:
        """For example `P4 · 26 · 1, 3`, or `F5 · 17` where `shape`, the layer's, is a vector."""
        name = f"{self.layer} · {self.channel}"
        return name if shape.is_vector else f"{name} · {self.row}, {self.column}"


def position_of(spec: NetworkSpec, unit: Unit) -> int:
    """Position of a unit's layer in the table. Raises ValueError when there is no such unit."""
    position = next((n for n, layer in enumerate(spec.layers) if layer.name == unit.layer), None)
    if position is None:
        raise ValueError(f"there is no layer {unit.layer!r}")
    shape = spec.shapes[position + 1]
    place = unit.channel, unit.row, unit.column
    if not all(0 <= number < size for number, size in zip(place, shape, strict=True)):
        raise ValueError(
            f"{unit.layer} has {shape} units, none in channel {unit.channel}, "
            f"row {unit.row}, column {unit.column}"
        )
    return position


@dataclass(frozen=True, slots=True, eq=False)
class Reading:
    """A network, the forward pass of a raster through it, and that raster.

    raster: (28, 28) float32; index: which of the trace's rasters it is.
    Raises ValueError when the raster has another shape or the trace has no such index.
    """

    network: Network
    trace: Trace
    raster: Array
    index: int = 0

    def __post_init__(self) -> None:
        expected = tuple(self.network.spec.input[1:])
        if self.raster.shape != expected:
            raise ValueError(f"the raster has shape {self.raster.shape}, expected {expected}")
        if not 0 <= self.index < len(self.trace.logits):
            raise ValueError(f"index {self.index} in a trace of {len(self.trace.logits)} rasters")

    def name_before(self, position: int) -> str:
        """Name of the layer before the one at `position`; "input" before the first."""
        return self.network.spec.layers[position - 1].name if position else INPUT

    def volume_before(self, position: int) -> Array:
        """(C, H, W) float32: what the layer at `position` is computed from."""
        if not position:
            volume: Array = self.raster[None]  # a view: what it shows stays as it is
            volume.setflags(write=False)
            return volume
        return self._volume(self.trace.activations, position - 1)

    def activations(self, position: int) -> Array:
        """(C, H, W) float32: activations of the layer at `position`."""
        return self._volume(self.trace.activations, position)

    def pre_activations(self, position: int) -> Array:
        """(C, H, W) float32: pre-activations of the layer at `position`, which is no pooling."""
        return self._volume(self.trace.pre_activations, position)

    def _volume(self, arrays: Mapping[str, Array], position: int) -> Array:
        spec = self.network.spec
        volume: Array = arrays[spec.layers[position].name][self.index]
        return volume.reshape(spec.shapes[position + 1])
