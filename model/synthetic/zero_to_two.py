"""The ways in which people write 0, 1 and 2: lines in the unit box, y down."""

from __future__ import annotations

import numpy as np

from model.synthetic.allograph import Allograph, around, chance, corner, curved, moved, oval
from model.synthetic.hand import Line, arc, spline

Rng = np.random.Generator


def _ring(rng: Rng, sweep: float) -> Line:
    width = float(np.clip(rng.normal(0.36, 0.08), 0.17, 0.55))
    return oval(rng, (0.5, 0.5, width, 0.5), sweep, rng.normal(0.0, 0.1))


def _zero_closed(rng: Rng) -> list[Line]:
    return [_ring(rng, rng.uniform(345.0, 410.0))]


def _zero_open(rng: Rng) -> list[Line]:
    return [_ring(rng, rng.uniform(305.0, 345.0))]


def _zero_with_tail(rng: Rng) -> list[Line]:
    """Begun with a short stroke, or left with one: at the top, inside or to a side."""
    ring = _ring(rng, rng.uniform(350.0, 385.0))
    end = (0.5 + rng.choice([-1, 1]) * rng.uniform(0.05, 0.45), rng.uniform(-0.08, 0.32))
    tail = spline([end, 0.5 * (ring[0] + end) + rng.normal(0.0, 0.03, 2), ring[0]])
    if chance(rng, 0.5):
        return [np.concatenate([tail, ring])]
    return [np.concatenate([ring, tail[::-1] - ring[0] + ring[-1]])]


def _zero_slashed(rng: Rng) -> list[Line]:
    x, y = rng.uniform(0.12, 0.5), rng.uniform(0.22, 0.58)
    slash = curved(rng, [(0.5 + x, 0.5 - y), (0.5 - x, 0.5 + y)])
    return [_ring(rng, rng.uniform(340.0, 390.0)), slash[0][:: rng.choice([-1, 1])]]


def _zero_dotted(rng: Rng) -> list[Line]:
    x, y = rng.normal(0.5, 0.04), rng.normal(0.5, 0.06)
    ring = oval(rng, (0.5, 0.5, rng.uniform(0.3, 0.48), 0.5), rng.uniform(345.0, 390.0), 0.0)
    if chance(rng, 0.4):
        return [ring, np.array([(x, y)])]
    return [ring, np.array([(x, y), (x + rng.normal(0.0, 0.04), y + rng.normal(0.0, 0.05))])]


def _zero_of_halves(rng: Rng) -> list[Line]:
    width = rng.uniform(0.25, 0.42)
    left = arc(0.5, 0.5, width, 0.5, rng.normal(-80, 15), rng.normal(-270, 15))
    right = arc(0.5, 0.5, width, 0.5, rng.normal(-100, 15), rng.normal(90, 15))
    return [left + rng.normal(0.0, 0.02, 2), right + rng.normal(0.0, 0.02, 2)]


def _bar(rng: Rng, least: float = -0.2) -> list[tuple[float, float]]:
    """Top, middle and foot of a one; leaning to the right by at least so much, and bulging."""
    lean, bulge = max(least, rng.normal(0.06, 0.1)), rng.normal(0.0, 0.025)
    return [(0.5 + lean, 0.0), (0.5 + bulge, 0.5), (0.5 - lean, 1.0)]


def _one_plain(rng: Rng) -> list[Line]:
    line = curved(rng, _bar(rng), wobble=0.015)[0]
    return [line[::-1] if chance(rng, 0.12) else line]


def _flagged(rng: Rng, longest: float) -> Line:
    """Flag and bar in one line. The flag goes steeply up: a shallow one makes a seven."""
    top, middle, foot = _bar(rng, -0.04)
    long = rng.uniform(0.08, longest)
    drop = long * rng.uniform(0.65, 1.5) + 0.03
    flag = (top[0] - long, top[1] + drop)
    bend = (top[0] - 0.5 * long, top[1] + 0.5 * drop + rng.normal(0.02, 0.02))
    return curved(rng, [flag, bend, *corner(*top), middle, foot], wobble=0.013)[0]


def _one_flagged(rng: Rng) -> list[Line]:
    return [_flagged(rng, 0.38)]


