"""The refusal's verdict on a ground: caution when it is fooled, calm when it is not."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.fool.marks import paint_tick, paint_triangle
from app.widgets.sheet.lettering import LEFT, first_fitting, paint_text


class VerdictLine(QWidget):
    """A mark and one line of text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.text = ""
        self._is_caution = self._has_mark = False
        self.setFixedHeight(28)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("What the refusal says")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_text(self, text: str, *, is_caution: bool, has_mark: bool = True) -> None:
        """Say something; without a mark it is no verdict."""
        self.text, self._is_caution, self._has_mark = text, is_caution, has_mark
        self.setAccessibleDescription(text)
        self.setToolTip(text)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Ground, mark, text."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens, box = self._tokens, QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.setBrush(tokens.color("caution_ground" if self._is_caution else "window"))
        painter.setPen(QPen(tokens.color("caution_line" if self._is_caution else "hairline"), 1))
        painter.drawRoundedRect(box, 4, 4)
        middle, left = QPointF(16, box.center().y()), 30 if self._has_mark else 12
        role = "caution" if self._is_caution else "text"
        if self._has_mark and self._is_caution:
            paint_triangle(painter, middle, tokens.color(role))
        elif self._has_mark:
            paint_tick(painter, middle, tokens.color(role))
        row = box.adjusted(left, 0, -6, 0)
        texts = (self.text, self.text.split("  ·  ")[0])
        shown = first_fitting(texts, "button", row.width()) or self.text
        paint_text(painter, row, shown, "button", role, tokens, LEFT)

    def sizeHint(self) -> QSize:  # noqa: N802
        """A line."""
        return QSize(340, 28)
