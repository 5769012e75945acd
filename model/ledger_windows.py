"""The arithmetic of a pooled and of a sub-sampled unit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, ClassVar

import numpy as np
from numpy.typing import NDArray

from model.layers import Activation, Pooling, PoolingMode, Subsampling
from model.ledger_table import WEIGHTED, Check, Entry, cells_of, read_only, values_below
from model.unit import Array, Reading, Unit

Place = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class PoolingLedger:
    """A window and the number it is reduced to. Arrays are (k, k) and read-only.

    place: row and column of the window's first cell in the layer before.
    values: float32; output: the network's value.
    gradients: float64, d output / d value: 1 for the winner of max pooling, 1/n for the mean,
        x / output for the L2 norm and 0 where the norm is 0.
    """

    columns: ClassVar[tuple[str, ...]] = (*WEIGHTED[:6], "square", "gradient", "product", "value")

    unit: Unit
    input_layer: str
    mode: PoolingMode
    place: Place
    values: Array
    gradients: NDArray[np.float64]
    output: float

    @property
    def winner(self) -> Place | None:
        """Row and column, within the window, of the maximum: the first of equals; row by row.

        None for other poolings. The only cell that gradient passes, as in torch.
        """
        if self.mode != "max":
            return None
        row, column = divmod(int(self.values.argmax()), len(self.values))
        return row, column

    @property
    def ties(self) -> tuple[Place, ...]:
        """The other cells of a max pooling that are as large as the winner."""
        if self.mode != "max":
            return ()
        found = np.argwhere(self.values == self.values.max())
        return tuple((int(row), int(column)) for row, column in found[1:])

    @property
    def squares(self) -> NDArray[np.float64]:
        """x² of every cell, in double precision."""
        return read_only(np.square(self.values, dtype=np.float64))

    @property
    def contributions(self) -> NDArray[np.float64]:
        """Gradient x value of every cell: their sum is the output, in all three poolings."""
        return read_only(self.gradients * self.values + 0.0)  # no -0.0

    @property
    def check(self) -> Check:
        """Maximum, mean, or root of the sum of squares against the network's value."""
        return Check(_reduced(self.values, self.mode), self.output)

    def terms(self) -> Iterator[tuple[Entry, ...]]:
        """Every cell of the window; squares for L2 pooling only. Then the output."""
        squares = self.squares
        contributions = self.contributions
        for i, j in cells_of(self.values):
            square = float(squares[i, j]) if self.mode == "l2" else None
            yield (
                *("cell", self.input_layer, self.unit.channel),
                *(self.place[0] + i, self.place[1] + j, np.float32(self.values[i, j]), square),
                *(float(self.gradients[i, j]), float(contributions[i, j]), None),
            )
        yield ("output", *(None,) * (len(self.columns) - 2), np.float32(self.output))


@dataclass(frozen=True, slots=True, eq=False)
class SubsamplingLedger:
    """f(coefficient * sum of a window + bias); LeCun et al. 1998, section II.B.

    place: row and column of the window's first cell in the layer before.
    values: (k, k) float32, read-only; total: their sum in double precision.
    pre_activation, activation: the network's values; function: the activation's name.
    """

    columns: ClassVar[tuple[str, ...]] = WEIGHTED

    unit: Unit
    input_layer: str
    place: Place
    values: Array
    total: float
    coefficient: float
    bias: float
    pre_activation: float
    activation: float
    function: Activation

    @property
    def gradients(self) -> NDArray[np.float64]:
        """(k, k) float64: d pre-activation / d value, which is the coefficient everywhere."""
        return read_only(np.full(self.values.shape, self.coefficient))

    @property
    def contributions(self) -> NDArray[np.float64]:
        """Coefficient x value of every cell: with the bias, their sum is the pre-activation."""
        return read_only(self.coefficient * self.values.astype(np.float64) + 0.0)  # no -0.0

    @property
    def check(self) -> Check:
        """Coefficient x sum + bias against the network's pre-activation."""
        return Check(self.coefficient * self.total + self.bias, self.pre_activation)

    def terms(self) -> Iterator[tuple[Entry, ...]]:
        """Every cell of the window, then bias, pre-activation and activation."""
        contributions = self.contributions
        for i, j in cells_of(self.values):
            yield (
                *("product", self.input_layer, self.unit.channel),
                *(self.place[0] + i, self.place[1] + j, np.float32(self.values[i, j])),
                *(np.float32(self.coefficient), float(contributions[i, j]), None),
            )
        yield from values_below(
            bias=self.bias, pre_activation=self.pre_activation, activation=self.activation
        )


