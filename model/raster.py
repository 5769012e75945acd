"""From a drawing to the 28x28 raster the network reads, with every stage on the way.

The procedure is the one MNIST was made with (LeCun et al. 1998, section III.A): the ink box is
fitted into 20x20 pixels keeping its aspect, then moved so that its centre of mass lies in the
centre of 28x28. Strokes are drawn at the width MNIST's strokes have, whatever the pen was.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from model import ink
from model.picture import Picture
from model.strokes import Drawing, Stroke, half_width, smooth_line

SIDE = 28
FIT_SIDE = 20
# Width and soft edge in pixels of the lines in MNIST: with these, the pen paths of its training
# digits give the ink (101), the inked pixels (149) and the pixel differences of the originals.
LINE_WIDTH = 2.5
LINE_EDGE = 1.4
# The digits of MNIST have their centre of mass here, pixel corners counted from 0: they were
# centred on the corner of the middle pixels, and rounding left them between 14 and 15.
MIDDLE = 14.5
_LEAST = 1e-6  # canvas units; a smaller extent has no meaningful scale

Array = NDArray[np.float32]


class Box(NamedTuple):
    """A rectangle in canvas units."""

    left: float
    top: float
    right: float
    bottom: float

    @property
    def width(self) -> float:
        """Extent along x."""
        return self.right - self.left

    @property
    def height(self) -> float:
        """Extent along y."""
        return self.bottom - self.top


@dataclass(frozen=True, slots=True)
class Stages:
    """Which stages are carried out. Networks are trained with all of them."""

    ink_box: bool = True  # else the whole canvas is the box
    fit: bool = True  # longer side to 20 pixels, lines at MNIST's width; else canvas to 28
    centre: bool = True  # centre of mass to the middle; else the box stays at 0, 0

    @property
    def all_on(self) -> bool:
        """True when the raster is the one networks are trained on."""
        return self.ink_box and self.fit and self.centre


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """What the network reads, and how it came to be. Arrays are read-only.

    array: (28, 28) float32 in [0, 1], ink = 1.
    fitted: (h, w) float32, the box after fitting and before centring.
    drawing: what it was made from.
    box: the rectangle of the canvas that was fitted; None for a blank drawing.
    scale: pixels per canvas unit.
    mass: centre of mass (x, y) in pixels of `fitted`.
    shift: whole pixels (x, y) by which `fitted` was moved into `array`.
    ideal_shift: where centring moves it, carried out or not.
    origin: canvas point (x, y) of the corner of `fitted`.
    """

    array: Array
    fitted: Array
    drawing: Drawing
    stages: Stages
    box: Box | None
    scale: float
    mass: tuple[float, float]
    shift: tuple[int, int]
    ideal_shift: tuple[int, int]
    origin: tuple[float, float]

    @property
    def is_blank(self) -> bool:
        """True when there is no ink at all."""
        return self.box is None

    def to_canvas(self, column: float, row: float) -> tuple[float, float]:
        """Return the canvas point shown at a raster position (pixel corners are integers)."""
        return (
            self.origin[0] + (column - self.shift[0]) / self.scale,
            self.origin[1] + (row - self.shift[1]) / self.scale,
        )


def rasterize(drawing: Drawing, stages: Stages = Stages()) -> Raster:
    """Return the raster of a drawing; the same drawing always gives the same numbers.

    The window, the command line, training and tests call this one function.
    """
    layers = _layers(drawing)
    lines = [line for part in layers.lines for line in part]
    picture = erased_picture(drawing)
    ink_box = _ink_box(lines, picture)
    if ink_box is None:
        return _blank(drawing, stages)
    box = ink_box if stages.ink_box else Box(0.0, 0.0, *drawing.size)
    scale, line_width = _scale(drawing, box, stages, has_lines=bool(lines))
    fitted, origin = _fit(layers, picture, box, scale, line_width, stages)
    mass = _centre_of_mass(fitted)
    ideal = _centring_shift(mass, fitted.shape)
    shift = ideal if stages.centre else (0, 0)
    array = np.zeros((SIDE, SIDE), np.float32)
    height, width = fitted.shape
    array[shift[1] : shift[1] + height, shift[0] : shift[0] + width] = fitted
    for result in (array, fitted):
        result.flags.writeable = False
    half = 0.5 * line_width / scale if lines and stages.ink_box else 0.0
    grown = Box(box.left - half, box.top - half, box.right + half, box.bottom + half)
    return Raster(array, fitted, drawing, stages, grown, scale, mass, shift, ideal, origin)


def visible_lines(drawing: Drawing) -> list[ink.Line]:
    """Return the centre lines (n, 2) of all pen strokes, less what was erased later."""
    return [line for lines in _layers(drawing).lines for line in lines]


class _Layers(NamedTuple):
    """Pen lines between two eraser strokes, cut by all later ones; one layer more than erasers."""

    lines: list[list[ink.Line]]
    erasers: list[tuple[ink.Line, float]]  # line and radius in canvas units


def _layers(drawing: Drawing) -> _Layers:
    extent = max(drawing.size)
    layers = _Layers([[]], [])
    for stroke in drawing.strokes:
        if not len(stroke.points):
            continue
        radius = half_width(stroke, extent)
        line = smooth_line(stroke.points, radius)
        if stroke.mode == "pen":
            layers.lines[-1].append(line)
        else:
            for number, lines in enumerate(layers.lines):
                cut = [part for kept in lines for part in ink.without(kept, line, radius)]
                layers.lines[number] = cut
            layers.lines.append([])
            layers.erasers.append((line, radius))
    return layers


def erased_picture(drawing: Drawing) -> Picture | None:
    """The drawing's picture, less what was erased; None when there is none."""
    if drawing.picture is None:
        return None
    erasers = [s for s in drawing.strokes if s.mode == "eraser" and len(s.points)]
    return _erased(drawing.picture, max(drawing.size), *erasers)


