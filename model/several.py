"""A drawing cut into what stands side by side: two digits at once are no digit, but two."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from model.ink import Line
from model.paper import INK
from model.picture import Picture
from model.raster import erased_picture, visible_lines
from model.strokes import Drawing, make_stroke

Interval = tuple[float, float]

MOST_PARTS = 6  # more than these are a pattern, not a number
_LEAST_GAP = 0.04  # of the drawing's longer side


def side_by_side(drawing: Drawing) -> tuple[Drawing, ...]:
    """Cut where a gap without ink goes from top to bottom; left to right.

    What was erased is left out. Empty when there is no such gap, or more than MOST_PARTS parts.
    """
    lines, picture = visible_lines(drawing), erased_picture(drawing)
    intervals = [(float(line[:, 0].min()), float(line[:, 0].max())) for line in lines]
    heights = [float(np.ptp(line[:, 1])) for line in lines]
    if picture is not None:
        intervals += _runs(picture)
        heights.append(picture.box[3] - picture.box[1])
    if not intervals:
        return ()
    width = max(right for _, right in intervals) - min(left for left, _ in intervals)
    joined = _joined(intervals, _LEAST_GAP * max(width, *heights))
    if not 2 <= len(joined) <= MOST_PARTS:
        return ()
    return tuple(_part(drawing, lines, picture, interval) for interval in joined)


def _runs(picture: Picture) -> list[Interval]:
    """Intervals of x, in canvas units, in which every column has ink."""
    inked = (picture.values >= INK).max(axis=0)
    edges = np.flatnonzero(np.diff(inked, prepend=False, append=False)).reshape(-1, 2)
    left, _, right, _ = picture.box
    scale = (right - left) / len(inked)
    return [(left + scale * float(first), left + scale * float(last)) for first, last in edges]


def _joined(intervals: list[Interval], gap: float) -> list[Interval]:
    """Intervals that overlap or lie closer than `gap` made one."""
    joined: list[Interval] = []
    for left, right in sorted(intervals):
        if joined and left - joined[-1][1] < gap:
            joined[-1] = joined[-1][0], max(joined[-1][1], right)
        else:
            joined.append((left, right))
    return joined


def _part(
    drawing: Drawing, lines: list[Line], picture: Picture | None, interval: Interval
) -> Drawing:
    left, right = interval
    width = max((s.width for s in drawing.strokes if s.width and s.mode == "pen"), default=None)
    inside = [line for line in lines if left <= float(line[:, 0].min()) <= right]
    strokes = tuple(make_stroke(line, width) for line in inside)
    return Drawing(strokes, drawing.size, None if picture is None else _crop(picture, interval))


def _crop(picture: Picture, interval: Interval) -> Picture:
    """The picture with everything beside the interval made white."""
    left, _, right, _ = picture.box
    columns = picture.values.shape[1]
    x = left + (np.arange(columns) + 0.5) * (right - left) / columns
    inside = (x >= interval[0]) & (x <= interval[1])
    return replace(picture, values=picture.values * inside.astype(np.float32))
