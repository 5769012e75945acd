"""Drawings as people make them: strokes of points, kept as values that never change."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, replace
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from model.picture import Picture, picture_from_json, picture_to_json

Mode = Literal["pen", "eraser"]

PAPER = 248.0  # side of the program's own canvas in canvas units
PEN_WIDTH = 18.0  # its usual pen
MAX_POINTS = 100_000
MAX_COORDINATE = 1e6


@dataclass(frozen=True, slots=True, eq=False)
class Stroke:
    """One pen-down to pen-up.

    points: (n, 3) float64, read-only: x, y (canvas units, y down), pressure in [0, 1].
    width: of the visible line in canvas units; None when nobody said it.
    """

    points: NDArray[np.float64]
    width: float | None = None
    mode: Mode = "pen"


@dataclass(frozen=True, slots=True, eq=False)
class Drawing:
    """All strokes in the order in which they were made, over an optional picture."""

    strokes: tuple[Stroke, ...] = ()
    size: tuple[float, float] = (PAPER, PAPER)
    picture: Picture | None = field(default=None)

    @property
    def is_empty(self) -> bool:
        """True when there is neither a point nor a picture."""
        return self.picture is None and not any(len(stroke.points) for stroke in self.strokes)

    def with_stroke(self, stroke: Stroke) -> Drawing:
        """Return this drawing with one more stroke on top."""
        return replace(self, strokes=(*self.strokes, stroke))


def on_paper(drawing: Drawing) -> Drawing:
    """The same drawing in the program's own canvas units: its longer side is PAPER."""
    factor = PAPER / max(drawing.size)
    if factor == 1.0:
        return drawing
    strokes = tuple(_scaled(stroke, factor) for stroke in drawing.strokes)
    picture = drawing.picture
    if picture is not None:
        left, top, right, bottom = (side * factor for side in picture.box)
        picture = replace(picture, box=(left, top, right, bottom))
    return Drawing(strokes, (drawing.size[0] * factor, drawing.size[1] * factor), picture)


def _scaled(stroke: Stroke, factor: float) -> Stroke:
    points = stroke.points * (factor, factor, 1.0)
    width = None if stroke.width is None else stroke.width * factor
    return make_stroke(points, width, stroke.mode)


def make_stroke(points: Any, width: float | None = None, mode: Mode = "pen") -> Stroke:
    """Build a stroke from (n, 2) or (n, 3) numbers.

    Raises ValueError when a point is not two or three finite numbers of sensible size.
    """
    try:
        array = np.asarray(points)
    except ValueError:
        raise ValueError("points are not all of the form [x, y]") from None
    if array.size == 0:
        array = np.zeros((0, 2))
    if array.dtype.kind not in "iuf":
        raise ValueError("points hold something that is not a number")
    if array.ndim != 2 or array.shape[1] not in (2, 3):
        raise ValueError(f"points must be pairs [x, y], got shape {array.shape}")
    array = array.astype(np.float64)
    if not np.isfinite(array).all():
        raise ValueError("points hold NaN or infinity")
    if array.size and np.abs(array).max() > MAX_COORDINATE:
        raise ValueError(f"a coordinate is larger than {MAX_COORDINATE:,.0f}")
    if array.shape[1] == 2:
        array = np.hstack([array, np.ones((len(array), 1))])
    array[:, 2] = np.clip(array[:, 2], 0.0, 1.0)
    array.flags.writeable = False
    return Stroke(array, width, mode)


