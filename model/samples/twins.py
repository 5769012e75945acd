"""Near-duplicates: a drawing stored twice must not stand in training and among the held-out.

Two samples are twins when their rasters differ by at most NEAR, as the root of the sum of
squared differences of all pixels (ink = 1). A raster of MNIST has a length of 9.3; of 20,000
training digits, written by 500 people, 1 in 1,000 has another one nearer than 1.17.

Comparing means of 4x4 pixels first is exact: they are a projection, which never makes a distance
larger, so whatever is near is near in the coarse picture, too.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

NEAR = 0.8
_COARSE = 7  # blocks per side
_BLOCK = 4  # pixels per side of a block
_AT_ONCE = 256  # samples compared with all others in one product
_SLACK = 1e-3  # of a squared distance in float32

Coarse = NDArray[np.uint16]  # (49,) sums of 4x4 pixels, ink = 255


def coarse_of(raster: NDArray[np.uint8]) -> Coarse:
    """(28, 28) uint8 to (49,) uint16."""
    blocks = raster.reshape(_COARSE, _BLOCK, _COARSE, _BLOCK)
    sums: Coarse = blocks.sum(axis=(1, 3), dtype=np.uint16).reshape(-1)
    return sums


def distance(one: NDArray[np.uint8], other: NDArray[np.uint8]) -> float:
    """Between two rasters (28, 28) uint8, in lengths of a full pixel."""
    difference = one.astype(np.float64) - other
    return float(np.sqrt((difference**2).sum())) / 255


class CoarseIndex:
    """The coarse pictures of all samples of a store, by number."""

    def __init__(self) -> None:
        self._numbers = np.zeros(0, np.int64)
        # Each row is (c, -|c|^2 / 2, 1): its product with (d, 1, -|d|^2 / 2) is -|c - d|^2 / 2.
        self._rows = np.zeros((0, _COARSE**2 + 2), np.float32)
        self._count = 0

    @property
    def last(self) -> int:
        """The largest number that is in it; 0 when there is none."""
        return int(self._numbers[self._count - 1]) if self._count else 0

    def extend(self, numbers: list[int], coarse: NDArray[np.uint16]) -> None:
        """Add samples; coarse is (n, 49), numbers grow."""
        count = self._count + len(numbers)
        if count > len(self._numbers):
            room = max(2 * len(self._numbers), count)
            self._numbers = np.resize(self._numbers, room)
            self._rows = np.resize(self._rows, (room, self._rows.shape[1]))
        self._numbers[self._count : count] = numbers
        self._rows[self._count : count] = _augmented(coarse)
        self._count = count

    def near(self, coarse: NDArray[np.uint16], after: int = 0) -> list[list[int]]:
        """For each of (n, 49), the numbers larger than `after` that may be its twins.

        The nearest in the coarse picture come first.
        """
        first = int(np.searchsorted(self._numbers[: self._count], after, side="right"))
        numbers, rows = self._numbers[first : self._count], self._rows[first : self._count]
        found: list[list[int]] = []
        for start in range(0, len(coarse), _AT_ONCE):
            products = _products(_augmented(coarse[start : start + _AT_ONCE]), rows)
            found += [numbers[at].tolist() for at in _nearest_first(products)]
        return found


def near_among(coarse: NDArray[np.uint16]) -> list[list[int]]:
    """For each of (n, 49), the positions before it that may be its twins, nearest first."""
    rows = _augmented(coarse)
    found: list[list[int]] = []
    for start in range(0, len(rows), _AT_ONCE):
        end = min(start + _AT_ONCE, len(rows))
        products = _products(rows[start:end], rows[:end])
        columns = np.arange(end)
        products[columns >= np.arange(start, end)[:, None]] = -np.inf
        found += [at.tolist() for at in _nearest_first(products)]
    return found


def _augmented(coarse: NDArray[np.uint16]) -> NDArray[np.float32]:
    means = coarse.astype(np.float32) / np.float32(255 * _BLOCK)
    half = -0.5 * np.square(means).sum(axis=1, keepdims=True)
    return np.hstack([means, half, np.ones_like(half)])


def _products(some: NDArray[np.float32], rows: NDArray[np.float32]) -> NDArray[np.float32]:
    """Half the squared distances of all pairs, negative."""
    turned = np.hstack([some[:, :-2], some[:, -1:], some[:, -2:-1]])
    return np.asarray(turned @ rows.T)


def _nearest_first(products: NDArray[np.float32]) -> Iterator[NDArray[np.int64]]:
    """For each row, where it is near enough."""
    near = products >= np.float32(-0.5 * (NEAR**2 + _SLACK))
    for row, is_near in zip(products, near, strict=True):
        at = np.flatnonzero(is_near)
        yield at[np.argsort(-row[at], kind="stable")]
