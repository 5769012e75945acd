"""The arithmetic of one unit: every term of its value, taken from a network and a forward pass.

Nothing is run again: patches and windows are cut out of the trace, kernels and biases out of the
network. Terms are exact products in double precision, so that what remains against the network's
value is the rounding of its own sum in single precision.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from model.forward import Trace, softmax
from model.layers import Convolution, Pooling, Subsampling
from model.ledger_sums import (
    ConvolutionLedger,
    FullyConnectedLedger,
    convolution_ledger,
    fully_connected_ledger,
)
from model.ledger_table import Check, Entry, read_only
from model.ledger_windows import (
    PoolingLedger,
    SubsamplingLedger,
    pooling_ledger,
    subsampling_ledger,
)
from model.network import CLASSES, Calibration, Network
from model.unit import Array, Reading, Unit, position_of
from model.verdict import digit_scores

Ledger = ConvolutionLedger | PoolingLedger | SubsamplingLedger | FullyConnectedLedger


def ledger(network: Network, trace: Trace, raster: Array, unit: Unit, index: int = 0) -> Ledger:
    """The ledger of any unit, of the kind that its layer has.

    raster: (28, 28) float32, the one the trace has at `index`; the first layer's input.
    Raises ValueError when there is no such unit, or raster and index do not fit.
    """
    reading = Reading(network, trace, raster, index)
    position = position_of(network.spec, unit)
    layer = network.spec.layers[position]
    if isinstance(layer, Convolution):
        return convolution_ledger(reading, layer, position, unit)
    if isinstance(layer, Pooling):
        return pooling_ledger(reading, layer, position, unit)
    if isinstance(layer, Subsampling):
        return subsampling_ledger(reading, layer, position, unit)
    return fully_connected_ledger(reading, layer, position, unit)


@dataclass(frozen=True, slots=True, eq=False)
class SoftmaxLedger:
    """p = e^(z/T) / sum e^(z/T) of the ten logits. Arrays are (10,) and read-only.

    logits: float32, z; calibration: T, and the threshold of the digit score.
    scaled: float64, z/T; exponentials: float64, e^(z/T - max), which the largest has 1 of: the
        same factor above and below the line; total: their sum.
    probabilities: float64, as in `Recognition`; cross_entropies: float64, -log p in nats, what
        an answer costs when the label is this digit.
    digit_score: share of the ten beside "none of the ten", whose logit is 0: see `verdict`.
    """

    columns: ClassVar[tuple[str, ...]] = (
        *("term", "digit", "z", "z/T", "exponential"),
        *("probability", "cross-entropy", "value"),
    )

    logits: Array
    calibration: Calibration
    scaled: NDArray[np.float64]
    exponentials: NDArray[np.float64]
    total: float
    probabilities: NDArray[np.float64]
    cross_entropies: NDArray[np.float64]
    digit_score: float

    @property
    def check(self) -> Check:
        """The sum of the ten probabilities against 1."""
        return Check(float(self.probabilities.sum()), 1.0)

    def cross_entropy(self, label: int) -> float:
        """-log p of a label 0 to 9, in nats, p as calibrated. Raises ValueError for others."""
        if not 0 <= label < CLASSES:
            raise ValueError(f"label is {label!r}, expected 0 to 9")
        return float(self.cross_entropies[label])

    def terms(self) -> Iterator[tuple[Entry, ...]]:
        """One row for every digit; then temperature, sum of the exponentials and digit score."""
        columns = self.scaled, self.exponentials, self.probabilities, self.cross_entropies
        for digit, logit in enumerate(self.logits):
            yield ("class", digit, logit, *(float(column[digit]) for column in columns), None)
        below = {
            "temperature": self.calibration.temperature,
            "sum of exponentials": self.total,
            "digit score": self.digit_score,
        }
        for name, value in below.items():
            yield (name, *(None,) * (len(self.columns) - 2), value)


def softmax_ledger(network: Network, trace: Trace, index: int = 0) -> SoftmaxLedger:
    """From the logits at `index` to probabilities."""
    logits, calibration = trace.logits[index], network.calibration
    scaled = logits.astype(np.float64) / calibration.temperature
    shifted = scaled - scaled.max()
    exponentials = np.exp(shifted)
    total = float(exponentials.sum())
    return SoftmaxLedger(
        logits,
        calibration,
        read_only(scaled),
        read_only(exponentials),
        total,
        read_only(softmax(logits, calibration.temperature)),
        read_only(np.log(total) - shifted),  # finite where p itself is too small for a number
        float(digit_scores(logits, calibration.temperature)),
    )