@lru_cache(maxsize=16)  # while an eraser moves, all strokes but the last are those of before
def _erased(picture: Picture, extent: float, *erasers: Stroke) -> Picture:
    if not erasers:
        return picture
    last = erasers[-1]
    before = _erased(picture, extent, *erasers[:-1])
    return before.without(last.points[:, :2], half_width(last, extent))


def _ink_box(lines: list[ink.Line], picture: Picture | None) -> Box | None:
    """The rectangle around all centre lines and the picture's ink."""
    corners = [np.stack([line.min(axis=0), line.max(axis=0)]) for line in lines]
    if picture is not None and picture.ink_box is not None:
        corners.append(np.array(picture.ink_box).reshape(2, 2))
    if not corners:
        return None
    both = np.concatenate(corners)
    return Box(*both.min(axis=0).tolist(), *both.max(axis=0).tolist())


def _scale(drawing: Drawing, box: Box, stages: Stages, has_lines: bool) -> tuple[float, float]:
    """Pixels per canvas unit, and the width in pixels at which lines are drawn."""
    widths = [s.width for s in drawing.strokes if s.mode == "pen" and s.width is not None]
    pen = max(widths, default=0.0)
    if not stages.fit:
        scale = SIDE / max(*drawing.size, box.width, box.height, _LEAST)
        return scale, max(1.0, pen * scale) if pen else LINE_WIDTH
    margin = LINE_WIDTH if has_lines and stages.ink_box else 0.0
    # A dot is not blown up into a bar: what is smaller than the pen is drawn smaller, too.
    extent = max(box.width, box.height, pen)
    return (FIT_SIDE - margin) / max(extent, _LEAST) if extent > 0 else 1.0, LINE_WIDTH


def _fit(
    layers: _Layers,
    picture: Picture | None,
    box: Box,
    scale: float,
    line_width: float,
    stages: Stages,
) -> tuple[Array, tuple[float, float]]:
    """Draw the box at `scale`; return it and the canvas point of its corner."""
    margin = line_width if any(layers.lines) and stages.ink_box else 0.0
    limit = FIT_SIDE if stages.fit else SIDE
    width, height = (
        min(limit, max(1, round(extent * scale + margin))) for extent in (box.width, box.height)
    )
    # What rounding to whole pixels left over goes to both sides alike.
    x = box.left - 0.5 * (width - box.width * scale) / scale
    y = box.top - 0.5 * (height - box.height * scale) / scale
    fitted = np.zeros((height, width), np.float32)
    if picture is not None:
        left, top, right, bottom = picture.box
        outline = ((left - x) * scale, (top - y) * scale, (right - x) * scale, (bottom - y) * scale)
        fitted = ink.area_average(picture.values, outline, (height, width))
    np.maximum(fitted, _draw(layers, x, y, scale, line_width, fitted.shape), out=fitted)
    return fitted, (x, y)


def _draw(
    layers: _Layers, x: float, y: float, scale: float, line_width: float, shape: tuple[int, ...]
) -> Array:
    """Draw the pen lines in their order, and wipe out what was erased.

    Lines are cut where they were erased, but their round ends would close a narrow gap again.
    """
    size = shape[0], shape[1]
    drawn = np.zeros(size, np.float32)
    for number, lines in enumerate(layers.lines):
        if lines:
            moved = [(line - (x, y)) * scale for line in lines]
            np.maximum(drawn, ink.line_coverage(moved, line_width, size, LINE_EDGE), out=drawn)
        if number < len(layers.erasers):
            line, radius = layers.erasers[number]
            drawn *= 1 - ink.line_coverage([(line - (x, y)) * scale], 2 * radius * scale, size)
    return drawn


def _centre_of_mass(fitted: Array) -> tuple[float, float]:
    """(x, y) in pixels, pixel centres at halves; the middle when there is no ink."""
    total = float(fitted.sum())
    height, width = fitted.shape
    if total <= 0:
        return 0.5 * width, 0.5 * height
    x = float(fitted.sum(axis=0) @ (np.arange(width) + 0.5)) / total
    y = float(fitted.sum(axis=1) @ (np.arange(height) + 0.5)) / total
    return x, y


def _centring_shift(mass: tuple[float, float], shape: tuple[int, ...]) -> tuple[int, int]:
    """Whole pixels (x, y) that bring the mass to the middle without cutting the box."""
    x = min(max(round(MIDDLE - mass[0]), 0), SIDE - shape[1])
    y = min(max(round(MIDDLE - mass[1]), 0), SIDE - shape[0])
    return x, y


def _blank(drawing: Drawing, stages: Stages) -> Raster:
    array = np.zeros((SIDE, SIDE), np.float32)
    array.flags.writeable = False
    return Raster(
        array, array, drawing, stages, None, 1.0, (14.0, 14.0), (0, 0), (0, 0), (0.0, 0.0)
    )
