"""From a raster to an answer: forward pass, calibrated softmax, and whether it is a digit."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.forward import Trace, softmax, trace
from model.network import Network
from model.raster import SIDE, Raster

BLANK = "blank"
_BATCH = 64  # rasters in one pass on the command line: the patches still fit the cache


@dataclass(frozen=True, slots=True)
class Verdict:
    """Digit, or not a digit and why.

    digit_score: 0 to 1; below the network's threshold the drawing is refused.
    reason: empty for a digit, else a short sentence.
    """

    is_digit: bool
    digit_score: float
    reason: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Recognition:
    """One answer. Arrays are read-only.

    probabilities: (10,) float64, sums to 1; prediction: the index of the largest, also when the
    verdict is "not a digit"; trace: all layers for this raster (N = 1).
    """

    raster: Raster
    trace: Trace
    probabilities: NDArray[np.float64]
    verdict: Verdict
    network: Network
    device: str
    elapsed_ms: float

    @property
    def prediction(self) -> int:
        """The most probable class."""
        return int(self.probabilities.argmax())

    @property
    def confidence(self) -> float:
        """Its probability."""
        return float(self.probabilities.max())

    @property
    def logits(self) -> NDArray[np.float32]:
        """(10,) float32."""
        logits: NDArray[np.float32] = self.trace.logits[0]
        return logits


def recognize(network: Network, raster: Raster) -> Recognition:
    """Recognise one raster with every activation kept."""
    start = time.perf_counter()
    result = trace(network, raster.array[None])
    elapsed_ms = 1000 * (time.perf_counter() - start)
    return conclude(network, raster, result, "CPU", elapsed_ms)


def conclude(
    network: Network, raster: Raster, result: Trace, device: str, elapsed_ms: float
) -> Recognition:
    """Draw the conclusions from a forward pass, wherever it was computed."""
    probabilities = softmax(result.logits[0], network.calibration.temperature)
    probabilities.flags.writeable = False
    verdict = judge(network, probabilities, raster.is_blank)
    return Recognition(raster, result, probabilities, verdict, network, device, elapsed_ms)


def judge(network: Network, probabilities: NDArray[np.float64], is_blank: bool) -> Verdict:
    """Decide whether these probabilities (10,) are those of a digit."""
    if is_blank:
        return Verdict(False, 0.0, BLANK)
    second, first = np.argsort(probabilities)[-2:]
    score = float(probabilities[first])
    if score < network.calibration.threshold:
        return Verdict(False, score, f"between {first} and {second}")
    return Verdict(True, score)


def recognize_many(
    network: Network, rasters: Sequence[Raster]
) -> Iterator[tuple[NDArray[np.float64], Verdict]]:
    """Yield probabilities (10,) and verdict for each raster, computed in batches."""
    arrays = np.array([raster.array for raster in rasters], np.float32).reshape(-1, SIDE, SIDE)
    return recognize_arrays(network, arrays, [raster.is_blank for raster in rasters])


def recognize_arrays(
    network: Network, arrays: NDArray[np.float32], blank: Sequence[bool]
) -> Iterator[tuple[NDArray[np.float64], Verdict]]:
    """Like `recognize_many`, from bare arrays (N, 28, 28) and whether each is blank."""
    for first in range(0, len(arrays), _BATCH):
        batch = slice(first, first + _BATCH)
        logits = trace(network, arrays[batch]).logits
        rows = softmax(logits, network.calibration.temperature)
        for probabilities, is_blank in zip(rows, blank[batch], strict=True):
            yield probabilities, judge(network, probabilities, is_blank)
