"""Printed shapes: filled or outlined, thick or thin, with edges as sharp as print has them."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from model import ink
from model.raster import SIDE
from model.synthetic.glyphs import bounds, glyph, pick, turned
from model.synthetic.hand import Line, arc, spline
from model.synthetic.shapes import PICTURES, SIGNS, ring

Field = NDArray[np.float64]

_FINE = 3  # samples per pixel along each side, inside which a shape is or is not
_AT = (np.arange(_FINE * SIDE) + 0.5) / _FINE

_ANGULAR = {
    "arrow": "03 53 50 94 59 56 06",
    "house": "19 14 04 50 94 84 89",
    "plus": "30 60 63 93 96 66 69 39 36 06 03 33",
    "bolt": "50 15 44 39 83 54 70",
    "heart": "59 04 02 20 52 70 82 94",
    "flag": "00 90 74 99 09",
    "steps": "09 06 36 33 63 60 90 99",
}
_CLOSED = tuple(_ANGULAR.values())


def printed(rng: np.random.Generator) -> Field:
    """A filled shape, a frame, an outline or a sign: (28, 28) in [0, 1]."""
    kind = rng.random()
    if kind < 0.45:
        field = _inside([_on_raster((_angular if rng.random() < 0.65 else _round)(rng), rng)])
    elif kind < 0.6:
        field = _frame(rng)
    else:
        field = _drawn(rng, outline=kind < 0.8)
    return field


def _angular(rng: np.random.Generator) -> Line:
    """A closed outline with corners, in or about the unit box: no zero, filled or not."""
    kind = rng.random()
    if kind < 0.5:
        notation = pick(_CLOSED, rng)
        line = glyph(notation, rng, 0.02)[0] * (rng.uniform(0.9, 1.3), 1.0)
        angle = 90.0 * rng.integers(4) if notation == _ANGULAR["arrow"] else 0.0
        return turned([line], angle + rng.uniform(-10, 10))[0]
    if kind < 0.65:
        sides = np.array([(0, 0), (rng.uniform(0.8, 2.0), 0), (rng.uniform(0.9, 1.4), 1), (0, 1)])
        return turned([sides], rng.uniform(-8, 8))[0]
    if kind < 0.8:
        return turned([ring(3, -90.0)], rng.uniform(0, 360))[0]
    star = ring(2 * int(rng.integers(4, 9)), -90.0)
    star[1::2] = 0.5 + rng.uniform(0.35, 0.7) * (star[1::2] - 0.5)
    return turned([star], rng.uniform(-20, 20))[0]


def _round(rng: np.random.Generator) -> Line:
    """A closed outline that would be a zero if it were not filled: disc, polygon, blot."""
    kind = rng.random()
    if kind < 0.4:
        return arc(0.5, 0.5, rng.uniform(0.48, 0.75), 0.5, 0, 348)
    if kind < 0.7:
        return turned([ring(int(rng.integers(5, 8)), -90.0)], rng.uniform(0, 360))[0]
    return _blot(rng)


def _blot(rng: np.random.Generator) -> Line:
    """A closed smooth outline about the middle, with dents."""
    angle = np.linspace(0, 2 * math.pi, 10)
    radius = rng.uniform(0.2, 0.5, 10)
    radius[-1] = radius[0]
    return spline(0.5 + radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1))


def _on_raster(line: Line, rng: np.random.Generator) -> Line:
    """The outline in pixels: its longer side 12 to 24 of them, at the middle or beside it."""
    left, top, right, bottom = bounds([line])
    scale = rng.uniform(12, 24) if rng.random() < 0.5 else 20.0
    scale /= max(right - left, bottom - top)
    middle = np.array([0.5 * (left + right), 0.5 * (top + bottom)])
    return np.asarray(14.0 + scale * (line - middle) + rng.uniform(-1.5, 1.5, 2))


def _inside(outlines: list[Line]) -> Field:
    """Which part of each pixel lies inside an odd number of outlines."""
    inside = np.zeros((len(_AT), len(_AT)), bool)
    for line in outlines:
        x0, y0 = line.T
        x1, y1 = np.roll(line, -1, axis=0).T
        spans = (y0 <= _AT[:, None]) != (y1 <= _AT[:, None])  # (rows, edges)
        rows, edges = np.nonzero(spans)
        at = (_AT[rows] - y0[edges]) / (y1[edges] - y0[edges])
        crossing = x0[edges] + at * (x1[edges] - x0[edges])
        crossed = np.zeros((len(_AT), len(_AT) + 1), np.int64)
        np.add.at(crossed, (rows, np.searchsorted(_AT, crossing)), 1)
        inside ^= np.cumsum(crossed, axis=1)[:, :-1] % 2 == 1
    blocks = inside.reshape(SIDE, _FINE, SIDE, _FINE)
    return np.asarray(blocks.mean(axis=(1, 3)))


def _frame(rng: np.random.Generator) -> Field:
    """A square frame, thick or thin, with sharp corners; or one inside another."""
    half = rng.uniform(7, 13)
    stretch = rng.uniform(1.0, 1.4)
    corners = np.array([(0, 0), (1, 0), (1, 1), (0, 1)]) - 0.5
    corners = 2 * corners * (1.0, 1.0 / stretch) + 0.5
    sides = [float(half)]
    while sides[-1] > 3.0 and len(sides) < 4:
        sides.append(sides[-1] - rng.uniform(1.2, 4.0))
    count = 2 if rng.random() < 0.7 else len(sides) // 2 * 2
    corners = turned([corners], rng.uniform(-8, 8))[0]
    return _inside([14.0 + side * (corners - 0.5) for side in sides[:count]])


def _drawn(rng: np.random.Generator, *, outline: bool) -> Field:
    """An outline or a sign with a thin or thick line of sharp edges."""
    if outline:
        line = _on_raster(_angular(rng), rng)
        lines, width = [np.concatenate([line, line[:1]])], rng.uniform(1.0, 4.0)
    else:
        parts = glyph(pick(SIGNS if rng.random() < 0.5 else PICTURES, rng), rng, 0.01)
        left, top, right, bottom = bounds(parts)
        scale = rng.uniform(14, 22) / max(right - left, bottom - top, 0.1)
        middle = np.array([0.5 * (left + right), 0.5 * (top + bottom)])
        lines, width = [14.0 + scale * (part - middle) for part in parts], rng.uniform(1.0, 5.0)
    return ink.line_coverage(lines, width, (SIDE, SIDE), rng.uniform(0.6, 2.0)).astype(np.float64)
