"""The course of a sliding window: every place it takes on the input, in the order it takes them."""

from __future__ import annotations

from dataclasses import dataclass

from model.costs import Windows, network_cost
from model.formulas import key_text, output_formula
from model.layers import Convolution, FullyConnected, Pooling, Shape, Subsampling
from model.network import NetworkSpec
from model.unit import INPUT, Unit

Sliding = Convolution | Pooling | Subsampling


@dataclass(frozen=True, slots=True)
class Course:
    """One map of a layer, its units row by row.

    layer, channel: which map is filled; input_layer: name of the layer before, "input" for the
    raster; before, after: shapes of the two; windows: size, stride and padding along one side.
    """

    layer: Sliding
    channel: int
    input_layer: str
    before: Shape
    after: Shape
    windows: Windows

    @property
    def count(self) -> int:
        """How many places there are: one for every unit of the map."""
        return self.after.height * self.after.width

    @property
    def channels(self) -> tuple[int, ...]:
        """The input channels that the window lies on, ascending."""
        if not isinstance(self.layer, Convolution):
            return (self.channel,)
        if self.layer.connections is not None:
            return self.layer.connections[self.channel]
        return tuple(range(self.before.channels))

    def place(self, number: int) -> tuple[int, int]:
        """Row and column of a position, counted from 0, in the map that is filled."""
        return divmod(number, self.after.width)

    def number(self, row: int, column: int) -> int:
        """The position of a place. Raises ValueError when the map has no such place."""
        if not (0 <= row < self.after.height and 0 <= column < self.after.width):
            raise ValueError(f"{self.layer.name} is {self.after}; it has no row {row}, {column}")
        return row * self.after.width + column

    def unit(self, number: int) -> Unit:
        """The unit whose value a position gives."""
        return Unit(self.layer.name, self.channel, *self.place(number))

    def window(self, number: int) -> tuple[range, range]:
        """Rows and columns of the input under the window; below 0 and past the end is padding."""
        starts = (n * self.windows.stride - self.windows.padding for n in self.place(number))
        rows, columns = (range(start, start + self.windows.window) for start in starts)
        return rows, columns

    def position_text(self, number: int) -> str:
        """Where the window stands, as one line."""
        row, column = self.place(number)
        rows, columns = self.window(number)
        return (
            f"position {number + 1} of {self.count}: row {row}, column {column} · "
            f"window rows {range_text(rows)}, cols {range_text(columns)} · "
            f"stride {self.windows.stride} · padding {self.windows.padding}"
        )

    @property
    def formula_text(self) -> str:
        """The size of the map, in letters and with the numbers put in."""
        return f"n_C = {output_formula(self.windows)}"

    @property
    def key_text(self) -> str:
        """What the letters of the formula stand for."""
        window = "kernel" if isinstance(self.layer, Convolution) else "window"
        return key_text([f"n_C {output_formula(self.windows).letters}"], window)


def course_of(spec: NetworkSpec, name: str, channel: int) -> Course:
    """The course that fills one map. Raises ValueError when the network has no such map.

    Fully connected layers have no windows, so nothing slides there.
    """
    names = [layer.name for layer in spec.layers]
    if name not in names:
        raise ValueError(f"there is no layer {name!r}, expected one of {', '.join(names)}")
    position = names.index(name)
    layer, before, after = spec.layers[position], *spec.shapes[position : position + 2]
    windows = network_cost(spec).layer(name).windows
    if isinstance(layer, FullyConnected) or windows is None:
        raise ValueError(f"{name} is fully connected: it has no window that could slide")
    if not 0 <= channel < after.channels:
        raise ValueError(f"{name} has no channel {channel}, expected 0 to {after.channels - 1}")
    input_layer = names[position - 1] if position else INPUT
    return Course(layer, channel, input_layer, before, after, windows)


def range_text(numbers: range) -> str:
    """First and last: 3–7; with words where one of them has a minus sign; 4 when it is alone."""
    first, last = (f"−{-n}" if n < 0 else str(n) for n in (numbers.start, numbers.stop - 1))
    if first == last:
        return first
    return f"{first} to {last}" if numbers.start < 0 else f"{first}–{last}"
