"""A line with formulas or letters of formulas, with real indices, as a widget."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.sheet.lettering import paint_formula, plain, width_of, wrapped


class FormulaLabel(QWidget):
    """Pieces of text with " · " between them, in as few lines as they need.

    style: of the font; role: of the colour.
    """

    def __init__(self, style: str, role: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._style, self._role = style, role
        self._line = 15 if style == "caption" else 20
        self.text = ""
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_text(self, text: str) -> None:
        """Show another line."""
        if text != self.text:
            self.text = text
            self.setAccessibleDescription(plain(text))
            self.updateGeometry()
            self._fit()
            self.update()

    def lines(self, width: float) -> list[str]:
        """The text in lines of at most `width` pixels, broken between its pieces."""
        return wrapped(self.text.split(" · "), " · ", self._style, width) if self.text else []

    def _fit(self) -> None:
        """As high as the lines that the width asks for."""
        self.setFixedHeight(max(1, len(self.lines(self.width()))) * self._line)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Another width, other lines."""
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802
        """All of it on one line."""
        return QSize(round(width_of(self.text, self._style)) + 2, self._line)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The longest piece."""
        pieces = self.text.split(" · ")
        return QSize(round(max(width_of(p, self._style) for p in pieces)) + 2, self._line)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Line by line."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        lines = self.lines(self.width())
        top = (self.height() - len(lines) * self._line) / 2
        for number, text in enumerate(lines):
            box = QRectF(0, top + number * self._line, self.width(), self._line)
            paint_formula(painter, box, text, self._style, self._role, self._tokens)
