"""Who sees whom: receptive fields and their reverse, from the layer table alone.

What a unit can see is a set of rows times a set of columns times a set of channels, in every
earlier layer: windows, connections and joining all of a volume keep the three apart.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from model.geometry import Fields, covered, covering
from model.layers import Convolution, FullyConnected, Layer, Region, Shape, everything
from model.network import NetworkSpec
from model.unit import INPUT, Unit

_NOTHING = Region((), range(0), range(0))


class ReceptiveField(NamedTuple):
    """What one unit sees of an earlier layer.

    region: the smallest rectangle around all that can influence the unit, with its channels;
        empty when the unit sees nothing but padding.
    rows, columns: the rectangle as wide as for any other unit; below 0 and past the end it lies
        in the padding.
    """

    region: Region
    rows: range
    columns: range


class _Cells(NamedTuple):
    """Exactly what is seen: the cells where these channels, rows and columns meet."""

    channels: tuple[int, ...]
    rows: tuple[int, ...]
    columns: tuple[int, ...]


def receptive_fields(spec: NetworkSpec, unit: Unit) -> dict[str, ReceptiveField]:
    """Earlier layer -> what a unit sees of its output.

    Nearest layer first; the raster comes last, as "input".
    Raises ValueError when there is no such unit.
    """
    index = _check(spec, unit)
    cells = _Cells((unit.channel,), (unit.row,), (unit.column,))
    found = {}
    for earlier, fields in fields_of(spec, unit.layer).items():
        index -= 1
        cells = _seen(spec.layers[index], cells, spec.shapes[index])
        found[earlier] = ReceptiveField(_around(cells), fields.of(unit.row), fields.of(unit.column))
    return found


def fields_of(spec: NetworkSpec, name: str) -> dict[str, Fields]:
    """Earlier layer -> size, stride and offset of the receptive fields in it; nearest first.

    Rasters and windows are square, so rows and columns are alike.
    """
    last = _position(spec, name)
    found = {}
    for first in range(last - 1, -1, -1):
        fields = Fields()
        for layer, shape in zip(spec.layers[first:last], spec.shapes[first:last], strict=True):
            if isinstance(layer, FullyConnected):
                fields = fields.joined(shape.height)
            else:
                fields = fields.then(*_window(layer))
        found[_name(spec, first)] = fields
    return found


def units_that_see(spec: NetworkSpec, unit: Unit) -> dict[str, Region]:
    """Later layer -> its units that can be influenced by a unit, or a pixel of the "input".

    Nearest layer first; a region without channels when none sees it.
    Raises ValueError when there is no such unit.
    """
    index = _check(spec, unit)
    rows, columns = range(unit.row, unit.row + 1), range(unit.column, unit.column + 1)
    region = Region((unit.channel,), rows, columns)
    found = {}
    for layer, shape in zip(spec.layers[index:], spec.shapes[index:], strict=False):
        region = _seeing(layer, region, shape)
        found[layer.name] = region
    return found


def _position(spec: NetworkSpec, name: str) -> int:
    """Index of a layer's output among `spec.shapes`."""
    if name == INPUT:
        return 0
    return [layer.name for layer in spec.layers].index(name) + 1


def _name(spec: NetworkSpec, position: int) -> str:
    return spec.layers[position - 1].name if position else INPUT


def _check(spec: NetworkSpec, unit: Unit) -> int:
    """Index of the unit's layer among `spec.shapes`. Raises ValueError without such a unit."""
    position = _position(spec, unit.layer)
    shape = spec.shapes[position]
    place = unit.channel, unit.row, unit.column
    if not all(0 <= number < size for number, size in zip(place, shape, strict=True)):
        raise ValueError(f"{unit.layer} is {shape}; it has nothing at {place}")
    return position


def _window(layer: Layer) -> tuple[int, int, int]:
    """Size, stride and padding of the layer's windows."""
    assert not isinstance(layer, FullyConnected)
    if isinstance(layer, Convolution):
        return layer.kernel, layer.stride, layer.padding
    return layer.window, layer.stride, 0


def _seen(layer: Layer, cells: _Cells, shape: Shape) -> _Cells:
    """What some units of a layer see of the volume before it, which has this shape."""
    if not all(cells):
        return _Cells((), (), ())
    if isinstance(layer, FullyConnected):
        return _Cells(*(tuple(range(size)) for size in shape))
    channels = cells.channels
    if isinstance(layer, Convolution):
        channels = tuple(range(shape.channels))
        if layer.connections is not None:
            channels = tuple(sorted({d for c in cells.channels for d in layer.connections[c]}))
    rows = covered(cells.rows, shape.height, *_window(layer))
    columns = covered(cells.columns, shape.width, *_window(layer))
    return _Cells(channels, rows, columns)


def _seeing(layer: Layer, region: Region, shape: Shape) -> Region:
    """Which units of a layer see any of a region of the volume before it.

    Units whose windows meet neighbouring cells are neighbours: nothing is left out in between.
    """
    if not all(region):
        return _NOTHING
    if isinstance(layer, FullyConnected):
        return everything(layer.output(shape))
    channels = region.channels
    if isinstance(layer, Convolution):
        channels = tuple(range(layer.channels))
        if layer.connections is not None:
            known = set(region.channels)
            channels = tuple(c for c, seen in enumerate(layer.connections) if known & set(seen))
    rows = covering(region.rows, shape.height, *_window(layer))
    columns = covering(region.columns, shape.width, *_window(layer))
    return Region(channels, rows, columns) if channels and rows and columns else _NOTHING


def _around(cells: _Cells) -> Region:
    """The smallest rectangle around cells."""
    if not all(cells):
        return _NOTHING
    return Region(cells.channels, _span(cells.rows), _span(cells.columns))


def _span(places: Sequence[int]) -> range:
    return range(places[0], places[-1] + 1)
