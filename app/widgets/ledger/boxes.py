"""A sum as a row of boxes: what goes in, signs between, and the number that is meant in violet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.formats import signed
from app.theme import font
from app.tokens import LIGHT, Tokens
from model.layers import Activation

HEIGHT = 48
_SIGN = 20  # pixels for a sign between two boxes
_PAD = 10


@dataclass(frozen=True, slots=True)
class Box:
    """A number and what it is called; `number` is what `text` was rounded from."""

    caption: str
    number: float
    text: str
    is_meant: bool = False


Part = Box | str  # a string is a sign between boxes


def number_box(caption: str, number: float, *, is_meant: bool = False) -> Box:
    """A box with a signed number, four decimals."""
    return Box(caption, number, signed(number, 4), is_meant)


def activation_box(function: Activation, a: float, activation: float) -> Box | None:
    """The activation function with the pre-activation put in; None where there is none."""
    inside = signed(a, 4)
    caption = {
        "relu": f"ReLU max(0, {inside})",
        "tanh": f"tanh({inside})",
        "scaled tanh": f"1.7159 · tanh(⅔ · {inside})",
        "none": "",
    }[function]
    return number_box(caption, activation) if caption else None


def words(parts: Sequence[Part]) -> str:
    """The row as one line of text."""
    return " ".join(p if isinstance(p, str) else f"{p.caption} {p.text}" for p in parts)


class BoxRow(QWidget):
    """Boxes and signs from left to right; narrower than they need, they move closer together."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.parts: tuple[Part, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(HEIGHT)
        self.setAccessibleName("Sum")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_parts(self, parts: Sequence[Part]) -> None:
        """Show boxes and signs."""
        self.parts = tuple(parts)
        self.setAccessibleDescription(words(parts))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Boxes as wide as their texts, or evenly less."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_boxes(painter, QRectF(self.rect()), self.parts, self._tokens)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the texts need."""
        return QSize(round(needed_width(self.parts)) + 1, HEIGHT)


def needed_width(parts: Sequence[Part]) -> float:
    """Pixels that a row takes with full padding."""
    return sum(_SIGN if isinstance(part, str) else _text_width(part) + 2 * _PAD for part in parts)


def paint_boxes(painter: QPainter, area: QRectF, parts: Sequence[Part], tokens: Tokens) -> None:
    """Paint a row of boxes at the left of `area`, as high as it."""
    boxes = sum(isinstance(part, Box) for part in parts)
    missing = max(0.0, needed_width(parts) - area.width())
    signs = len(parts) - boxes
    sign = max(12.0, _SIGN - missing / max(signs, 1))
    missing -= signs * (_SIGN - sign)
    less = missing / max(boxes, 1)
    left = area.left()
    for part in parts:
        width = sign if isinstance(part, str) else _text_width(part) + 2 * _PAD - less
        place = QRectF(left, area.top(), width, area.height())
        left += width
        if isinstance(part, Box):
            _paint_box(painter, place.adjusted(0.5, 0.5, -0.5, -0.5), part, tokens)
        else:
            painter.setFont(font("heading"))
            painter.setPen(tokens.color("text_2"))
            painter.drawText(place, Qt.AlignmentFlag.AlignCenter, part)


def _paint_box(painter: QPainter, place: QRectF, box: Box, tokens: Tokens) -> None:
    painter.setBrush(tokens.color("accent_soft" if box.is_meant else "panel"))
    painter.setPen(QPen(tokens.color("accent" if box.is_meant else "border"), 1))
    painter.drawRoundedRect(place, 4, 4)
    inner = place.adjusted(2, 5, -2, -5)
    side = Qt.AlignmentFlag.AlignHCenter
    painter.setFont(font("caption"))
    painter.setPen(tokens.color("text_2"))
    caption = QFontMetricsF(font("caption")).elidedText(
        box.caption, Qt.TextElideMode.ElideRight, inner.width()
    )
    painter.drawText(inner, side | Qt.AlignmentFlag.AlignTop, caption)
    painter.setFont(font("title"))
    painter.setPen(tokens.color("text"))
    painter.drawText(inner, side | Qt.AlignmentFlag.AlignBottom, box.text)


def _text_width(box: Box) -> float:
    caption = QFontMetricsF(font("caption")).horizontalAdvance(box.caption)
    return max(caption, QFontMetricsF(font("title")).horizontalAdvance(box.text))
