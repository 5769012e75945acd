"""The ways in which people write 6 and 7: lines in the unit box, y down."""

from __future__ import annotations

import numpy as np

from model.synthetic.allograph import Allograph, around, chance, corner, curved
from model.synthetic.hand import Line

Rng = np.random.Generator


def _six_loop(rng: Rng, left: float, top: float) -> list[tuple[float, float]]:
    """The loop of a six from its left side round the bottom: closed, open or overlapping."""
    wide, high = rng.uniform(0.16, 0.34), 0.5 * (1.0 - top)
    middle = (left + wide, 1.0 - high)
    kind, tilt = rng.random(), rng.normal(0.0, 10.0)
    if kind < 0.2:  # not closed
        end = rng.uniform(-130.0, -60.0)
        return around(middle, (wide, high), (150.0, end), tilt, rng.uniform(-0.3, 0.15))
    if kind < 0.68:
        end = rng.uniform(-210.0, -150.0)
        return around(middle, (wide, high), (150.0, end), tilt, rng.normal(-0.05, 0.1))
    if kind < 0.86:  # across the back to the left
        loop = around(middle, (wide, high), (150.0, -110.0), tilt)
        return [*loop, (left - rng.uniform(0.02, 0.16), middle[1] + rng.uniform(-0.12, 0.1))]
    end = rng.uniform(-290.0, -220.0)  # wound up inside
    return around(middle, (wide, high), (150.0, end), tilt, rng.uniform(-0.6, -0.3))


def _six_curved(rng: Rng) -> list[Line]:
    left, top = rng.uniform(0.08, 0.26), rng.uniform(0.4, 0.62)
    start = (rng.uniform(0.42, 0.78), rng.uniform(-0.04, 0.06))
    back = [start, (0.5 * (left + start[0]) - 0.02, 0.1), (left + 0.1, 0.34), (left, 0.64)]
    return curved(rng, [*back, *_six_loop(rng, left, top)], wobble=0.018)


def _six_straight(rng: Rng) -> list[Line]:
    left, top = rng.uniform(0.12, 0.3), rng.uniform(0.42, 0.68)
    start = (left + rng.uniform(0.02, 0.4), 0.0)
    back = [start, (0.5 * (left + start[0]), 0.33), (left, 0.66)]
    return curved(rng, [*back, *_six_loop(rng, left, top)], wobble=0.018)


def _six_small_loop(rng: Rng) -> list[Line]:
    left, top = rng.uniform(0.2, 0.36), rng.uniform(0.6, 0.82)
    start = (left + rng.uniform(0.05, 0.5), 0.0)
    bulge = rng.uniform(0.0, 0.12)
    back = [start, (0.5 * (left + start[0]) - bulge, 0.3), (left - 0.5 * bulge, 0.72)]
    return curved(rng, [*back, *_six_loop(rng, left, top)], wobble=0.016)


def _six_large_loop(rng: Rng) -> list[Line]:
    """A loop nearly as high as the whole, whose end comes down inside: its back is short."""
    left, wide, top = rng.uniform(0.02, 0.2), rng.uniform(0.24, 0.46), rng.uniform(0.26, 0.5)
    high = 0.5 * (1.0 - top)
    x, y = left + wide, 1.0 - high
    start = (rng.uniform(0.22, 0.65), rng.uniform(-0.22, -0.06))
    loop = around((x, y), (wide, high), (150.0, rng.uniform(-85.0, -50.0)))
    end = [(x - rng.uniform(0.1, 0.5) * wide, y - 0.4 * high)]
    if chance(rng, 0.7):
        end.append((x - rng.uniform(0.2, 0.7) * wide, y + rng.uniform(0.1, 1.0) * high))
    return curved(rng, [start, (left + 0.1, 0.3), (left, 0.62), *loop, *end], wobble=0.02)


