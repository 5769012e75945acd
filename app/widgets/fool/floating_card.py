"""A card over the page, beneath what it belongs to; a click elsewhere or Esc puts it away."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractSpinBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.widgets.named import named

_MARGIN = 8  # to the edges of the page
_PAGE = "workspace"


class FloatingCard(QFrame):
    """Title and Close; everything else is added to `body`."""

    def __init__(self, title: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.title = named(QLabel(title), "cardTitle")
        self.title.setTextFormat(Qt.TextFormat.PlainText)
        self.shut = named(QPushButton("Close  Esc"), "link")
        self.shut.setToolTip("Put this away")
        self.shut.clicked.connect(self.hide)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(14, 10, 14, 12)
        self.body.setSpacing(8)
        head = QHBoxLayout()
        head.addWidget(self.title, 1)
        head.addWidget(self.shut)
        self.body.addLayout(head)
        self.hide()

    def open_beneath(self, button: QWidget) -> None:
        """Show it beneath a button, or above where there is no room, inside the page."""
        page = _page_of(button)
        self.setParent(page)
        self.body.activate()
        self.adjustSize()
        place = button.mapTo(page, QPoint(0, button.height() + 4))
        if place.y() + self.height() > page.height() - _MARGIN:
            place.setY(max(_MARGIN, place.y() - self.height() - button.height() - 8))
        place.setX(max(_MARGIN, min(place.x(), page.width() - self.width() - _MARGIN)))
        self.move(place)
        self.show()
        self.raise_()
        fields = [field for field in self.findChildren(QAbstractSpinBox) if field.isEnabled()]
        first: QWidget = fields[0] if fields else self
        first.setFocus(Qt.FocusReason.PopupFocusReason)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Watch for a click elsewhere."""
        super().showEvent(event)
        self._program().installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Watch no more."""
        self._program().removeEventFilter(self)
        super().hideEvent(event)

    def _program(self) -> QCoreApplication:
        program = QCoreApplication.instance()
        assert program is not None, "there are no widgets without"
        return program

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """A click elsewhere in the window puts it away, and does what it does."""
        if event.type() == QEvent.Type.MouseButtonPress and isinstance(watched, QWidget):
            is_mine = watched is self or self.isAncestorOf(watched)
            if not is_mine and watched.window() is self.window():
                self.hide()
        return False

    def event(self, event: QEvent) -> bool:
        """Esc is meant for this card before it is for the window."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and event.key() == Qt.Key.Key_Escape:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
        else:
            super().keyPressEvent(event)


def _page_of(widget: QWidget) -> QWidget:
    """The workspace that a widget is part of; its window where there is none."""
    page: QWidget | None = widget
    while page is not None and page.objectName() != _PAGE:
        page = page.parentWidget()
    return widget.window() if page is None else page
