"""The parts of the sliding window and where they stand."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.named import named
from app.widgets.slide.slide_controls import SlideControls
from app.widgets.slide.slide_picture import SlidePicture
from app.widgets.slide.slide_title import SlideTitle

_SMALLEST = QSize(920, 346)  # pixels in which every number has room


class SlideFrame(QFrame):
    """Title, picture, controls and position."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self._tokens = LIGHT
        self.picture = SlidePicture()
        self.controls = SlideControls()
        self.title = SlideTitle()
        self.position = named(QLabel(), "caption")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 0, 1, 0)
        layout.setSpacing(0)
        layout.addWidget(self.title)
        layout.addWidget(named(QFrame(), "line"))
        layout.addWidget(self.picture, 1)
        layout.addWidget(named(QFrame(), "line"))
        layout.addLayout(self._build_bar())
        self.setAccessibleName("Sliding window")

    def _build_bar(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setContentsMargins(12, 5, 12, 6)
        row.setSpacing(16)
        row.addWidget(self.controls)
        row.addWidget(self.position, 1)
        self.position.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        self.position.setMinimumWidth(80)
        return row

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        for part in (self.title, self.controls, self.picture):
            part.set_tokens(tokens)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """With less room the numbers would be left out: then the view is scrolled."""
        return super().minimumSizeHint().expandedTo(_SMALLEST)
