"""The tries of a bisection on their axis: open circles stay, filled ones turn."""

from __future__ import annotations

import math

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.fool.budget_texts import budget_text
from app.widgets.sheet.lettering import CENTER, LEFT, RIGHT, paint_text, width_of
from model.fooling import LeastChange, Norm

_SIDE, _AXIS, _MARK = 12, 37, 4.5
_TICKS = 6


class BisectionAxis(QWidget):
    """From 0 to the largest budget."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.found: LeastChange | None = None
        self._most = 6.0
        self._drawn: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(60)
        self.setAccessibleName("Bisection")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_found(self, found: LeastChange | None, most: float, drawn: int | None) -> None:
        """The tries of one class; most: the axis' end; drawn: what the drawing is read as."""
        self.found, self._most, self._drawn = found, most, drawn
        self.setAccessibleDescription(self.summary())
        self.update()

    def summary(self) -> str:
        """In words."""
        if self.found is None:
            return "no tries yet"
        norm = self.found.norm
        tries = [
            f"{budget_text(budget, norm)} {'turns' if turned else 'stays'}"
            for budget, turned in self.found.tries
        ]
        return ", ".join(tries)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Title and marks, axis, tries, the smallest budget."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._tokens
        head = QRectF(0, 0, self.width(), 16)
        paint_text(painter, head, "Bisection", "label", "text", tokens, LEFT)
        self._paint_marks(painter)
        painter.setPen(QPen(tokens.color("border"), 1))
        y = _AXIS + 0.5
        painter.drawLine(QPointF(_SIDE, y), QPointF(self.width() - _SIDE, y))
        norm = self.found.norm if self.found is not None else "l2"
        for value in ticks(self._most, norm):
            x = round(self._place(value)) + 0.5
            painter.setPen(QPen(tokens.color("border"), 1))
            painter.drawLine(QPointF(x, y), QPointF(x, y + 4))
            text = budget_text(value, norm)
            half = width_of(text, "caption") / 2 + 1
            middle = min(max(x, half), self.width() - half)  # the ends are not cut off
            box = QRectF(middle - 30, y + 6, 60, 16)
            paint_text(painter, box, text, "caption", "text_3", tokens, CENTER)
        if self.found is not None:
            self._paint_tries(painter, self.found)

    def _paint_marks(self, painter: QPainter) -> None:
        tokens = self._tokens
        stays = "stays" if self._drawn is None else f"stays {self._drawn}"
        right = QRectF(0, 0, self.width(), 16)
        paint_text(painter, right, "turns", "caption", "text_2", tokens, RIGHT)
        paint_text(painter, right.adjusted(0, 0, -56, 0), stays, "caption", "text_2", tokens, RIGHT)
        self._circle(painter, QPointF(self.width() - 38, 8), is_filled=True, role="bar")
        self._circle(painter, QPointF(self.width() - 106, 8), is_filled=False, role="bar")

    def _paint_tries(self, painter: QPainter, found: LeastChange) -> None:
        for budget, turned in found.tries:
            at = QPointF(self._place(budget), _AXIS + 0.5)
            self._circle(painter, at, is_filled=turned, role="accent" if turned else "text_2")
        if found.budget is None:
            return
        tokens, x = self._tokens, self._place(found.budget)
        painter.setPen(QPen(tokens.color("accent"), 2))
        painter.drawLine(QPointF(x, 19), QPointF(x, _AXIS - 6))
        text = budget_text(found.budget, found.norm)
        is_right = x + 60 < self.width()
        box = QRectF(x + 5 if is_right else x - 65, 15, 60, 16)
        side = LEFT if is_right else RIGHT
        paint_text(painter, box, text, "button", "accent", tokens, side)

    def _circle(self, painter: QPainter, at: QPointF, *, is_filled: bool, role: str) -> None:
        tokens = self._tokens
        painter.setPen(QPen(tokens.color("surface") if is_filled else tokens.color(role), 1.2))
        painter.setBrush(tokens.color(role) if is_filled else tokens.color("surface"))
        painter.drawEllipse(at, _MARK, _MARK)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _place(self, budget: float) -> float:
        part = min(budget / max(self._most, 1e-9), 1.0)
        return _SIDE + part * (self.width() - 2 * _SIDE)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Beneath the pictures."""
        return QSize(368, 60)


def ticks(most: float, norm: Norm) -> list[float]:
    """Where budgets are written, 0 and the largest among them; pixels are whole."""
    if norm != "pixels":
        return [most * n / _TICKS for n in range(_TICKS + 1)]
    step = max(1, math.ceil(most / _TICKS))
    whole = [float(n) for n in range(0, math.floor(most) + 1, step)]
    if most - whole[-1] >= step / 2:
        return [*whole, most]
    return [*whole[:-1], most]
