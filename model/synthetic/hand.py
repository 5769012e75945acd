"""How one person's hand moves: slant, proportion, tremor, sampling, pen, and place on the paper.

A shape is a list of ideal lines in a unit box (x right, y down). `write` bends, shakes, samples
and places them as a mouse, a pen or a finger would, and gives a drawing like any other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.strokes import PAPER, PEN_WIDTH, Drawing, make_stroke

Line = NDArray[np.float64]

_PER_SEGMENT = 8  # points of a spline between two control points
_ARC_STEP = 12.0  # degrees between two points of an arc
_SHARP = 0.8  # radians; at a corner this sharp the pen stops long enough to be sampled
_GAP = 0.07  # of the box: about how far a missed joint misses
_LEAST_LENGTH = 0.2  # of the box; shorter lines are left whole


@dataclass(frozen=True, slots=True)
class Hand:
    """How one person draws now. Lengths are parts of the unit box if nothing else is said.

    slant: x moved per y; positive leans to the right.
    aspect: width over height, as a factor to the shape's own.
    rotation: degrees, clockwise on the screen.
    curvature: standard deviation by which control points of the plane are moved.
    tremor, tremor_frequency: amplitude of the shaking, and waves per unit of length.
    spacing: distance between two sampled points on a straight line.
    grid: canvas units to which coordinates are rounded; 0 for not at all.
    pen_width: canvas units.
    gaps: chance in [0, 1] that the end of a line misses or overshoots its joint.
    size: height of the unit box in canvas units.
    place: canvas point (x, y) of the middle of the drawing.
    """

    slant: float = 0.0
    aspect: float = 1.0
    rotation: float = 0.0
    curvature: float = 0.0
    tremor: float = 0.0
    tremor_frequency: float = 4.0
    spacing: float = 0.03
    grid: float = 0.0
    pen_width: float = PEN_WIDTH
    gaps: float = 0.0
    size: float = 0.7 * PAPER
    place: tuple[float, float] = (0.5 * PAPER, 0.5 * PAPER)


def random_hand(rng: np.random.Generator) -> Hand:
    """Draw a hand: mostly moderate, sometimes extreme, never so that a digit is unreadable."""
    normal, uniform = rng.standard_normal(5), rng.random(6)
    size = _random_size(rng)
    coarse = uniform[0] < 0.15  # a tablet of low resolution or a fast mouse
    shaking = uniform[1] < 0.2
    pen_width = min(34.0, max(4.0, PEN_WIDTH * math.exp(0.45 * normal[0])))
    grid = size * (0.02 + 0.03 * uniform[2]) if coarse and uniform[3] < 0.5 else _round_grid(size)
    spread = 0.25 * PAPER
    return Hand(
        slant=float(np.clip(0.1 + 0.17 * normal[1], -0.3, 0.6)),
        aspect=math.exp(float(np.clip(0.2 * normal[2], -0.5, 0.4))),
        rotation=float(np.clip(4.0 * normal[3], -11.0, 11.0)),
        curvature=0.03 + 0.06 * uniform[4],
        tremor=0.004 + 0.014 * uniform[5] if shaking else 0.004 * uniform[5],
        tremor_frequency=2.0 + 7.0 * uniform[2],
        spacing=0.07 + 0.07 * uniform[2] if coarse else 0.012 + 0.038 * uniform[2],
        grid=grid,
        pen_width=min(pen_width, 0.5 * size),
        gaps=0.3 * uniform[3] ** 2,
        size=size,
        place=(
            0.5 * PAPER + spread * float(rng.uniform(-1, 1)),
            0.5 * PAPER + spread * float(rng.uniform(-1, 1)),
        ),
    )


def _random_size(rng: np.random.Generator) -> float:
    kind = rng.random()
    if kind < 0.1:
        return rng.uniform(24.0, 70.0)  # tiny
    if kind > 0.95:
        return rng.uniform(220.0, 300.0)  # over the edge of the paper
    return rng.uniform(70.0, 220.0)


def _round_grid(size: float) -> float:
    """Whole canvas units, as a mouse gives them, unless the drawing is tiny."""
    return 1.0 if size > 60.0 else 0.0


def write(lines: Sequence[Line], hand: Hand, rng: np.random.Generator) -> Drawing:
    """Draw lines by a hand.

    lines: one (n, 2) polyline in the unit box per stroke, corners or dense points, n >= 1.
    The same lines, hand and state of `rng` give the same drawing.
    Raises ValueError when there is no line, or a line has no point or no finite numbers.
    """
    if not lines or any(line.ndim != 2 or not len(line) for line in lines):
        raise ValueError("lines to write must be (n, 2) points, at least one each")
    drawn = [part for line in lines for part in _with_gaps(line, hand, rng)]
    sampled = [_sampled(line, hand.spacing, rng) for line in drawn]
    counts = [len(line) for line in sampled]
    points = _shaken(_bent(np.concatenate(sampled), hand, rng), hand, rng)
    points = _placed(points, hand)
    parts = np.split(points, np.cumsum(counts)[:-1])
    return Drawing(tuple(make_stroke(part, hand.pen_width) for part in parts))


def arc(cx: float, cy: float, rx: float, ry: float, from_deg: float, to_deg: float) -> Line:
    """Points (n, 2) of an elliptic arc: 0 degrees is right, 90 down, so it grows clockwise."""
    count = max(2, math.ceil(abs(to_deg - from_deg) / _ARC_STEP) + 1)
    angle = np.linspace(math.radians(from_deg), math.radians(to_deg), count)
    return np.stack([cx + rx * np.cos(angle), cy + ry * np.sin(angle)], axis=1)


def _hermite() -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Two (_PER_SEGMENT, 4): the weights of four neighbours in place, and in direction.

    A cubic between the second and the third, whose tangent at a point is a part, the roundness,
    of the chord between the point's neighbours (Catmull & Rom 1974 take a half).
    """
    t = np.arange(_PER_SEGMENT) / _PER_SEGMENT
    none, to_end = np.zeros_like(t), t**2 * (3 - 2 * t)
    leaving, arriving = t * (1 - t) ** 2, t**2 * (t - 1)
    place = np.stack([none, 1 - to_end, to_end, none], axis=1)
    return place, np.stack([-leaving, -arriving, leaving, arriving], axis=1)


