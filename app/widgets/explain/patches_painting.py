"""Pictures of receptive fields: the part of a raster or a map that one unit sees."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from app.colormaps import activation_table, colors, ink_table
from app.formats import signed
from app.tokens import Tokens
from app.widgets.sheet.lettering import CENTER, LEFT, RIGHT, paint_text
from model.patches import Patch

_LEGEND = 8  # pixels high
Array = NDArray[np.float32]


def ink_image(raster: Array, rows: range, columns: range, tokens: Tokens) -> QImage:
    """Ink (28, 28) within a field, one pixel for each; padding has the colour of troughs."""
    return _image(raster, rows, columns, ink_table(tokens.is_dark), 1.0, tokens)


def map_image(values: Array, rows: range, columns: range, largest: float, tokens: Tokens) -> QImage:
    """A signed map (28, 28) within a field; `largest` is what the ends of the colours mean."""
    return _image(values, rows, columns, activation_table(1.0, tokens.is_dark), largest, tokens)


def _image(
    values: Array,
    rows: range,
    columns: range,
    lut: NDArray[np.uint32],
    largest: float,
    tokens: Tokens,
) -> QImage:
    height, width = values.shape
    padding = np.uint32(tokens.color("trough").rgb())
    pixels = np.full((len(rows), len(columns)), padding, np.uint32)
    top, bottom = max(rows.start, 0), min(rows.stop, height)
    left, right = max(columns.start, 0), min(columns.stop, width)
    shown = colors(values[top:bottom, left:right], largest, lut)
    pixels[top - rows.start : bottom - rows.start, left - columns.start : right - columns.start] = (
        shown
    )
    image = QImage(
        pixels.tobytes(),
        len(columns),
        len(rows),
        4 * len(columns),
        QImage.Format.Format_RGB32,
    )
    return image.copy()  # owns its memory


def whole_zoom(image: QImage, room: float) -> int:
    """How often the larger side fits into the room; at least 1."""
    return max(1, int(room // max(1, image.width(), image.height())))


def box_of(image: QImage, place: QRectF) -> QRectF:
    """Where an image is painted: as large as whole pixels allow, in the middle of its place."""
    zoom = whole_zoom(image, min(place.width(), place.height()))
    wide, tall = zoom * image.width(), zoom * image.height()
    left = round(place.center().x() - wide / 2)
    return QRectF(left, round(place.center().y() - tall / 2), wide, tall)


def paint_image(
    painter: QPainter, image: QImage, place: QRectF, tokens: Tokens, role: str = "hairline"
) -> QRectF:
    """Paint without smoothing, with a frame of one pixel around; returns where."""
    box = box_of(image, place)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.drawImage(box, image)
    paint_frame(painter, box, tokens, role)
    return box


def paint_frame(
    painter: QPainter, box: QRectF, tokens: Tokens, role: str = "hairline", width: int = 1
) -> None:
    """A frame around a picture, outside of its pixels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens.color(role), 1))
    for n in range(width):
        painter.drawRect(box.adjusted(-1 - n, -1 - n, n, n))


def paint_field(painter: QPainter, patch: Patch, box: QRectF, tokens: Tokens) -> None:
    """Outline a unit's receptive field on its raster, which is painted in `box`."""
    pixel = box.width() / patch.raster.shape[1]
    left, top = patch.columns.start * pixel, patch.rows.start * pixel
    field = QRectF(left, top, len(patch.columns) * pixel, len(patch.rows) * pixel)
    field = field.translated(box.topLeft()).intersected(box)  # the rest of it is padding
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for role, out in (("casing", 2), ("accent", 1), ("accent", 0)):
        painter.setPen(QPen(tokens.color(role), 1))
        painter.drawRect(field.adjusted(-out, -out, out - 1, out - 1))


def paint_signed_legend(painter: QPainter, row: QRectF, largest: float, tokens: Tokens) -> None:
    """From −largest through 0 to +largest, the numbers beneath."""
    lut = activation_table(1.0, tokens.is_dark)
    strip = QImage(lut.tobytes(), len(lut), 1, 4 * len(lut), QImage.Format.Format_RGB32).copy()
    bar = QRectF(row.left(), row.top(), row.width(), _LEGEND)
    painter.drawImage(bar, strip)
    paint_frame(painter, bar, tokens)
    below = QRectF(row.left(), row.top() + _LEGEND + 2, row.width(), 14)
    digits = 2 if largest >= 0.095 else 4
    for text, side in (
        (signed(-largest, digits), LEFT),
        ("0", CENTER),
        (signed(largest, digits), RIGHT),
    ):
        paint_text(painter, below, text, "caption", "text_3", tokens, side)


def common_scale(maps: Sequence[Array]) -> float:
    """What the ends of the colours mean for several maps: the 98 % quantile of all; never 0."""
    if not len(maps):
        return 1.0
    values = np.abs(np.stack(list(maps)))
    seen = values[values > 0]  # most of a map lies outside of what its unit sees
    return float(np.quantile(seen, 0.98)) if len(seen) else 1.0


def paint_curve(
    painter: QPainter, points: Sequence[QPointF], tokens: Tokens, role: str, width: float
) -> None:
    """A line through points."""
    painter.setPen(QPen(tokens.color(role), width))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawPolyline(list(points))