def _seven_top(rng: Rng, serif: bool) -> tuple[list[tuple[float, float]], tuple[float, float]]:
    """The bar of a seven from the left, and the corner at its right end."""
    right = (rng.uniform(0.7, 0.95), rng.normal(0.0, 0.03))
    left = (rng.uniform(0.0, 0.22), rng.normal(0.04, 0.04))
    middle = (0.5 * (left[0] + right[0]), 0.5 * (left[1] + right[1]) + rng.normal(0.0, 0.025))
    if not serif:
        return [left, middle], right
    down = (left[0] + rng.normal(-0.02, 0.03), left[1] + rng.uniform(0.08, 0.32))
    if chance(rng, 0.4):  # a wave instead of a serif
        return [down, (left[0] + 0.08, left[1]), middle], right
    return [down, *corner(*left), middle], right


def _seven_lines(rng: Rng, serif: bool, barred: bool) -> list[Line]:
    top, right = _seven_top(rng, serif)
    foot = (rng.uniform(0.12, 0.58), 1.0)
    bend = rng.uniform(0.0, 0.16) if chance(rng, 0.5) else rng.normal(0.0, 0.02)
    middle = (0.5 * (right[0] + foot[0]) - bend, 0.52)
    turn = corner(*right) if chance(rng, 0.75) else ((right[0] - 0.03, 0.02), right)
    strokes = [[*top, *turn, middle, foot]]
    if barred:
        strokes.append(_cross_bar(rng, middle[0], rng.uniform(0.42, 0.68)))
    return curved(rng, *strokes, wobble=0.022)


def _cross_bar(rng: Rng, x: float, y: float) -> list[tuple[float, float]]:
    """The bar through the stem of a seven; the pen may land with a small hook."""
    tilt = rng.normal(0.025, 0.05)
    left, right = rng.uniform(0.14, 0.4, 2)
    bar = [(x - left, y + tilt), (x + right, y - tilt)]
    if chance(rng, 0.2):
        bar.insert(0, (x - left + rng.normal(0.03, 0.05), y + tilt + rng.uniform(0.02, 0.1)))
    return bar


def _seven_arched(rng: Rng) -> list[Line]:
    """Top and stem are one curve, mostly with a serif at the left and a bar."""
    right = rng.uniform(0.6, 0.85)
    left = rng.uniform(0.08, 0.28)
    foot = (rng.uniform(0.2, 0.6), 1.0)
    over = [(left, rng.uniform(0.02, 0.26)), (left + 0.12, 0.02), (right - 0.14, 0.0)]
    stem = [(right, rng.uniform(0.1, 0.22)), (0.6 * right + 0.4 * foot[0], 0.55), foot]
    strokes = [[*over, *stem]]
    if chance(rng, 0.7):
        strokes.append(_cross_bar(rng, stem[1][0], rng.uniform(0.45, 0.7)))
    return curved(rng, *strokes, wobble=0.022)


def _seven_plain(rng: Rng) -> list[Line]:
    return _seven_lines(rng, serif=False, barred=False)


def _seven_with_serif(rng: Rng) -> list[Line]:
    return _seven_lines(rng, serif=True, barred=False)


def _seven_barred(rng: Rng) -> list[Line]:
    return _seven_lines(rng, serif=False, barred=True)


def _seven_with_both(rng: Rng) -> list[Line]:
    return _seven_lines(rng, serif=True, barred=True)


SIX = (
    Allograph("with a curved back", 50, _six_curved),
    Allograph("with a straight back", 32, _six_straight),
    Allograph("with a small loop", 16, _six_small_loop),
    Allograph("with a large loop", 18, _six_large_loop),
)
SEVEN = (
    Allograph("plain", 42, _seven_plain),
    Allograph("with a serif", 16, _seven_with_serif),
    Allograph("barred", 22, _seven_barred),
    Allograph("with serif and bar", 14, _seven_with_both),
    Allograph("arched", 12, _seven_arched),
)
