"""Painting the paper: strokes along the very curves the raster samples, picture, overlay."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPainterPath, QPen

from model.picture import Picture
from model.strokes import PAPER, PEN_WIDTH, Drawing, Stroke, half_width, rounded_corners

_LEAST_PRESSURE = 0.35  # of the width that remains when the pen hardly touches


def ink_layer(side: float, ratio: float) -> QImage:
    """A transparent square for ink at device resolution."""
    pixels = max(1, round(side * ratio))
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    return image


def ink_painter(layer: QImage) -> QPainter:
    """A painter on an ink layer in canvas units."""
    painter = QPainter(layer)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    scale = layer.width() / (PAPER * layer.devicePixelRatio())
    painter.scale(scale, scale)
    return painter


def paint_drawing(painter: QPainter, drawing: Drawing, color: QColor) -> None:
    """Paint a whole drawing on an ink layer."""
    if drawing.picture is not None:
        paint_picture(painter, drawing.picture, color)
    for stroke in drawing.strokes:
        if len(stroke.points):
            paint_stroke(painter, stroke, color)
            paint_tip(painter, stroke, color)


def paint_stroke(painter: QPainter, stroke: Stroke, color: QColor, first: int = 0) -> None:
    """Paint a stroke, or of a growing one the part from its inner point `first` on.

    The part ends half way to the last point: what comes before never changes as points are
    added. `paint_tip` paints the rest.
    """
    erase = stroke.mode == "eraser"
    clear, over = QPainter.CompositionMode.CompositionMode_Clear, QPainter.CompositionMode
    painter.setCompositionMode(clear if erase else over.CompositionMode_SourceOver)
    for path, width in _pieces(stroke, first):
        painter.strokePath(path, _pen(color, width))


def paint_tip(painter: QPainter, stroke: Stroke, color: QColor) -> None:
    """Paint the end of a stroke: from where `paint_stroke` stopped to the last point."""
    erase = stroke.mode == "eraser"
    clear, over = QPainter.CompositionMode.CompositionMode_Clear, QPainter.CompositionMode
    painter.setCompositionMode(clear if erase else over.CompositionMode_SourceOver)
    points = stroke.points
    path = QPainterPath(_point(points[0]))
    if len(points) > 2:
        _, _, ends = rounded_corners(points[-3:], _radius(stroke))
        path = QPainterPath(_point(ends[-1]))
    path.lineTo(_point(points[-1]))
    if len(points) == 1:  # a dot: a line without length would not be painted
        path.lineTo(_point(points[0] + (0.01, 0.0, 0.0)))
    painter.strokePath(path, _pen(color, _width(stroke, points[-1:, 2])[0]))


def _pieces(stroke: Stroke, first: int) -> list[tuple[QPainterPath, float]]:
    """The curves around the inner points from `first` on: one path, or one each with pressure."""
    points = stroke.points[first:]
    if len(points) < 3:
        return []
    starts, controls, ends = rounded_corners(points, _radius(stroke))
    begin = _point(points[0])
    if first > 0:  # where the curve around the point before ended
        _, _, before = rounded_corners(stroke.points[first - 1 : first + 2], _radius(stroke))
        begin = _point(before[0])
    widths = _width(stroke, points[1:-1, 2])
    result: list[tuple[QPainterPath, float]] = []
    path = QPainterPath(begin)
    for index, width in enumerate(widths):
        if result and width == result[-1][1]:
            path = result[-1][0]
        else:
            path = QPainterPath(path.currentPosition())
            result.append((path, width))
        path.lineTo(_point(starts[index]))
        path.quadTo(_point(controls[index]), _point(ends[index]))
    return result


def _radius(stroke: Stroke) -> float:
    return half_width(stroke, PAPER)


def _width(stroke: Stroke, pressure: np.ndarray) -> list[float]:
    width = stroke.width if stroke.width is not None else PEN_WIDTH
    steps = np.round(pressure * 16) / 16  # few widths, long paths
    widths: list[float] = (width * (_LEAST_PRESSURE + (1 - _LEAST_PRESSURE) * steps)).tolist()
    return widths


def _pen(color: QColor, width: float) -> QPen:
    style, cap, join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    return QPen(color, width, style, cap, join)


def _point(row: np.ndarray) -> QPointF:
    return QPointF(float(row[0]), float(row[1]))


def paint_picture(painter: QPainter, picture: Picture, color: QColor) -> None:
    """Lay a picture's ink on the paper in the theme's ink colour."""
    alpha = np.round(picture.values * 255).astype(np.uint32)
    rgb = np.stack([alpha * c // 255 for c in (color.red(), color.green(), color.blue())])
    pixels = np.ascontiguousarray(alpha << 24 | rgb[0] << 16 | rgb[1] << 8 | rgb[2])
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_ARGB32_Premultiplied)
    left, top, right, bottom = picture.box
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
    painter.drawImage(QRectF(left, top, right - left, bottom - top), image)
