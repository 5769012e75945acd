"""A flat button that opens a menu, with a painted chevron in the theme's colours."""

from __future__ import annotations

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QToolButton, QWidget


class MenuButton(QToolButton):
    """QToolButton with a menu and a chevron at its right that says so."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextOnly)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The style paints frame and text; the chevron goes on top."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.ButtonText), 1.25))
        x, y = self.width() - 11.0, self.height() / 2 + 1.5
        chevron = (QPointF(x - 3, y), QPointF(x, y - 3), QPointF(x + 3, y))  # opens upwards
        painter.drawPolyline(QPolygonF(chevron))
