"""Drawings of nothing: walks, hatchings, spirals, zigzags, loops, knots, smears and dots.

Every function returns lines (n, 2) in or about the unit box.
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from model.synthetic.glyphs import moved, turned
from model.synthetic.hand import Line, spline


def walk(rng: np.random.Generator) -> list[Line]:
    """A pen that wanders to and fro in the box: smooth or with corners, never a short way."""
    count = int(rng.integers(14, 30))
    steps = rng.uniform(0.35, 0.7) * rng.standard_normal((count, 2))
    way = np.cumsum(steps, axis=0)
    points = np.abs((way + 1.0) % 2.0 - 1.0)  # turned back at the sides of the box
    points *= (rng.uniform(0.8, 1.5), 1.0)
    return [spline(points) if rng.random() < 0.6 else points]


def tangle(rng: np.random.Generator) -> list[Line]:
    """Lines between random places of the box: dense, without any plan."""
    lines = []
    for _ in range(int(rng.integers(1, 3))):
        points = rng.random((int(rng.integers(12, 18)), 2))
        lines.append(spline(points) if rng.random() < 0.5 else points)
    return lines


def hatching(rng: np.random.Generator) -> list[Line]:
    """Back and forth, or line beside line; sometimes crossed by a second hatching."""
    lines = _hatch(rng)
    if rng.random() < 0.3:
        lines = lines + turned(_hatch(rng), rng.uniform(60, 120))
    return turned(lines, rng.uniform(0, 180))


def _hatch(rng: np.random.Generator) -> list[Line]:
    count = int(rng.integers(5, 11))
    y = np.linspace(0.0, rng.uniform(0.7, 1.3), count) + 0.02 * rng.standard_normal(count)
    left = 0.04 * rng.standard_normal(count)
    right = 1.0 + 0.06 * rng.standard_normal(count)
    ends = np.stack([np.stack([left, y], axis=1), np.stack([right, y], axis=1)], axis=1)
    if rng.random() < 0.4:
        return list(ends)
    ends[1::2] = ends[1::2, ::-1]
    path = ends.reshape(-1, 2)
    return [spline(path) if rng.random() < 0.4 else path]


def zigzag(rng: np.random.Generator) -> list[Line]:
    """Up and down with four corners or more, lying or standing."""
    count = int(rng.integers(6, 13))
    across = np.where(np.arange(count) % 2 == 0, 0.0, rng.uniform(0.45, 1.1))
    along = np.linspace(0.0, rng.uniform(1.0, 1.8), count) + 0.02 * rng.standard_normal(count)
    path = np.stack([along, across + 0.05 * rng.standard_normal(count)], axis=1)
    angle = float(rng.choice([0.0, 0.0, 90.0, rng.uniform(0, 180)]))
    return turned([spline(path) if rng.random() < 0.3 else path], angle)


def wave(rng: np.random.Generator) -> list[Line]:
    """A wavy line of one and a half waves or more, lying; up to three of them."""
    waves = rng.uniform(1.5, 5.0)
    x = np.linspace(0.0, 1.0, 60)
    y = rng.uniform(0.08, 0.3) * np.sin(2 * np.pi * (waves * x + rng.random()))
    gap = rng.uniform(0.2, 0.5)
    line = np.stack([1.6 * x, y], axis=1)
    lines = [moved([line], 0.0, gap * index)[0] for index in range(int(rng.choice([1, 1, 2, 3])))]
    return turned(lines, rng.uniform(-25, 25))


def spiral(rng: np.random.Generator) -> list[Line]:
    """Two turns or more, to either side, from within or from without."""
    turns = rng.uniform(2.4, 4.5)
    angle = np.linspace(0.0, 2 * np.pi * turns, int(24 * turns))
    radius = (angle / angle[-1]) ** rng.uniform(0.8, 1.2)
    angle = angle * rng.choice([-1, 1]) + rng.uniform(0, 2 * np.pi)
    stretch = rng.uniform(0.9, 1.3)
    line = 0.5 + 0.5 * np.stack([stretch * radius * np.cos(angle), radius * np.sin(angle)], axis=1)
    return [line]


def square_spiral(rng: np.random.Generator) -> list[Line]:
    """A meander that winds inwards with corners."""
    count = int(rng.integers(8, 14))
    length = 1.0 - np.arange(count) // 2 * (2.0 / (count + 1))
    direction = np.array([[1, 0], [0, 1], [-1, 0], [0, -1]], np.float64)[np.arange(count) % 4]
    path = np.concatenate([np.zeros((1, 2)), np.cumsum(direction * length[:, None], axis=0)])
    if rng.random() < 0.5:
        path[:, 0] *= -1
    return turned([path + 0.02 * rng.standard_normal(path.shape)], 90.0 * rng.integers(4))


def loops(rng: np.random.Generator) -> list[Line]:
    """A chain of loops like "eee" or "lll", lying; three or more."""
    count = int(rng.integers(3, 7))
    angle = np.linspace(0.0, 2 * np.pi * count, 20 * count)
    radius = rng.uniform(0.25, 0.5)
    advance = rng.uniform(0.5, 1.3) * radius
    x = advance * angle / np.pi - radius * np.sin(angle)
    y = radius * rng.uniform(1.0, 2.0) * np.cos(angle) * rng.choice([-1, 1])
    x = x if rng.random() < 0.5 else -x
    return turned([np.stack([x, y], axis=1)], rng.uniform(-30, 30))


def garland(rng: np.random.Generator) -> list[Line]:
    """Joined arches or cups like "mmm" or "uuu": three or more."""
    count = int(rng.integers(3, 7))
    t = np.linspace(0.0, count, 16 * count)
    y = np.abs(np.sin(np.pi * t)) ** rng.uniform(0.5, 1.0) * rng.uniform(0.4, 1.0)
    line = np.stack([t * rng.uniform(0.3, 0.5), y * rng.choice([-1, 1])], axis=1)
    return turned([line], rng.uniform(-20, 20))


def knot(rng: np.random.Generator) -> list[Line]:
    """A closed curve that crosses itself again and again (Lissajous curves and rosettes)."""
    t = np.linspace(0.0, 2 * np.pi, 140)
    phase = rng.uniform(0.2, 1.2)
    if rng.random() < 0.5:
        first, second = [(5, 3), (3, 4), (2, 5), (3, 5), (4, 3), (5, 4)][int(rng.integers(6))]
        line = np.stack([np.sin(first * t + phase), np.sin(second * t)], axis=1)
    else:
        petals, inner = int(rng.integers(3, 8)), rng.uniform(0.6, 1.6)
        radius = 1.0 + inner * np.cos(petals * t)
        line = radius[:, None] * np.stack([np.cos(t + phase), np.sin(t + phase)], axis=1)
    return [0.5 + 0.5 * line / float(np.abs(line).max())]


def scribbled_out(rng: np.random.Generator) -> list[Line]:
    """Round and round on the same place, as one blackens something."""
    turns = rng.uniform(5.0, 10.0)
    angle = np.linspace(0.0, 2 * np.pi * turns, int(16 * turns))
    wobble = rng.uniform(0.05, 1.0, int(turns * 3) + 2)
    radius = np.interp(np.linspace(0, 1, len(angle)), np.linspace(0, 1, len(wobble)), wobble)
    drift = np.linspace(0.0, rng.uniform(0.0, 1.2), len(angle))
    x = drift + 0.5 * radius * np.cos(angle)
    y = 0.5 * radius * np.sin(angle) * rng.uniform(0.6, 1.2)
    return turned([np.stack([x, y], axis=1)], rng.uniform(-45, 45))


def filled(rng: np.random.Generator) -> list[Line]:
    """A disc, a square, a triangle or half a disc filled by dense hatching."""
    count = int(rng.integers(14, 26))
    y = np.linspace(0.0, 1.0, count)
    low, high = _outline(int(rng.integers(4)), y)
    width = rng.uniform(0.8, 1.5)
    ends = np.stack([np.stack([low, y], axis=1), np.stack([high, y], axis=1)], axis=1)
    ends[1::2] = ends[1::2, ::-1]
    path = ends.reshape(-1, 2)
    path += 0.015 * rng.standard_normal(path.shape)
    return turned([path * (width, 1.0)], float(rng.choice([0.0, 90.0, 180.0, 45.0])))


def _outline(shape: int, y: NDArray[np.float64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Left and right end of the rows of a filled shape."""
    if shape == 0:
        half = np.sqrt(np.maximum(0.25 - (y - 0.5) ** 2, 0.0))
    elif shape == 1:
        half = np.full_like(y, 0.5)
    elif shape == 2:
        half = 0.5 * y
    else:
        return np.zeros_like(y), np.sqrt(np.maximum(1 - y**2, 0.0))
    return 0.5 - half, 0.5 + half


