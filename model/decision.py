"""A logit, or the difference of two, traced back through all layers to the pixels.

Every layer writes its value as a sum of parts. A weighted sum is one already: w * x, and the
bias. ReLU, max, mean and L2 pooling all are sum of (d out / d in) * in: for max the winner alone,
for the mean x / n, for L2 x² / out. A tanh f has no such sum: its output is shared out as its
input was made up, with the factor f(z) / z in place of the derivative.

Therefore, at every layer: the contributions of its units and those of all biases after it add up
to the logit, whatever the activation and pooling; at the pixels too. Only what the factors mean
differs. With ReLU (or none) and any of the poolings they are the gradients of the logit, and a
contribution is gradient x activation. With tanh they are not: the sum is right, but says how the
logit is made up, not how it would change. In L2 pooling they are gradients that hold for small
changes only, as the norm is bent. And a pixel of 0 contributes nothing: what the paper around the
ink says goes into the biases' part, which can be as large as that of the ink.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

from model.forward import Trace
from model.layers import Activation, Convolution, Layer, Pooling, Subsampling
from model.ledger_table import Check, Entry, read_only
from model.ledger_windows import pooling_gradients
from model.network import CLASSES, Network
from model.unit import INPUT, Array, Reading, Unit

Volume = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Contribution:
    """What a unit's activation adds to a decision: factor x activation."""

    unit: Unit
    activation: float
    factor: float
    contribution: float


@dataclass(frozen=True, slots=True, eq=False)
class LayerShare:
    """What one layer, or the raster, gives to a decision. Arrays are read-only.

    activations: (C, H, W) float32, the network's.
    factors: (C, H, W) float64, of every unit: how much of its activation reaches the decision.
    contributions: (C, H, W) float64, factor x activation.
    biases: (C,) float64, what the layer's own biases give; 0 for poolings and the raster.
    """

    layer: str
    activations: Array
    factors: Volume
    contributions: Volume
    biases: NDArray[np.float64]

    def strongest(self, most: int | None = None) -> tuple[Contribution, ...]:
        """The `most` units that give most, whatever their sign; none that gives nothing."""
        flat = self.contributions.ravel()
        numbers = np.argsort(-np.abs(flat), kind="stable")[:most].tolist()
        return tuple(self._contribution(number) for number in numbers if flat[number])

    def _contribution(self, number: int) -> Contribution:
        channel, row, column = (
            int(part) for part in np.unravel_index(number, self.contributions.shape)
        )
        unit = Unit(self.layer, channel, row, column)
        return Contribution(
            unit,
            float(self.activations[channel, row, column]),
            float(self.factors[channel, row, column]),
            float(self.contributions[channel, row, column]),
        )


@dataclass(frozen=True, slots=True, eq=False)
class Decision:
    """The logit of a digit, or how far it lies above another's, and where it comes from.

    value: the network's; layers: from the last to the first, then the raster as "input".
    strongest: of every one of them, in the same order, the few units that give most.
    """

    columns: ClassVar[tuple[str, ...]] = (
        *("term", "layer", "channel", "row", "column"),
        *("activation", "factor", "contribution", "value"),
    )

    digit: int
    rather_than: int | None
    value: float
    layers: tuple[LayerShare, ...]
    strongest: tuple[tuple[Contribution, ...], ...]

    @property
    def pixels(self) -> Volume:
        """(28, 28) float64: contributions of the raster's pixels; 0 where it is 0."""
        pixels: Volume = self.layers[-1].contributions[0]
        return pixels

    @property
    def bias(self) -> float:
        """What the biases of all layers give together: the part that no pixel gives."""
        return float(sum(share.biases.sum() for share in self.layers))

    @property
    def check(self) -> Check:
        """Pixels and biases against the network's value."""
        return Check(float(self.pixels.sum()) + self.bias, self.value)

    def checks(self) -> dict[str, Check]:
        """Layer name -> its units' contributions and the biases of all layers after it."""
        after, found = 0.0, {}
        for share in self.layers:
            found[share.layer] = Check(float(share.contributions.sum()) + after, self.value)
            after += float(share.biases.sum())
        return found

    def terms(self) -> Iterator[tuple[Entry, ...]]:
        """The strongest units and the biases of every layer, all pixels with ink, the value.

        The pixels and biases add up to the value; the strongest units are only named.
        """
        for share, strongest in zip(self.layers[:-1], self.strongest, strict=False):
            yield from (_row("unit", item) for item in strongest)
            yield ("biases", share.layer, *(None,) * 5, float(share.biases.sum()), None)
        yield from (_row("pixel", item) for item in self.layers[-1].strongest())
        yield ("value", *(None,) * 7, self.value)


def _row(term: str, item: Contribution) -> tuple[Entry, ...]:
    place = item.unit.layer, item.unit.channel, item.unit.row, item.unit.column
    return (term, *place, np.float32(item.activation), item.factor, item.contribution, None)


