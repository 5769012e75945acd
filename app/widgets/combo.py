"""A combo box with a painted chevron: the style sheet can draw none in the theme's colours."""

from __future__ import annotations

from PySide6.QtCore import QPointF
from PySide6.QtGui import QPainter, QPaintEvent, QPalette, QPen, QPolygonF
from PySide6.QtWidgets import QComboBox


class ComboBox(QComboBox):
    """QComboBox with a chevron at its right."""

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The style paints frame and text; the chevron goes on top."""
        super().paintEvent(event)
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(self.palette().color(QPalette.ColorRole.WindowText), 1.5))
        x, y = self.width() - 14.0, self.height() / 2 - 1.5
        chevron = (QPointF(x - 4, y), QPointF(x, y + 4), QPointF(x + 4, y))
        painter.drawPolyline(QPolygonF(chevron))
