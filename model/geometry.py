"""Sizes and places along one side: what follows from windows, strides and paddings alone."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple


def output_size(size: int, window: int, stride: int = 1, padding: int = 0) -> int:
    """Cells along one side after a convolution or pooling.

    n_C = (n_I + 2P - r) / s + 1 (Dumoulin & Visin 2016), rounded down when the stride does not
    fit. Raises ValueError when the window is larger than the padded input.
    """
    if window < 1 or stride < 1 or padding < 0:
        raise ValueError(f"window {window}, stride {stride}, padding {padding} make no sense")
    if size + 2 * padding < window:
        raise ValueError(f"a window of {window} does not fit on {size} + 2·{padding} cells")
    return (size + 2 * padding - window) // stride + 1


class Fields(NamedTuple):
    """The receptive fields of a row of units, in cells of an earlier row.

    Unit i sees the `size` cells from `offset + i * stride` on. Cells below 0 and past the end are
    padding. The size counts from the first to the last cell: where a stride is longer than its
    window, some in between are not seen.
    """

    size: int = 1
    stride: int = 1
    offset: int = 0

    @property
    def centre(self) -> float:
        """Where the field of unit 0 has its middle; cell 0 has its own at 0."""
        return self.offset + (self.size - 1) / 2

    def of(self, unit: int) -> range:
        """The cells that a unit sees, padding included."""
        start = self.offset + unit * self.stride
        return range(start, start + self.size)

    def then(self, window: int, stride: int = 1, padding: int = 0) -> Fields:
        """The fields of units whose windows lie on these units.

        l' = l + (r - 1) j, j' = j s, o' = o - P j (Araujo, Norris & Sim 2019).
        """
        size = self.size + (window - 1) * self.stride
        return Fields(size, self.stride * stride, self.offset - padding * self.stride)

    def joined(self, units: int) -> Fields:
        """The fields of units that each see all of these, as fully connected ones do."""
        return Fields(self.size + (units - 1) * self.stride, 0, self.offset)


def covered(
    places: Iterable[int], size: int, window: int, stride: int = 1, padding: int = 0
) -> tuple[int, ...]:
    """Which of `size` cells the windows at some places cover, in ascending order.

    Padding is left away, and so is what a stride longer than the window leaps over.
    """
    starts = (place * stride - padding for place in places)
    return tuple(
        sorted({c for n in starts for c in range(max(0, n), max(0, min(size, n + window)))})
    )


def covering(cells: range, size: int, window: int, stride: int = 1, padding: int = 0) -> range:
    """At which places on `size` cells a window covers any of some neighbouring cells.

    range(0) when there is none: between two windows, or behind the last one.
    """
    if not cells:
        return range(0)
    # Place i covers the cells from i s - P to i s - P + r - 1.
    first = -((window - 1 - padding - cells.start) // stride)  # rounded up
    last = (cells.stop - 1 + padding) // stride
    places = output_size(size, window, stride, padding)
    found = range(max(0, first), min(places, last + 1))
    return found or range(0)
