"""An opaque ground: what is painted on it leaves all that lies behind it alone."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.tokens import LIGHT, Tokens


class Ground(QWidget):
    """Filled with one colour, for parts without a ground of their own that are painted often.

    Without it every frame paints the whole chain of frames and pages behind them, with their
    style sheets: several milliseconds.
    role: the colour, by its name in Tokens.
    """

    def __init__(self, role: str = "surface", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._role = role
        self._tokens = LIGHT
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """One colour where something is to be painted."""
        QPainter(self).fillRect(event.rect(), self._tokens.color(self._role))