def rounded_corners(
    points: NDArray[np.float64], radius: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Round every inner corner of a polyline by a quadratic curve.

    Returns start, control and end (n - 2, 2) of one curve per inner point. A curve starts and
    ends half way to its neighbours, but at most `radius` from its corner: dense pen points
    become a smooth line, and the corner of a seven that has three points stays a corner.
    The canvas paints and the raster samples these same curves.
    """
    xy = points[:, :2]
    control = xy[1:-1]
    steps = np.diff(xy, axis=0)
    lengths = np.hypot(steps[:, 0], steps[:, 1])
    cuts = np.minimum(0.5, radius / np.maximum(lengths, 1e-12))[:, None]
    return control - steps[:-1] * cuts[:-1], control, control + steps[1:] * cuts[1:]


def half_width(stroke: Stroke, extent: float) -> float:
    """Half the pen width; a tenth of half the extent when the width is unknown."""
    return 0.5 * (stroke.width if stroke.width is not None else 0.1 * extent)


_CURVE_TIMES = np.array([0.0, 0.25, 0.5, 0.75, 1.0])[None, :, None]


def smooth_line(points: NDArray[np.float64], radius: float) -> NDArray[np.float64]:
    """Return the polyline (m, 2) that follows `points` with its corners rounded."""
    xy = points[:, :2]
    if len(xy) < 3:
        return xy
    start, control, end = (part[:, None, :] for part in rounded_corners(points, radius))
    time = _CURVE_TIMES
    curves = (1 - time) ** 2 * start + 2 * time * (1 - time) * control + time**2 * end
    return np.concatenate([xy[:1], curves.reshape(-1, 2), xy[-1:]])


def drawing_to_json(drawing: Drawing) -> dict[str, Any]:
    """Return the drawing as plain values; `drawing_from_json` gives it back unchanged."""
    result: dict[str, Any] = {
        "strokes": [_stroke_to_json(stroke) for stroke in drawing.strokes],
        "size": list(drawing.size),
    }
    if drawing.picture is not None:
        result["picture"] = picture_to_json(drawing.picture)
    return result


def _stroke_to_json(stroke: Stroke) -> dict[str, Any]:
    has_pressure = bool((stroke.points[:, 2] != 1.0).any())
    points = stroke.points if has_pressure else stroke.points[:, :2]
    result: dict[str, Any] = {"points": points.tolist(), "mode": stroke.mode}
    if stroke.width is not None:
        result["width"] = stroke.width
    return result


def drawing_from_json(value: Any) -> Drawing:
    """Check plain values and build the drawing.

    Raises ValueError that says which part is wrong, what was expected and what was found.
    """
    if not isinstance(value, dict) or not isinstance(value.get("strokes"), list):
        raise ValueError('a drawing must be an object with a list "strokes"')
    strokes = tuple(_stroke_from_json(n, item) for n, item in enumerate(value["strokes"], 1))
    count = sum(len(stroke.points) for stroke in strokes)
    if count > MAX_POINTS:
        raise ValueError(f"the drawing has {count:,} points; at most {MAX_POINTS:,} are read")
    picture = value.get("picture")
    return Drawing(
        strokes,
        _size_from_json(value.get("size"), strokes),
        None if picture is None else picture_from_json(picture),
    )


def _stroke_from_json(number: int, item: Any) -> Stroke:
    if not isinstance(item, dict) or not isinstance(item.get("points"), list):
        raise ValueError(f'stroke {number} must be an object with a list "points"')
    width, mode = item.get("width"), item.get("mode", "pen")
    if width is not None and not (is_number(width) and 0 < width <= MAX_COORDINATE):
        raise ValueError(f"stroke {number} has width {width!r}; a positive number was expected")
    if mode not in ("pen", "eraser"):
        raise ValueError(f'stroke {number} has mode {mode!r}; "pen" or "eraser" was expected')
    if len(item["points"]) > MAX_POINTS:
        count = len(item["points"])
        raise ValueError(f"stroke {number} has {count:,} points; at most {MAX_POINTS:,} are read")
    # numpy would take a lone True for 1, and a list of empty lists for no points at all.
    for point in item["points"]:
        if point == []:
            raise ValueError(f"stroke {number}: points must be pairs [x, y], got {point!r}")
        if type(point) is list and any(type(value) is bool for value in point):
            raise ValueError(f"stroke {number}: points hold something that is not a number")
    try:
        return make_stroke(item["points"], None if width is None else float(width), mode)
    except (ValueError, OverflowError) as error:
        raise ValueError(f"stroke {number}: {error}") from None


def _size_from_json(value: Any, strokes: tuple[Stroke, ...]) -> tuple[float, float]:
    if value is None:
        return _size_that_holds(strokes)
    if not (isinstance(value, list) and len(value) == 2 and all(map(is_number, value))):
        raise ValueError(f"size is {value!r}; [width, height] was expected")
    width, height = float(value[0]), float(value[1])
    if not (0 < width <= MAX_COORDINATE and 0 < height <= MAX_COORDINATE):
        raise ValueError(f"size is {value!r}; two positive numbers were expected")
    return width, height


def _size_that_holds(strokes: tuple[Stroke, ...]) -> tuple[float, float]:
    """The square from the origin that holds every point: the best guess at a canvas."""
    side = max((float(s.points[:, :2].max()) for s in strokes if len(s.points)), default=PAPER)
    return (side, side) if side > 0 else (PAPER, PAPER)


def is_number(value: Any) -> bool:
    """True for a finite int or float, not for a bool."""
    try:
        return type(value) in (int, float) and math.isfinite(value)
    except OverflowError:  # an integer with hundreds of digits
        return False
