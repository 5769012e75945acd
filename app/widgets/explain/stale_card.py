"""A card that says when what it shows is older than the drawing."""

from __future__ import annotations

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QLabel, QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.named import named
from app.widgets.train.card import Card


class StaleCard(Card):
    """Its ground turns to that of caution while it is out of date; cheap, without a style sheet."""

    def __init__(self, title: str, caption: str = "", parent: QWidget | None = None) -> None:
        super().__init__(title, caption, parent)
        self.setObjectName("paintedCard")
        self.is_stale = False
        self._tokens = LIGHT
        self.updating = named(QLabel(), "updating")
        self.head.addWidget(self.updating)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def set_stale(self, stale: bool) -> None:
        """Whether what is shown is older than the drawing."""
        if stale != self.is_stale:
            self.is_stale = stale
            self.updating.setText("updating" if stale else "")
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Ground and frame."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        ground, edge = (
            ("caution_ground", "caution_line") if self.is_stale else ("surface", "hairline")
        )
        painter.setBrush(self._tokens.color(ground))
        painter.setPen(QPen(self._tokens.color(edge), 1))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
