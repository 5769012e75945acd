"""How one of the ten tiles is painted: class, confidence, picture, curve, verdict."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPolygonF

from app.formats import percent
from app.tokens import Tokens
from app.widgets.fool.log_odds import LogOddsAxis
from app.widgets.fool.marks import paint_tick, paint_triangle
from app.widgets.fool.picked import Refusal, judgement
from app.widgets.fool.pictures import KeptImages, ink_image, paint_framed, side_of
from app.widgets.sheet.lettering import CENTER, LEFT, RIGHT, paint_text, width_of
from model.fooling import SURE, Fooling

AXIS = LogOddsAxis(0.1, 0.999)
LINES = (0.5, 0.9, 0.99)
HEAD, CURVE, NOTE, FOOT = 28, 50, 20, 32  # pixels down
_BELOW = 8  # the picture
_ROUND = 6


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """One class. curve: (n,) its confidence by generation or step; unit: how these are called.

    remark: stands beneath the picture where there is no curve.
    """

    target: int
    fooling: Fooling | None = None
    curve: NDArray[np.float64] = field(default_factory=lambda: np.zeros(0))
    unit: str = "gen."
    remark: str = ""

    @property
    def note(self) -> str:
        """When the network became sure, or the remark."""
        if self.remark:
            return self.remark
        sure = np.flatnonzero(self.curve > SURE)
        if len(sure):
            return f"{SURE:g} at {self.unit} {int(sure[0])}"
        return f"below {SURE:g}" if len(self.curve) else ""


@dataclass(frozen=True, slots=True)
class Look:
    """What tiles share. cell: pixels along one of the picture's; ratio: of the device."""

    tokens: Tokens
    cell: int
    ratio: float
    refusal: Refusal
    has_focus: bool
    has_curves: bool = True


def tile_height(cell: int, *, has_curve: bool = True) -> int:
    """Of a tile whose picture has `cell` pixels along one of its own."""
    curve = _BELOW + CURVE if has_curve else 2
    return HEAD + side_of(cell) + curve + NOTE + FOOT


def paint_tile(
    painter: QPainter, box: QRectF, tile: Tile, look: Look, kept: KeptImages, *, is_chosen: bool
) -> None:
    """One tile in its box."""
    tokens = look.tokens
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.color("surface"))
    painter.drawRoundedRect(box, _ROUND, _ROUND)
    _paint_foot(painter, box, tile, look)
    side = side_of(look.cell)
    left = box.left() + int((box.width() - side) / 2)
    picture = QRectF(left, box.top() + HEAD, side, side)
    if tile.fooling is not None:
        name = str(tile.target)
        values = tile.fooling.picture
        image = ink_image(kept, name, values, look.cell, look.ratio, tokens.is_dark)
        paint_framed(painter, picture, image, tokens)
    else:
        painter.fillRect(picture, tokens.color("panel"))
    if look.has_curves:
        curve = QRectF(left, picture.bottom() + _BELOW, side, CURVE)
        _paint_curve(painter, curve, tile.curve, tokens)
    note = QRectF(box.left(), box.bottom() - FOOT - NOTE, box.width(), NOTE)
    paint_text(painter, note, tile.note, "caption", "text_3", tokens, CENTER)
    _paint_frame(painter, box, look, is_chosen=is_chosen)


def paint_head(painter: QPainter, box: QRectF, target: int, text: str, tokens: Tokens) -> None:
    """Class and confidence above the picture."""
    head = QRectF(box.left() + 8, box.top() + 1, box.width() - 14, HEAD)
    paint_text(painter, head, str(target), "title", "text", tokens, LEFT)
    paint_text(painter, head, text, "label", "text", tokens, RIGHT)


def confidence_text(tile: Tile) -> str:
    """As it is written in the head."""
    return percent(tile.fooling.confidence) if tile.fooling is not None else "–"


def _paint_curve(
    painter: QPainter, box: QRectF, curve: NDArray[np.float64], tokens: Tokens
) -> None:
    painter.setPen(QPen(tokens.color("hairline"), 1))
    for level in LINES:
        y = round(box.bottom() - AXIS.place(level) * box.height()) + 0.5
        painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
    if len(curve) == 0:
        return
    shown = curve if len(curve) > 1 else np.repeat(curve, 2)
    across = np.linspace(box.left(), box.right(), len(shown))
    up = box.bottom() - AXIS.places(shown) * box.height()
    painter.setPen(QPen(tokens.color("accent"), 1.5))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    points = [QPointF(x, y) for x, y in zip(across.tolist(), up.tolist(), strict=True)]
    painter.drawPolyline(QPolygonF(points))


def _paint_foot(painter: QPainter, box: QRectF, tile: Tile, look: Look) -> None:
    """The verdict: a word on its ground, and a mark."""
    tokens, fooling = look.tokens, tile.fooling
    foot = QRectF(box.left(), box.bottom() - FOOT, box.width(), FOOT)
    if fooling is None:
        return
    told = judgement(fooling, look.refusal)
    whole, part = QPainterPath(), QPainterPath()
    whole.addRoundedRect(box, _ROUND, _ROUND)
    part.addRect(foot)
    ground = "caution_ground" if told.is_caution else "window"
    painter.fillPath(whole.intersected(part), tokens.color(ground))
    painter.setPen(QPen(tokens.color("caution_line" if told.is_caution else "hairline"), 1))
    painter.drawLine(foot.topLeft() + QPointF(0.5, 0.5), foot.topRight() + QPointF(-0.5, 0.5))
    has_mark = told.is_caution or told.is_stopped
    wide = width_of(told.text, "button") + (18 if has_mark else 0)
    x = foot.center().x() - wide / 2
    y = foot.center().y()
    if told.is_caution:
        paint_triangle(painter, QPointF(x + 6, y), tokens.color("caution"))
    elif told.is_stopped:
        paint_tick(painter, QPointF(x + 6, y), tokens.color("text"))
    text = QRectF(foot)
    text.setLeft(x + (18 if has_mark else 0))
    role = "caution" if told.is_caution else "text" if told.is_stopped else "text_2"
    paint_text(painter, text, told.text, "button", role, tokens, LEFT)


def _paint_frame(painter: QPainter, box: QRectF, look: Look, *, is_chosen: bool) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    width = 2 if is_chosen else 1
    painter.setPen(QPen(look.tokens.color("accent" if is_chosen else "hairline"), width))
    half = width / 2
    painter.drawRoundedRect(box.adjusted(half, half, -half, -half), _ROUND, _ROUND)
    if is_chosen and look.has_focus:
        painter.drawRoundedRect(box.adjusted(3.5, 3.5, -3.5, -3.5), _ROUND - 2, _ROUND - 2)
