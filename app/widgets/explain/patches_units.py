"""Which unit stands for a channel, and for a network that has just been chosen."""

from __future__ import annotations

from model.explanation import Target
from model.network import NetworkSpec
from model.unit import Unit


def middle_unit(spec: NetworkSpec, layer: str, channel: int) -> Unit:
    """The unit in the middle of a map: it sees no padding where that can be helped."""
    shape = spec.shape_of(layer)
    return Unit(layer, channel, shape.height // 2, shape.width // 2)


def first_unit(spec: NetworkSpec) -> Unit:
    """Of the last convolution with maps: there patches say most."""
    maps = [layer.name for layer in spec.layers if not spec.shape_of(layer.name).is_vector]
    weighted = [name for name in maps if f"{name}.weight" in spec.parameter_shapes]
    return middle_unit(spec, weighted[-1] if weighted else spec.layers[0].name, 0)


def has_unit(spec: NetworkSpec, unit: Unit) -> bool:
    """Whether a network has it; a pixel of the raster is none."""
    if unit.layer not in [layer.name for layer in spec.layers]:
        return False
    place = unit.channel, unit.row, unit.column
    return all(n < size for n, size in zip(place, spec.shape_of(unit.layer), strict=True))


def target_of(spec: NetworkSpec, unit: Unit) -> Target:
    """What is to be made large: a class's logit, or the unit itself."""
    is_class = unit.layer == spec.layers[-1].name
    return Target(digit=unit.channel) if is_class else Target(unit=unit)
