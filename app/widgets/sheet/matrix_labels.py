"""Numbers at the edges of a picture of weights: as many as there is room for, none colliding."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.tokens import Tokens
from app.widgets.sheet.lettering import CENTER, RIGHT, paint_text, width_of

_HIGH = 14  # of a number
_STEPS = (1, 2, 5, 10, 20, 50, 100, 200, 500)


@dataclass(frozen=True, slots=True)
class Label:
    """A number, where its middle is along the edge in pixels, and whether it is meant."""

    number: int
    middle: float
    is_meant: bool = False


def chosen_labels(
    middles: Sequence[float],
    meant: int | None,
    size: float,
    low: float,
    high: float,
    first: int = 0,
) -> list[Label]:
    """Every number, every second, fifth ...: so many that each has `size` pixels.

    middles: where block n has its middle; only those from `low` to `high` are seen. The meant
    one is always there; those that it would touch are left away. first: number of block 0.
    """
    pitch = middles[1] - middles[0] if len(middles) > 1 else size
    step = next((n for n in _STEPS if n * pitch >= size), _STEPS[-1])
    found = []
    for number in range(0, len(middles), step):
        middle = middles[number]
        is_free = meant is None or abs(middle - middles[meant]) >= size
        if low <= middle <= high and number != meant and is_free:
            found.append(Label(first + number, middle))
    if meant is not None and low <= middles[meant] <= high:
        found.append(Label(first + meant, middles[meant], is_meant=True))
    return found


def label_width(count: int) -> float:
    """Pixels that the longest of the numbers below `count` takes, with room around."""
    return width_of("0" * len(str(max(count - 1, 0))), "label") + 5


def paint_columns(painter: QPainter, labels: Sequence[Label], top: float, tokens: Tokens) -> None:
    """Numbers side by side."""
    for label in labels:
        box = QRectF(label.middle - 20, top, 40, _HIGH)
        style, role = ("label", "accent") if label.is_meant else ("caption", "text_3")
        paint_text(painter, box, str(label.number), style, role, tokens, CENTER)


def paint_rows(painter: QPainter, labels: Sequence[Label], right: float, tokens: Tokens) -> None:
    """Numbers one above the other, their ends at `right`."""
    for label in labels:
        box = QRectF(right - 40, label.middle - _HIGH / 2, 40, _HIGH)
        style, role = ("label", "accent") if label.is_meant else ("caption", "text_3")
        paint_text(painter, box, str(label.number), style, role, tokens, RIGHT)
