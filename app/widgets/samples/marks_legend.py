"""What the marks on tiles mean, beside the tiles: the marks themselves, each with a word."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.samples.tile_painter import (
    CORNER,
    HELD_OUT,
    MARK,
    REFUSAL,
    paint_corner,
    paint_mark,
)

_MEANINGS = (("", "misread"), (HELD_OUT, "held out"), (REFUSAL, "refused"))
_GAP, _BETWEEN = 5, 12


class MarksLegend(QWidget):
    """Corner = misread, H = held out, ∅ = refused."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.setFixedSize(self.sizeHint())
        self.setAccessibleName("Marks on the tiles")
        self.setAccessibleDescription("corner: misread, H: held out, ∅: refused as no digit")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """All three beside each other."""
        metrics = QFontMetricsF(font("caption"))
        words = sum(metrics.horizontalAdvance(word) for _, word in _MEANINGS)
        marks = CORNER + 2 * MARK
        return QSize(round(words + marks + 3 * _GAP + 2 * _BETWEEN) + 1, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Mark and word, three times."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        metrics, x = QFontMetricsF(font("caption")), 0.0
        for letter, word in _MEANINGS:
            if letter:
                top = (self.height() - MARK) // 2
                paint_mark(painter, QRectF(x, top, MARK, MARK), letter, self._tokens)
            else:
                paint_corner(painter, QPointF(x, (self.height() - CORNER) // 2 + 0.5), self._tokens)
            x = round(x + (MARK if letter else CORNER) + _GAP)
            painter.setFont(font("caption"))
            painter.setPen(self._tokens.color("text_3"))
            side = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
            painter.drawText(QRectF(x, 0, self.width() - x, self.height()), side, word)
            x = round(x + metrics.horizontalAdvance(word) + _BETWEEN)
