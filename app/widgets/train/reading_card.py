"""The card of the user's drawing: how it is read now, and how at every step before."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.tokens import Tokens
from app.widgets.train.card import Card
from app.widgets.train.course import Course
from app.widgets.train.live_reading import LiveReading
from app.widgets.train.replay_line import ReplayLine
from model.retraining_report import DrawingReading


class ReadingCard(Card):
    """Bars of one step; the line beneath chooses which.

    Signals
    -------
    checkpoint_wanted(int): the handle was put on this step.
    """

    checkpoint_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Your drawing, re-read live", "", parent)
        self.course = Course()
        self.reading = LiveReading()
        self.line = ReplayLine()
        self.body.addWidget(self.reading, 1)
        self.body.addWidget(self.line)
        self.line.step_wanted.connect(self._go_to)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.reading.set_tokens(tokens)
        self.line.set_tokens(tokens)

    def begin(self, course: Course) -> None:
        """Follow another training."""
        self.course = course
        self.line.choose(None)
        self.show_course()

    def show_course(self) -> None:
        """Show what has been added to the course, at the chosen step or the newest."""
        readings = self.course.readings()
        if not readings:
            self.reading.show_reading(None)
            self.line.show_points([], self.course.steps, 0)
            return
        digit = int(readings[-1][1].now.argmax())
        points = [(step, float(reading.now[digit])) for step, reading in readings]
        self.line.show_points(points, self.course.steps, digit)
        self._show_chosen(dict(readings))

    @property
    def step(self) -> int | None:
        """The step that is looked at; None without a drawing."""
        at = self.line.current
        return None if at is None else at[0]

    def _show_chosen(self, readings: dict[int, DrawingReading]) -> None:
        self.reading.show_reading(readings.get(self.step) if self.step is not None else None)
        is_back = self.line.chosen is not None
        self.title.setText(
            f"Your drawing at step {self.step:,}" if is_back else "Your drawing, re-read live"
        )

    def _go_to(self, step: int) -> None:
        self._show_chosen(dict(self.course.readings()))
        self.checkpoint_wanted.emit(step)