_PLACE, _DIRECTION = _hermite()


def spline(points: Any, roundness: float = 0.58) -> Line:
    """Return the smooth line (m, 2) through (n, 2) control points; two give a straight line.

    A control point given twice in a row is a corner. The corners of a square become a circle at
    a roundness of 0.83, those of a hexagon at 0.62.
    """
    control = np.asarray(points, np.float64)
    corners = np.flatnonzero((control[1:] == control[:-1]).all(axis=1)) + 1
    if not len(corners):
        return _smooth(control, roundness)
    return np.concatenate([_smooth(part, roundness) for part in np.split(control, corners)])


def _smooth(control: Line, roundness: float) -> Line:
    if len(control) < 3:
        return control
    # The ends are continued straight on: the curve leaves along its first chord.
    ends = 2 * control[[0, -1]] - control[[1, -2]]
    padded = np.concatenate([ends[:1], control, ends[1:]])
    windows = np.stack([padded[:-3], padded[1:-2], padded[2:-1], padded[3:]])  # (4, n - 1, 2)
    curve = np.einsum("ti,isk->stk", _PLACE + roundness * _DIRECTION, windows).reshape(-1, 2)
    return np.concatenate([curve, control[-1:]])


def _with_gaps(line: Line, hand: Hand, rng: np.random.Generator) -> list[Line]:
    """The line with ends that miss or overshoot, now and then lifted once on its way."""
    chances = rng.random(3)
    if not (chances < hand.gaps).any() or len(line) < 2:
        return [line]
    steps = np.diff(line, axis=0)
    position = np.concatenate([[0.0], np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))])
    length = float(position[-1])
    if length < _LEAST_LENGTH:
        return [line]
    moves = np.clip(_GAP * rng.standard_normal(2), -0.2 * length, 0.2 * length)
    start = moves[0] if chances[0] < hand.gaps else 0.0
    end = length - (moves[1] if chances[1] < hand.gaps else 0.0)
    pieces = [(start, end)]
    if chances[2] < 0.3 * hand.gaps:
        middle, half = rng.uniform(0.2, 0.8) * length, 0.25 * _GAP * rng.random()
        pieces = [(start, middle - half), (middle + half, end)]
    return [_piece(line, position, *piece) for piece in pieces]