def _one_long_flagged(rng: Rng) -> list[Line]:
    """The flag begins far down, and may swing over into the bar."""
    top, middle, foot = _bar(rng, -0.04)
    drop = rng.uniform(0.35, 0.95)
    long = float(np.clip(drop * rng.uniform(0.15, 1.35), 0.12, 0.75))
    bend = (top[0] - rng.uniform(0.35, 0.6) * long, 0.45 * drop + rng.normal(-0.02, 0.03))
    apex = corner(*top) if chance(rng, 0.75) else (top, (top[0] + 0.03, 0.1))
    return curved(rng, [(top[0] - long, drop), bend, *apex, middle, foot], wobble=0.018)


def _foot(rng: Rng, line: Line) -> Line:
    """A stroke under a bar, about in its middle."""
    left, right = rng.uniform(0.12, 0.4, 2)
    x, y = line[-1]
    tilt = rng.normal(0.0, 0.03)
    end = moved(rng, [(x - left, y + tilt), (x + right, y - tilt)], 0.02)
    return end[::-1] if chance(rng, 0.15) else end


def _one_flagged_footed(rng: Rng) -> list[Line]:
    line = _flagged(rng, 0.38)
    return [line, _foot(rng, line)]


def _one_footed(rng: Rng) -> list[Line]:
    line = curved(rng, _bar(rng), wobble=0.015)[0]
    return [line, _foot(rng, line)]


def _one_in_one_stroke(rng: Rng) -> list[Line]:
    """The foot without lifting the pen: to the left, then back to the right."""
    line = _flagged(rng, 0.35)
    x, y = line[-1]
    left, right = rng.uniform(0.1, 0.32), rng.uniform(0.12, 0.4)
    if chance(rng, 0.3):
        return [np.concatenate([line, [(x - left, y + rng.normal(-0.02, 0.03))]])]
    back = [(x - left, y + rng.normal(0.0, 0.03)), (x + right, y + rng.normal(0.0, 0.03))]
    return [np.concatenate([line, back])]


def _two_top(rng: Rng) -> list[tuple[float, float]]:
    """From the start at the left over the top to the right side of a two."""
    wide, high = rng.uniform(0.12, 0.4), rng.uniform(0.16, 0.34)
    turn = (rng.uniform(165.0, 215.0), rng.uniform(355.0, 400.0))
    top = around((0.5, high), (wide, high), turn, rng.normal(0.0, 12.0), rng.normal(0.0, 0.1))
    if chance(rng, 0.2):  # begun with a small hook inwards
        top.insert(0, (top[0][0] + rng.uniform(0.05, 0.15), top[0][1] + rng.uniform(-0.03, 0.1)))
    return top


def _two_foot(rng: Rng, y: float) -> list[tuple[float, float]]:
    """The foot from the left to the right: straight, wavy, long or short."""
    end = rng.uniform(0.62, 1.14)
    if chance(rng, 0.55):
        return [(0.5 * (0.1 + end), y + rng.normal(-0.01, 0.02)), (end, y + rng.normal(0.0, 0.08))]
    wave = rng.uniform(0.03, 0.09)
    return [(0.35, y - wave), (0.62, y + 0.5 * wave), (end, y - rng.uniform(-0.3, 1.5) * wave)]


def _two_curved(rng: Rng) -> list[Line]:
    left = (rng.uniform(0.05, 0.22), 0.97)
    middle = (0.5 + rng.normal(0.03, 0.05), rng.uniform(0.5, 0.64))
    points = [*_two_top(rng), middle, *corner(*left), *_two_foot(rng, 0.97)]
    return curved(rng, points, wobble=0.02)


def _two_angular(rng: Rng) -> list[Line]:
    right = (rng.uniform(0.68, 0.85), rng.uniform(0.0, 0.12))
    left = (rng.uniform(0.05, 0.22), 0.97)
    start = (rng.uniform(0.1, 0.25), rng.uniform(0.0, 0.2))
    turn = [(right[0] - 0.06, right[1] - 0.03), right, (right[0] - 0.05, right[1] + 0.16)]
    top = [start, (0.42, 0.03), *turn]
    return curved(rng, [*top, *corner(*left), *_two_foot(rng, 0.97)], wobble=0.022)


