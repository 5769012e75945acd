"""The title row of a layer's sheet: which layer, what follows it, what can be done."""

from __future__ import annotations

from html import escape

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QSizePolicy, QWidget

from app.widgets.named import named
from app.widgets.sheet.lettering import first_fitting

HEIGHT = 36


class TitleRow(QFrame):
    """Title, note with a link to the layer after, buttons.

    csv_wanted(), picture_wanted(), slide_wanted(), closed(), layer_wanted(str).
    """

    csv_wanted = Signal()
    picture_wanted = Signal()
    slide_wanted = Signal()
    closed = Signal()
    layer_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("titleRow")
        self.setFixedHeight(HEIGHT)
        self._notes: tuple[str, ...] = ("",)
        self._link = "", ""  # what is a link in the note, and to which layer
        self.title = named(QLabel(), "cardTitle")
        self.note = named(QLabel(), "caption")
        self.note.setTextFormat(Qt.TextFormat.RichText)
        self.note.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.note.linkActivated.connect(self.layer_wanted)
        self.slide = self._button("▶  Slide the kernel", "Move the window over the whole map")
        self.csv = self._button("CSV", "Copy all weights and biases as CSV")
        self.picture = self._button("Picture", "Copy as a picture")
        self.close_link = named(QPushButton("Close  Esc"), "link")
        self.close_link.setToolTip("Back to all layers (Esc)")
        self.slide.clicked.connect(self.slide_wanted)
        self.csv.clicked.connect(self.csv_wanted)
        self.picture.clicked.connect(self.picture_wanted)
        self.close_link.clicked.connect(self.closed)
        self._row = line = QHBoxLayout(self)
        line.setContentsMargins(12, 0, 12, 0)
        line.setSpacing(12)
        line.addWidget(self.title)
        line.addWidget(self.note, 1)
        for part in (self.slide, self.csv, self.picture, self.close_link):
            line.addWidget(part)

    @staticmethod
    def _button(text: str, tip: str) -> QPushButton:
        button = named(QPushButton(text), "small")
        button.setToolTip(tip)
        return button

    def show_texts(self, title: str, notes: tuple[str, ...], link: tuple[str, str]) -> None:
        """Title and note, longest first. link: words that lead to a layer, and its name."""
        self.title.setText(title)
        self._notes, self._link = notes, link
        self._fit()

    def show_choices(self, *, slide: str, has_table: bool) -> None:
        """What can be done with the layer. slide: what can be slid; empty: nothing."""
        self.slide.setVisible(bool(slide))
        self.slide.setText(f"▶  Slide the {slide}")
        self.csv.setEnabled(has_table)

    @property
    def note_text(self) -> str:
        """The note as it is shown, without its link."""
        return first_fitting(self._notes, "caption", self.note.width())

    def _fit(self) -> None:
        text, (words, layer) = escape(self.note_text), self._link
        if words and words in text:
            text = text.replace(words, f'<a href="{layer}">{words}</a>')
        self.note.setText(text)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The longest note that fits."""
        super().resizeEvent(event)
        self._row.activate()
        self._fit()
