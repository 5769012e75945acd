"""Cells whose colours follow every call, while their numbers change at reading speed."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPen, QStaticText

from app.colormaps import HALF, colors
from app.theme import font
from app.tokens import Tokens
from app.widgets.ledger.cells import cell_rect, cell_text, find_cell, text_color, thumbnail

Cell = tuple[int, int]

_text_color = lru_cache(maxsize=4 * HALF)(text_color)


@lru_cache(maxsize=4096)
def _glyphs(text: str) -> tuple[QStaticText, QPointF]:
    """A number made ready for painting, and half its size."""
    ready = QStaticText(text)
    ready.setTextFormat(Qt.TextFormat.PlainText)
    ready.prepare(font=font("caption"))
    return ready, QPointF(ready.size().width() / 2, ready.size().height() / 2)


class LiveCells:
    """Numbers (h, w) in coloured cells; what a pen moves 140 times a second costs no text.

    values: what the colours show now; read: what the numbers on screen were rounded from.
    """

    def __init__(self) -> None:
        self.values: NDArray[Any] = np.zeros((1, 1), np.float32)
        self.read: NDArray[Any] = self.values
        self._largest = 0.0
        self._lut: NDArray[np.uint32] | None = None
        self._is_inside: NDArray[np.bool_] | None = None
        self.texts: list[str] = []
        self._glyphs: list[tuple[QStaticText, QPointF]] = []
        self.box = QRectF()
        self._rects: list[QRectF] = []
        self._centers: list[QPointF] = []
        self._lines: list[QLineF] = []
        self._has_text = False

    @property
    def shape(self) -> Cell:
        """Rows and columns."""
        return self.values.shape[0], self.values.shape[1]

    def show(
        self,
        values: NDArray[Any],
        largest: float,
        lut: NDArray[np.uint32],
        is_inside: NDArray[np.bool_] | None = None,
    ) -> None:
        """Take on other numbers; `largest` is what the table's ends stand for.

        is_inside: (h, w), False where a cell lies in the padding.
        """
        is_larger = values.shape != self.values.shape
        self.values, self._largest, self._lut = values, largest, lut
        self._is_inside = is_inside
        if is_larger:
            self.show_texts()
            self.place(self.box)

    def show_texts(self) -> None:
        """Round the numbers anew."""
        self.read = self.values
        self.texts = [cell_text(float(value)) for value in self.values.flat]
        self._glyphs = [_glyphs(text) for text in self.texts]

    def place(self, box: QRectF) -> None:
        """Fill a rectangle, on whole pixels."""
        self.box = box
        rows, columns = self.shape
        self._rects = [cell_rect(box, self.shape, *place) for place in np.ndindex(rows, columns)]
        self._centers = [rect.center() for rect in self._rects]
        ups = [rect.left() for rect in self._rects[:columns]] + [box.right()]
        acrosses = [rect.top() for rect in self._rects[::columns]] + [box.bottom()]
        self._lines = [QLineF(x, box.top(), x, box.bottom()) for x in ups]
        self._lines += [QLineF(box.left(), y, box.right(), y) for y in acrosses]
        room = QFontMetricsF(font("caption")).horizontalAdvance("−.000")
        first = self._rects[0]
        self._has_text = first.width() >= room + 2 and first.height() >= 13

    def rect(self, cell: Cell) -> QRectF:
        """Where a cell stands."""
        return self._rects[cell[0] * self.shape[1] + cell[1]]

    def find(self, x: float, y: float) -> Cell | None:
        """The cell at a point; None outside."""
        return find_cell(self.box, self.shape, x, y)

    def paint(self, painter: QPainter, tokens: Tokens) -> None:
        """Colours, hatching of the padding, lines, and numbers where they have room."""
        if self._lut is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.drawImage(self.box, thumbnail(self.values, self._largest, self._lut, 1))
        outside = [] if self._is_inside is None else np.flatnonzero(~self._is_inside).tolist()
        if outside:
            hatch = QBrush(tokens.color("faint"), Qt.BrushStyle.BDiagPattern)
            ground = tokens.color("panel")
            for number in outside:
                painter.fillRect(self._rects[number], ground)
                painter.fillRect(self._rects[number], hatch)
        painter.setPen(QPen(tokens.color("hairline"), 1))
        painter.drawLines(self._lines)
        if self._has_text:
            self._paint_texts(painter, tokens, outside)
        painter.restore()

    def _paint_texts(self, painter: QPainter, tokens: Tokens, outside: list[int]) -> None:
        assert self._lut is not None
        painter.setFont(font("caption"))
        grounds = colors(np.asarray(self.values, np.float32), self._largest, self._lut)
        last = -1
        cells = zip(self._centers, self._glyphs, grounds.ravel().tolist(), strict=True)
        for center, (text, half), rgb in cells:
            if rgb != last:
                painter.setPen(_text_color(rgb))
                last = rgb
            painter.drawStaticText(center - half, text)
        painter.setPen(tokens.color("text_3"))
        for number in outside:  # on a ground that the hatching does not run through
            rect = self._rects[number]
            aside = rect.width() / 2 - 7
            painter.fillRect(rect.adjusted(aside, 3, -aside, -3), tokens.color("panel"))
            painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self.texts[number])
