"""What a way of writing a digit is, and how its control points come out differently each time."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.synthetic.hand import Line, spline

WOBBLE = 0.028  # of the box: standard deviation of every control point


@dataclass(frozen=True, slots=True)
class Allograph:
    """One of the ways in which people write a digit.

    weight: how often, relative to the digit's other ways.
    shape: gives the lines, one per stroke, in the unit box.
    """

    name: str
    weight: float
    shape: Callable[[np.random.Generator], list[Line]]


def curved(rng: np.random.Generator, *strokes: Sequence[Any], wobble: float = WOBBLE) -> list[Line]:
    """One spline per stroke, every control point moved on its own; one given twice is a corner."""
    roundness = rng.uniform(0.46, 0.72)
    return [spline(moved(rng, stroke, wobble), roundness) for stroke in strokes]


def moved(rng: np.random.Generator, points: Any, wobble: float = WOBBLE) -> Line:
    """Control points (n, 2), each moved on its own; the two of a corner stay together."""
    control = np.asarray(points, np.float64)
    moves = wobble * rng.standard_normal(control.shape)
    twice = np.flatnonzero((control[1:] == control[:-1]).all(axis=1))
    moves[twice + 1] = moves[twice]
    return np.asarray(control + moves)


def corner(x: float, y: float) -> tuple[tuple[float, float], tuple[float, float]]:
    """A control point at which the line has a corner."""
    return (x, y), (x, y)


def chance(rng: np.random.Generator, probability: float) -> bool:
    """True that often."""
    return bool(rng.random() < probability)


def around(
    middle: tuple[float, float],
    radii: tuple[float, float],
    degrees: tuple[float, float],
    tilt: float = 0.0,
    drift: float = 0.0,
) -> list[tuple[float, float]]:
    """Control points on a part of an ellipse, about 40 degrees apart.

    degrees: from, to; 0 is right, 90 down. tilt: degrees by which the ellipse is turned.
    drift: part by which the radii have grown at the end.
    """
    count = max(2, round(abs(degrees[1] - degrees[0]) / 40.0) + 1)
    angle, turn = np.radians(np.linspace(*degrees, count) - tilt), math.radians(tilt)
    size = np.linspace(1.0, 1.0 + drift, count)
    x, y = radii[0] * size * np.cos(angle), radii[1] * size * np.sin(angle)
    turned_x = middle[0] + x * math.cos(turn) - y * math.sin(turn)
    turned_y = middle[1] + x * math.sin(turn) + y * math.cos(turn)
    return list(zip(turned_x.tolist(), turned_y.tolist(), strict=True))


def oval(
    rng: np.random.Generator, box: tuple[float, float, float, float], sweep: float, drift: float
) -> Line:
    """A closed or nearly closed round.

    box: middle x, y and the two radii.
    sweep: degrees gone round. drift: part by which the radius has grown at the end.
    """
    x, y, rx, ry = box
    clockwise = chance(rng, 0.25)
    start = rng.normal(-80.0, 25.0) if chance(rng, 0.85) else rng.uniform(0.0, 360.0)
    angle = np.radians(start) + np.linspace(0.0, np.radians(sweep), 32) * (1 if clockwise else -1)
    # Two waves round the circle make it an egg, or a little square or triangular.
    sizes, phases = rng.normal(0.0, (0.06, 0.03)), rng.uniform(0.0, 2 * np.pi, 2)
    radius = 1.0 + sizes @ np.cos(np.outer([2, 3], angle) + phases[:, None])
    radius *= 1.0 + drift * np.linspace(-0.5, 0.5, 32)
    return np.stack([x + rx * radius * np.cos(angle), y + ry * radius * np.sin(angle)], axis=1)
