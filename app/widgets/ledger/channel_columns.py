"""Where the columns of the list of channels stand, and the running sum within the last."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF
from PySide6.QtGui import QFontMetricsF

from app.theme import font
from model.ledger_sums import ConvolutionLedger
from model.unit import INPUT

LEFT = 12
_NOMINAL, _LEAST, _MOST = 21, 17, 31  # pixels of a row
_WIDEST_LABEL = 80
_PICTURE_GAP, _NUMBER_WIDTH, _MARGIN = 8, 50, 14
PICTURES = ("x", "w", "sum")  # the parts of the formula that the three thumbnails show


@dataclass(frozen=True, slots=True)
class Rows:
    """Heights in pixels of `count` rows. lead: of a line before the first and after the last."""

    count: int
    row: int
    lead: int

    @property
    def height(self) -> int:
        """All together."""
        return self.count * self.row + 2 * self.lead

    def top(self, number: int) -> int:
        """Where a row begins."""
        return self.lead + number * self.row

    def at(self, y: float) -> int | None:
        """The row at a height; None where there is none."""
        number = int((y - self.lead) // self.row)
        return number if 0 <= number < self.count else None


def rows_for(count: int, kernel: int, height: int) -> Rows:
    """As high as there is room for; at least so high that a thumbnail can be read.

    Thumbnails of large kernels need two pixels for a cell. With room to spare the bias and the
    pre-activation have lines of their own.
    """
    least = max(_LEAST, 2 * kernel + 1)
    lead = min(height // (count + 2), _NOMINAL)
    if lead == _NOMINAL:
        row = (height - 2 * lead) // count
        return Rows(count, min(row, max(_MOST, least)), lead)
    return Rows(count, max(min(height // count, _MOST), least), 0)


def labels_of(ledger: ConvolutionLedger) -> tuple[str, ...]:
    """Names of the channels; numbers alone where the layer's name is long."""
    name = "In" if ledger.input_layer == INPUT else ledger.input_layer
    numbers = ledger.channels.tolist()
    labels = tuple(f"{name} · {number}" for number in numbers)
    metrics = QFontMetricsF(font("label"))
    is_long = max(metrics.horizontalAdvance(label) for label in labels) > _WIDEST_LABEL
    return tuple(str(number) for number in numbers) if is_long else labels


def names_width(labels: tuple[str, ...]) -> float:
    """Pixels of the widest name, or of the head above."""
    metrics = QFontMetricsF(font("label"))
    return max(metrics.horizontalAdvance(text) for text in ("channel", *labels))


@dataclass(frozen=True, slots=True)
class Columns:
    """Left ends of the thumbnails, right end of the subtotals, both ends of the running sum.

    side: of a thumbnail, in pixels; low, high: numbers at the ends of the running sum.
    edge: where the list ends.
    """

    pictures: tuple[int, int, int]
    side: float
    subtotal: int
    left: float
    right: float
    low: float
    high: float
    edge: float

    def x(self, value: float) -> float:
        """Where a number of the running sum stands."""
        span = self.high - self.low
        return self.left + (self.right - self.left) * ((value - self.low) / span if span else 0.0)

    def part_at(self, x: float) -> str:
        """The part of the formula that a column shows; empty beside them."""
        for left, part in zip(self.pictures, PICTURES, strict=True):
            if left - 2 <= x < left + self.side + 2:
                return part
        return "sum" if self.subtotal - _NUMBER_WIDTH <= x < self.subtotal else ""

    def span_of(self, part: str) -> tuple[tuple[float, float], ...]:
        """Left end and width of every column that shows a part of the formula."""
        pictures = zip(self.pictures, PICTURES, strict=True)
        found = [(float(left), self.side) for left, known in pictures if known == part]
        if part == "sum":
            found.append((self.subtotal - _NUMBER_WIDTH, float(_NUMBER_WIDTH)))
        return tuple(found)


def columns_for(
    names: float, side: float, slot: int, width: int, running: NDArray[np.float64]
) -> Columns:
    """Columns of a list of some width.

    names: width of the widest; side, slot: of a thumbnail, and of the place kept for it.
    """
    first = LEFT + round(names) + 10
    pitch = slot + _PICTURE_GAP
    pictures = first, first + pitch, first + 2 * pitch
    subtotal = pictures[2] + slot + 10 + _NUMBER_WIDTH
    low, high = min(float(running.min()), 0.0), max(float(running.max()), 0.0)
    return Columns(pictures, side, subtotal, subtotal + _MARGIN, width - _MARGIN, low, high, width)


def label_place(
    bar: tuple[float, float], width: float, columns: Columns, top: float, height: float
) -> QRectF | None:
    """Beside a bar, right or else left, rather not over the 0; None where there is no room."""
    left, right = min(bar), max(bar)
    places = (
        QRectF(right + 5, top, width, height),
        QRectF(left - 5 - width, top, width, height),
    )
    fitting = [p for p in places if p.left() >= columns.left - 4 and p.right() <= columns.edge - 3]
    zero = columns.x(0.0)
    free = (place for place in fitting if not place.left() - 3 < zero < place.right() + 3)
    return next(free, fitting[0] if fitting else None)
