"""The course of a training: every report so far, and the lines that they make."""

from __future__ import annotations

from bisect import bisect_right

import numpy as np
from numpy.typing import NDArray

from model.retraining_report import DrawingReading, Replay, TrainingReport

Points = list[tuple[int, float]]


class Course:
    """Reports in the order of their steps. steps: of the whole training, 0 before it begins."""

    def __init__(self, steps: int = 0) -> None:
        self.steps = steps
        self.reports: list[TrainingReport] = []
        self.replay: Replay | None = None
        self.lines: dict[str, Points] = {
            name: []
            for name in ("held_out", "check", "loss", "kept", "held_out_loss", "check_loss")
        }
        self.largest_weight = self.largest_change = 0.0

    def add(self, report: TrainingReport) -> None:
        """Take on a report; one that is not later than the last stands in its place.

        A training that goes on from a checkpoint sends some steps a second time.
        """
        while self.reports and report.step <= self.reports[-1].step:
            self.reports.pop()
        self.reports.append(report)
        self.steps = report.steps
        so_far, step = report.so_far, report.step
        values = {
            "held_out": None if so_far.held_out is None else so_far.held_out.after.rate,
            "check": so_far.check[0].after.rate if so_far.check else None,
            "loss": report.loss,
            "kept": report.kept,
            "held_out_loss": report.held_out_loss,
            "check_loss": report.check_loss,
        }
        for name, value in values.items():
            line = self.lines[name]
            while line and line[-1][0] >= step:
                line.pop()
            if value is not None:
                line.append((step, value))
        if report.kernels is not None:
            self.largest_weight = max(self.largest_weight, float(np.abs(report.kernels).max()))
            change = self.change_of(report)
            self.largest_change = max(self.largest_change, float(np.abs(change).max()))

    @property
    def now(self) -> TrainingReport | None:
        """The newest report."""
        return self.reports[-1] if self.reports else None

    @property
    def level(self) -> tuple[float | None, float | None]:
        """Error on the held-out samples and on the check set before the training."""
        if not self.reports:
            return None, None
        so_far = self.reports[0].so_far
        own = None if so_far.held_out is None else so_far.held_out.before.rate
        return own, so_far.check[0].before.rate if so_far.check else None

    def change_of(self, report: TrainingReport) -> NDArray[np.float32]:
        """What a report's kernels differ by from the first report's."""
        first = self.reports[0].kernels
        assert report.kernels is not None, "asked for with kernels only"
        if first is None or first.shape != report.kernels.shape:
            return np.zeros_like(report.kernels)
        return report.kernels - first

    def at(self, step: int) -> TrainingReport | None:
        """The last report at or before a step; the first when all are later."""
        if not self.reports:
            return None
        index = bisect_right([report.step for report in self.reports], step) - 1
        return self.reports[max(0, index)]

    def near(self, step: float) -> TrainingReport | None:
        """The report nearest to a place between steps."""
        return min(self.reports, key=lambda report: abs(report.step - step), default=None)

    # -- the user's drawing ------------------------------------------------------------------

    def readings(self) -> list[tuple[int, DrawingReading]]:
        """Step and reading of the newest drawing, by every network that has read it."""
        replay = self.replay
        if replay is not None and replay.steps:
            rows, sure = replay.probabilities, replay.is_digit
            return [
                (step, DrawingReading(replay.raster, rows[0], row, bool(sure[0]), bool(is_digit)))
                for step, row, is_digit in zip(replay.steps, rows, sure, strict=True)
            ]
        newest = next((r.drawing for r in reversed(self.reports) if r.drawing is not None), None)
        if newest is None:
            return []
        return [
            (report.step, report.drawing)
            for report in self.reports
            if report.drawing is not None and _is_same(report.drawing, newest)
        ]


def _is_same(first: DrawingReading, second: DrawingReading) -> bool:
    """Whether two readings are of one drawing."""
    return first.raster is second.raster or np.array_equal(first.raster, second.raster)
