"""Signs of alphabets that nobody writes: bars, bows, hooks, rings and dots put together at random.

Every function returns lines (n, 2) in or about the unit box. Signs have many parts, for with few
parts one of them would be a digit now and then.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.synthetic.glyphs import glyph, moved, pick, placed, turned
from model.synthetic.hand import Line, arc, spline

PARTS = (
    "00 99", "90 09", "40 49", "04 94", "00 09", "90 99", "00 90", "09 99",  # bars
    "00 90 99", "00 09 99", "00 49 90", "09 40 99", "90 04 99", "00 94 09",  # corners
    "~00 72 77 09", "~90 22 27 99", "~00 36 66 90", "~09 33 63 99",  # bows
    "~00 05 38 67 73", "~90 94 68 27 23", "~09 04 21 62 76",  # hooks
    "~42 13 17 48 77 73 42", "00 90 99 09 00", "09 40 99 09",  # ring, box, triangle
    "~00 05 48 95 90", "~09 04 41 94 99",  # cup, arch
    "~04 20 44 67 94", "~40 62 44 26 49",  # waves
    "44", "22; 66", "26; 62",  # dots
    "~00 44 72 50 33 68 99",  # loop
    "00 09; 04 94", "00 90; 40 49", "00 09; 90 99",
)  # fmt: skip
_PLACES = np.array([(x, y) for x in (0.0, 0.5, 1.0) for y in (0.0, 0.5, 1.0)])


def composed(rng: np.random.Generator) -> list[Line]:
    """Three to six parts, each in its own cell of a grid, as in Chinese or Korean signs."""
    rows, columns = ((1, 2), (2, 1), (2, 2), (2, 2), (2, 3), (3, 2))[int(rng.integers(6))]
    cells = [(x, y) for x in range(columns) for y in range(rows)]
    lines: list[Line] = []
    for x, y in cells:
        size = rng.uniform(0.75, 0.95, 2)
        part = glyph(pick(PARTS, rng), rng, 0.05)
        if rows * columns <= 2 or rng.random() < 0.25:
            part = part + glyph(pick(PARTS, rng), rng, 0.05)
        cell = (x / columns, y / rows, size[0] / columns, size[1] / rows)
        lines += placed(part, *cell)
    if len(lines) < 3:
        lines += moved(glyph(pick(PARTS, rng), rng), 1.1, 0.0)
    return lines


def joined(rng: np.random.Generator) -> list[Line]:
    """Five to eight strokes between the nine places of a 3x3 grid, straight or bowed."""
    lines: list[Line] = []
    count = int(rng.integers(5, 9))
    here = int(rng.integers(9))
    for _ in range(count):
        there = int((here + rng.integers(1, 9)) % 9)
        lines.append(_between(_PLACES[here], _PLACES[there], rng))
        here = there if rng.random() < 0.35 else int(rng.integers(9))
    if rng.random() < 0.3:
        lines.append(rng.random((1, 2)))
    return lines


def _between(
    start: NDArray[np.float64], end: NDArray[np.float64], rng: np.random.Generator
) -> Line:
    """A straight line or a bow between two places, neither of them hit exactly."""
    start, end = start + 0.03 * rng.standard_normal(2), end + 0.03 * rng.standard_normal(2)
    if rng.random() < 0.55:
        return np.stack([start, end])
    across = (end - start)[::-1] * (1, -1)
    middle = 0.5 * (start + end) + rng.choice([-1, 1]) * rng.uniform(0.15, 0.4) * across
    return spline(np.stack([start, middle, end]))


def hung(rng: np.random.Generator) -> list[Line]:
    """A bar on top with parts hanging from it, as in Devanagari; or standing on a base line."""
    count = int(rng.integers(2, 4))
    lines: list[Line] = [np.array([(-0.1, 0.0), (0.55 * count, 0.0)])]
    for index in range(count):
        part = glyph(pick(PARTS, rng), rng, 0.05)
        height = rng.uniform(0.5, 0.9)
        lines += placed(part, 0.55 * index, 0.1, 0.45, height)
        if rng.random() < 0.7:
            lines.append(np.array([(0.55 * index + 0.25, 0.0), (0.55 * index + 0.25, height)]))
    return turned(lines, 0.0 if rng.random() < 0.75 else 180.0)


def branched(rng: np.random.Generator) -> list[Line]:
    """A stem with branches, as in runes and in ogham; four strokes or more."""
    lines: list[Line] = [np.array([(0.0, 0.0), (0.0, 1.0)])]
    count = int(rng.integers(3, 6))
    for index in range(count):
        y = (index + rng.uniform(0.1, 0.9)) / count
        side, length = rng.choice([-1, 1]), rng.uniform(0.3, 0.6)
        rise = rng.uniform(-0.35, 0.35)
        kind = rng.random()
        tip = np.array([side * length, y + rise])
        if kind < 0.25:
            lines.append(np.stack([(-0.6 * tip[0], y - 0.6 * rise), tip]))
        elif kind < 0.85 or count < 4:
            lines.append(np.stack([(0.0, y), tip]))
        else:
            lines.append(arc(side * 0.5 * length, y, 0.5 * length, 0.18, 0, 360))
    if rng.random() < 0.35:
        lines.append(np.array([(0.8, 0.0), (0.8, 1.0)]))
    return turned(lines, float(rng.choice([0.0, 0.0, 90.0, 180.0])))


def mirrored(rng: np.random.Generator) -> list[Line]:
    """A sign that is the same on its left and on its right."""
    half: list[Line] = []
    for _ in range(int(rng.integers(2, 4))):
        points = rng.random((int(rng.integers(2, 4)), 2)) * (0.6, 1.0)
        half.append(spline(points) if rng.random() < 0.5 else points)
    axis: list[Line] = [np.array([(0.0, 0.0), (0.0, 1.0)])] if rng.random() < 0.4 else []
    lines = axis + half + [line * (-1, 1) for line in half]
    return turned(lines, 0.0 if rng.random() < 0.7 else 90.0)


_HANGUL_FIRST = (
    "00 90 99", "00 09 99", "90 00 09 99", "00 90 94 04 09 99", "00 90 99 09 00",
    "00 09 99 90; 05 95", "40 09; 44 99", "00 90; 40 09; 43 99", "20 70; 02 92; ~44 16 48 86 44",
    "00 90; 04 94; 00 09 99", "00 90; 20 28; 70 78; 09 99", "00 90 99; 04 94",
)  # fmt: skip
_HANGUL_UPRIGHT = ("40 49; 44 94", "40 49; 04 44", "30 39; 70 79; 34 74", "40 49; 43 83; 46 86")
_HANGUL_LYING = ("05 95; 50 55", "04 94; 44 49", "05 95; 30 35; 60 65", "03 93; 33 38; 63 68")


def hangul(rng: np.random.Generator) -> list[Line]:
    """A syllable block as in Korean: consonant, vowel beside or below, often a last consonant."""
    final = rng.random() < 0.6
    height = 0.48 if final else 0.95
    if rng.random() < 0.6:
        lines = placed(glyph(pick(_HANGUL_FIRST, rng), rng), 0.0, 0.0, 0.5, height)
        lines += placed(glyph(pick(_HANGUL_UPRIGHT, rng), rng), 0.6, 0.0, 0.5, height)
    else:
        half = 0.5 * height
        lines = placed(glyph(pick(_HANGUL_FIRST, rng), rng), 0.2, 0.0, 0.6, half)
        lines += placed(glyph(pick(_HANGUL_LYING, rng), rng), 0.0, half, 1.0, 0.8 * half)
    if final:
        lines += placed(glyph(pick(_HANGUL_FIRST, rng), rng), 0.15, 0.58, 0.75, 0.42)
    return lines


def curly(rng: np.random.Generator) -> list[Line]:
    """Round signs as in Georgian, Burmese or Thai: three to five open bows in a row."""
    lines: list[Line] = []
    right = 0.0
    for _ in range(int(rng.integers(3, 6))):
        radius = rng.uniform(0.18, 0.32)
        start, sweep = rng.uniform(0, 360), rng.choice([-1, 1]) * rng.uniform(140, 330)
        bow = arc(0.0, 0.0, radius, radius * rng.uniform(0.8, 1.6), start, start + sweep)
        if rng.random() < 0.5:
            bow = np.concatenate([bow, bow[-1:] + rng.uniform(-0.3, 0.3, 2)])
        bow += (right - bow[:, 0].min(), rng.uniform(-0.25, 0.25))
        lines.append(bow)
        right = float(bow[:, 0].max()) + rng.uniform(-0.12, 0.15)
    if rng.random() < 0.4:
        lines.append(rng.uniform(0.0, 0.6, (2, 2)) * (right, 1.0))
    return lines
