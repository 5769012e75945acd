"""What is looked at: the whole network, one layer of it, or one unit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.layers import Pooling, Shape, Subsampling
from model.network import NetworkSpec
from model.unit import INPUT, Unit

Level = Literal["overview", "layer", "unit"]
Stride = Literal["unit", "map", "layer"]


@dataclass(frozen=True, slots=True)
class Selection:
    """A layer by name ("input" for the raster; empty: the whole network), perhaps a map or unit.

    channel: a map of that layer, or None; place: row and column of the unit in it, or None.
    """

    layer: str = ""
    channel: int | None = None
    place: tuple[int, int] | None = None

    @property
    def level(self) -> Level:
        """How deep the look goes."""
        if not self.layer:
            return "overview"
        return "layer" if self.unit is None else "unit"

    @property
    def unit(self) -> Unit | None:
        """The unit that is pinned, if one is."""
        if self.channel is None or self.place is None:
            return None
        return Unit(self.layer, self.channel, *self.place)

    @property
    def upward(self) -> Selection:
        """One level up: from a unit to its layer, from a layer to the whole network."""
        return Selection(self.layer, self.channel) if self.place is not None else Selection()

    def fits(self, spec: NetworkSpec) -> bool:
        """True when a network has what is selected."""
        shape = shape_of(spec, self.layer) if self.layer else None
        if shape is None:
            return not self.layer
        place = self.place or (0, 0)
        parts = zip((self.channel or 0, *place), shape, strict=True)
        return all(0 <= number < size for number, size in parts)


def selected(unit: Unit) -> Selection:
    """The selection of one unit."""
    return Selection(unit.layer, unit.channel, (unit.row, unit.column))


def shape_of(spec: NetworkSpec, layer: str) -> Shape | None:
    """Shape of a layer or of the raster; None when the network has no such layer."""
    if layer == INPUT:
        return spec.input
    found = (spec.shape_of(known.name) for known in spec.layers if known.name == layer)
    return next(found, None)


def middle(spec: NetworkSpec, layer: str, channel: int = 0) -> Selection:
    """The unit in the middle of a map. Raises ValueError when there is no such layer."""
    shape = shape_of(spec, layer)
    if shape is None:
        raise ValueError(f"there is no layer {layer!r}")
    return Selection(layer, channel, (shape.height // 2, shape.width // 2))


def deeper(selection: Selection, spec: NetworkSpec) -> Selection:
    """One level down: to the first layer, or to the unit in the middle of the map or layer."""
    if not selection.layer:
        return Selection(spec.layers[0].name)
    if selection.place is not None:
        return selection
    return middle(spec, selection.layer, selection.channel or 0)


def step(selection: Selection, spec: NetworkSpec, down: int, across: int, by: Stride) -> Selection:
    """Walk with the arrow keys: to the next unit, to the same unit of another map, to a layer.

    Units of vectors walk from one to the next whatever the direction; so do maps while no unit
    is selected. At an edge the walk stops. In another layer it is the unit at the same relative
    place. Without a selection: the middle of the first layer's first map.
    """
    shape = shape_of(spec, selection.layer) if selection.layer else None
    if shape is None:
        return middle(spec, spec.layers[0].name)
    if by == "layer":
        names = [INPUT, *(layer.name for layer in spec.layers)]
        index = min(max(names.index(selection.layer) + across + down, 0), len(names) - 1)
        return _moved(selection, shape, names[index], spec)
    channel = selection.channel or 0
    if by == "map" or shape.is_vector or selection.place is None:
        channel = min(max(channel + across + down, 0), shape.channels - 1)
        return Selection(selection.layer, channel, selection.place)
    row, column = selection.place
    row = min(max(row + down, 0), shape.height - 1)
    column = min(max(column + across, 0), shape.width - 1)
    return Selection(selection.layer, channel, (row, column))


def _moved(selection: Selection, shape: Shape, name: str, spec: NetworkSpec) -> Selection:
    """The unit of another layer at the same relative place, in the same map where there is one."""
    other, unit = shape_of(spec, name), selection.unit
    if unit is None or other is None:
        return Selection(name)
    places = zip((unit.row, unit.column), shape[1:], other[1:], strict=True)
    row, column = ((2 * n + 1) * new // (2 * old) for n, old, new in places)
    return Selection(name, min(unit.channel, other.channels - 1), (row, column))


def taking_part(spec: NetworkSpec, layer: str) -> frozenset[str] | None:
    """The layer, what it is computed from, and the pooling that takes it; None: all."""
    if not layer:
        return None
    names = [INPUT, *(known.name for known in spec.layers)]
    position = names.index(layer)
    parts = set(names[max(0, position - 1) : position + 1])
    if position < len(spec.layers) and isinstance(spec.layers[position], Pooling | Subsampling):
        parts.add(names[position + 1])
    return frozenset(parts)
