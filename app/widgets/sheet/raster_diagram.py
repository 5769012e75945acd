"""What the network reads: 28×28 numbers, how a drawing is brought there, what the numbers mean."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.colormaps import ink_table
from app.tokens import LIGHT, Tokens
from app.widgets.ledger.cells import paint_legend, thumbnail
from app.widgets.sheet.lettering import CENTER, RIGHT, paint_text, wrapped
from model.raster import FIT_SIDE, MIDDLE, SIDE

_MARGIN, _HEAD, _NUMBERS, _FOOT = 12, 30, 18, 40
_LINE, _EVERY = 18, 4
SENTENCES = (
    "Ink box: the smallest rectangle around all strokes.",
    f"Fit: its longer side becomes {FIT_SIDE} pixels (dashed), the lines as wide as MNIST’s.",
    "Area averaging: a pixel is the part of it that is covered with ink.",
    "Centring: the centre of mass moves to the dot, in whole pixels.",
    "No number is learned here. “What the network sees” shows each stage and switches it off.",
)


class RasterDiagram(QWidget):
    """The pixels of a raster with their numbers, the box and the centre; the stages beside it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.raster: NDArray[np.float32] = np.zeros((SIDE, SIDE), np.float32)
        self.setAccessibleName("Raster")
        self.setAccessibleDescription(" ".join(SENTENCES))

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_raster(self, raster: NDArray[np.float32]) -> None:
        """Show the ink of a raster (28, 28), 0 to 1; cheap enough for every movement of the pen."""
        self.raster = raster
        self.update()

    def box(self) -> QRectF:
        """Where the pixels stand, each a square of whole pixels of the screen."""
        height = self.height() - _HEAD - _NUMBERS - _FOOT
        cell = max(2, int(min(height, self.width() * 0.55) / SIDE))
        return QRectF(_MARGIN + 20, _HEAD + _NUMBERS, cell * SIDE, cell * SIDE)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Heading, grid, legend, sentences."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = QRectF(_MARGIN, 8, self.width() - 2 * _MARGIN, 18)
        paint_text(painter, head, "What the network reads", "heading", "text", self._tokens)
        box = self.box()
        self._paint_grid(painter, box)
        self._paint_numbers(painter, box)
        bar = QRectF(box.left(), box.bottom() + 10, box.width(), 8)
        lut = ink_table(self._tokens.is_dark)
        ends = "0 paper", "", "1 ink"
        paint_legend(painter, bar, lut, ends, self._tokens, is_signed=False)
        self._paint_sentences(painter, box)

    def _paint_grid(self, painter: QPainter, box: QRectF) -> None:
        cell = box.width() / SIDE
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.drawImage(box, thumbnail(self.raster, 1.0, ink_table(self._tokens.is_dark), 1))
        painter.setPen(QPen(self._tokens.color("hairline"), 1))
        for n in range(SIDE + 1):
            x, y = box.left() + n * cell, box.top() + n * cell
            painter.drawLine(QPointF(x, box.top()), QPointF(x, box.bottom()))
            painter.drawLine(QPointF(box.left(), y), QPointF(box.right(), y))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._tokens.color("border"), 1))
        painter.drawRect(box)
        edge = (SIDE - FIT_SIDE) / 2 * cell
        painter.setPen(QPen(self._tokens.color("accent"), 1, Qt.PenStyle.DashLine))
        painter.drawRect(box.adjusted(edge, edge, -edge, -edge))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self._tokens.color("casing"), 1))
        painter.setBrush(self._tokens.color("accent"))
        middle = QPointF(box.left() + MIDDLE * cell, box.top() + MIDDLE * cell)
        painter.drawEllipse(middle, 3.5, 3.5)

    def _paint_numbers(self, painter: QPainter, box: QRectF) -> None:
        cell = box.width() / SIDE
        for n in [*range(0, SIDE - 1, _EVERY), SIDE - 1]:
            if SIDE - 1 - n < _EVERY and n < SIDE - 1:
                continue
            middle = (n + 0.5) * cell
            above = QRectF(box.left() + middle - 12, box.top() - _NUMBERS, 24, _NUMBERS - 2)
            paint_text(painter, above, str(n), "caption", "text_3", self._tokens, CENTER)
            beside = QRectF(box.left() - 34, box.top() + middle - 7, 29, 14)
            paint_text(painter, beside, str(n), "caption", "text_3", self._tokens, RIGHT)

    def _paint_sentences(self, painter: QPainter, box: QRectF) -> None:
        left = box.right() + 24
        line = QRectF(left, box.top() - 2, self.width() - left - _MARGIN, _LINE)
        for sentence in SENTENCES:
            for text in wrapped(sentence.split(" "), " ", "body", line.width()):
                paint_text(painter, line, text, "body", "text_2", self._tokens)
                line.translate(0, _LINE)
            line.translate(0, 8)