def decision(
    network: Network,
    trace: Trace,
    raster: Array,
    digit: int,
    rather_than: int | None = None,
    most: int = 8,
    index: int = 0,
) -> Decision:
    """Trace back why a digit has its logit, or why so much more than `rather_than` has.

    raster: (28, 28) float32, the one the trace has at `index`; most: how many of each layer are
    named as strongest. Raises ValueError when the digits are not two of 0 to 9.
    """
    for name in (digit, rather_than):
        if name is not None and not 0 <= name < CLASSES:
            raise ValueError(f"digit is {name!r}, expected 0 to 9")
    if digit == rather_than:
        raise ValueError(f"why {digit} and not {digit} has no answer")
    reading = Reading(network, trace, raster, index)
    factors = np.zeros((CLASSES, 1, 1))
    factors[digit] = 1
    if rather_than is not None:
        factors[rather_than] = -1
    value = float((factors[:, 0, 0] * trace.logits[index]).sum())
    shares = []
    for position in range(len(network.spec.layers) - 1, -1, -1):
        before, biases = _step_back(reading, position, factors)
        layer = network.spec.layers[position].name
        shares.append(_share(layer, reading.activations(position), factors, biases))
        factors = before
    shares.append(_share(INPUT, reading.volume_before(0), factors, np.zeros(1)))
    strongest = tuple(share.strongest(most) for share in shares)
    return Decision(digit, rather_than, value, tuple(shares), strongest)


def _share(
    layer: str, activations: Array, factors: Volume, biases: NDArray[np.float64]
) -> LayerShare:
    contributions = factors * activations + 0.0  # no -0.0
    arrays = read_only(factors), read_only(contributions), read_only(biases)
    return LayerShare(layer, activations, *arrays)


def _step_back(
    reading: Reading, position: int, factors: Volume
) -> tuple[Volume, NDArray[np.float64]]:
    """From the factors of a layer's units to those of the layer before, and its biases' part."""
    layer = reading.network.spec.layers[position]
    before = reading.volume_before(position)
    if isinstance(layer, Pooling):
        gradients = _pooling_gradients(before, reading.activations(position), layer)
        cells = factors[..., None, None] * gradients
        return _spread(cells, before.shape, layer.stride), np.zeros(len(factors))
    z, activations = reading.pre_activations(position), reading.activations(position)
    factors = factors * _gains(z, activations, layer.activation)
    parameters = reading.network.parameters
    biases = factors.sum(axis=(1, 2)) * parameters[f"{layer.name}.bias"]
    weight = parameters[f"{layer.name}.weight"].astype(np.float64)
    return _unweigh(layer, factors, weight, before.shape), biases


def _gains(z: Array, activations: Array, activation: Activation) -> Volume:
    """Activation / pre-activation, (C, H, W) float64; the slope where both are 0."""
    if activation == "none":
        return np.ones(z.shape)
    if activation == "relu":
        return (z > 0).astype(np.float64)
    gains = np.full(z.shape, 1.0 if activation == "tanh" else 1.7159 * 2 / 3)
    np.divide(activations, z, out=gains, where=z != 0, dtype=np.float64)
    return gains


def _unweigh(layer: Layer, factors: Volume, weight: Volume, shape: tuple[int, ...]) -> Volume:
    """Factors of pre-activations (C, H', W') to those of the inputs (D, H, W)."""
    if isinstance(layer, Convolution):
        # (D, H', W', r, r): what every kernel cell passes on to the input cell beneath it
        cells = np.tensordot(factors, weight, axes=(0, 0)).transpose(2, 0, 1, 3, 4)
        p = layer.padding
        padded = (shape[0], shape[1] + 2 * p, shape[2] + 2 * p)
        return _spread(cells, padded, layer.stride)[:, p : p + shape[1], p : p + shape[2]]
    if isinstance(layer, Subsampling):
        cells = np.broadcast_to(
            (factors * weight[:, None, None])[..., None, None],
            (*factors.shape, layer.window, layer.window),
        )
        return _spread(cells, shape, layer.stride)
    return (factors.ravel() @ weight).reshape(shape)


def _pooling_gradients(before: Array, output: Array, layer: Pooling) -> Volume:
    """(C, H', W', k, k) float64: d output / d cell of every window."""
    k, s = layer.window, layer.stride
    windows = sliding_window_view(before, (k, k), axis=(1, 2))[:, ::s, ::s]
    gradients = pooling_gradients(
        windows.reshape(*output.shape, k * k), layer.mode, output[..., None]
    )
    return gradients.reshape(windows.shape)


def _spread(cells: Volume, shape: tuple[int, ...], stride: int) -> Volume:
    """Add up windows (C, H', W', k, k) where they lie in a volume (C, H, W)."""
    total = np.zeros(shape)
    _, height, width, k, _ = cells.shape
    for i, j in np.ndindex(k, k):
        rows = slice(i, i + stride * height, stride)
        columns = slice(j, j + stride * width, stride)
        total[:, rows, columns] += cells[..., i, j]
    return total
