"""How a tile is painted: raster, label, what the network reads, and the marks that tell more."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFont, QFontMetricsF, QPainter, QPen, QPolygonF

from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.samples.sample_model import Tile
from app.widgets.samples.texts import tile_text
from model.raster import SIDE

CORNER = 11  # legs of the triangle that says misread
MARK = 14  # side of the boxes of H and ∅
HELD_OUT, REFUSAL = "H", "∅"
_TICK = 18
_TEXT = 16  # height of the line beneath the raster
_TOP, _BELOW = 5, 3  # above and below the raster
_LEAST = 62  # width of a tile, so that "none >99 %" fits
_BESIDE = 13  # the least between two rasters
_WORD_GAP = 4  # between the label and what was read
_BASELINE = 13  # of the line beneath the raster


@dataclass(frozen=True, slots=True)
class State:
    """What a person does with a tile. is_current: the keys start from it, and go to the grid."""

    is_selected: bool = False
    is_current: bool = False
    is_hovered: bool = False


class TilePainter:
    """Paints tiles; every raster pixel is a whole number of device pixels."""

    def __init__(self) -> None:
        self.factor = 2  # device-independent pixels along a raster pixel
        self.ratio = 1.0  # device pixels per device-independent pixel
        self.set_tokens(LIGHT)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        pens = ("hairline", 1), ("border", 1), ("accent", 2)
        self._frames = [QPen(tokens.color(role), width) for role, width in pens]
        self._surface = tokens.color("surface")
        self._text, self._text_2 = tokens.color("text"), tokens.color("text_2")

    @property
    def side(self) -> int:
        """Of the raster with its frame."""
        return self.factor * SIDE + 2

    def least_size(self) -> tuple[int, int]:
        """Smallest width, and height, of a tile."""
        return max(_LEAST, self.side + _BESIDE), _TOP + self.side + _BELOW + _TEXT

    def frame_of(self, rect: QRectF) -> QRectF:
        """Where the raster's frame lies in a tile."""
        left = rect.left() + int((rect.width() - self.side) / 2)
        return QRectF(left, rect.top() + _TOP, self.side, self.side)

    def paint(
        self, painter: QPainter, rect: QRectF, tile: Tile | None, state: State, is_read: bool
    ) -> None:
        """One tile; an empty frame as long as it is not read; without a tile then: damaged."""
        frame = self.frame_of(rect)
        if state.is_selected:
            self._paint_selection(painter, frame, rect)
        painter.setBrush(self._surface)
        painter.setPen(self._frames[2 if state.is_current else 1 if state.is_hovered else 0])
        painter.drawRect(frame.adjusted(0.5, 0.5, -0.5, -0.5))
        if tile is not None:
            self._paint_raster(painter, frame, tile)
            self._paint_marks(painter, frame, tile, state.is_selected)
            self._paint_text(painter, frame, rect, tile)
        elif is_read:
            painter.setFont(font("caption"))
            painter.setPen(self._tokens.color("caution"))
            painter.drawText(frame, Qt.AlignmentFlag.AlignCenter, "damaged")
        if state.is_selected:
            self._paint_tick(painter, frame)

    def _paint_selection(self, painter: QPainter, frame: QRectF, rect: QRectF) -> None:
        beside = min(5.0, (rect.width() - frame.width()) / 2 - 1)
        box = QRectF(frame.left() - beside, rect.top() + 1, frame.width() + 2 * beside, 0)
        box.setBottom(rect.bottom() - 1)
        box = box.united(self._text_box(frame, rect)) if self.factor == 1 else box
        painter.setPen(QPen(self._tokens.color("accent"), 2))
        painter.setBrush(self._tokens.color("accent_soft"))
        painter.drawRoundedRect(box.intersected(rect.adjusted(1, 1, -1, -1)), 4, 4)

    def _paint_raster(self, painter: QPainter, frame: QRectF, tile: Tile) -> None:
        ratio = self.ratio
        side = SIDE * int(self.factor * ratio) / ratio
        left = round((frame.center().x() - side / 2) * ratio) / ratio
        top = round((frame.center().y() - side / 2) * ratio) / ratio
        painter.drawImage(QRectF(left, top, side, side), tile.image)

    def _paint_marks(self, painter: QPainter, frame: QRectF, tile: Tile, is_selected: bool) -> None:
        if tile.row.is_misread:
            paint_corner(painter, frame.topLeft() + QPointF(0.5, 0.5), self._tokens)
        if tile.row.held_out:
            box = QRectF(frame.right() - MARK, frame.top(), MARK, MARK)
            paint_mark(painter, box, HELD_OUT, self._tokens)
        if tile.row.is_refused:
            left = frame.right() - MARK - (_TICK if is_selected else 0)
            box = QRectF(left, frame.bottom() - MARK, MARK, MARK)
            paint_mark(painter, box, REFUSAL, self._tokens)

    def _text_box(self, frame: QRectF, rect: QRectF) -> QRectF:
        return QRectF(rect.left() + 1, frame.bottom() + 1, rect.width() - 2, _TEXT)

    def _paint_text(self, painter: QPainter, frame: QRectF, rect: QRectF, tile: Tile) -> None:
        rest, bold = tile.text, _width("number", tile.label) + _WORD_GAP
        if bold + _width("caption", rest) > rect.width() - 2:
            rest = tile_text(tile.row, is_short=True)
        x = round(rect.center().x() - (bold + _width("caption", rest)) / 2)
        y = frame.bottom() + _BASELINE
        painter.setFont(_bold())
        painter.setPen(self._text)
        painter.drawText(QPointF(x, y), tile.label)
        painter.setFont(font("caption"))
        painter.setPen(self._text_2)
        painter.drawText(QPointF(x + bold, y), rest)

    def _paint_tick(self, painter: QPainter, frame: QRectF) -> None:
        circle = QRectF(frame.right() - _TICK + 3, frame.bottom() - _TICK + 3, _TICK, _TICK)
        painter.setPen(QPen(self._tokens.color("accent_soft"), 1))
        painter.setBrush(self._tokens.color("accent"))
        painter.drawEllipse(circle)
        middle = circle.center()
        painter.setPen(QPen(self._tokens.color("on_accent"), 1.6))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        corners = ((-3.5, 0.2), (-1, 2.8), (3.7, -2.8))
        painter.drawPolyline(QPolygonF([middle + QPointF(x, y) for x, y in corners]))


def paint_corner(painter: QPainter, at: QPointF, tokens: Tokens) -> None:
    """The triangle that says misread, its right angle at a point."""
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(tokens.color("caution_line"))
    corners = [at, at + QPointF(CORNER, 0), at + QPointF(0, CORNER)]
    painter.drawPolygon(QPolygonF(corners))


def paint_mark(painter: QPainter, box: QRectF, letter: str, tokens: Tokens) -> None:
    """A boxed letter."""
    painter.setPen(QPen(tokens.color("border"), 1))
    painter.setBrush(tokens.color("surface"))
    painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
    painter.setPen(tokens.color("text_2"))
    painter.setFont(font("label"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, letter)


@lru_cache(maxsize=512)
def _width(style: str, text: str) -> float:
    return QFontMetricsF(_bold() if style == "number" else font(style)).horizontalAdvance(text)


@lru_cache(maxsize=1)
def _bold() -> QFont:
    result = QFont(font("caption"))
    result.setWeight(QFont.Weight.DemiBold)
    return result
