"""The row above the sliding window: which map is filled, its size, the channel, and the way out."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.tokens import Tokens
from app.widgets.combo import ComboBox
from app.widgets.named import named
from app.widgets.sheet.formula_label import FormulaLabel
from app.widgets.slide.slide_course import Course
from model.layers import Convolution

_HEIGHT = 37


class SlideTitle(QWidget):
    """Title, formula of the size, channel.

    Signals
    -------
    channel_chosen(int): an input channel.
    close_clicked(): the way out.
    """

    channel_chosen = Signal(int)
    close_clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = named(QLabel(), "cardTitle")
        self.formula = FormulaLabel("body", "text_2")
        self.channel_box = ComboBox()
        self.close_button = named(QPushButton("Close  Esc"), "link")
        self._build()

    def _build(self) -> None:
        self.setFixedHeight(_HEIGHT)
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 12, 0)
        row.setSpacing(16)
        row.addWidget(self.title)
        row.addWidget(self.formula)
        row.addStretch(1)
        self.channel_box.setAccessibleName("Channel of the input")
        self.channel_box.setToolTip("Which input channel is looked into")
        self.channel_box.setMinimumWidth(132)
        self.channel_box.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.channel_box.activated.connect(
            lambda _: self.channel_chosen.emit(self.channel_box.currentData())
        )
        row.addWidget(self.channel_box)
        self.close_button.setToolTip("Close (Esc)")
        self.close_button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.close_button.clicked.connect(self.close_clicked)
        row.addWidget(self.close_button)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.formula.set_tokens(tokens)

    def show_course(self, course: Course) -> None:
        """Name the map that is filled; offer the channels that the window lies on."""
        what = "kernel" if isinstance(course.layer, Convolution) else "window"
        self.title.setText(f"{course.layer.name} · map {course.channel} · sliding {what}")
        self.formula.show_text(course.formula_text)
        self.channel_box.clear()
        for channel in course.channels:
            self.channel_box.addItem(f"channel {channel} of {course.before.channels}", channel)
        self.channel_box.setVisible(len(course.channels) > 1)

    def show_channel(self, channel: int) -> None:
        """Show which channel is looked into."""
        self.channel_box.setCurrentIndex(self.channel_box.findData(channel))