def _two_looped(rng: Rng) -> list[Line]:
    """The corner at the bottom left is a loop, small or large."""
    big = rng.uniform(0.05, 0.2) if chance(rng, 0.45) else rng.uniform(0.2, 0.28)
    bottom = rng.uniform(0.88, 0.98)
    loop = [
        (0.2 + 0.3 * big, bottom - 0.3 * big),
        (0.1, bottom - 0.1 * big),
        (0.06, bottom - 0.8 * big),
        (0.16, bottom - 1.5 * big),
        (0.3 + 0.5 * big, bottom - 0.8 * big),
    ]
    middle = (0.52 + rng.normal(0.0, 0.04), rng.uniform(0.48, 0.6))
    end = [(0.62, bottom - rng.uniform(-0.06, 0.04)), (rng.uniform(0.78, 1.1), bottom - 0.02)]
    if chance(rng, 0.4):
        end[1] = (end[1][0], bottom - rng.uniform(0.05, 0.18))
    return curved(rng, [*_two_top(rng), middle, *loop, *end], wobble=0.02)


def _two_wide_loop(rng: Rng) -> list[Line]:
    """A flat loop, wide and low, from which the foot falls or rises to the right."""
    wide, high = rng.uniform(0.15, 0.45), rng.uniform(0.08, 0.3)
    left, bottom = rng.uniform(-0.12, 0.12), rng.uniform(0.84, 0.98)
    loop = [
        (left + 0.6 * wide, bottom),
        (left, bottom - 0.4 * high),
        (left + 0.45 * wide, bottom - high),
        (left + wide + 0.1, bottom - 0.6 * high),
    ]
    middle = (0.42 + 0.4 * wide + rng.normal(0.0, 0.05), bottom - rng.uniform(0.2, 0.4))
    end_x, droop = rng.uniform(0.7, 1.15), rng.normal(0.0, 0.1)
    end = [(0.5 * (left + wide + 0.1 + end_x), bottom + 0.3 * droop), (end_x, bottom + droop)]
    return curved(rng, [*_two_top(rng), middle, *loop, *end], wobble=0.022)


def _two_rising(rng: Rng) -> list[Line]:
    """Down to the bottom left, up again along the line, across it, and out to the right."""
    left = (rng.uniform(-0.1, 0.15), rng.uniform(0.94, 1.02))
    height = rng.uniform(0.62, 0.86)
    middle = (0.52 + rng.normal(0.0, 0.05), rng.uniform(0.42, 0.6))
    turn = corner(*left)
    if chance(rng, 0.55):
        turn = (left, (left[0] - 0.02, left[1] - rng.uniform(0.06, 0.16)))
    end = (rng.uniform(0.8, 1.2), height + rng.normal(0.08, 0.12))
    foot = [(0.3, height + rng.uniform(-0.02, 0.08)), (0.55, height), end]
    return curved(rng, [*_two_top(rng), middle, *turn, *foot], wobble=0.022)


def _two_round(rng: Rng) -> list[Line]:
    """No corner at the bottom left: the line swings round into the foot."""
    middle = (0.5 + rng.normal(0.0, 0.05), rng.uniform(0.5, 0.6))
    swing = [(0.24, 0.8), (rng.uniform(0.14, 0.22), 0.92), (0.3, 0.98)]
    return curved(rng, [*_two_top(rng), middle, *swing, *_two_foot(rng, 0.97)[-2:]], wobble=0.02)


ZERO = (
    Allograph("closed", 50, _zero_closed),
    Allograph("open", 14, _zero_open),
    Allograph("with a tail", 18, _zero_with_tail),
    Allograph("slashed", 7, _zero_slashed),
    Allograph("dotted", 3, _zero_dotted),
    Allograph("of two halves", 3, _zero_of_halves),
)
ONE = (
    Allograph("plain", 45, _one_plain),
    Allograph("flagged", 20, _one_flagged),
    Allograph("long-flagged", 16, _one_long_flagged),
    Allograph("flagged and footed", 14, _one_flagged_footed),
    Allograph("footed", 5, _one_footed),
    Allograph("footed in one stroke", 6, _one_in_one_stroke),
)
TWO = (
    Allograph("curved", 38, _two_curved),
    Allograph("angular", 20, _two_angular),
    Allograph("looped", 20, _two_looped),
    Allograph("with a wide loop", 16, _two_wide_loop),
    Allograph("with a rising foot", 20, _two_rising),
    Allograph("round", 10, _two_round),
)
