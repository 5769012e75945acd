"""The arithmetic of units that weigh and sum: convolution and fully connected layers."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from model.layers import Activation, Convolution, FullyConnected, Shape
from model.ledger_table import (
    WEIGHTED,
    Check,
    Entry,
    Order,
    cells_of,
    ordered,
    read_only,
    running_sums,
    values_below,
)
from model.ledger_windows import Passage, Place, passages
from model.unit import Array, Reading, Unit


@dataclass(frozen=True, slots=True, eq=False)
class ConvolutionLedger:
    """a = b + sum over the n seen channels and r x r cells of w * x. Arrays are read-only.

    channels: (n,) which channels of the input layer the unit sees, ascending.
    place: row and column of the patch's first cell in the input layer; below 0 in the padding.
    padding: what the layer adds on every side.
    is_inside: (r, r) bool, the same for every channel; False where the patch lies in the padding.
    patches: (n, r, r) float32, 0 in the padding; kernels: (n, r, r) float32.
    products: (n, r, r) float64, exact; subtotals: (n,) float64, sums of the products.
    pre_activation, activation: the network's values; function: the activation's name.
    passages: the pooling or sub-sampling windows of the next layer that the activation goes to.
    """

    columns: ClassVar[tuple[str, ...]] = WEIGHTED

    unit: Unit
    input_layer: str
    channels: NDArray[np.int64]
    place: Place
    padding: int
    is_inside: NDArray[np.bool_]
    patches: Array
    kernels: Array
    products: NDArray[np.float64]
    subtotals: NDArray[np.float64]
    bias: float
    pre_activation: float
    activation: float
    function: Activation
    passages: tuple[Passage, ...]

    @property
    def padded_place(self) -> Place:
        """Row and column of the patch's first cell in the padded input; never below 0."""
        return self.place[0] + self.padding, self.place[1] + self.padding

    @property
    def check(self) -> Check:
        """Bias and all products against the network's pre-activation."""
        return Check(self.bias + float(self.subtotals.sum()), self.pre_activation)

    def order(self, by: Order = "channel") -> NDArray[np.int64]:
        """(n,) positions in `channels`: by channel, by size or by sign of the subtotals."""
        return ordered(self.subtotals, by)

    def running_sums(self, by: Order = "channel") -> NDArray[np.float64]:
        """(n + 1,) float64: the bias, then the sum after each channel in that order.

        The last is the pre-activation in double precision: `check.terms`.
        """
        return running_sums(self.bias, self.subtotals, self.order(by))

    def terms(self) -> Iterator[tuple[Entry, ...]]:
        """Every product, channel by channel; then bias, pre-activation and activation.

        What lies in the padding is called that, and is 0.
        """
        for n, channel in enumerate(self.channels.tolist()):
            for i, j in cells_of(self.is_inside):
                yield (
                    "product" if self.is_inside[i, j] else "padding",
                    *(self.input_layer, channel, self.place[0] + i, self.place[1] + j),
                    *(self.patches[n, i, j], self.kernels[n, i, j]),
                    *(float(self.products[n, i, j]), None),
                )
        yield from values_below(
            bias=self.bias, pre_activation=self.pre_activation, activation=self.activation
        )


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of a waterfall. unit: whose contribution it is; None for bias and remainder.

    value: what it adds; running: the sum after it.
    """

    label: str
    value: float
    running: float
    unit: Unit | None = None


@dataclass(frozen=True, slots=True, eq=False)
class FullyConnectedLedger:
    """a = b + sum over all n numbers of the layer before of w * x. Arrays are read-only.

    input_shape: of the layer before; its numbers are taken channel by channel, row by row.
    inputs, weights: (n,) float32; contributions: (n,) float64, their exact products.
    pre_activation, activation: the network's values; function: the activation's name.
    """

    columns: ClassVar[tuple[str, ...]] = WEIGHTED

    unit: Unit
    input_layer: str
    input_shape: Shape
    inputs: Array
    weights: Array
    contributions: NDArray[np.float64]
    bias: float
    pre_activation: float
    activation: float
    function: Activation

    @property
    def positive(self) -> float:
        """Sum of the contributions above 0."""
        return float(self.contributions[self.contributions > 0].sum())

    @property
    def negative(self) -> float:
        """Sum of the contributions below 0."""
        return float(self.contributions[self.contributions < 0].sum())

    @property
    def check(self) -> Check:
        """Bias and all contributions against the network's pre-activation."""
        return Check(self.bias + float(self.contributions.sum()), self.pre_activation)

    def source(self, number: int) -> Unit:
        """Which unit the number at this position of `inputs` is the activation of."""
        place = np.unravel_index(number, self.input_shape)
        return Unit(self.input_layer, *(int(part) for part in place))

    def order(self, by: Order = "channel") -> NDArray[np.int64]:
        """(n,) positions in `inputs`: as they come, by size or by sign of the contributions."""
        return ordered(self.contributions, by)

    def waterfall(self, most: int) -> tuple[Step, ...]:
        """The bias, the `most` strongest contributions, and all others in one last step.

        The last running sum is the pre-activation in double precision: `check.terms`.
        """
        order = self.order("size")
        running = self.bias
        steps = [Step("bias", self.bias, running)]
        for number in order[:most].tolist():
            source, value = self.source(number), float(self.contributions[number])
            running += value
            steps.append(Step(source.label(self.input_shape), value, running, source))
        others = order[most:]
        if len(others):
            value = float(self.contributions[others].sum())
            steps.append(Step(f"the other {len(others)} together", value, running + value))
        return tuple(steps)

    def terms(self) -> Iterator[tuple[Entry, ...]]:
        """Every contribution in the order of `inputs`; then bias, pre-activation, activation."""
        rows = zip(self.inputs, self.weights, self.contributions.tolist(), strict=True)
        for number, (x, w, product) in enumerate(rows):
            source = self.source(number)
            place = source.layer, source.channel, source.row, source.column
            yield ("product", *place, x, w, product, None)
        yield from values_below(
            bias=self.bias, pre_activation=self.pre_activation, activation=self.activation
        )


