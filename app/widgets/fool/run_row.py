"""The line above the tiles: what runs, with which settings, how far, and its buttons."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.widgets.elided_label import ElidedLabel
from app.widgets.named import named

State = Literal["idle", "waiting", "running", "paused", "ended"]
_TITLE_FROM = 860  # pixels of width
LIVE: tuple[State, ...] = ("waiting", "running", "paused")


class RunRow(QWidget):
    """Title, settings, progress; Pause or Continue, Step, Stop, New run.

    Signals
    -------
    start_wanted(), pause_wanted(), resume_wanted(), step_wanted(), stop_wanted(): buttons.
    settings_wanted(): open the form.
    """

    start_wanted = Signal()
    pause_wanted = Signal()
    resume_wanted = Signal()
    step_wanted = Signal()
    stop_wanted = Signal()
    settings_wanted = Signal()

    def __init__(self, title: str, step_tip: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state: State = "idle"
        self._is_narrow, self._progress = False, ""
        self.title = named(ElidedLabel(), "workspaceName")
        self.title.show_text(title)
        self.settings = named(QPushButton(), "link")
        self.progress = QLabel()
        self.pause, self.step = QPushButton("Pause"), QPushButton("Step")
        self.stop, self.start = QPushButton("Stop"), named(QPushButton("New run"), "primary")
        self._build(step_tip)
        self.set_state("idle")

    def _build(self, step_tip: str) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self.title)
        row.addWidget(self.settings)
        self.settings.setToolTip("Settings of the next run")
        row.addStretch(1)
        row.addWidget(self.progress)
        row.addSpacing(4)
        self.step.setToolTip(step_tip)
        self.stop.setToolTip("End this run; what was found stays")
        self.start.setToolTip("Begin anew with these settings")
        for button in (self.pause, self.step, self.stop, self.start):
            row.addWidget(button)
        self.pause.setMinimumWidth(78)
        self.settings.clicked.connect(self.settings_wanted)
        self.pause.clicked.connect(self._pause_or_resume)
        self.step.clicked.connect(self.step_wanted)
        self.stop.clicked.connect(self.stop_wanted)
        self.start.clicked.connect(self.start_wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Where it is narrow, the segment above says what the title does."""
        super().resizeEvent(event)
        self._is_narrow = event.size().width() < _TITLE_FROM
        self.title.setVisible(not self._is_narrow)
        self.show_progress(self._progress)

    def set_state(self, state: State) -> None:
        """Wake the buttons that make sense."""
        self.state = state
        self.pause.setText("Continue" if state == "paused" else "Pause")
        tip = "Go on" if state == "paused" else "Rest; what was found stays to be looked at"
        self.pause.setToolTip(tip)
        self.pause.setEnabled(state in ("running", "paused"))
        self.step.setEnabled(state == "paused")
        self.stop.setEnabled(state in LIVE)

    def show_progress(self, text: str) -> None:
        """`generation 20 of 200`."""
        self._progress = text
        self.progress.setText(text.replace("generation", "gen.") if self._is_narrow else text)

    def _pause_or_resume(self) -> None:
        signal = self.resume_wanted if self.state == "paused" else self.pause_wanted
        signal.emit()
