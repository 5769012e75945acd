"""A label that ends in dots where its text has no room, and then says it all as a tooltip."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget


class ElidedLabel(QLabel):
    """Plain text on one line. full_text: all of it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.full_text = ""
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Preferred)

    def show_text(self, text: str) -> None:
        """Show a text, or as much of it as there is room for."""
        if text != self.full_text:
            self.full_text = text
            self.updateGeometry()
            self._fit()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the whole text."""
        width = self.fontMetrics().horizontalAdvance(self.full_text)
        return QSize(width + 2, self.fontMetrics().height())

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Three dots, or nothing where there is nothing to say."""
        dots = self.fontMetrics().horizontalAdvance("…") + 2 if self.full_text else 0
        return QSize(dots, self.fontMetrics().height())

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """More or less of the text."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        metrics = self.fontMetrics()
        shown = metrics.elidedText(self.full_text, Qt.TextElideMode.ElideRight, self.width())
        self.setText(shown)
        self.setToolTip(self.full_text if shown != self.full_text else "")
