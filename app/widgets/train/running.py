"""The page of a training that runs or has ended: progress, curves, drawing, report, kernels."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.tokens import Tokens
from app.widgets.named import named
from app.widgets.train.card import Sentence
from app.widgets.train.course import Course
from app.widgets.train.curves_card import CurvesCard
from app.widgets.train.kernel_card import KernelCard
from app.widgets.train.progress_card import ProgressCard, State
from app.widgets.train.reading_card import ReadingCard
from app.widgets.train.report_card import ReportCard
from model.retraining_report import (
    BeforeAfter,
    Replay,
    RetrainingChoice,
    RetrainingPlan,
    TrainingReport,
)
from model.retraining_result import RetrainStep

_LOW = 650  # below this height the cards come closer


class RunningPage(QWidget):
    """Everything about one training.

    Signals
    -------
    checkpoint_wanted(int): look at this step. Those of its cards: see there.
    """

    checkpoint_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.course = Course()
        self.progress = ProgressCard()
        self.curves = CurvesCard()
        self.reading = ReadingCard()
        self.report = ReportCard()
        self.kernels = KernelCard()
        self.problem = named(QFrame(), "caution")
        self._problem_text = Sentence(2)
        self._page = QVBoxLayout(self)
        self._grid = QGridLayout()
        self._is_stale = False  # something has been added while nobody looked
        self._build()
        self.reading.checkpoint_wanted.connect(self._go_to)

    def _build(self) -> None:
        page = self._page
        page.addWidget(self.progress)
        row = QHBoxLayout(self.problem)
        row.setContentsMargins(12, 8, 12, 8)
        row.addWidget(self._problem_text)
        self.problem.hide()
        page.addWidget(self.problem)
        grid = self._grid
        grid.setHorizontalSpacing(16)
        grid.addWidget(self.curves, 0, 0)
        grid.addWidget(self.reading, 0, 1)
        grid.addWidget(self.report, 1, 0)
        grid.addWidget(self.kernels, 1, 1)
        grid.setColumnStretch(0, 640)
        grid.setColumnStretch(1, 342)
        grid.setRowStretch(0, 1)
        grid.setRowStretch(1, 1)
        page.addLayout(grid, 1)
        self._fit(_LOW)

    def _fit(self, height: int) -> None:
        """Gaps for a height: where it is low, the cards come closer."""
        gap = 8 if height < _LOW else 12
        if self._page.spacing() != gap:
            self._page.setSpacing(gap)
            self._page.setContentsMargins(16, gap, 16, gap)
            self._grid.setVerticalSpacing(gap)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Choose the gaps."""
        super().resizeEvent(event)
        self._fit(event.size().height())

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        for card in (self.curves, self.reading, self.report, self.kernels):
            card.set_tokens(tokens)

    # -- the course ------------------------------------------------------------------

    def begin(self, plan: RetrainingPlan, choice: RetrainingChoice) -> None:
        """Another training begins."""
        self.course = Course(choice.steps(plan))
        self.problem.hide()
        self.progress.begin(plan, choice)
        self.curves.begin(self.course)
        self.reading.begin(self.course)
        self.report.begin()
        self.kernels.show_report(self.course, None, is_back=False)

    def set_state(self, state: State) -> None:
        """Paused, stopping ... as the service says."""
        self.progress.set_state(state)

    def show_step(self, step: RetrainStep) -> None:
        """Between reports."""
        self.progress.show_step(step)

    def show_report(self, report: TrainingReport) -> None:
        """One more report."""
        self.course.add(report)
        self._show_course()

    def show_replay(self, replay: Replay | None) -> None:
        """How another drawing is read by every network that was kept."""
        self.course.replay = replay
        if self._is_seen():
            self.reading.show_course()

    def _is_seen(self) -> bool:
        self._is_stale = not self.isVisible()
        return not self._is_stale

    def _show_course(self) -> None:
        if not self._is_seen():
            return
        self.curves.show_course()
        self.reading.show_course()
        self._show_step_looked_at()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Catch up with what has come in meanwhile."""
        super().showEvent(event)
        if self._is_stale:
            self._show_course()

    def _show_step_looked_at(self) -> None:
        """Report and kernels of the newest step, or of the one that was gone back to."""
        now = self.course.now
        step = self.reading.line.chosen
        report = now if step is None else self.course.at(step)
        if report is None:
            return
        is_back = report is not now
        self.report.show_so_far(report.so_far, report.step, is_now=not is_back)
        self.kernels.show_report(self.course, report, is_back=is_back)

    def _go_to(self, step: int) -> None:
        self._show_step_looked_at()
        self.checkpoint_wanted.emit(step)

    # -- the end ------------------------------------------------------------------

    def show_result(self, result: BeforeAfter, *, is_stopped: bool) -> None:
        """It has come to its end, or was stopped: keep or discard."""
        self.progress.set_state("ended")
        self.report.show_result(result, is_stopped=is_stopped)

    def show_decided(self, text: str) -> None:
        """Kept or discarded."""
        self.report.show_decided(text)

    def show_cancelled(self) -> None:
        """Nothing is left of it."""
        self.progress.set_state("idle")
        self.progress.show_title("Cancelled", "What was learnt is forgotten; nothing has changed.")

    def show_failed(self, text: str) -> None:
        """It broke off."""
        self.progress.set_state("failed")
        self._problem_text.setText(f"⚠  {text}")
        self.problem.setAccessibleName(f"Warning: {text}")
        self.problem.show()
