"""An on/off switch, painted; a checkbox for everything else that asks."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QWidget

from app.tokens import LIGHT, Tokens


class Switch(QAbstractButton):
    """Checkable; violet when on."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.setCheckable(True)
        self.setAccessibleName(name)
        self.setFixedSize(36, 22)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """A pill with a knob at the left (off) or at the right (on)."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        on = self.isChecked()
        pill = QRectF(2, 3, 32, 16)
        painter.setPen(QPen(self._tokens.color("accent" if on else "border"), 1.5))
        painter.setBrush(self._tokens.color("accent" if on else "surface"))
        painter.drawRoundedRect(pill, 8, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._tokens.color("on_accent" if on else "bar"))
        painter.drawEllipse(QPointF(26 if on else 10, 11), 5, 5)
        if self.hasFocus():
            painter.setPen(QPen(self._tokens.color("accent"), 1))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(0.5, 0.5, 35, 21), 10, 10)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Its only size."""
        return QSize(36, 22)
