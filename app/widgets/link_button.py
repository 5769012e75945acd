"""A button that looks like a link: an underlined text, and what it stands for after it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QEnterEvent, QFont, QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.theme import font
from app.tokens import LIGHT, Tokens

_SIDE = 3  # room for the focus ring at the left and the right of the text
_HEIGHT = 20


class LinkButton(QAbstractButton):
    """Space clicks it, as it does every button. style: of `theme.font`."""

    def __init__(self, text: str, style: str = "label", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._style = style
        self._addition = ""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.set_texts(text)

    def set_texts(self, text: str, addition: str = "") -> None:
        """Show an underlined text and a bold addition after it."""
        self._addition = addition
        self.setText(text)
        self.setAccessibleName(f"{text}{addition}")
        self.setFixedSize(self.sizeHint())
        self.update()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    @property
    def shown_text(self) -> str:
        """All that can be read on it."""
        return f"{self.text()}{self._addition}"

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Both texts, and a ring while it has the focus."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        link, addition = self._fonts()
        is_lit = self.isEnabled() and (self.underMouse() or self.isDown())
        role = "text" if is_lit else "accent" if self.isEnabled() else "faint"
        painter.setPen(self._tokens.color(role))
        painter.setFont(link)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        row = QRectF(self.rect()).adjusted(_SIDE, 0, 0, 0)
        painter.drawText(row, left, self.text())
        painter.setFont(addition)
        wide = QFontMetrics(link).horizontalAdvance(self.text())
        painter.drawText(row.adjusted(wide, 0, 0, 0), left, self._addition)
        if self.hasFocus():
            painter.setPen(QPen(self._tokens.color("accent"), 2))
            painter.drawRoundedRect(QRectF(self.rect()).adjusted(1, 1, -1, -1), 3, 3)

    def _fonts(self) -> tuple[QFont, QFont]:
        link, addition = QFont(font(self._style)), QFont(font(self._style))
        link.setUnderline(True)
        addition.setWeight(QFont.Weight.DemiBold)
        if self._addition:  # the one click that confirms
            link.setWeight(QFont.Weight.DemiBold)
        return link, addition

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """The pointer is over it."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """The pointer is elsewhere."""
        super().leaveEvent(event)
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as its texts."""
        link, addition = self._fonts()
        wide = QFontMetrics(link).horizontalAdvance(self.text())
        wide += QFontMetrics(addition).horizontalAdvance(self._addition)
        return QSize(wide + 2 * _SIDE, _HEIGHT)
