"""A small chart of figures by step that never rescales while the training goes on."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.sheet.lettering import paint_focus, paint_text
from app.widgets.train.curve_axis import ticks
from app.widgets.train.curve_painting import AXIS, GUTTER, SIDE, TITLE, Chart, CurvePainter, Line


class CurvePlot(QWidget):
    """Lines by step, the level from before, the zone that is too much, and where now is.

    unit: "%" when values are rates 0 to 1, else empty; has_axis: whether the steps are written.

    Signals
    -------
    pointed(object): the step that is pointed at (float), or None.
    walked(int): an arrow key: one report back (-1) or on (1).
    """

    pointed = Signal(object)
    walked = Signal(int)

    def __init__(self, title: str, unit: str, *, has_axis: bool = True) -> None:
        super().__init__()
        self._tokens = LIGHT
        self._title, self._has_axis = title, has_axis
        self.chart = Chart(unit=unit)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(180, 84)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName(title)
        self.setAccessibleDescription(self.summary())

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def set_title(self, title: str) -> None:
        """What the figures are of."""
        self._title = title
        self.setAccessibleName(title)
        self.update()

    def show_lines(
        self,
        lines: Sequence[Line],
        steps: int,
        now: int,
        level: float | None = None,
        limit: float | None = None,
    ) -> None:
        """Show curves up to step `now` of `steps`.

        level: from before, dashed; limit: from here on a value is too large, hatched. The axis
        grows when a value leaves it and never shrinks, until `clear`.
        """
        largest = max((value for line in lines for _, value in line.points), default=0.0)
        wanted = max(largest, 1.6 * (level or 0.0), 1.5 * (limit or 0.0))
        kept = self.chart.ticks
        if wanted > self.chart.top:
            kept = tuple(ticks(wanted))
        self.chart = replace(
            self.chart,
            lines=tuple(lines),
            ticks=kept,
            steps=steps,
            now=now,
            level=level,
            limit=limit,
        )
        self.setAccessibleDescription(self.summary())
        self.update()

    def clear(self) -> None:
        """Nothing to show; the next lines choose the axis anew."""
        self.chart = Chart(unit=self.chart.unit)
        self.setAccessibleDescription(self.summary())
        self.update()

    def read_out(self, step: int | None) -> None:
        """Mark the values at a step."""
        self.chart = replace(self.chart, read=step)
        self.update()

    def summary(self) -> str:
        """What the curves say, in words."""
        chart = self.chart
        parts = [
            f"{line.name}: {chart.text(line.points[-1][1])}" for line in chart.lines if line.points
        ]
        if not parts:
            return "nothing yet"
        if chart.level is not None:
            parts.append(f"before: {chart.text(chart.level)}")
        if chart.limit is not None:
            parts.append(f"too much from {chart.text(chart.limit)}")
        return f"step {chart.now} of {chart.steps}, {', '.join(parts)}"

    @property
    def plot(self) -> QRectF:
        """Where the lines are, without title and numbers."""
        bottom = AXIS if self._has_axis else 6
        width, height = self.width() - GUTTER - SIDE, self.height() - TITLE - bottom
        return QRectF(GUTTER, TITLE, max(1, width), max(1, height))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Title, focus, chart."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = QRectF(GUTTER, 0, self.width() - GUTTER, TITLE - 2)
        paint_text(painter, head, self._title, "label", "text", self._tokens)
        if self.hasFocus():
            paint_focus(painter, self.plot, self._tokens)
        curves = CurvePainter(painter, self.chart, self.plot, self._tokens)
        curves.paint(has_axis=self._has_axis)

    # -- pointing ------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Point at a step."""
        plot, x = self.plot, event.position().x()
        is_inside = self.chart.steps and plot.left() - 6 <= x <= plot.right() + 6
        self.pointed.emit(
            (x - plot.left()) / plot.width() * self.chart.steps if is_inside else None
        )

    def leaveEvent(self, event: QMouseEvent) -> None:  # type: ignore[override]  # noqa: N802
        """Point at nothing."""
        self.pointed.emit(None)
        super().leaveEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Read nothing out."""
        self.pointed.emit(None)
        super().focusOutEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Left and right walk through the reports."""
        keys = {Qt.Key.Key_Left.value: -1, Qt.Key.Key_Right.value: 1}
        if event.key() in keys:
            self.walked.emit(keys[event.key()])
        else:
            super().keyPressEvent(event)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Two of them above each other in a card."""
        return QSize(350, 110)
