"""Axes that start at 0 and end at a round number, and texts that keep out of each other's way."""

from __future__ import annotations

import math

_STEPS = (1.0, 2.0, 2.5, 5.0, 10.0)
_LINES = 4  # intervals between lines, at most


def round_step(largest: float, lines: int = _LINES) -> float:
    """The distance between two lines of an axis from 0 to at least `largest` (> 0)."""
    least = largest / lines
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in _STEPS if step * power >= least * (1 - 1e-9))


def ticks(largest: float, lines: int = _LINES) -> list[float]:
    """Round numbers from 0 to the first at or above `largest` (> 0)."""
    step = round_step(largest, lines)
    count = max(1, math.ceil(largest / step - 1e-9))
    return [step * n for n in range(count + 1)]


def tick_texts(values: list[float], unit: str) -> list[str]:
    """As few decimals as all of the axis needs; `unit` is "%" for rates 0 to 1, else empty."""
    if unit == "%":
        values = [100 * value for value in values]
    step = values[1]
    digits = max(0, -math.floor(math.log10(step) + 1e-9))
    if abs(round(step, digits) - step) > 1e-9 * step:
        digits += 1  # 2.5 and 0.25
    sign = f" {unit}" if unit else ""
    return [f"{value:.{digits}f}{sign}" for value in values]


def kept_apart(places: list[float], least: float, low: float, high: float) -> list[float]:
    """Places as near to where they should be as a distance of `least` between them allows.

    They stay in their order and, where there is room, between `low` and `high`.
    """
    order = sorted(range(len(places)), key=lambda n: places[n])
    moved = list(places)
    floor = low
    for n in order:  # down from the top
        moved[n] = floor = max(moved[n], floor)
        floor += least
    ceiling = high
    for n in reversed(order):  # and up again where they have left the plot
        moved[n] = ceiling = min(moved[n], ceiling)
        ceiling -= least
    return moved
