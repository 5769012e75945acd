"""How far a training is, how long it will take, and the buttons that end it."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.widgets.named import named
from app.widgets.text_clock import TextClock
from app.widgets.train.train_texts import balance_text, counted, duration
from model.retraining_report import RetrainingChoice, RetrainingPlan
from model.retraining_result import RetrainStep

State = Literal[
    "idle",
    "preparing",
    "running",
    "paused",
    "measuring",
    "stopping",
    "cancelling",
    "ended",
    "failed",
]
_FINE = 1000  # parts of the bar
_PHASES = {
    "idle": "no training runs",
    "preparing": "preparing: making what it rehearses",
    "paused": "paused",
    "measuring": "measuring before and after",
    "stopping": "stopping after this step",
    "cancelling": "cancelling",
    "ended": "ended",
    "failed": "failed",
}
_LIVE = ("preparing", "running", "paused", "measuring")


class ProgressCard(QFrame):
    """Bar and step, time left, Pause, Stop and keep, Cancel.

    Signals
    -------
    pause_wanted(), resume_wanted(), stop_and_keep_wanted(), cancel_wanted().
    """

    pause_wanted = Signal()
    resume_wanted = Signal()
    stop_and_keep_wanted = Signal()
    cancel_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("plainCard")
        self.state: State = "idle"
        self._step: RetrainStep | None = None
        self._epochs = 0
        self._clock = TextClock(self._write, self)
        self.title = named(QLabel("No training yet"), "cardTitle")
        self.steps = QLabel()
        self.bar = QProgressBar()
        self.details = named(QLabel("Choose samples under “New training”."), "caption")
        self.left = named(QLabel(), "cardTitle")
        self.so_far = named(QLabel(), "caption")
        self.speed = named(QLabel(), "caption")
        self.pause = QPushButton("Pause")
        self.stop = named(QPushButton("Stop and keep"), "primary")
        self.cancel = QPushButton("Cancel")
        self._build()
        self.set_state("idle")

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 6, 8, 8)
        row.setSpacing(20)
        left = QVBoxLayout()
        left.setSpacing(3)
        head = QHBoxLayout()
        for label in (self.title, self.details):  # a network's name may contain anything
            label.setTextFormat(Qt.TextFormat.PlainText)
        head.addWidget(self.title, 1)
        head.addWidget(self.steps)
        self.bar.setTextVisible(False)
        self.bar.setRange(0, _FINE)
        self.bar.setFixedHeight(8)
        self.bar.setAccessibleName("Progress of the training")
        self.details.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        left.addLayout(head)
        left.addWidget(self.bar)
        left.addWidget(self.details)
        row.addLayout(left, 1)
        row.addWidget(self._build_times())
        for button in (self.pause, self.stop, self.cancel):
            row.addWidget(button)
            button.setFixedHeight(32)
            row.setSpacing(8)
        self.pause.setMinimumWidth(72)
        self.pause.clicked.connect(self._pause_or_resume)
        self.stop.clicked.connect(self.stop_and_keep_wanted)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.stop.setToolTip("End here: measure what has been learnt, then keep or discard it")
        self.cancel.setToolTip("End at once and forget what has been learnt")

    def _build_times(self) -> QWidget:
        times = QWidget()
        times.setFixedWidth(116)
        column = QVBoxLayout(times)
        column.setContentsMargins(12, 0, 0, 0)
        column.setSpacing(0)
        for label in (self.left, self.so_far, self.speed):
            column.addWidget(label)
        return times

    # -- what is shown ------------------------------------------------------------------

    def begin(self, plan: RetrainingPlan, choice: RetrainingChoice) -> None:
        """A training begins: name it, and what it learns from."""
        counts = choice.counts(plan)
        self._step, self._epochs = None, choice.config.epochs
        self.title.setText(f"Retraining {plan.base_name} on {counted(sum(counts))}")
        self.details.setText(details_text(plan, choice))
        self.details.setToolTip(settings_text(choice))
        self.bar.setValue(0)
        self.set_state("preparing")

    def show_step(self, step: RetrainStep) -> None:
        """The bar follows at once, numbers at reading speed."""
        self._step = step
        if self.state in ("preparing", "running", "measuring"):
            state: State = "running" if step.phase == "training" else step.phase
            if state != self.state:
                self.set_state(state)
        self.bar.setValue(round(_FINE * step.done))
        self._clock.tick()

    def set_state(self, state: State) -> None:
        """Wake the buttons that make sense."""
        self.state = state
        is_live = state in _LIVE
        self.pause.setText("Resume" if state == "paused" else "Pause")
        tip = "Go on" if state == "paused" else "Rest until Resume; the processor is free meanwhile"
        self.pause.setToolTip(tip)
        self.pause.setEnabled(state in ("preparing", "running", "paused"))
        self.stop.setEnabled(state in ("running", "paused"))
        self.cancel.setEnabled(is_live or state == "stopping")
        if state == "ended":
            self.bar.setValue(_FINE)
        self._write()

    def show_title(self, text: str, details: str = "") -> None:
        """Say what became of it."""
        self.title.setText(text)
        if details:
            self.details.setText(details)

    def _pause_or_resume(self) -> None:
        signal = self.resume_wanted if self.state == "paused" else self.pause_wanted
        signal.emit()

    def _write(self) -> None:
        """The numbers."""
        step, state = self._step, self.state
        if step is not None and state in ("running", "paused", "stopping"):
            total = step.steps * max(1, self._epochs)
            done = min(total, step.epoch * step.steps + step.step + 1)
            text = f"step {done:,} of {total:,}"
            self.steps.setText(text if state == "running" else f"{_PHASES[state]} · {text}")
        else:
            self.steps.setText(_PHASES.get(state, ""))
        is_live = state in _LIVE and step is not None
        self.left.setText(f"{duration(step.left_s)} left" if is_live and step else "")
        has_begun = step is not None and state not in ("idle", "failed")
        self.so_far.setText(f"{duration(step.elapsed_s)} so far" if has_begun and step else "")
        speed = step.steps_per_second if has_begun and step else 0.0
        self.speed.setText(f"{speed:.0f} steps/s" if speed >= 9.5 else _slow(speed))
        texts = (self.steps.text(), self.left.text())
        self.bar.setAccessibleDescription(", ".join(filter(None, texts)))


def _slow(speed: float) -> str:
    return f"{speed:.1f} steps/s" if speed else ""


def details_text(plan: RetrainingPlan, choice: RetrainingChoice) -> str:
    """`from Default · 10 per digit · rehearsal 64 of 96 per batch · seed 7`."""
    config = choice.config
    batch = config.samples_in_step + config.rehearsal_in_step
    parts = (
        f"from {plan.base_name}",
        balance_text(choice.counts(plan)),
        f"rehearsal {config.rehearsal_in_step} of {batch} per batch",
        f"learning rate {config.learning_rate:g}",
        f"seed {config.seed}",
    )
    return " · ".join(part for part in parts if part)


def settings_text(choice: RetrainingChoice) -> str:
    """Every setting on a line of its own, for the tooltip."""
    config = choice.config
    return "\n".join(
        (
            f"epochs: {config.epochs}",
            f"learning rate: {config.learning_rate:g} at its peak, 0 at the end",
            f"augmentation: {'on' if config.augmentation else 'off'}",
            f"layers that learn: {config.layers}",
            f"holding on to old answers: {config.distillation:g}",
            f"MNIST rehearsed: {choice.mnist or 'no'}",
            f"device: {config.device}",
        )
    )
