"""The header of the strongest patches: the way back, what is scanned, and how far that is."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QToolButton, QWidget

from app.tokens import Tokens
from app.widgets.elided_label import ElidedLabel
from app.widgets.named import named
from app.widgets.progress_line import ProgressLine
from model.patches import SOURCES, ScanProgress, Source

HEIGHT = 40
_NAMES: dict[Source, tuple[str, str]] = {
    "generated": ("Generated", "Generated digits, and generated drawings that are none"),
    "samples": ("Your samples", "Everything that you have stored"),
    "mnist": ("MNIST", "Real digits, from a folder with MNIST's files"),
}


class PatchesHeader(QFrame):
    """One row.

    Signals
    -------
    back_wanted(), scan_wanted(), cancel_wanted(), folder_wanted().
    sources_changed(): others are chosen.
    """

    back_wanted = Signal()
    scan_wanted = Signal()
    cancel_wanted = Signal()
    folder_wanted = Signal()
    sources_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setFixedHeight(HEIGHT)
        self.sources: dict[Source, QToolButton] = {}
        self.folder = ""  # with MNIST; empty while none is known
        self.line = ProgressLine()
        self.text = named(ElidedLabel(), "caption")
        self.cancel = named(QPushButton("Cancel"), "small")
        self.again = named(QPushButton("Scan again"), "small")
        self._build()
        self.show_idle("")

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        back = named(QPushButton("‹ Maps"), "small")
        back.setToolTip("Back to the maps of your drawing")
        back.clicked.connect(self.back_wanted)
        row.addWidget(back)
        row.addWidget(named(QLabel("Strongest patches"), "workspaceName"))
        row.addSpacing(8)
        row.addWidget(named(QLabel("among"), "label"))
        for source in SOURCES:
            row.addWidget(self._build_source(source))
        row.addSpacing(8)
        self.line.setFixedWidth(96)
        row.addWidget(self.line)
        row.addWidget(self.text, 1)
        row.addStretch(0)
        for button, tip, signal in (
            (self.cancel, "Scan no more", self.cancel_wanted),
            (self.again, "Look for the strongest inputs once more", self.scan_wanted),
        ):
            button.setToolTip(tip)
            button.clicked.connect(signal)
            row.addWidget(button)

    def _build_source(self, source: Source) -> QToolButton:
        name, tip = _NAMES[source]
        button = named(QToolButton(), "chip")
        button.setText(name)
        button.setToolTip(tip)
        button.setCheckable(True)
        button.setChecked(source != "mnist")
        button.setFixedHeight(24)
        button.clicked.connect(lambda is_on, source=source: self._toggle(source, is_on=is_on))
        self.sources[source] = button
        return button

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.line.set_tokens(tokens)

    def is_chosen(self, source: Source) -> bool:
        """Whether a source is to be scanned."""
        return self.sources[source].isChecked()

    def show_folder(self, folder: str) -> None:
        """MNIST can be read here; it is chosen with that."""
        self.folder = folder
        button = self.sources["mnist"]
        button.setToolTip(f"{_NAMES['mnist'][1]}\n{folder}")
        with QSignalBlocker(button):
            button.setChecked(bool(folder))

    def _toggle(self, source: Source, *, is_on: bool) -> None:
        button = self.sources[source]
        if source == "mnist" and is_on and not self.folder:
            button.setChecked(False)  # until a folder is chosen
            self.folder_wanted.emit()
        elif not any(self.is_chosen(known) for known in SOURCES):
            button.setChecked(True)  # something has to be scanned
        else:
            self.sources_changed.emit()

    # -- the scan ----------------------------------------------------------------------------------

    def show_idle(self, text: str) -> None:
        """Nothing is scanned now."""
        self._show(text, is_busy=False)

    def show_waiting(self, text: str) -> None:
        """The scan has not begun."""
        self.line.show_part(0.0)
        self._show(text, is_busy=True)

    def show_progress(self, progress: ScanProgress, text: str) -> None:
        """How far it is."""
        self.line.show_part(progress.done / max(1, progress.total))
        self._show(text, is_busy=True)

    def _show(self, text: str, *, is_busy: bool) -> None:
        self.text.show_text(text)
        self.line.setVisible(is_busy)
        self.cancel.setVisible(is_busy)
        self.again.setVisible(not is_busy)
