"""How much of each pixel is covered with ink: lines of a given width, pictures by area."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Line = NDArray[np.float64]  # (n, 2): x, y
Numbers = NDArray[np.floating[Any]]

_STEP = 0.4  # pixels between the points of a line that is drawn
_BLOCK = 256  # segments at a time, so that memory stays small
_MOST_CUTS = 100_000  # points of a line whose erased part is looked for
_MANY = 4000  # more segments than this are thinned to a grid first


def resample(line: Line, step: float) -> Line:
    """Return points every `step` along a polyline, its first and last point included."""
    lengths = np.hypot(*np.diff(line, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    count = max(2, int(along[-1] / step) + 2)
    at = np.linspace(0.0, along[-1], count)
    return np.stack([np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])], axis=1)


def without(line: Line, eraser: Line, radius: float) -> list[Line]:
    """Cut from `line` what lies within `radius` of `eraser`; return the parts that remain."""
    low, high = eraser.min(axis=0) - radius, eraser.max(axis=0) + radius
    if (line.max(axis=0) < low).any() or (line.min(axis=0) > high).any():
        return [line]
    whole, line = line, _refined(line, radius / 4)
    kept = np.full(len(line), True)
    starts, ends = _segments([eraser])
    for block in _blocks(len(starts)):
        corners = np.concatenate([starts[block], ends[block]])
        low, high = corners.min(axis=0) - radius, corners.max(axis=0) + radius
        near = np.flatnonzero(kept & ((line >= low) & (line <= high)).all(axis=1))
        for part in np.array_split(near, len(near) // 4096 + 1):
            distance = _distances(line[part].T[:, :, None], starts[block], ends[block])
            kept[part] = distance.min(axis=1) > radius * radius
    if kept.all():
        return [whole]
    edges = np.flatnonzero(np.diff(kept)) + 1
    flags = kept[np.concatenate([[0], edges])]
    return [part for part, keep in zip(np.split(line, edges), flags, strict=True) if keep]


def _refined(line: Line, step: float) -> Line:
    """Return a polyline's points and, between them, more of them every `step`."""
    lengths = np.hypot(*np.diff(line, axis=0).T)
    along = np.concatenate([[0.0], np.cumsum(lengths)])
    if along[-1] == 0:
        return line
    count = int(min(along[-1] / max(step, 1e-300), _MOST_CUTS)) + 2
    at = np.union1d(np.linspace(0.0, along[-1], count), along)
    return np.stack([np.interp(at, along, line[:, 0]), np.interp(at, along, line[:, 1])], axis=1)


def line_coverage(
    lines: list[Line], width: float, shape: tuple[int, int], edge: float = 1.0
) -> Array:
    """Draw lines with round caps and joins.

    lines: in pixels, pixel corners at integers. width, edge: in pixels; ink fades from 1 to 0
    over `edge`. With an edge of 1 the result is the covered part of each pixel (exact for
    straight edges along an axis). Returns (h, w) float32 in [0, 1].
    """
    height, columns = shape
    starts, ends = _thin(*_segments([_thin_line(line) for line in lines]), shape, width)
    x = (np.arange(columns, dtype=np.float32) + 0.5)[None, :].repeat(height, axis=0).ravel()
    y = (np.arange(height, dtype=np.float32) + 0.5)[:, None].repeat(columns, axis=1).ravel()
    pixels = np.stack([x, y])[:, :, None]
    nearest = np.full(height * columns, np.inf, np.float32)
    for block in _blocks(len(starts)):
        squared = _distances(pixels, starts[block], ends[block])
        np.minimum(nearest, squared.min(axis=1), out=nearest)
    distance = np.sqrt(np.maximum(nearest, 0.0))
    coverage = np.clip((0.5 * width - distance) / edge + 0.5, 0.0, 1.0)
    return coverage.reshape(shape).astype(np.float32, copy=False)


def area_average(
    image: Array, box: tuple[float, float, float, float], shape: tuple[int, int]
) -> Array:
    """Reduce (or enlarge) a picture by area averaging.

    image: (H, W) whose outline is `box` (left, top, right, bottom) in pixels of the result.
    Returns (h, w) float32; what lies outside `box` counts as 0.
    """
    rows = _overlaps(box[1], box[3], image.shape[0], shape[0])
    columns = _overlaps(box[0], box[2], image.shape[1], shape[1])
    average: Array = (rows @ image @ columns.T).astype(np.float32, copy=False)
    return average


def _overlaps(first: float, last: float, cells: int, count: int) -> Array:
    """(count, cells): which part of each result pixel each source cell covers."""
    edges = np.linspace(first, last, cells + 1)
    low = np.arange(count, dtype=np.float64)[:, None]
    overlap = np.minimum(edges[1:], low + 1) - np.maximum(edges[:-1], low)
    covered: Array = np.maximum(overlap, 0.0).astype(np.float32)
    return covered


def _blocks(count: int) -> list[slice]:
    return [slice(first, first + _BLOCK) for first in range(0, count, _BLOCK)]


def _thin_line(line: Line) -> Line:
    """Keep one point in every step of arc length, and both ends."""
    if len(line) < 3:
        return line
    lengths = np.hypot(*np.diff(line, axis=0).T)
    bins = (np.cumsum(lengths) / _STEP).astype(np.int64)
    keep = np.empty(len(line), bool)
    keep[0] = keep[-1] = True
    keep[1:-1] = np.diff(bins) > 0
    return line[keep]


def _segments(lines: list[Line]) -> tuple[Array, Array]:
    """Starts and ends (n, 2) float32 of all segments; a single point is a segment to itself."""
    starts = [line[:-1] if len(line) > 1 else line for line in lines]
    ends = [line[1:] if len(line) > 1 else line for line in lines]
    return (
        np.concatenate(starts).astype(np.float32),
        np.concatenate(ends).astype(np.float32),
    )


def _thin(starts: Array, ends: Array, shape: tuple[int, int], width: float) -> tuple[Array, Array]:
    """Drop repeated short segments from an endless scribble: one per tenth of a pixel."""
    if len(starts) <= _MANY:
        return starts, ends
    reach = width + 1
    near = (np.maximum(starts, ends) > -reach) & (np.minimum(starts, ends) < max(shape) + reach)
    keep = near.all(axis=1)
    starts, ends = starts[keep], ends[keep]
    cells = np.round(np.hstack([starts, ends]) * 5).astype(np.int32)
    _, first = np.unique(cells, axis=0, return_index=True)
    return starts[first], ends[first]


def _distances(points: Numbers, starts: Array, ends: Array) -> Numbers:
    """Squared distances (p, s) from points (2, p, 1) to segments (s, 2)."""
    step = ends - starts
    length = np.hypot(step[:, 0], step[:, 1])
    unit_x, unit_y = (step / np.maximum(length, 1e-9)[:, None]).T
    dx: Numbers = points[0] - starts[:, 0]
    dy: Numbers = points[1] - starts[:, 1]
    along = dx * unit_x + dy * unit_y
    np.clip(along, 0.0, length, out=along)
    dx -= along * unit_x
    dy -= along * unit_y
    dx *= dx
    dy *= dy
    dx += dy
    return dx