@dataclass(frozen=True, slots=True, eq=False)
class Passage:
    """Where a unit's activation goes next: a window of the next layer, and its place in it."""

    ledger: PoolingLedger | SubsamplingLedger
    place: Place

    @property
    def is_winner(self) -> bool:
        """True for the one cell that a max pooling takes."""
        return isinstance(self.ledger, PoolingLedger) and self.ledger.winner == self.place

    @property
    def gradient(self) -> float:
        """How much the window's number (before the activation function) changes with this cell."""
        return float(self.ledger.gradients[self.place])

    @property
    def share(self) -> float:
        """Part of what the window's cells give together; 0 where they give 0.

        Max pooling: 1 for the winner; mean and sub-sampling: x / sum; L2: x² / sum of squares.
        Where activations can be negative, a share of a sum can be below 0 or above 1.
        """
        contributions = self.ledger.contributions
        total = float(contributions.sum())
        if isinstance(self.ledger, PoolingLedger) and self.ledger.mode == "max":
            return float(self.is_winner)
        return float(contributions[self.place]) / total if total else 0.0


def pooling_gradients(
    cells: NDArray[np.floating[Any]], mode: PoolingMode, output: NDArray[np.floating[Any]]
) -> NDArray[np.float64]:
    """(..., n) float64: d output / d cell for windows of n cells; `output` is (..., 1)."""
    if mode == "average":
        return np.full(cells.shape, 1 / cells.shape[-1])
    gradients = np.zeros(cells.shape)
    if mode == "max":  # argmax is the first of equals, which is where torch's gradient goes
        np.put_along_axis(gradients, cells.argmax(axis=-1, keepdims=True), 1.0, axis=-1)
        return gradients
    norms = np.sqrt(np.square(cells, dtype=np.float64).sum(axis=-1, keepdims=True))
    np.divide(cells, norms, out=gradients, where=output > 0)
    return gradients


def pooling_ledger(reading: Reading, layer: Pooling, position: int, unit: Unit) -> PoolingLedger:
    """The ledger of a unit of the pooling at `position`."""
    place, values = _window(reading, layer, position, unit)
    output = reading.activations(position)[unit.channel, unit.row, unit.column]
    gradients = pooling_gradients(values.reshape(-1), layer.mode, output[None])
    return PoolingLedger(
        unit,
        reading.name_before(position),
        layer.mode,
        place,
        values,
        read_only(gradients.reshape(values.shape)),
        float(output),
    )


def subsampling_ledger(
    reading: Reading, layer: Subsampling, position: int, unit: Unit
) -> SubsamplingLedger:
    """The ledger of a unit of the sub-sampling at `position`."""
    place, values = _window(reading, layer, position, unit)
    where = unit.channel, unit.row, unit.column
    parameters = reading.network.parameters
    return SubsamplingLedger(
        unit,
        reading.name_before(position),
        place,
        values,
        float(values.sum(dtype=np.float64)),
        float(parameters[f"{layer.name}.weight"][unit.channel]),
        float(parameters[f"{layer.name}.bias"][unit.channel]),
        float(reading.pre_activations(position)[where]),
        float(reading.activations(position)[where]),
        layer.activation,
    )


def passages(reading: Reading, position: int, unit: Unit) -> tuple[Passage, ...]:
    """All windows of the layer after `position` that a unit is in; of poolings only.

    There are several where the stride is smaller than the window, none where a stride or the
    edge leaves the unit out, or when the next layer is no pooling.
    """
    spec = reading.network.spec
    layer = spec.layers[position + 1] if position + 1 < len(spec.layers) else None
    if not isinstance(layer, Pooling | Subsampling):
        return ()
    shape = spec.shapes[position + 2]
    found = []
    for row in _covering(unit.row, layer.window, layer.stride, shape.height):
        for column in _covering(unit.column, layer.window, layer.stride, shape.width):
            pooled = Unit(layer.name, unit.channel, row, column)
            place = unit.row - row * layer.stride, unit.column - column * layer.stride
            ledger: PoolingLedger | SubsamplingLedger
            if isinstance(layer, Pooling):
                ledger = pooling_ledger(reading, layer, position + 1, pooled)
            else:
                ledger = subsampling_ledger(reading, layer, position + 1, pooled)
            found.append(Passage(ledger, place))
    return tuple(found)


def _covering(cell: int, window: int, stride: int, count: int) -> range:
    """Which of `count` windows along one side cover a cell."""
    return range(max(0, -((window - 1 - cell) // stride)), min(count, cell // stride + 1))


def _window(
    reading: Reading, layer: Pooling | Subsampling, position: int, unit: Unit
) -> tuple[Place, Array]:
    """Place and values (k, k) of a unit's window."""
    top, left = unit.row * layer.stride, unit.column * layer.stride
    before = reading.volume_before(position)[unit.channel]
    values = before[top : top + layer.window, left : left + layer.window].copy()
    return (top, left), read_only(values)


def _reduced(values: Array, mode: PoolingMode) -> float:
    if mode == "max":
        return float(values.max())
    if mode == "average":
        return float(values.mean(dtype=np.float64))
    return float(np.sqrt(np.square(values, dtype=np.float64).sum()))
