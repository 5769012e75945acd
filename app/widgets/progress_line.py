"""How much of something is done, as a thin bar."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.tokens import LIGHT, Tokens


class ProgressLine(QWidget):
    """A bar as wide as its place. part: 0 to 1."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.part = 0.0
        self.setFixedHeight(6)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_part(self, part: float) -> None:
        """Between 0 and 1."""
        self.part = part
        self.setAccessibleDescription(f"{100 * part:.0f} % done")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """A trough and what fills it."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._tokens.color("trough"))
        painter.drawRoundedRect(QRectF(self.rect()), 3, 3)
        painter.setBrush(self._tokens.color("accent"))
        if self.part > 0:
            wide = max(6.0, self.part * self.width())
            painter.drawRoundedRect(QRectF(0, 0, wide, self.height()), 3, 3)
