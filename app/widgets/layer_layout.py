"""Where every map of every layer stands: whole device pixels, nothing but arithmetic.

All measures here are device pixels; `unit` is how many of them one device-independent pixel has.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Literal

from app.widgets.map_sizes import Block, Choice, choose, pair_gap, spacing
from model.layers import Convolution, FullyConnected, Layer, Pooling, Shape, Subsampling
from model.network import NetworkSpec

Part = Literal["input", "before", "after", "units", "out"]

_GROUP_GAP, _STRIP_GAP = 20, 12
_GOOD_GAP, _MOST_GAP = 28, 60  # what is left over widens gaps, then the output, then gaps
_UNIT_COLUMNS, _STRIP_UNIT_COLUMNS = 4, 8
_STRIP_COLUMNS = (2, 4, 8)  # of maps beside each other in a low strip
_MOST_CELL, _MOST_STRIP_CELL = (26, 40), (7, 16)  # width and height of a unit
_INPUT_WIDTH = 84
_OUT_WIDTH, _STRIP_OUT_WIDTH, _MOST_OUT_WIDTH = 78, 62, 160
NONLINEARITY = {"relu": "ReLU", "tanh": "tanh", "scaled tanh": "scaled tanh"}


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

    def cell_box(self, number: int, row: int = 0, column: int = 0) -> tuple[int, int, int, int]:
        """Left, top, width and height of a cell."""
        x, y = self.corner(number)
        return x + column * self.cell[0], y + row * self.cell[1], *self.cell

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
    spec: NetworkSpec,
    left: int,
    top: int,
    width: int,
    height: int,
    unit: float,
    is_strip: bool = False,
) -> list[Column]:
    """Lay the whole network out in a rectangle, in reading order.

    Cells are as large as whole pixels allow; where even one pixel per cell is too much, columns
    run past the right edge and the view scrolls. is_strip: the rectangle is low, so more maps
    stand beside each other.
    """
    side = max(1, int(_INPUT_WIDTH * unit) // spec.input.width)
    side = max(1, min(side, height // spec.input.height))
    unit_columns = _STRIP_UNIT_COLUMNS if is_strip else _UNIT_COLUMNS
    ink = _maps("input", spec.input, Choice(1, side), height, unit)
    vectors = {
        layer.name: _out(layer, shape, height, unit, is_strip)
        if layer is spec.layers[-1]
        else _units(layer, shape, height, unit, unit_columns)
        for layer, shape in zip(spec.layers, spec.shapes[1:], strict=True)
        if shape.is_vector
    }
    gap = round((_STRIP_GAP if is_strip else _GROUP_GAP) * unit)
    taken = sum(column.width for column in (ink, *vectors.values())) + len(vectors) * gap
    runs = _runs(spec)
    blocks = [_block(run, spec, ink.map_size[0]) for run in runs]
    groups = {name: [column] for name, column in vectors.items()}
    columns = _STRIP_COLUMNS if is_strip else (1, 2)
    choices = choose(blocks, width - taken, height, gap, unit, columns)
    for run, block, choice in zip(runs, blocks, choices, strict=True):
        sides = block.sides(choice.cell)
        for layer, side, cells, is_pair in zip(run, sides, block.cells, block.pairs, strict=True):
            size = replace(choice, cell=side // cells)
            column = _maps(layer.name, spec.shape_of(layer.name), size, height, unit)
            before = replace(column, part="before", signed=True)
            groups[layer.name] = [before, column] if is_pair else [column]
    signed = _signed_layers(spec)
    ordered = [[replace(ink, part="input")]]
    for layer in spec.layers:
        *first, last = groups[layer.name]
        ordered.append([*first, replace(last, signed=layer.name in signed)])
    return _place(ordered, left, top, width, unit, gap)


def _runs(spec: NetworkSpec) -> list[list[Layer]]:
    """Layers with maps, each together with those that follow and reduce its maps."""
    runs: list[list[Layer]] = []
    for layer, shape in zip(spec.layers, spec.shapes[1:], strict=True):
        if shape.is_vector:
            continue
        if runs and isinstance(layer, Pooling | Subsampling):
            runs[-1].append(layer)
        else:
            runs.append([layer])
    return runs


def _block(run: list[Layer], spec: NetworkSpec, input_side: int) -> Block:
    """Sizes of a run; maps that reduce the raster are no larger than it is drawn."""
    shapes = [spec.shape_of(layer.name) for layer in run]
    pairs = (not isinstance(layer, Pooling) and layer.activation != "none" for layer in run)
    most = input_side if isinstance(run[0], Pooling | Subsampling) else None
    return Block(shapes[0].channels, tuple(shape.height for shape in shapes), tuple(pairs), most)


def _signed_layers(spec: NetworkSpec) -> set[str]:
    """Names of the layers of which what comes out can be negative."""
    names = set()
    signed = False
    for layer in spec.layers:
        if not isinstance(layer, Pooling):
            signed = layer.activation != "relu"
        elif layer.mode == "l2":
            signed = False
        if signed and layer is not spec.layers[-1]:
            names.add(layer.name)
    return names


def _maps(layer: str, shape: Shape, size: Choice, height: int, unit: float) -> Column:
    """Maps of a volume, after the activation."""
    side = shape.width * size.cell
    across, down = spacing(side, -(-shape.channels // size.columns), height, unit)
    pitch = (side + across, side + down)
    cells = (shape.height, shape.width)
    cell = (size.cell, size.cell)
    return Column(layer, "after", shape.channels, cells, size.columns, cell, pitch)


def _units(layer: Layer, shape: Shape, height: int, unit: float, columns: int) -> Column:
    """Units of a layer whose maps are single cells, `columns` of them side by side."""
    gap = max(1, round(unit))
    is_strip = columns == _STRIP_UNIT_COLUMNS
    columns = min(columns, shape.channels)  # few units are framed no wider than they are
    rows = -(-shape.channels // columns)
    most_cell = _MOST_STRIP_CELL if is_strip else _MOST_CELL
    most_wide, most_tall = (round(most * unit) for most in most_cell)
    tall = max(1, min(int((height + gap) / rows - gap), most_tall))
    wide = min(tall, most_wide if is_strip or height > 700 * unit else round(16 * unit))
    pitch = (wide + gap, tall + gap)
    return Column(layer.name, "units", shape.channels, (1, 1), columns, (wide, tall), pitch)


def _out(layer: Layer, shape: Shape, height: int, unit: float, is_strip: bool) -> Column:
    tall = max(1, min(height // shape.channels, round(84 * unit)))
    cell = (round((_STRIP_OUT_WIDTH if is_strip else _OUT_WIDTH) * unit), tall)
    return Column(layer.name, "out", shape.channels, (1, 1), 1, cell, (cell[0], tall))


def _group_width(group: list[Column], unit: float) -> int:
    return sum(c.width for c in group) + (len(group) - 1) * pair_gap(group[0].width, unit)


def _place(
    groups: list[list[Column]], left: int, top: int, width: int, unit: float, least: int
) -> list[Column]:
    """Put the groups side by side, `least` apart or more.

    What is left over widens the gaps, then the output.
    """
    count = len(groups) - 1
    spare = width - sum(_group_width(group, unit) for group in groups)
    good, most = round(_GOOD_GAP * unit), round(_MOST_GAP * unit)
    gap = min(max(spare // count, least), good)
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
            x += here.width + pair_gap(here.width, unit)
        x += gap - pair_gap(group[-1].width, unit)
    return placed


def kind_texts(layer: Layer) -> list[str]:
    """The layer's kind in words, longest first, for heads of different width."""
    if isinstance(layer, FullyConnected):
        return ["fully connected", "connected", "full"]
    short = layer.kind.replace("convolution", "conv").replace("sub-sampling", "sub")
    if isinstance(layer, Pooling):
        return [layer.kind, short.replace(" pooling", "")]
    name = "" if layer.activation == "none" else f" · {NONLINEARITY[layer.activation]}"
    extra = ""
    if isinstance(layer, Convolution):
        extra += f" · stride {layer.stride}" * (layer.stride != 1)
        extra += f" · padding {layer.padding}" * (layer.padding != 0)
    # The activation is named above its maps too, the padding nowhere else.
    texts = [f"{layer.kind}{extra}{name}", f"{layer.kind}{extra}", f"{short}{extra}"]
    texts += [] if extra else [f"{layer.kind}{name}"]
    texts = [*sorted(texts, key=len, reverse=True), layer.kind, short]
    return list(dict.fromkeys(texts))
