"""What is said about a picture of weights, and about one block of it."""

from __future__ import annotations

from math import prod
from typing import NamedTuple

from app.formats import signed
from app.widgets.ledger.cells import cell_text
from app.widgets.sheet.matrix_layout import Place
from app.widgets.sheet.weight_picture import WeightPicture
from model.unit import INPUT

_SPOKEN = 81  # so many weights are read aloud, a kernel 9×9


class Words(NamedTuple):
    """Heading, what stands beside it, longest first, and the words beside the legend."""

    heading: str
    captions: tuple[str, ...]
    legend: str


def words(picture: WeightPicture) -> Words:
    """What stands around a picture of weights."""
    layer, before = picture.layer, source(picture.before)
    legend = "weights, one scale for the layer"
    if picture.is_own:
        legend = "weights, each kernel on a scale of its own"
    if picture.kind == "units":
        total = picture.weights.size
        group = prod(picture.block)
        what = "number" if group == 1 else "map"
        long = f"a row is one unit of {layer}, a column is one {what} of {before}"
        if group > 1:
            long += f", its {group} cells side by side"
        short = f"a row is one unit of {layer}"
        return Words(f"All {total:,} weights", (long, short), legend)
    total, there = picture.connected.size, int(picture.connected.sum())
    heading = "The only kernel" if there == total == 1 else f"All {there:,} kernels"
    captions: tuple[str, ...]
    if picture.kind == "tiles":
        is_of_maps = picture.count[1] == 1
        what = f"map of {layer}" if is_of_maps else f"channel of {before}"
        other = f", each reads {before}" if is_of_maps else f", all for map 0 of {layer}"
        captions = (f"the number is the {what}{other}", f"the number is the {what}")
    else:
        captions = (
            f"a column is one map of {layer}, a row is one channel of {before}",
            f"columns: {layer}, rows: {before}",
        )
    if there < total:
        heading = f"All {there:,} kernels of {total:,} pairs"
        legend += "; hatched: not connected"
    return Words(heading, captions, legend)


def block_title(picture: WeightPicture, place: Place) -> str:
    """For example: Kernel: map 26, channel 9. The one map of the raster needs no number."""
    if picture.kind == "units":
        return f"Weights of unit {place.number}"
    if picture.before == INPUT:
        return f"Kernel: map {place.number}"
    return f"Kernel: map {place.number}, channel {place.channel}"


def bias_text(picture: WeightPicture, number: int) -> str:
    """For example: bias of map 26: +0.4802."""
    noun = "unit" if picture.kind == "units" else "map"
    return f"bias of {noun} {number}: {signed(float(picture.biases[number]), 4)}"


def cell_position(picture: WeightPicture, place: Place, cell: tuple[int, int]) -> str:
    """Which weight stands in a cell: as exactly as float32 is."""
    weight = picture.weights[place.number, place.channel, cell[0], cell[1]]
    value = str(weight).replace("-", "−")
    where = f"row {cell[0]}, column {cell[1]}"
    if picture.kind == "units":  # as units are called elsewhere: P4 · 12 · 2, 3
        where = f"{picture.before} · {place.channel}"
        where += f" · {cell[0]}, {cell[1]}" if prod(picture.block) > 1 else ""
    return f"{where}: {value}"


def spoken(picture: WeightPicture, place: Place) -> str:
    """A block in words: title, bias and, where there are few, its weights."""
    parts = [block_title(picture, place), bias_text(picture, place.number)]
    if not picture.connected[place]:
        parts.append("not connected")
    elif picture.kind != "units" and prod(picture.block) <= _SPOKEN:
        rows = picture.weights[place.number, place.channel].tolist()
        parts += [" ".join(cell_text(value) for value in row) for row in rows]
    return "; ".join(parts)


def source(before: str) -> str:
    """The layer before, or the raster, by name."""
    return "the raster" if before == INPUT else before
