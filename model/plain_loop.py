"""The arithmetic of one unit in plain loops: Python's own floats, one number after the other.

This is the textbook, and the second witness beside torch: the same kernel and bias, the same
numbers of the layer before, and nothing but +, -, *, / and the functions of `math`. It is slow
(one unit of LeNet takes up to a few hundred products), which is why the network is not.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

from model.forward import Trace
from model.layers import Activation, Convolution, Pooling, Shape, Subsampling
from model.ledger import softmax_ledger
from model.network import Network
from model.unit import Array, Reading, Unit, position_of

Volume = list[list[list[float]]]  # channel, row, column


@dataclass(frozen=True, slots=True)
class PlainNumber:
    """One number, twice. name: what it is; value: of the plain loop; network: the network's."""

    name: str
    value: float
    network: float

    @property
    def difference(self) -> float:
        """How far the two are apart; never negative."""
        return abs(self.value - self.network)


@dataclass(frozen=True, slots=True)
class PlainCheck:
    """One unit, computed again.

    shape: of its layer. terms: how many products, or numbers of a window, the loop went through;
    the padding's are among them.
    numbers: the sum before the activation, and the activation where there is one; of a pooling
        its output; of one of the ten outputs also its probability and cross-entropy.
    """

    unit: Unit
    shape: Shape
    terms: int
    numbers: tuple[PlainNumber, ...]

    @property
    def first(self) -> PlainNumber:
        """The sum itself, or the pooling's output: what the terms make."""
        return self.numbers[0]

    @property
    def worst(self) -> PlainNumber:
        """The number with the largest difference."""
        return max(self.numbers, key=lambda number: number.difference)


def plain_unit(
    network: Network, trace: Trace, raster: Array, unit: Unit, index: int = 0
) -> PlainCheck:
    """Compute a unit again from the numbers of the layer before it.

    raster: (28, 28) float32, the one the trace has at `index`; the first layer's input.
    Raises ValueError when there is no such unit, or raster and index do not fit.
    """
    reading = Reading(network, trace, raster, index)
    position = position_of(network.spec, unit)
    layer = network.spec.layers[position]
    before: Volume = reading.volume_before(position).tolist()
    shape = network.spec.shapes[position + 1]
    output = float(reading.activations(position)[unit.channel, unit.row, unit.column])
    if isinstance(layer, Pooling):
        value = plain_pooling(before, layer, unit)
        return PlainCheck(unit, shape, layer.window**2, (PlainNumber("output", value, output),))
    weights = network.parameters[f"{layer.name}.weight"][unit.channel].tolist()
    bias = float(network.parameters[f"{layer.name}.bias"][unit.channel])
    if isinstance(layer, Convolution):
        a, terms = plain_convolution(before, weights, bias, layer, unit)
    elif isinstance(layer, Subsampling):
        a, terms = plain_subsampling(before, weights, bias, layer, unit), layer.window**2
    else:
        a, terms = plain_sum(before, weights, bias), len(weights)
    sums = float(reading.pre_activations(position)[unit.channel, unit.row, unit.column])
    numbers = [PlainNumber("before activation", a, sums)]
    if layer.activation != "none":
        value = plain_activation(a, layer.activation)
        numbers.append(PlainNumber("activation", value, output))
    if layer is network.spec.layers[-1]:
        numbers += _of_the_softmax(network, trace, unit.channel, index)
    return PlainCheck(unit, shape, terms, tuple(numbers))


def _of_the_softmax(network: Network, trace: Trace, digit: int, index: int) -> list[PlainNumber]:
    """Probability of a digit, and the cross-entropy if it were the label."""
    shown, temperature = softmax_ledger(network, trace, index), network.calibration.temperature
    logits: list[float] = trace.logits[index].tolist()
    probability = plain_softmax(logits, temperature)[digit]
    cross_entropy = plain_cross_entropy(logits, digit, temperature)
    return [
        PlainNumber("probability", probability, float(shown.probabilities[digit])),
        PlainNumber("cross-entropy", cross_entropy, shown.cross_entropy(digit)),
    ]


def plain_convolution(
    before: Volume, kernels: Volume, bias: float, layer: Convolution, unit: Unit
) -> tuple[float, int]:
    """Add up b + sum over channels, rows and columns of w * x; also, how many products that is.

    Beyond the edge of the maps, x is 0: the padding.
    """
    height, width = len(before[0]), len(before[0][0])
    channels = range(len(before))
    if layer.connections is not None:
        channels = layer.connections[unit.channel]  # type: ignore[assignment]  # both are numbers
    a, terms = bias, 0
    for channel in channels:
        for i in range(layer.kernel):
            for j in range(layer.kernel):
                row = unit.row * layer.stride + i - layer.padding
                column = unit.column * layer.stride + j - layer.padding
                x = 0.0
                if 0 <= row < height and 0 <= column < width:
                    x = before[channel][row][column]
                a += kernels[channel][i][j] * x
                terms += 1
    return a, terms


def plain_pooling(before: Volume, layer: Pooling, unit: Unit) -> float:
    """The largest number of the window, their mean, or the root of the sum of their squares."""
    largest, total, squares = -math.inf, 0.0, 0.0
    for i in range(layer.window):
        for j in range(layer.window):
            row, column = unit.row * layer.stride + i, unit.column * layer.stride + j
            x = before[unit.channel][row][column]
            largest = max(largest, x)
            total += x
            squares += x * x
    if layer.mode == "max":
        return largest
    return total / layer.window**2 if layer.mode == "average" else math.sqrt(squares)


def plain_subsampling(
    before: Volume, weight: float, bias: float, layer: Subsampling, unit: Unit
) -> float:
    """Weigh the sum of the window: w * sum + b; LeCun et al. 1998, section II.B."""
    total = 0.0
    for i in range(layer.window):
        for j in range(layer.window):
            row, column = unit.row * layer.stride + i, unit.column * layer.stride + j
            total += before[unit.channel][row][column]
    return weight * total + bias


def plain_sum(before: Volume, weights: list[float], bias: float) -> float:
    """Add up b + sum of w * x over all numbers, channel by channel and row by row."""
    a, n = bias, 0
    for rows in before:
        for row in rows:
            for x in row:
                a += weights[n] * x
                n += 1
    return a


def plain_activation(a: float, activation: Activation) -> float:
    """ReLU max(0, a), tanh a, 1.7159 tanh(2 a / 3) (LeCun et al. 1998, appendix A), or a."""
    if activation == "relu":
        return a if a > 0 else 0.0
    if activation == "scaled tanh":
        return 1.7159 * math.tanh(2 * a / 3)
    return math.tanh(a) if activation == "tanh" else a


def plain_softmax(logits: list[float], temperature: float = 1.0) -> list[float]:
    """e^(z/T) / sum of e^(z/T); the largest is taken off all z first, which changes nothing."""
    largest = max(logits)
    exponentials = []
    total = 0.0
    for z in logits:
        e = math.exp((z - largest) / temperature)
        exponentials.append(e)
        total += e
    return [e / total for e in exponentials]


def plain_cross_entropy(logits: list[float], label: int, temperature: float = 1.0) -> float:
    """-log p of the label, in nats: log of the sum of e^(z/T), less the label's z/T.

    The largest z is taken off first, so that it is finite where p is too small for a number.
    """
    largest = max(logits)
    total = 0.0
    for z in logits:
        total += math.exp((z - largest) / temperature)
    return math.log(total) - (logits[label] - largest) / temperature
