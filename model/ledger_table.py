"""What all ledgers share: the check against the network's own value, orders, and CSV."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from typing import Any, ClassVar, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

Order = Literal["channel", "size", "sign"]
Entry = str | int | float | np.float32 | None

# Columns of the ledgers whose terms are weight x activation.
WEIGHTED = ("term", "layer", "channel", "row", "column", "x", "w", "product", "value")


class Table(Protocol):
    """What can be written as CSV: rows as long as `columns`; None is an empty field."""

    columns: ClassVar[tuple[str, ...]]

    def terms(self) -> Iterator[tuple[Entry, ...]]:
        """The rows in order."""
        ...


@dataclass(frozen=True, slots=True)
class Check:
    """terms: the shown terms put together in double precision; network: the float32 value."""

    terms: float
    network: float

    @property
    def difference(self) -> float:
        """What the network's sum in single precision differs from that of the terms."""
        return self.terms - self.network


def as_csv(table: Table) -> str:
    """A header and the rows in full precision: every number reads back as the one it was.

    float32 numbers are written with as many digits as float32 needs, products and sums with as
    many as double precision needs.
    """
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(table.columns)
    for row in table.terms():
        writer.writerow([_text(entry) for entry in row])
    return text.getvalue()


def _text(entry: Entry) -> str:
    if entry is None:
        return ""
    return repr(entry) if isinstance(entry, float) else str(entry)


def values_below(**values: float) -> Iterator[tuple[Entry, ...]]:
    """Rows for what stands below the terms of a weighted sum, each float32 in "value"."""
    blank = (None,) * (len(WEIGHTED) - 2)
    for name, value in values.items():
        yield (name.replace("_", "-"), *blank, np.float32(value))


def ordered(terms: NDArray[np.float64], by: Order) -> NDArray[np.int64]:
    """Indices (n,) that bring terms (n,) in order.

    channel: as they are. size: the strongest first, whatever its sign. sign: what is not
    negative first, then what is negative, each with the strongest first. Equals keep their order.
    """
    if by == "channel":
        order = np.arange(len(terms))
    elif by == "size":
        order = np.argsort(-np.abs(terms), kind="stable")
    else:
        order = np.lexsort((-np.abs(terms), terms < 0))
    return read_only(order)


def running_sums(
    start: float, terms: NDArray[np.float64], order: NDArray[np.int64]
) -> NDArray[np.float64]:
    """(n + 1,) float64: `start`, and what it has become after each of the n terms in order."""
    return read_only(np.cumsum(np.concatenate(([start], terms[order]))))


def cells_of(square: NDArray[Any]) -> Iterator[tuple[int, int]]:
    """Row and column of every cell of a square, row by row."""
    return product(range(len(square)), range(len(square)))


def read_only(array: NDArray[Any]) -> NDArray[Any]:
    """The same array, no longer to be written to."""
    array.setflags(write=False)
    return array
