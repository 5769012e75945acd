"""How the value of four growing pictures rises, and where the strongest input stands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.formats import signed
from app.tokens import LIGHT, Tokens
from app.widgets.explain.patches_painting import paint_curve
from app.widgets.sheet.lettering import CENTER, LEFT, RIGHT, paint_text
from model.maximisation import MaximisationReport

_GUTTER, _ABOVE, _BELOW = 38, 6, 16


class PreferredCurve(QWidget):
    """Value by step, a line for each seed, the best in violet; dashed: the strongest input."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._steps = 1
        self._level: float | None = None
        self.points: list[tuple[int, NDArray[np.float32]]] = []
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(160, 64)
        self.setMaximumHeight(160)
        self.setAccessibleName("Value by step")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def begin(self, level: float | None) -> None:
        """Another ascent; level: the strongest input's value, None when it is not known."""
        self.points, self._level = [], level
        self.update()

    def set_level(self, level: float | None) -> None:
        """The strongest input's value has become known."""
        self._level = level
        self.update()

    def show_report(self, report: MaximisationReport) -> None:
        """One more point of each line."""
        self._steps = report.steps
        if not self.points or self.points[-1][0] < report.step:
            self.points.append((report.step, report.values))
        self.setAccessibleDescription(
            f"step {report.step} of {report.steps}, best {signed(float(report.values.max()), 2)}"
        )
        self.update()

    @property
    def plot(self) -> QRectF:
        """Where the lines are."""
        wide, tall = self.width() - _GUTTER - 2, self.height() - _ABOVE - _BELOW
        return QRectF(_GUTTER, _ABOVE, max(1, wide), max(1, tall))

    def _range(self) -> tuple[float, float]:
        """Least and largest value on the axis; 0 is always on it."""
        values = [float(v) for _, row in self.points for v in (row.min(), row.max())]
        values += [0.0] if self._level is None else [0.0, self._level]
        low, high = min(values), max(values)
        return low, high if high > low else low + 1.0

    def _at(self, step: float, value: float) -> QPointF:
        plot, (low, high) = self.plot, self._range()
        up = (value - low) / (high - low)
        across = step / self._steps * plot.width()
        return QPointF(plot.left() + across, plot.bottom() - up * plot.height())

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Axis, level, lines."""
        painter, tokens, plot = QPainter(self), self._tokens, self.plot
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        low, high = self._range()
        ends = [0.0] if not self.points and self._level is None else [0.0, high]
        if low < -0.15 * (high - low):
            ends.append(low)
        for value in ends:
            self._paint_line(painter, value, "faint" if value == 0 else "hairline", [])
            y = self._at(0, value).y()
            digits = 1 if max(abs(low), high) >= 10 else 2
            row = QRectF(0, y - 8, _GUTTER - 5, 16)
            text = signed(value, digits) if value else "0"
            paint_text(painter, row, text, "caption", "text_3", tokens, RIGHT)
        below = QRectF(plot.left(), plot.bottom() + 2, plot.width(), 14)
        paint_text(painter, below, "step", "caption", "text_3", tokens, LEFT)
        note = "" if self._level is None else "dashed: strongest input"
        paint_text(painter, below, note, "caption", "text_3", tokens, CENTER)
        end = f"{self._steps:,}" if self.points else ""
        paint_text(painter, below, end, "caption", "text_3", tokens, RIGHT)
        if self._level is not None:
            self._paint_line(painter, self._level, "text_3", [3, 3])
        if self.points:
            self._paint_lines(painter, [row for _, row in self.points])

    def _paint_lines(self, painter: QPainter, rows: Sequence[NDArray[np.float32]]) -> None:
        best = int(np.argmax(rows[-1]))
        order = [n for n in range(len(rows[-1])) if n != best] + [best]
        for n in order:
            line = [self._at(step, float(row[n])) for step, row in self.points]
            role, width = ("accent", 2.0) if n == best else ("bar", 1.0)
            paint_curve(painter, line, self._tokens, role, width)

    def _paint_line(self, painter: QPainter, value: float, role: str, dashes: list[float]) -> None:
        pen = QPen(self._tokens.color(role), 1, Qt.PenStyle.SolidLine)
        if dashes:
            pen.setDashPattern(dashes)
        painter.setPen(pen)
        y = round(self._at(0, value).y()) + 0.5
        painter.drawLine(QPointF(self.plot.left(), y), QPointF(self.plot.right(), y))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Low and wide."""
        return QSize(240, 92)
