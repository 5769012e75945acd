"""Gradient ascent: a picture climbs towards a class, from blank paper, noise or a drawing."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import numpy as np
from numpy.typing import NDArray

from model.fooling import AscentConfig, AscentReport, Start, bounded, read_as
from model.learning.fooling.reader import LOWEST, Reader
from model.network import Network
from model.raster import SIDE

Array = NDArray[np.float32]
Ascent = Generator[AscentReport, None, AscentReport]


def ascend(
    network: Network, config: AscentConfig = AscentConfig(), drawing: Array | None = None
) -> Ascent:
    """Climb; the same config gives the same picture. drawing: (28, 28), where it starts there.

    Yields a report of the start and after each step; returns the last.
    Raises ValueError when a drawing is asked for and not given, or does not fit.
    """
    first = start(config.start, 1, config.seed, drawing)
    around = drawing if config.start == "drawing" else None
    reader = Reader(network, [config.target], knows_refusal=config.knows_refusal, around=around)
    confidences: list[float] = []
    for step, pictures in enumerate(climb(reader, first, config.steps, config.rate)):
        (result,) = read_as(network, pictures, [config.target])
        confidences.append(result.confidence)
        report = AscentReport(step, config.steps, result, np.array(confidences))
        yield report
    return report


def start(kind: Start, count: int, seed: int, drawing: Array | None = None) -> Array:
    """(count, 28, 28) pictures to start from; noise is uniform."""
    shape = (count, SIDE, SIDE)
    if kind == "noise":
        return np.random.default_rng(seed).random(shape, np.float32)
    if kind == "blank":
        return np.zeros(shape, np.float32)
    if drawing is None:
        raise ValueError("there is no drawing to start from")
    return np.broadcast_to(bounded(drawing[None]), shape).copy()


def climb(reader: Reader, pictures: Array, steps: int, rate: float) -> Iterator[Array]:
    """Yield pictures (N, 28, 28) as they are in the bounds, and after each step, all at once.

    Each goes along its own gradient, by `rate` where that is largest, and stays in the bounds.
    """
    pictures = np.minimum(pictures, reader.highest)
    yield pictures
    for _ in range(steps):
        _, gradients = reader.slopes(pictures)
        largest = np.abs(gradients).max(axis=(1, 2), keepdims=True)
        moves = gradients / np.maximum(largest, np.float32(1e-30))
        pictures = np.clip(pictures + np.float32(rate) * moves, LOWEST, reader.highest)
        yield pictures
