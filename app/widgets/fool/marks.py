"""The marks of verdicts: a triangle for caution, a tick for what the refusal has seen."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF


def paint_triangle(painter: QPainter, middle: QPointF, color: QColor) -> None:
    """A triangle with an exclamation mark, 12 pixels wide."""
    x, y = middle.x(), middle.y()
    pen = QPen(color, 1.3)
    pen.setJoinStyle(Qt.PenJoinStyle.RoundJoin)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    corners = (QPointF(x, y - 5.5), QPointF(x + 6, y + 5), QPointF(x - 6, y + 5))
    painter.drawPolygon(QPolygonF(corners))
    painter.drawLine(QPointF(x, y - 1.8), QPointF(x, y + 1.2))
    painter.drawPoint(QPointF(x, y + 3.2))


def paint_tick(painter: QPainter, middle: QPointF, color: QColor) -> None:
    """A tick, 10 pixels wide."""
    x, y = middle.x(), middle.y()
    pen = QPen(color, 1.6)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    points = (QPointF(x - 5, y), QPointF(x - 1.5, y + 3.5), QPointF(x + 5, y - 4))
    painter.drawPolyline(QPolygonF(points))
