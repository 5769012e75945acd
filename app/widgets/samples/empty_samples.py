"""What stands in place of the grid when there is nothing to show, and what to do about it."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.widgets.named import named

_FIRST = (
    "No samples yet",
    (
        "Draw a digit on the desk, then say what it was: a click on 0 … 9 beneath the canvas "
        "stores the drawing with its label, and the next one can begin.<br><br>"
        "Guided collecting asks for digits in turn until each has enough. "
        "Import adds drawings and pictures from files."
    ),
)
_NONE_LEFT = ("No sample is like that", "The filters above leave none.")
_WIDTH = 380


class EmptySamples(QWidget):
    """How the first samples come, or that the filters leave none.

    Signals
    -------
    guided_wanted(), import_wanted(), everything_wanted().
    """

    guided_wanted = Signal()
    import_wanted = Signal()
    everything_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = named(QLabel(), "cardTitle")
        self._text = QLabel()
        self.guided = named(QPushButton("Guided collecting"), "primary")
        self.bring = QPushButton("Import")
        self.everything = QPushButton("Show all samples")
        self.guided.clicked.connect(self.guided_wanted)
        self.bring.clicked.connect(self.import_wanted)
        self.everything.clicked.connect(self.everything_wanted)
        self._title.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._text.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self._text.setWordWrap(True)
        self._text.setFixedWidth(_WIDTH)
        column = QVBoxLayout(self)
        column.setSpacing(10)
        column.addStretch(2)
        column.addWidget(self._title)
        column.addWidget(self._text, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(6)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in (self.guided, self.bring, self.everything):
            row.addWidget(button)
        row.addStretch(1)
        column.addLayout(row)
        column.addStretch(3)
        self.show_reason(is_store_empty=True)

    def show_reason(self, is_store_empty: bool) -> None:
        """Say why there is nothing: no samples at all, or none that the filters leave."""
        title, text = _FIRST if is_store_empty else _NONE_LEFT
        self._title.setText(title)
        self._text.setText(text)
        self._text.ensurePolished()
        self._text.setFixedHeight(self._text.heightForWidth(_WIDTH))
        self.guided.setVisible(is_store_empty)
        self.bring.setVisible(is_store_empty)
        self.everything.setVisible(not is_store_empty)
        self.setAccessibleName(title)
        self.setAccessibleDescription(text.replace("<br>", " "))