def convolution_ledger(
    reading: Reading, layer: Convolution, position: int, unit: Unit
) -> ConvolutionLedger:
    """The ledger of a unit of the convolution at `position`."""
    before = reading.volume_before(position)
    kernels = reading.network.parameters[f"{layer.name}.weight"][unit.channel]
    channels = np.arange(len(before))
    if layer.connections is not None:
        channels = np.array(layer.connections[unit.channel])
        before, kernels = before[channels], read_only(kernels[channels])
    place = unit.row * layer.stride - layer.padding, unit.column * layer.stride - layer.padding
    patches, is_inside = _patches(before, place, layer.kernel)
    products = np.multiply(kernels, patches, dtype=np.float64)
    products += 0.0  # -0.0, a negative weight on nothing, reads like a tiny number
    where = unit.channel, unit.row, unit.column
    return ConvolutionLedger(
        unit,
        reading.name_before(position),
        read_only(channels),
        place,
        layer.padding,
        is_inside,
        patches,
        kernels,
        read_only(products),
        read_only(products.sum(axis=(1, 2))),
        float(reading.network.parameters[f"{layer.name}.bias"][unit.channel]),
        float(reading.pre_activations(position)[where]),
        float(reading.activations(position)[where]),
        layer.activation,
        passages(reading, position, unit),
    )


def fully_connected_ledger(
    reading: Reading, layer: FullyConnected, position: int, unit: Unit
) -> FullyConnectedLedger:
    """The ledger of a unit of the fully connected layer at `position`."""
    inputs = reading.volume_before(position).ravel().view()
    weights = reading.network.parameters[f"{layer.name}.weight"][unit.channel]
    contributions = np.multiply(weights, inputs, dtype=np.float64)
    contributions += 0.0  # no -0.0
    where = unit.channel, unit.row, unit.column
    return FullyConnectedLedger(
        unit,
        reading.name_before(position),
        reading.network.spec.shapes[position],
        read_only(inputs),
        weights,
        read_only(contributions),
        float(reading.network.parameters[f"{layer.name}.bias"][unit.channel]),
        float(reading.pre_activations(position)[where]),
        float(reading.activations(position)[where]),
        layer.activation,
    )


def _patches(before: Array, place: Place, size: int) -> tuple[Array, NDArray[np.bool_]]:
    """The square at `place` of every channel (n, r, r), 0 outside; and where it is inside."""
    _, height, width = before.shape
    top, left = max(place[0], 0), max(place[1], 0)
    bottom = max(top, min(place[0] + size, height))
    right = max(left, min(place[1] + size, width))
    rows = slice(top - place[0], bottom - place[0])
    columns = slice(left - place[1], right - place[1])
    patches = np.zeros((len(before), size, size), np.float32)
    is_inside = np.zeros((size, size), np.bool_)
    patches[:, rows, columns] = before[:, top:bottom, left:right]
    is_inside[rows, columns] = True
    return read_only(patches), read_only(is_inside)
