"""Where every map of every layer stands: whole device pixels, nothing but arithmetic.

All measures here are device pixels; `unit` is how many of them one device-independent pixel has.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from model.network import Convolution, FullyConnected, Layer, NetworkSpec, Pooling, Shape

Part = Literal["input", "before", "after", "units", "out"]

_GROUP_GAP = 20
_PAIR_GAP = 8  # between before and after the activation
_GOOD_GAP, _MOST_GAP = 28, 60  # what is left over widens gaps, then the output, then gaps
_UNIT_COLUMNS = 4
_MOST_CELL = (26, 40)  # width and height of a unit
_INPUT_WIDTH = 84
_OUT_WIDTH, _MOST_OUT_WIDTH = 78, 160


@dataclass(frozen=True, slots=True)
class Column:
    """One block of maps of the same layer, row by row.

    Map number n stands in row n // columns and column n % columns, `pitch` apart; each of its
    cells is `cell` (width, height) pixels. left, top: of the first map.
    """

    layer: str
    part: Part
    count: int
    shape: tuple[int, int]  # rows and columns of cells in one map
    columns: int
    cell: tuple[int, int]
    pitch: tuple[int, int]
    signed: bool = False  # whether its numbers can be negative
    left: int = 0
    top: int = 0

    @property
    def rows(self) -> int:
        """Rows of maps."""
        return -(-self.count // self.columns)

    @property
    def map_size(self) -> tuple[int, int]:
        """Width and height of one map."""
        return self.shape[1] * self.cell[0], self.shape[0] * self.cell[1]

    @property
    def width(self) -> int:
        """From the first map's left edge to the last one's right."""
        return (self.columns - 1) * self.pitch[0] + self.map_size[0]

    @property
    def height(self) -> int:
        """From the first map's top edge to the last one's bottom."""
        return (self.rows - 1) * self.pitch[1] + self.map_size[1]

    def corner(self, number: int) -> tuple[int, int]:
        """Left and top of a map."""
        row, column = divmod(number, self.columns)
        return self.left + column * self.pitch[0], self.top + row * self.pitch[1]

    def locate(self, x: float, y: float) -> tuple[int, int, int] | None:
        """Map, row and column of the cell at a point; None between the maps."""
        across, inside_x = divmod(x - self.left, self.pitch[0])
        down, inside_y = divmod(y - self.top, self.pitch[1])
        number = int(down) * self.columns + int(across)
        width, height = self.map_size
        if not (0 <= across < self.columns and down >= 0 and number < self.count):
            return None
        if inside_x >= width or inside_y >= height:
            return None
        return number, int(inside_y // self.cell[1]), int(inside_x // self.cell[0])


def arrange(
    spec: NetworkSpec, left: int, top: int, width: int, height: int, unit: float
) -> list[Column]:
    """Lay the whole network out in a rectangle, in reading order.

    Cells are as large as whole pixels allow; where even one pixel per cell is too much, columns
    run past the right edge and the view scrolls.
    """
    smaller = height
    for _ in range(12):
        groups = _groups(spec, smaller, unit)
        needed = sum(_group_width(group, unit) for group in groups)
        gaps = (len(groups) - 1) * round(_GROUP_GAP * unit)
        if needed + gaps <= width or smaller < 100 * unit:
            break
        smaller = round(smaller * 0.9)
    return _place(groups, left, top, width - needed, unit)


def _groups(spec: NetworkSpec, height: int, unit: float) -> list[list[Column]]:
    side = max(1, int(_INPUT_WIDTH * unit) // spec.input.width)
    groups = [[_maps("input", "input", spec.input, 1, (side, side), unit)]]
    map_side = spec.input.width * side  # of the convolution before a pooling layer
    signed = False
    for layer, shape in zip(spec.layers, spec.shapes[1:], strict=True):
        if layer is spec.layers[-1]:
            groups.append([_out(layer, shape, height, unit)])
        elif isinstance(layer, FullyConnected):
            units = _units(layer, shape, height, unit)
            groups.append([replace(units, signed=layer.activation != "relu")])
        else:
            columns = 2 if shape.channels > 3 else 1
            room = height / -(-shape.channels // columns) - max(1, round(unit))
            if isinstance(layer, Pooling):
                room = min(room, map_side)
            cell = max(1, int(room) // shape.height)
            map_side = cell * shape.height
            column = _maps(layer.name, "after", shape, columns, (cell, cell), unit, height)
            signed = _is_signed(layer, signed)
            column = replace(column, signed=signed)
            both = isinstance(layer, Convolution) and layer.activation != "none"
            before = replace(column, part="before", signed=True)
            groups.append([before, column] if both else [column])
    return groups


def _is_signed(layer: Layer, before: bool) -> bool:
    """Whether what comes out of a layer can be negative; `before`: whether what goes in can."""
    if isinstance(layer, Pooling):
        return before and layer.mode != "l2"
    return layer.activation != "relu"


def _maps(
    layer: str,
    part: Part,
    shape: Shape,
    columns: int,
    cell: tuple[int, int],
    unit: float,
    height: int | None = None,
) -> Column:
    """Maps of a volume, as far apart as the height allows."""
    rows = -(-shape.channels // columns)
    size = shape.width * cell[0], shape.height * cell[1]
    is_large = size[1] > 40 * unit
    room = (height - rows * size[1]) // max(1, rows - 1) if height else 0
    gap_y = min(max(round(unit), room), round((24 if is_large else 2) * unit))
    gap_x = min(gap_y, round((8 if is_large and gap_y > 10 * unit else 4) * unit))
    pitch = (size[0] + gap_x, size[1] + gap_y)
    return Column(layer, part, shape.channels, (shape.height, shape.width), columns, cell, pitch)


def _units(layer: Layer, shape: Shape, height: int, unit: float) -> Column:
    """Units of a fully connected layer: a cell each, four side by side."""
    gap = max(1, round(unit))
    rows = -(-shape.channels // _UNIT_COLUMNS)
    most_wide, most_tall = (round(most * unit) for most in _MOST_CELL)
    tall = max(1, min(int((height + gap) / rows - gap), most_tall))
    wide = min(tall, most_wide if height > 700 * unit else round(16 * unit))
    pitch = (wide + gap, tall + gap)
    return Column(layer.name, "units", shape.channels, (1, 1), _UNIT_COLUMNS, (wide, tall), pitch)


def _out(layer: Layer, shape: Shape, height: int, unit: float) -> Column:
    tall = max(1, min(height // shape.channels, round(84 * unit)))
    cell = (round(_OUT_WIDTH * unit), tall)
    return Column(layer.name, "out", shape.channels, (1, 1), 1, cell, (cell[0], tall))


def _group_width(group: list[Column], unit: float) -> int:
    return sum(c.width for c in group) + (len(group) - 1) * round(_PAIR_GAP * unit)


def _place(
    groups: list[list[Column]], left: int, top: int, spare: int, unit: float
) -> list[Column]:
    """Put the groups side by side; what is left over widens the gaps, then the output."""
    count = len(groups) - 1
    good, most = round(_GOOD_GAP * unit), round(_MOST_GAP * unit)
    gap = min(max(spare // count, round(_GROUP_GAP * unit)), good)
    widened = min(max(0, spare - gap * count), round((_MOST_OUT_WIDTH - _OUT_WIDTH) * unit))
    gap = min(max(gap, (spare - widened) // count), most)
    placed: list[Column] = []
    x = left
    for group in groups:
        for column in group:
            here = replace(column, left=x, top=top)
            if column.part == "out":
                wide = column.cell[0] + widened
                here = replace(here, cell=(wide, column.cell[1]), pitch=(wide, column.pitch[1]))
            placed.append(here)
            x += here.width + round(_PAIR_GAP * unit)
        x += gap - round(_PAIR_GAP * unit)
    return placed


def kind_texts(layer: Layer) -> list[str]:
    """The layer's kind in words, longest first, for heads of different width."""
    if isinstance(layer, FullyConnected):
        return ["fully connected", "connected", "full"]
    short = layer.kind.replace("convolution", "conv").replace(" pooling", "")
    if isinstance(layer, Pooling):
        return [layer.kind, short]
    extra = [f" · stride {layer.stride}"] * (layer.stride != 1)
    extra += [f" · padding {layer.padding}"] * (layer.padding != 0)
    name = {"relu": " · ReLU", "tanh": " · tanh", "none": ""}[layer.activation]
    return [f"{layer.kind}{''.join(extra)}{name}", f"{layer.kind}{name}", layer.kind, short]
