"""Shapes and symbols that people draw: stars, hearts, houses, arrows, faces, signs.

Every function returns lines (n, 2) in or about the unit box. A plain ring, a lone bar, a pentagon
or a rhombus is not among them: somebody's zero or one looks like that.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from model.synthetic.glyphs import glyph, pick, turned
from model.synthetic.hand import Line, arc, spline

SIGNS = (
    "40 49; 04 84", "00 99; 90 09",  # plus, cross
    "30 29; 70 69; 03 93; 06 96",  # hash
    "40 49; 02 87; 82 07",  # asterisk
    "05 39 90",  # check mark
    "~12 21 51 73 54 46; 49",  # question mark with its dot
    "~02 10 50 73 55 37; 39",
    "80 19; ~10 01 13 21 10; ~76 67 79 87 76",  # percent
    "~99 33 20 40 43 16 08 29 58 85",  # ampersand
    "~65 44 35 46 64 65 76 85 82 40 13 07 39 79",  # at
    "~81 50 12 34 75 87 49 17; 40 49; 60 59",  # dollar
    "~30 20 13 04 15 28 39; ~70 80 73 94 75 88 79",  # braces
    "30 00 09 39; 60 90 99 69", "~30 13 16 39; ~60 83 86 69",  # brackets
    "03 83; 06 86",  # equals
    "03 83; 06 86; 71 18",  # not equal
    "~04 22 44 66 94", "~03 21 43 65 93; ~06 24 46 68 96",  # tilde
    "83 05 87",  # less
    "04 84; 41; 47", "03 83; 40 46; 08 88",  # division, plus-minus
    "05 15 39 60 90",  # root
    "80 09 89",  # angle
    "20 19; 60 59", "00 09; 30 39; 60 69",  # parallels
    "~81 61 22 07 29 59 78; 04 54; 06 46",  # euro
    "~71 50 31 35 08 19 79; 14 54",  # pound
    "00 44 80; 44 49; 14 74; 16 76",  # yen
    "00 49 80; 23 63",  # for all
    "40 48; 08 88; 02 82",  # double foot
    "20 27; ~27 07 09 19 27; ~20 51 64",  # note
    "20 27; ~27 07 09 19 27; 70 77; ~77 57 59 69 77; 20 70",  # two notes
    "05 85; 52 85 58", "05 85; 32 05 38", "95 05; 32 05 38; 62 95 68",  # arrows
    "40 49; 14 40 74", "40 49; 16 49 76", "90 09; 40 90 95", "00 99; 95 99 59",
    "04 64; ~64 84 86 68; 56 68 77",  # arrow with a bend
    "00 44 80; 04 48 84", "00 44 08; 40 84 48",  # chevrons
)  # fmt: skip
PICTURES = (
    "~42 20 02 05 47 49; ~42 60 82 85 57 49",  # heart
    "04 40 84; 14 19 79 74; 39 36 56 59", "04 09 89 84 04; 04 40 84",  # house
    "00 90 96 06 00; 00 44 90", "01 91 98 08 01; 01 45 91; 08 34; 98 64",  # envelope
    "00 09 90 99 00", "01 07 91 97 01", "02 08 92 98 02; 44 56",  # bow tie
    "~16 04 24 32 51 62 73 94 96 77 16",  # cloud
    "~05 13 24 41 62 74 95 77 47 17 05",
    "40 16 76 40; 46 49 ; 23 63", "40 04 84 40; 42 08 88 42; 48 49",  # fir
    "40 46 19; 46 79; 13 73; ~40 30 20 30 40", "~41 30 40 51 41; 41 46; 03 43 74; 46 19; 46 79",
    "60 15 45 29 84 54 80 60",  # bolt
    "50 15 45 39 84 54 70 50",
    "03 63 69 09 03; 03 30 90 63; 90 96 69",  # cube
    "05 95 77 17 05; 44 40 84 44", "06 96 78 18 06; 46 40; 40 85 45; 40 15 45",  # boat
    "~05 32 74 96 37 05; 75 92 98 75",  # fish
    "~05 32 62 95 67 37 05; ~44 54 55 45 44",  # eye
    "02 92 99 09 02; 02 20 70 92; 49 46 66 69",
    "12 18 68 62 12; ~63 84 85 67",  # cup
    "06 16 23 63 76 96 98 08 06; ~28 19 29 28; ~78 69 79 78",  # car
    "00 09; 60 69; 02 62; 04 64; 06 66; 08 68",  # ladder
    "00 90 99 09 00; 00 99; 90 09", "00 90 99 09 00; 02 92; 40 49",
    "00 90 99 09 00; 24 47 82",  # ticked box
    "~04 21 40 61 84 04; ~44 48 39 28",  # umbrella
    "03 09 99 93; 03 13 15 35 33 53 55 75 73 93",  # castle
    "08 02 24 40 64 82 88 08",  # crown
    "~01 46 91; 46 49; 19 79",  # glass
    "00 80 84; ~84 67 49 27 04; 04 00; 40 49; 03 83",  # shield
)  # fmt: skip


def sign(rng: np.random.Generator) -> list[Line]:
    """A sign of the keyboard or of mathematics."""
    return glyph(pick(SIGNS, rng), rng)


def picture(rng: np.random.Generator) -> list[Line]:
    """A small picture of a thing: heart, house, envelope, boat, fish ..."""
    return glyph(pick(PICTURES, rng), rng)


def polygon(rng: np.random.Generator) -> list[Line]:
    """A triangle standing on any side, or a rectangle that is wider than high."""
    corners = int(rng.choice([3, 3, 4]))
    if corners == 4:
        width = rng.uniform(1.1, 1.9)
        points = np.array([(0.0, 0.0), (width, 0.0), (width, 1.0), (0.0, 1.0)])
        tilt = rng.uniform(-8, 8)
    else:
        points = ring(corners, -90.0) * (rng.uniform(0.9, 1.3), 1.0)
        tilt = 90.0 * rng.integers(4) + rng.uniform(-10, 10)
    points = points + 0.03 * rng.standard_normal(points.shape)
    closed = np.concatenate([points, points[:1]])
    sides = [closed] if rng.random() < 0.7 else [closed[:3], closed[2:]]
    return turned(sides, tilt)


def ring(count: int, first: float) -> NDArray[np.float64]:
    """(count, 2): corners of a regular polygon in the unit box, the first at `first` degrees."""
    angle = math.radians(first) + 2 * math.pi * np.arange(count) / count
    return 0.5 + 0.5 * np.stack([np.cos(angle), np.sin(angle)], axis=1)


def star(rng: np.random.Generator) -> list[Line]:
    """A star: drawn in one line through itself, or its outline, or rays from the middle."""
    count = int(rng.integers(5, 9))
    tilt = rng.uniform(-12, 12)
    kind = rng.random()
    if kind < 0.4:
        crossed = ring(5, -90.0 + tilt)[[0, 2, 4, 1, 3, 0]]
        return [crossed + 0.03 * rng.standard_normal(crossed.shape)]
    tips = ring(2 * count, -90.0 + tilt)
    if kind < 0.75:
        tips[1::2] = 0.5 + rng.uniform(0.35, 0.55) * (tips[1::2] - 0.5)
        closed = np.concatenate([tips, tips[:1]])
        return [closed + 0.015 * rng.standard_normal(closed.shape)]
    start = rng.uniform(0.0, 0.2)
    return [np.stack([0.5 + start * (tip - 0.5), tip]) for tip in tips[::2]]


def face(rng: np.random.Generator) -> list[Line]:
    """A face with eyes and a mouth, sometimes with nose, ears or hair."""
    lines = [_circle(0.5, 0.5, 0.5, rng)]
    for x in (0.3, 0.7):
        eye = (x + 0.03 * rng.standard_normal(), 0.35 + 0.03 * rng.standard_normal())
        lines.append(_circle(*eye, 0.05, rng) if rng.random() < 0.4 else _tick(*eye, 0.06))
    mood = rng.choice([-0.2, 0.0, 0.15, 0.25])
    lines.append(
        spline([(0.25, 0.7 - 0.3 * mood), (0.5, 0.7 + 0.5 * mood), (0.75, 0.7 - 0.3 * mood)])
    )
    if rng.random() < 0.3:
        lines.append(np.array([(0.5, 0.42), (0.45, 0.58), (0.53, 0.58)]))
    if rng.random() < 0.2:
        lines += [np.array([(x, 0.05), (x + 0.05, -0.2)]) for x in (0.3, 0.45, 0.6)]
    return lines


def _circle(x: float, y: float, radius: float, rng: np.random.Generator) -> Line:
    start = rng.uniform(0, 360)
    return arc(x, y, radius, radius, start, start + 360 + 10 * rng.standard_normal())


def _tick(x: float, y: float, length: float) -> Line:
    return np.array([(x, y - length), (x, y + length)])


def flower(rng: np.random.Generator) -> list[Line]:
    """Petals about a middle, with a stem and leaves or without."""
    petals = int(rng.integers(4, 9))
    if rng.random() < 0.5:
        angle = np.linspace(0.0, 2 * np.pi, 24 * petals) + rng.uniform(0, 2 * np.pi)
        radius = 0.3 + rng.uniform(0.12, 0.2) * np.cos(petals * angle)
        head = [0.5 + radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)]
    else:
        head = [_circle(x, y, 0.17, rng) for x, y in 0.5 + 0.64 * (ring(petals, 0.0) - 0.5)]
    head.append(_circle(0.5, 0.5, rng.uniform(0.08, 0.14), rng))
    if rng.random() < 0.4:
        stem = np.array([(0.5, 1.0), (0.5 + 0.1 * rng.standard_normal(), 1.6)])
        head += [stem, spline([(0.5, 1.45), (0.75, 1.2), (0.95, 1.1)])]
    return head


def sun(rng: np.random.Generator) -> list[Line]:
    """A ring with rays all about it."""
    rays = int(rng.integers(6, 13))
    inner, outer = rng.uniform(0.2, 0.32), 0.5
    tips = ring(rays, rng.uniform(0, 90)) - 0.5
    lines = [_circle(0.5, 0.5, inner, rng)]
    gap = rng.uniform(1.0, 1.3) * inner / outer
    return lines + [0.5 + np.stack([gap * tip, tip]) for tip in tips]


def ringed(rng: np.random.Generator) -> list[Line]:
    """A circle or a box with a sign in it: cross, plus, star, hands of a clock, a second ring."""
    if rng.random() < 0.6:
        lines = [_circle(0.5, 0.5, 0.5, rng)]
    else:
        lines = [np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)])]
    kind = int(rng.integers(5))
    if kind == 0:
        inside = turned(glyph("00 99; 90 09", rng), 45.0 * rng.integers(2))
        return lines + [0.5 + rng.uniform(0.6, 0.72) * (line - 0.5) for line in inside]
    if kind == 1:
        return lines + [0.5 + 0.6 * (line - 0.5) for line in star(rng)]
    if kind == 2:
        return lines + [0.5 + 0.5 * (line - 0.5) for line in polygon(rng)]
    if kind == 3:
        return [*lines, _circle(0.5, 0.5, rng.uniform(0.22, 0.32), rng), _tick(0.5, 0.5, 0.02)]
    # Not in the circle: a slanted sign in it would be a slashed zero.
    lines = [np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0), (0.0, 0.0)])]
    return lines + [0.5 + 0.6 * (line - 0.5) for line in glyph(pick(SIGNS, rng), rng)]


def grid(rng: np.random.Generator) -> list[Line]:
    """A lattice of three by three lines or more; a frame around it or not."""
    columns, rows = int(rng.integers(2, 6)), int(rng.integers(2, 6))
    edge = rng.choice([0.0, 0.15, 0.2])
    width = rng.uniform(0.9, 1.4)
    x = np.linspace(edge, width - edge, columns + 1)
    y = np.linspace(edge, 1.0 - edge, rows + 1)
    upright = [np.array([(place, 0.0), (place, 1.0)]) for place in x]
    return upright + [np.array([(0.0, place), (width, place)]) for place in y]


def lying_eight(rng: np.random.Generator) -> list[Line]:
    """The sign of infinity: much wider than high."""
    t = np.linspace(0.0, 2 * np.pi, 60) + rng.uniform(0, 2 * np.pi)
    height = rng.uniform(0.3, 0.5)
    line = np.stack([np.sin(t), height * np.sin(2 * t)], axis=1)
    return turned([0.5 + 0.5 * line], rng.uniform(-12, 12))


def exclamation(rng: np.random.Generator) -> list[Line]:
    """Two or three exclamation marks, or marks of question and exclamation."""
    lines = []
    gap = rng.uniform(0.3, 0.5)
    for index in range(int(rng.integers(2, 4))):
        x = gap * index
        lines += [np.array([(x, 0.0), (x, 0.65)]), _tick(x, 0.98, 0.02)]
    if rng.random() < 0.4:
        lines += [line - (1.1, 0.0) for line in glyph(SIGNS[5], rng)]
    return lines
