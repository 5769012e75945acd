"""How badges are painted: a shape for each kind, in the colour of caution, cased."""

from __future__ import annotations

import math
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import (
    QColor,
    QImage,
    QPaintEngine,
    QPainter,
    QPainterPath,
    QPen,
    QPolygonF,
)

from app.theme import font
from app.tokens import Tokens
from app.widgets.badges import HEAD_SIDE, OF_DRAWING, Badge

if TYPE_CHECKING:
    from model.health import Kind

_CASING = 2.0  # how much wider than a shape the casing behind it is
_LINE, _PALE_LINE = 1.4, 1.0  # of waves and rings
_RING, _BAR = 0.36, 0.4  # radius of a ring, height of a bar, as part of the mark's side


def paint_badges(painter: QPainter, badges: Iterable[Badge], tokens: Tokens) -> None:
    """Paint marks on maps and units, and those with a number beside the names of layers.

    A triangle: dead or constant; a bar: saturated; two waves: alike; a ring: faint or flat.
    """
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    # A broken network has hundreds of marks: 15 ms for strokes, 0.3 ms for pictures of them.
    is_screen = painter.paintEngine().type() == QPaintEngine.Type.Raster
    ratio = painter.deviceTransform().m11()
    for badge in badges:
        kind, box = badge.kinds[0], badge.rect
        if badge.channel is None:
            _paint_count(painter, badge, tokens)
        elif is_screen:
            pad = _pad(ratio) / ratio
            stamp = _stamp(kind, badge.is_of_unit, box.width(), ratio, tokens)
            painter.drawImage(QPointF(box.left() - pad, box.top() - pad), stamp)
        else:
            _paint_mark(painter, kind, badge.is_of_unit, box, tokens)
    painter.restore()


def _pad(ratio: float) -> int:
    """Device pixels around a mark that its casing may take."""
    return math.ceil(_CASING * ratio)


@lru_cache(maxsize=64)
def _stamp(kind: Kind, is_of_unit: bool, side: float, ratio: float, tokens: Tokens) -> QImage:
    """A mark of `side` units with its casing, at `ratio` device pixels per unit."""
    pad = _pad(ratio)
    pixels = round(side * ratio) + 2 * pad
    image = QImage(pixels, pixels, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(ratio)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    box = QRectF(pad / ratio, pad / ratio, side, side)
    _paint_mark(painter, kind, is_of_unit, box, tokens)
    painter.end()
    return image


def _paint_mark(
    painter: QPainter, kind: Kind, is_of_unit: bool, box: QRectF, tokens: Tokens
) -> None:
    """One mark with its casing."""
    caution, casing = tokens.color("caution"), tokens.color("casing")
    if kind in OF_DRAWING:
        path, line, color = _ring(box), _PALE_LINE, tokens.color("caution_line")
    elif kind == "alike":
        path, line, color = _waves(box), _LINE, caution
    else:
        shape = _bar if kind == "saturated" else _corner if is_of_unit else _triangle
        if is_of_unit:  # not beyond the cell: its frame stays
            painter.fillPath(shape(box.adjusted(-_CASING, 0, 0, _CASING)), casing)
        else:
            painter.strokePath(shape(box), _pen(casing, _CASING))
        painter.fillPath(shape(box), caution)
        return
    painter.strokePath(path, _pen(casing, line + _CASING))
    painter.strokePath(path, _pen(color, line))


def _pen(color: QColor, width: float) -> QPen:
    solid, cap, join = Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin
    return QPen(color, width, solid, cap, join)


def _bar(box: QRectF) -> QPainterPath:
    """At the upper end of the box, as the unit is at the end of its range."""
    path = QPainterPath()
    path.addRect(QRectF(box.left(), box.top(), box.width(), max(2, _BAR * box.height())))
    return path


def _triangle(box: QRectF) -> QPainterPath:
    return _polygon(QPointF(box.center().x(), box.top()), box.bottomRight(), box.bottomLeft())


def _corner(box: QRectF) -> QPainterPath:
    """In a small cell the triangle fills the corner."""
    return _polygon(box.topLeft(), box.topRight(), box.bottomRight())


def _polygon(*points: QPointF) -> QPainterPath:
    path = QPainterPath()
    path.addPolygon(QPolygonF(points))
    path.closeSubpath()
    return path


def _ring(box: QRectF) -> QPainterPath:
    path = QPainterPath()
    path.addEllipse(box.center(), _RING * box.width(), _RING * box.height())
    return path


def _waves(box: QRectF) -> QPainterPath:
    """The sign of what is nearly equal; with its caps it is as wide as the box."""
    left, right, middle = box.left() + _LINE / 2, box.right() - _LINE / 2, box.center().x()
    quarter, swing = box.width() / 4, 0.34 * box.height()
    path = QPainterPath()
    for part in (0.27, 0.73):
        y = box.top() + part * box.height()
        path.moveTo(left, y)
        path.quadTo(middle - quarter, y - swing, middle, y)
        path.quadTo(middle + quarter, y + swing, right, y)
    return path


def _paint_count(painter: QPainter, badge: Badge, tokens: Tokens) -> None:
    """A triangle and, where there is room, how many maps or units of the layer are marked."""
    box = badge.rect
    top = box.center().y() - HEAD_SIDE / 2
    sign = _triangle(QRectF(box.left(), top, HEAD_SIDE, HEAD_SIDE))
    painter.fillPath(sign, tokens.color("caution"))
    if box.width() <= HEAD_SIDE:
        return
    painter.setFont(font("label"))
    painter.setPen(tokens.color("caution"))
    text = box.adjusted(HEAD_SIDE + 3, 0, 20, 0)
    painter.drawText(
        text, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, str(badge.count)
    )
