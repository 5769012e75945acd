"""A card: a frame with a title, a caption beside it, and room beneath; and its sentences."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QSizePolicy, QVBoxLayout, QWidget

from app.widgets.named import named

PADDING = 12
_LINE = 15
_HEAD = 26  # room for small buttons beside the title


class Card(QFrame):
    """Title and caption in one row (`head`), everything else is added to `body`."""

    def __init__(self, title: str, caption: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plainCard")
        self.title = named(QLabel(title), "cardTitle")
        self.title.setMinimumHeight(_HEAD)
        self.caption = named(QLabel(caption), "caption")
        self.caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.head = QHBoxLayout()
        self.head.setSpacing(10)
        self.head.addWidget(self.title)
        self.head.addWidget(self.caption, 1)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(PADDING, 5, PADDING, 8)
        self.body.setSpacing(6)
        self.body.addLayout(self.head)


class Sentence(QLabel):
    """Plain text of at most so many lines that has room for them whatever it says.

    A label whose height depends on its width makes the page around it ask for the height that
    it would like to have, and scroll where it need not.
    """

    def __init__(self, lines: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setWordWrap(True)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(lines * _LINE)

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Its height is fixed."""
        return False