def smear(rng: np.random.Generator) -> list[Line]:
    """A few short thick strokes on one place, one on the other."""
    count = int(rng.integers(3, 9))
    middles = rng.random((count, 1, 2)) * (rng.uniform(0.3, 0.9), 0.35)
    angle = rng.uniform(-0.6, 0.6, count) + rng.uniform(-0.4, 0.4)
    reach = rng.uniform(0.15, 0.5, count)
    half = reach[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return list(middles + np.stack([-half, half], axis=1))


def dots(rng: np.random.Generator) -> list[Line]:
    """Several dots or tiny strokes apart from each other; or a grid of them, as in Braille."""
    if rng.random() < 0.4:
        places = np.stack(np.meshgrid(np.arange(3), np.arange(3)), axis=-1).reshape(-1, 2) / 2.0
        places = places[rng.permutation(9)[: int(rng.integers(4, 9))]]
    else:
        places = rng.random((int(rng.integers(3, 12)), 2)) * (rng.uniform(0.8, 1.5), 1.0)
    size = rng.uniform(0.0, 0.08)
    return [place + size * rng.standard_normal((2, 2)) for place in places]


def speck(rng: np.random.Generator) -> list[Line]:
    """One dot, or a stroke so short that it says nothing."""
    if rng.random() < 0.4:
        return [np.full((1, 2), 0.5)]
    return [0.5 + 0.01 * rng.standard_normal((int(rng.integers(2, 5)), 2)) * (1.5, 0.5)]


def lying_bar(rng: np.random.Generator) -> list[Line]:
    """One horizontal line, nearly straight, or two or three, or a bow of small height."""
    bend = rng.uniform(-0.12, 0.12)
    middle = (0.5 + 0.1 * rng.standard_normal(), bend)
    line = np.array([(0.0, 0.0), middle, (1.0, rng.uniform(-0.08, 0.08))])
    gap = rng.uniform(0.2, 0.5)
    count = int(rng.choice([1, 1, 1, 2, 3]))
    bows = [spline(line + 0.02 * rng.standard_normal(line.shape)) for _ in range(count)]
    return [moved([bow], 0.0, gap * index)[0] for index, bow in enumerate(bows)]


def crossing_bars(rng: np.random.Generator) -> list[Line]:
    """Three to six long bars at various angles that cross each other."""
    count = int(rng.integers(3, 7))
    angle = np.pi * (np.arange(count) + rng.uniform(-0.22, 0.22, count)) / count
    angle += rng.uniform(0, np.pi)
    middle = 0.5 + 0.1 * rng.standard_normal((count, 1, 2))
    half = 0.5 * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    return list(middle + np.stack([-half, half], axis=1))


def bars_in_a_row(rng: np.random.Generator) -> list[Line]:
    """Three upright strokes or more, sometimes crossed by another: counting marks."""
    count = int(rng.integers(3, 7))
    lean = rng.uniform(-0.2, 0.2)
    gap = rng.uniform(0.22, 0.4)
    lines = []
    for index in range(count):
        top, bottom = 0.05 * rng.standard_normal(2)
        lines.append(np.array([(index * gap + lean, top), (index * gap, 1 + bottom)]))
    if rng.random() < 0.4:
        lines.append(np.array([(-0.2, rng.uniform(0.5, 1.0)), (count * gap, rng.uniform(0, 0.5))]))
    return lines


def flourish(rng: np.random.Generator) -> list[Line]:
    """A signature: loops and waves whose size and direction change, along a line."""
    count = int(rng.integers(5, 10))
    points = np.zeros((2 * count, 2))
    points[:, 0] = np.cumsum(rng.uniform(0.0, 0.4, 2 * count))
    points[:, 1] = np.where(np.arange(2 * count) % 2 == 0, 0.0, 1.0) * rng.uniform(
        0.2, 1.0, 2 * count
    ) + 0.1 * rng.standard_normal(2 * count)
    return turned([spline(points)], math.degrees(0.15 * rng.standard_normal()))
