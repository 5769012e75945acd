"""The curves of a training: two errors, each with its own axis, and the losses."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.tokens import Tokens
from app.widgets.train.card import Card
from app.widgets.train.course import Course
from app.widgets.train.curve_painting import Line
from app.widgets.train.curve_plot import CurvePlot
from app.widgets.train.train_texts import duration
from model.measures import Rate
from model.retraining_report import TrainingReport
from model.retraining_result import MOST_WORSE

_OWN, _CHECK = "Error on your held-out samples", "Error on the check set"


class CurvesCard(Card):
    """Three plots that share the step that is read out; its numbers stand beside the title."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Curves", "", parent)
        self.course = Course()
        self.own = CurvePlot(_OWN, "%", has_axis=False)
        self.check = CurvePlot(_CHECK, "%")
        self.loss = CurvePlot("Loss", "")
        self.step: int | None = None  # which is read out
        plots = QHBoxLayout()
        plots.setSpacing(16)
        errors = QVBoxLayout()
        errors.setSpacing(4)
        errors.addWidget(self.own, 1)
        errors.addWidget(self.check, 1)
        plots.addLayout(errors, 6)
        plots.addWidget(self.loss, 5)
        self.body.addLayout(plots, 1)
        for plot in self.plots:
            plot.pointed.connect(self._point)
            plot.walked.connect(self._walk)
        self._write()

    @property
    def plots(self) -> tuple[CurvePlot, CurvePlot, CurvePlot]:
        """Held-out samples, check set, losses."""
        return self.own, self.check, self.loss

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        for plot in self.plots:
            plot.set_tokens(tokens)

    def begin(self, course: Course) -> None:
        """Follow another training."""
        self.course, self.step = course, None
        for plot in self.plots:
            plot.clear()
        self.own.set_title(_OWN)
        self.check.set_title(_CHECK)
        self._write()

    def show_course(self) -> None:
        """Show what has been added to the course."""
        course, now = self.course, self.course.now
        if now is None:
            return
        own, check = course.level
        so_far, lines = now.so_far, course.lines
        if so_far.held_out is not None:
            self.own.set_title(f"{_OWN} ({so_far.held_out.after.samples:,})")
        else:
            self.own.set_title(f"{_OWN}: there are none")
        if so_far.check:
            of = f"{so_far.check[0].after.samples:,} digits of other hands"
            self.check.set_title(f"{_CHECK} ({of})")
        limit = None if check is None else check + MOST_WORSE
        common = course.steps, now.step
        self.own.show_lines([Line("now", "own", lines["held_out"])], *common, own)
        self.check.show_lines([Line("now", "check", lines["check"])], *common, check, limit)
        self.loss.show_lines(
            [
                Line("training", "dotted", lines["loss"]),
                Line("held-out", "own", lines["held_out_loss"]),
                Line("check set", "check", lines["check_loss"]),
                Line("drift", "plain", lines["kept"]),
            ],
            *common,
        )
        self._write()

    # -- reading out ------------------------------------------------------------------

    def _point(self, step: float | None) -> None:
        report = None if step is None else self.course.near(step)
        self._read_out(report)

    def _walk(self, by: int) -> None:
        reports = self.course.reports
        if not reports:
            return
        steps = [report.step for report in reports]
        index = len(steps) - 1 if self.step is None else steps.index(self.step) + by
        self._read_out(reports[min(max(0, index), len(steps) - 1)])

    def _read_out(self, report: TrainingReport | None) -> None:
        step = None if report is None else report.step
        if step == self.step:
            return
        self.step = step
        for plot in self.plots:
            plot.read_out(step)
        self._write()

    def _write(self) -> None:
        """Beside the title: the numbers at the step that is read out, else how to read them."""
        reports = self.course.reports
        report = None if self.step is None else self.course.near(self.step)
        if report is not None:
            text = read_out_text(report)
        elif len(reports) > 1:
            every = reports[1].step - reports[0].step
            text = f"one report every {every:,} steps; point at a step to read it"
        else:
            text = "a report after every epoch"
        self.caption.setText(text)
        if report is not None:
            for plot in self.plots:
                plot.setAccessibleDescription(text)


def read_out_text(report: TrainingReport) -> str:
    """All figures of a report: `step 120: held-out 5.33 %, check set 0.60 %, loss 0.27`."""
    so_far = report.so_far
    numbers: list[tuple[str, float | Rate | None, Callable[[float], str]]] = [
        ("held-out", so_far.held_out.after if so_far.held_out else None, _percent),
        ("check set", so_far.check[0].after if so_far.check else None, _percent),
        ("loss", report.loss, _plain),
        ("held-out loss", report.held_out_loss, _plain),
        ("check loss", report.check_loss, _plain),
        ("drift", report.kept, _plain),
    ]
    parts = [
        f"{name} {write(value.rate if isinstance(value, Rate) else value)}"
        for name, value, write in numbers
        if value is not None
    ]
    return f"step {report.step:,}, {duration(report.elapsed_s)}: {', '.join(parts)}"


def _percent(value: float) -> str:
    return f"{100 * value:.2f} %"


def _plain(value: float) -> str:
    return f"{value:.3f}"
