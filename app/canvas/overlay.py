"""What lies over the paper: hint, crosshair, stages of the raster, what a unit sees, the pen."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from app.theme import font
from app.tokens import Tokens
from app.widgets.sight import Sight
from model.raster import Raster


def paint_crosshair(painter: QPainter, rect: QRect, tokens: Tokens) -> None:
    """A small cross in the middle of the paper."""
    painter.setPen(QPen(tokens.color("faint"), 1))
    middle = QPointF(rect.center()) + QPointF(0.5, 0.5)
    painter.drawLine(middle - QPointF(8, 0), middle + QPointF(8, 0))
    painter.drawLine(middle - QPointF(0, 8), middle + QPointF(0, 8))


@dataclass(frozen=True, slots=True)
class Hint:
    """What stands on an empty sheet. style: of `theme.font`; below: a line beneath it."""

    text: str
    below: str = ""
    style: str = "hint"


FIRST_HINT = Hint("Draw a digit", "or drop a picture here")
NEXT_HINT = Hint("Draw the next one", style="next_hint")


def paint_hint(painter: QPainter, rect: QRect, hint: Hint, tokens: Tokens) -> None:
    """What to do with an empty sheet."""
    side, middle = rect.width(), Qt.AlignmentFlag.AlignCenter
    painter.setPen(tokens.color("text_2"))
    painter.setFont(font(hint.style))
    painter.drawText(QRectF(0, 0.58 * side, side, 30), middle, hint.text)
    painter.setPen(tokens.color("text_3"))
    painter.setFont(font("body"))
    painter.drawText(QRectF(0, 0.58 * side + 28, side, 20), middle, hint.below)


def paint_stages(painter: QPainter, raster: Raster, scale: float, tokens: Tokens) -> None:
    """The ink box, dashed, and the centre of mass, as a dot."""
    if raster.box is None:
        return
    box = QRectF(
        raster.box.left * scale,
        raster.box.top * scale,
        raster.box.width * scale,
        raster.box.height * scale,
    )
    accent = tokens.color("accent")
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(accent, 1.5, Qt.PenStyle.DashLine))
    painter.drawRect(box)
    column, row = raster.mass[0] + raster.shift[0], raster.mass[1] + raster.shift[1]
    x, y = raster.to_canvas(column, row)
    painter.setPen(QPen(tokens.color("casing"), 1.5))
    painter.setBrush(accent)
    painter.drawEllipse(QPointF(x * scale, y * scale), 5, 5)


def paint_pen(painter: QPainter, at: QPointF, diameter: float, tokens: Tokens) -> None:
    """A ring as wide as the pen."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens.color("faint"), 1))
    painter.drawEllipse(at, 0.5 * diameter, 0.5 * diameter)


def paint_sight(painter: QPainter, sight: Sight, rect: QRect, scale: float, tokens: Tokens) -> None:
    """What a unit sees, at its true place and size, with a label that stays on the paper."""
    seen = sight.on_drawing()
    corners = QPointF(seen.left() * scale, seen.top() * scale)
    box = QRectF(corners, seen.size() * scale)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens.color("casing"), 4))
    painter.drawRect(box)
    painter.setPen(QPen(tokens.color("accent"), 2))
    painter.drawRect(box)
    width = QFontMetricsF(font("label")).horizontalAdvance(sight.text) + 12
    left = min(max(box.left() - 1, 2.0), rect.width() - width - 2)
    top = box.top() - 19 if box.top() >= 21 else min(box.bottom() + 1, rect.height() - 20.0)
    label = QRectF(round(left), round(max(top, 2.0)), width, 18)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.color("accent"))
    painter.drawRoundedRect(label, 3, 3)
    painter.setPen(tokens.color("on_accent"))
    painter.setFont(font("label"))
    painter.drawText(label, Qt.AlignmentFlag.AlignCenter, sight.text)
