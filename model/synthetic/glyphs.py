"""A short notation for glyphs, and moving lines about the unit box.

A glyph is written as strokes apart by ";". A stroke is a row of points, each two figures from 0 to
9: column and row of a 9x9 grid, row 0 on top. "09 40 79; 25 65" is a capital A. With "~" in front
the stroke is the smooth line through its points, else it has corners there. One point is a dot.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import cache

import numpy as np
from numpy.typing import NDArray

from model.synthetic.hand import Line, spline

_CELLS = 9.0


@cache
def _parse(notation: str) -> tuple[tuple[bool, NDArray[np.float64]], ...]:
    """Per stroke of a glyph: whether it is smooth, and its control points (n, 2)."""
    strokes = []
    for part in notation.split(";"):
        text = part.strip()
        points = [(int(pair[0]), int(pair[1])) for pair in text.removeprefix("~").split()]
        strokes.append((text.startswith("~"), np.array(points, np.float64) / _CELLS))
    return tuple(strokes)


def glyph(notation: str, rng: np.random.Generator, looseness: float = 0.025) -> list[Line]:
    """The lines (n, 2) of a glyph in the unit box, every control point moved a little.

    looseness: standard deviation of the moves, as a part of the box.
    """
    lines = []
    for smooth, control in _parse(notation):
        moved = control + looseness * rng.standard_normal(control.shape)
        lines.append(spline(moved) if smooth else moved)
    return lines


def pick(table: Sequence[str], rng: np.random.Generator) -> str:
    """One entry of a table, all alike likely."""
    return table[int(rng.integers(len(table)))]


def turned(lines: Sequence[Line], degrees: float) -> list[Line]:
    """Lines turned clockwise on the screen about the middle of the unit box."""
    angle = math.radians(degrees)
    turn = np.array([[math.cos(angle), math.sin(angle)], [-math.sin(angle), math.cos(angle)]])
    return [(line - 0.5) @ turn + 0.5 for line in lines]


def placed(lines: Sequence[Line], x: float, y: float, width: float, height: float) -> list[Line]:
    """Lines of the unit box stretched into the box with the upper left corner (x, y)."""
    return [line * (width, height) + (x, y) for line in lines]


def moved(lines: Sequence[Line], x: float, y: float) -> list[Line]:
    """Lines moved by (x, y)."""
    shift = np.array([x, y])
    return [line + shift for line in lines]


def in_unit_box(lines: Sequence[Line]) -> list[Line]:
    """Lines moved and scaled, keeping their aspect, so that they fill the height 0 ... 1.

    What is wider than high fills the width instead. The left upper corner is at (0, 0).
    """
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    scale = 1.0 / max(float((high - low).max()), 1e-9)
    return [(line - low) * scale for line in lines]


def bounds(lines: Sequence[Line]) -> tuple[float, float, float, float]:
    """Left, top, right and bottom of lines."""
    points = np.concatenate(lines)
    low, high = points.min(axis=0), points.max(axis=0)
    return float(low[0]), float(low[1]), float(high[0]), float(high[1])
