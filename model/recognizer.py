"""From a raster to an answer: forward pass, calibrated softmax, and whether it is a digit."""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.forward import Trace, softmax, trace
from model.network import Network
from model.raster import SIDE, Raster, rasterize
from model.several import side_by_side
from model.verdict import Verdict, judge

_BATCH = 64  # rasters in one pass on the command line: the patches still fit the cache


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
    verdict = _judge_drawing(network, result.logits[0], raster)
    return Recognition(raster, result, probabilities, verdict, network, device, elapsed_ms)


def recognize_many(
    network: Network, rasters: Sequence[Raster]
) -> Iterator[tuple[NDArray[np.float64], Verdict]]:
    """Yield probabilities (10,) and verdict for each raster, computed in batches."""
    arrays = np.array([raster.array for raster in rasters], np.float32).reshape(-1, SIDE, SIDE)
    for raster, logits in zip(rasters, _logits(network, arrays), strict=True):
        verdict = _judge_drawing(network, logits, raster)
        yield softmax(logits, network.calibration.temperature), verdict


def recognize_arrays(
    network: Network, arrays: NDArray[np.float32]
) -> Iterator[tuple[NDArray[np.float64], Verdict]]:
    """Like `recognize_many`, from bare arrays (N, 28, 28): several digits are not told apart."""
    for array, logits in zip(arrays, _logits(network, arrays), strict=True):
        verdict = judge(logits, network.calibration, array)
        yield softmax(logits, network.calibration.temperature), verdict


def _logits(network: Network, arrays: NDArray[np.float32]) -> Iterator[NDArray[np.float32]]:
    for first in range(0, len(arrays), _BATCH):
        yield from trace(network, arrays[first : first + _BATCH]).logits


def _judge_drawing(network: Network, logits: NDArray[np.float32], raster: Raster) -> Verdict:
    """Judge a raster; when it is refused, look whether digits stand side by side in it."""
    is_fitted = raster.stages.ink_box and raster.stages.fit
    verdict = judge(logits, network.calibration, raster.array, is_fitted)
    if verdict.kind not in ("unlike", "between") or not raster.stages.all_on:
        return verdict
    parts = [rasterize(part).array for part in side_by_side(raster.drawing)]
    if not parts:
        return verdict
    rows = trace(network, np.stack(parts)).logits
    judged = [judge(row, network.calibration, part) for row, part in zip(rows, parts, strict=True)]
    if not all(part.is_digit for part in judged):
        return verdict
    digits = tuple(int(row.argmax()) for row in rows)
    return Verdict("several", verdict.digit_score, digits)
