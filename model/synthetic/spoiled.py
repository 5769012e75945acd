"""Digits that are none any more: several at once, crossed out, overwritten, lying on their side.

Every function returns lines (n, 2) in or about the unit box, from digits of `synthetic_digit`.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from model.synthetic.digits import synthetic_digit
from model.synthetic.glyphs import bounds, in_unit_box, moved, turned
from model.synthetic.hand import Hand, Line, arc, random_hand

# Pairs that are unreadable when one is written upon the other; most others look like an 8 or a 2.
_OVERWRITTEN = ((2, 4), (3, 4), (4, 5), (4, 6), (4, 8), (4, 3), (5, 4), (6, 4), (2, 6), (7, 6))


def digit_lines(label: int, rng: np.random.Generator, hand: Hand | None = None) -> list[Line]:
    """The lines of a digit of height 1 (or, when it is wider, of width 1) at (0, 0)."""
    if hand is None:
        hand = replace(random_hand(rng), size=200.0, grid=0.0)
    drawing = synthetic_digit(label, rng, hand)
    return in_unit_box([stroke.points[:, :2] for stroke in drawing.strokes])


def side_by_side(rng: np.random.Generator) -> list[Line]:
    """Two or three digits: apart, touching or overlapping a little, of one hand or of several."""
    hand = replace(random_hand(rng), size=200.0, grid=0.0)
    same_hand = rng.random() < 0.8
    tight = rng.random() < 0.35
    lines: list[Line] = []
    right, before = 0.0, 0
    for index in range(int(rng.choice([2, 2, 2, 3]))):
        label = int(rng.integers(10))
        digit = digit_lines(label, rng, hand if same_hand else None)
        scale = rng.uniform(0.8, 1.1) if rng.random() < 0.7 else rng.uniform(0.5, 1.0)
        drop = 0.5 * (1 - scale) + 0.08 * rng.standard_normal()
        if index:
            # A one that touched would turn a 3 into an 8.
            touching = tight and 1 not in (label, before)
            right += rng.uniform(-0.05, 0.05) if touching else rng.uniform(0.1, 0.5)
        lines += [scale * line + (right, drop) for line in digit]
        right, before = bounds(lines)[2], label
    return lines


def one_above_the_other(rng: np.random.Generator) -> list[Line]:
    """Two rows of digits, apart from each other; at least one row has two."""
    lines: list[Line] = []
    bottom = 0.0
    first = int(rng.integers(1, 3))
    for count in (first, 2):
        right = rng.uniform(0.0, 0.3)
        row: list[Line] = []
        for _ in range(count):
            row += moved(digit_lines(int(rng.integers(10)), rng), right, bottom)
            right = bounds(row)[2] + rng.uniform(0.08, 0.3)
        lines += row
        bottom = bounds(lines)[3] + rng.uniform(0.12, 0.4)
    return lines


def stacked(rng: np.random.Generator) -> list[Line]:
    """Two different digits in one column, well apart; among them nothing round above round."""
    upper, lower = int(rng.choice([2, 3, 4, 5, 7])), int(rng.integers(2, 10))
    first = moved(digit_lines(upper, rng), rng.uniform(-0.1, 0.1), 0.0)
    drop = bounds(first)[3] + rng.uniform(0.12, 0.4)
    return first + moved(digit_lines(lower, rng), 0.0, drop)


def crossed_out(rng: np.random.Generator) -> list[Line]:
    """A digit under a cross, or under a scribble that goes to and fro three times or more."""
    lines = digit_lines(int(rng.integers(10)), rng)
    left, top, right, bottom = bounds(lines)
    left, right = left - rng.uniform(0.05, 0.3), right + rng.uniform(0.05, 0.3)
    if rng.random() < 0.4:
        low, high = top - rng.uniform(-0.1, 0.15), bottom + rng.uniform(-0.1, 0.15)
        return [
            *lines,
            np.array([(left, low), (right, high)]),
            np.array([(right, low), (left, high)]),
        ]
    count = int(rng.integers(4, 11))
    y = np.linspace(top + rng.uniform(0, 0.3), bottom - rng.uniform(0, 0.3), count)
    x = np.where(np.arange(count) % 2 == 0, left, right) + 0.05 * rng.standard_normal(count)
    scribble = np.stack([x, y + 0.04 * rng.standard_normal(count)], axis=1)
    return [*lines, scribble]


def enclosed(rng: np.random.Generator) -> list[Line]:
    """A digit, no 0 and no 1, in a circle or in a box that leave it room."""
    lines = digit_lines(int(rng.integers(2, 10)), rng)
    left, top, right, bottom = bounds(lines)
    middle = np.array([0.5 * (left + right), 0.5 * (top + bottom)])
    if rng.random() < 0.5:
        radius = rng.uniform(0.75, 1.0)
        start = rng.uniform(0, 360)
        ring = middle + arc(0.0, 0.0, radius * rng.uniform(0.85, 1.15), radius, start, start + 360)
        return [*lines, ring]
    half = np.array([rng.uniform(0.65, 1.0), rng.uniform(0.65, 0.85)])
    corners = np.array([(-1, -1), (1, -1), (1, 1), (-1, 1), (-1, -1)], np.float64)
    return [*lines, middle + half * corners]


def underlined(rng: np.random.Generator) -> list[Line]:
    """A digit between two long lines, or above two: not one with a foot."""
    lines = digit_lines(int(rng.choice([0, 3, 4, 5, 6, 8, 9])), rng)
    left, top, right, bottom = bounds(lines)
    left, right = left - rng.uniform(0.15, 0.4), right + rng.uniform(0.15, 0.4)
    gap = rng.uniform(0.16, 0.3)
    second = top - gap if rng.random() < 0.5 else bottom + 2 * gap
    return [
        *lines,
        *(
            np.array([(left, y), (right, y + 0.04 * rng.standard_normal())])
            for y in (bottom + gap, second)
        ),
    ]


def overwritten(rng: np.random.Generator) -> list[Line]:
    """A digit written upon another."""
    pair = _OVERWRITTEN[int(rng.integers(len(_OVERWRITTEN)))]
    first, second = (digit_lines(label, rng) for label in pair)
    shift = rng.choice([-1, 1], 2) * rng.uniform(0.15, 0.3, 2)
    return first + [rng.uniform(0.8, 1.1) * line + shift for line in second]


def lying_three(rng: np.random.Generator) -> list[Line]:
    """A 3 turned by a right angle. A lying 2 may be read as a 2, a 5 as an S, and a 4 as a 4."""
    return turned(digit_lines(3, rng), float(rng.choice([-90.0, 90.0])))


def half_zero(rng: np.random.Generator) -> list[Line]:
    """The upper or the lower half of a zero: an arch or a cup."""
    first = float(rng.choice([0.0, 180.0])) + rng.uniform(-12, 12)
    return [arc(0.5, 0.5, rng.uniform(0.35, 0.6), 0.5, first, first + 180 + rng.uniform(-25, 15))]