def _piece(line: Line, position: NDArray[np.float64], start: float, end: float) -> Line:
    """The part between two positions; beyond its ends the line goes straight on."""
    inside = line[(position > start) & (position < end)]
    return np.concatenate(
        [_point_at(line, position, start)[None], inside, _point_at(line, position, end)[None]]
    )


def _point_at(line: Line, position: NDArray[np.float64], where: float) -> NDArray[np.float64]:
    last = float(position[-1])
    point = np.array([np.interp(where, position, line[:, k]) for k in (0, 1)])
    if 0 <= where <= last:
        return point
    # The direction of a very short first step means nothing: look a little further.
    inner = min(0.05, 0.5 * last)
    near = inner if where < 0 else last - inner
    outwards = point - [np.interp(near, position, line[:, k]) for k in (0, 1)]
    beyond = -where if where < 0 else where - last
    return np.asarray(point + outwards * (beyond / max(math.hypot(*outwards), 1e-9)))


def _sampled(line: Line, spacing: float, rng: np.random.Generator) -> Line:
    """Points as a device reports them: at even times, and a pen is slow where it turns."""
    if len(line) < 2:
        return line
    steps = np.diff(line, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    angles = np.arctan2(steps[:, 1], steps[:, 0])
    turns = np.abs((np.diff(angles) + np.pi) % (2 * np.pi) - np.pi)
    waits = np.zeros((len(line), 2))  # before arriving at each point and before leaving it
    waits[1:, 0] = lengths
    waits[1:-1, 1] = np.minimum(turns / _SHARP, 1.0) * spacing
    times = np.cumsum(waits)
    count = max(2, round(times[-1] / spacing) + 1)
    at = np.linspace(0.0, times[-1], count)
    at[1:-1] += (0.3 * spacing) * (rng.random(count - 2) - 0.5)
    # A rest is time without way, so the way is what is interpolated, and then the points.
    way = np.cumsum(np.concatenate([[0.0], lengths]))
    where = np.interp(at, times, np.repeat(way, 2))
    return np.stack([np.interp(where, way, line[:, 0]), np.interp(where, way, line[:, 1])], axis=1)


def _bent(points: Line, hand: Hand, rng: np.random.Generator) -> Line:
    """Warp the plane by a 4x4 grid of control points (Sederberg & Parry 1986)."""
    moves = hand.curvature * rng.standard_normal((4, 4, 2))
    t = np.clip(points, 0.0, 1.0)[..., None]
    s = 1 - t
    weights = np.concatenate([s**3, 3 * s**2 * t, 3 * s * t**2, t**3], axis=2)  # (n, 2, 4)
    products = weights[:, 1, :, None] * weights[:, 0, None, :]  # row, then column
    return np.asarray(points + products.reshape(-1, 16) @ moves.reshape(16, 2))


def _shaken(points: Line, hand: Hand, rng: np.random.Generator) -> Line:
    """Three waves along the way, of about the hand's frequency, and a little noise."""
    if hand.tremor <= 0:
        return points
    steps = np.diff(points, axis=0, prepend=points[:1])
    way = np.cumsum(np.hypot(steps[:, 0], steps[:, 1]))
    frequencies = hand.tremor_frequency * rng.uniform(0.5, 1.6, 3)
    phases = 2 * np.pi * (way[:, None, None] * frequencies + rng.random((1, 2, 3)))
    waves = np.sin(phases).sum(axis=2)
    return np.asarray(
        points + hand.tremor * (0.7 * waves + 0.3 * rng.standard_normal(points.shape))
    )


def _placed(points: Line, hand: Hand) -> Line:
    """Slant, stretch, turn, scale and move to the place on the canvas; round to the grid."""
    angle = math.radians(hand.rotation)
    turn = np.array([[math.cos(angle), -math.sin(angle)], [math.sin(angle), math.cos(angle)]])
    shape = np.array([[hand.aspect, -hand.slant], [0.0, 1.0]])
    points = points @ (hand.size * turn @ shape).T
    middle = 0.5 * (points.min(axis=0) + points.max(axis=0))
    points = points - middle + hand.place
    return np.round(points / hand.grid) * hand.grid if hand.grid > 0 else points
