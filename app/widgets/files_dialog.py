"""What import and export have in common: a line of progress, a line of text, two buttons."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.tokens import Tokens
from app.widgets.named import named
from app.widgets.progress_line import ProgressLine
from model.samples.importing import Progress

_WIDTH = 560


class FilesDialog(QDialog):
    """A dialog that stays open while its work is done elsewhere, and reports.

    Signals
    -------
    cancel_wanted(): end what is in work.
    """

    cancel_wanted = Signal()

    def __init__(self, title: str, go: str, tokens: Tokens, parent: QWidget | None) -> None:
        super().__init__(parent)
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.is_working = False
        self.progress = ProgressLine()
        self.progress.set_tokens(tokens)
        policy = self.progress.sizePolicy()
        policy.setRetainSizeWhenHidden(True)  # nothing moves when work begins
        self.progress.setSizePolicy(policy)
        self.progress.hide()
        self.text = QLabel()
        self.text.setWordWrap(True)
        self.text.setTextFormat(Qt.TextFormat.PlainText)
        self.go = named(QPushButton(go), "primary")
        self.stop = QPushButton("Close")
        self.stop.clicked.connect(self.reject)
        self.column = QVBoxLayout(self)
        self.column.setContentsMargins(16, 16, 16, 12)
        self.column.setSpacing(10)
        self.setMinimumWidth(_WIDTH)

    def add_end(self, *others: QPushButton) -> None:
        """Close the column: progress, text, and the buttons, `others` at the left."""
        self.column.addWidget(self.progress)
        self.column.addWidget(self.text)
        row = QHBoxLayout()
        for button in others:
            row.addWidget(button)
        row.addStretch(1)
        row.addWidget(self.stop)
        row.addWidget(self.go)
        self.column.addLayout(row)

    def show_working(self, text: str) -> None:
        """Something has begun."""
        self.is_working = True
        self.progress.show_part(0)
        self.progress.show()
        self.go.setEnabled(False)
        self.stop.setText("Cancel")
        self.stop.setFocus()
        self.say(text)

    def show_rest(self, text: str) -> None:
        """Nothing is in work any more."""
        self.is_working = False
        self.progress.hide()
        self.stop.setText("Close")
        self.say(text)

    def say(self, text: str) -> None:
        """Show a sentence."""
        self.text.setText(text)
        self.setAccessibleDescription(text)

    @Slot(object)
    def show_progress(self, progress: Progress) -> None:
        """How far it is."""
        self.progress.show_part(progress.done / max(1, progress.total))
        self.say(f"{progress.done:,} of {progress.total:,}")

    @Slot(str)
    def show_failed(self, reason: str) -> None:
        """Why it was not done."""
        self.show_rest(f"Not done: {reason}")

    @Slot()
    def show_cancelled(self) -> None:
        """It ended by wish."""
        self.show_rest("Cancelled; nothing was changed.")

    def reject(self) -> None:
        """Esc is "Cancel" first, then "Close"."""
        if self.is_working:
            self.cancel_wanted.emit()
        else:
            super().reject()

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Who closes the dialog wants no more of what is in work."""
        if self.is_working:
            self.is_working = False
            self.cancel_wanted.emit()
        super().closeEvent(event)
