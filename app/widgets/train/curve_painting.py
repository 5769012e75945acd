"""How curves by step are painted: ground, zone, level, lines, and texts last."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QPainter, QPen, QPolygonF

from app.theme import font
from app.tokens import Tokens
from app.widgets.sheet.lettering import CENTER, RIGHT, paint_text, width_of
from app.widgets.train.course import Points
from app.widgets.train.curve_axis import kept_apart, tick_texts

Style = Literal["own", "check", "dotted", "plain"]
GUTTER, TITLE, AXIS, SIDE = 44, 18, 18, 6  # pixels at the left of the plot, above, below, right
_MARK = 4.0
_PITCH = 18  # pixels between two numbers of an axis, at least
_DASHES: dict[Style, list[float]] = {"own": [], "check": [3, 2], "dotted": [1, 2], "plain": [6, 2]}
_ROLES: dict[Style, str] = {"own": "accent", "check": "text", "dotted": "bar", "plain": "text_3"}
_TEXT_ROLES = _ROLES | {"dotted": "text_2"}


@dataclass(frozen=True, slots=True)
class Line:
    """One curve. name: in words, before the number at its end; style: colour, dashes and mark."""

    name: str
    style: Style
    points: Points


@dataclass(frozen=True, slots=True)
class Chart:
    """Everything that a plot shows.

    ticks: numbers of the axis from 0 up, empty without any line; unit: "%" when values are rates
    0 to 1, else empty; now: step up to which there is something; level: from before; limit: from
    here on a value is too large; read: the step that is read out.
    """

    lines: tuple[Line, ...] = ()
    ticks: tuple[float, ...] = ()
    unit: str = ""
    steps: int = 0
    now: int = 0
    level: float | None = None
    limit: float | None = None
    read: int | None = None

    @property
    def top(self) -> float:
        """The axis' last number; 0 without any line."""
        return self.ticks[-1] if self.ticks else 0.0

    def text(self, value: float) -> str:
        """A value as it is written at the end of its line."""
        if self.unit == "%":
            digits = 2 if self.top <= 0.03 else 1
            return f"{100 * value:.{digits}f} %"
        return f"{value:.2f}"


class CurvePainter:
    """Paints a chart into the rectangle `plot`; what is written beside it stands outside."""

    def __init__(self, painter: QPainter, chart: Chart, plot: QRectF, tokens: Tokens) -> None:
        self._painter, self._tokens = painter, tokens
        self._chart, self._plot = chart, plot
        self._now_x = self.place(chart.now, 0).x()
        self._ended = [line for line in chart.lines if line.points]
        self._ends = self._end_boxes()

    def paint(self, *, has_axis: bool) -> None:
        """All of it."""
        self._paint_ground()
        if has_axis and self._chart.steps:
            self._paint_steps()
        if self._ended:
            self._paint_zone()
            self._paint_level()
            for line in self._ended:
                self._paint_line(line)
            self._paint_now()
            self._paint_read_out()

    def place(self, step: float, value: float) -> QPointF:
        """Where a value at a step is painted."""
        chart, plot = self._chart, self._plot
        across = step / chart.steps if chart.steps else 0.0
        up = value / chart.top if chart.top else 0.0
        return QPointF(plot.left() + across * plot.width(), plot.bottom() - up * plot.height())

    # -- ground and axes ------------------------------------------------------------------

    def _paint_ground(self) -> None:
        """What is not reached yet is tinted; a line for every number of the axis."""
        painter, tokens, plot, chart = self._painter, self._tokens, self._plot, self._chart
        ahead = QRectF(plot)
        ahead.setLeft(self._now_x)
        painter.fillRect(ahead, tokens.color("panel"))
        values = list(chart.ticks[:: self._stride()]) or [0.0]
        texts = tick_texts(values, chart.unit) if chart.ticks else [""]
        painter.setFont(font("caption"))
        for value, text in zip(values, texts, strict=True):
            y = round(self.place(0, value).y()) + 0.5
            painter.setPen(QPen(tokens.color("faint" if value == 0 else "hairline"), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            painter.setPen(tokens.color("text_3"))
            painter.drawText(QRectF(0, y - 8, plot.left() - 6, 16), RIGHT, text)

    def _stride(self) -> int:
        """Every how many lines of the axis there is room for, so that the last one is shown."""
        count = max(1, len(self._chart.ticks) - 1)
        pitch = self._plot.height() / count
        fitting = (n for n in range(1, count + 1) if count % n == 0 and n * pitch >= _PITCH)
        return next(fitting, count)

    def _paint_steps(self) -> None:
        plot, steps = self._plot, self._chart.steps
        row = QRectF(0, plot.bottom() + 3, 60, 15)
        count = 4 if plot.width() > 260 else 2
        numbers = [round(steps * n / count) for n in range(count + 1)]
        for number in numbers:
            box, side = row.translated(self.place(number, 0).x() - 30, 0), CENTER
            if number == steps:  # ends with the plot
                box, side = row.translated(plot.right() - 60 + SIDE, 0), RIGHT
            self._text(box, f"{number:,}", "caption", "text_3", side)
        between = (numbers[-2] + numbers[-1]) / 2
        box = row.translated(self.place(between, 0).x() - 30, 0)
        self._text(box, "step", "caption", "text_3", CENTER)

    # -- before and too much ------------------------------------------------------------------

    def _paint_zone(self) -> None:
        """From the limit up: ground and hatching of caution."""
        painter, tokens, plot, limit = self._painter, self._tokens, self._plot, self._chart.limit
        if limit is None or limit >= self._chart.top:
            return
        zone = QRectF(plot.left(), plot.top(), plot.width(), 0)
        zone.setBottom(self.place(0, limit).y())
        painter.fillRect(zone, tokens.color("caution_ground"))
        painter.fillRect(zone, QBrush(tokens.color("caution_line"), Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(tokens.color("caution_line"), 1, Qt.PenStyle.DashLine))
        painter.drawLine(zone.bottomLeft(), zone.bottomRight())
        text = "limit +0.2 points"
        box = self._free_box(width_of(text, "label") + 8, (zone.top() + 3,))
        if box is not None and box.bottom() < zone.bottom():
            painter.fillRect(box, tokens.color("caution_ground"))
            self._text(box, text, "label", "caution", CENTER)

    def _paint_level(self) -> None:
        chart, plot = self._chart, self._plot
        if chart.level is None:
            return
        y = round(self.place(0, chart.level).y()) + 0.5
        pen = QPen(self._tokens.color("text_3"), 1)
        pen.setDashPattern([2, 3])
        self._painter.setPen(pen)
        self._painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        text = f"before {chart.text(chart.level)}"
        tops = (y - 17, y + 2) if chart.limit is None else (y + 2,)  # the zone is above it
        box = self._free_box(width_of(text, "caption") + 6, tops)
        if box is not None:
            self._text(box, text, "caption", "text_2", RIGHT)

    def _free_box(self, width: float, tops: Sequence[float]) -> QRectF | None:
        """Where a text meets neither a line nor a number: at the right, in the middle, left."""
        plot = self._plot
        room = plot.width() - width - 4
        for share in (1.0, 0.5, 0.02):
            for top in tops:
                box = QRectF(plot.left() + 2 + share * room, top, width, 16)
                meets = any(box.intersects(end) for end in self._ends)
                meets |= any(self._meets(line, box) for line in self._ended)
                if box.bottom() <= plot.bottom() + 1 and not meets:
                    return box
        return None

    def _meets(self, line: Line, box: QRectF) -> bool:
        """Whether a line runs through a box."""
        places = [self.place(*point) for point in line.points]
        across = np.linspace(box.left(), box.right(), 9)
        known = [place.x() for place in places]
        heights = np.interp(across, known, [place.y() for place in places], left=-99, right=-99)
        return bool(((heights > box.top() - 1) & (heights < box.bottom() + 1)).any())

    # -- lines ------------------------------------------------------------------

    def _paint_line(self, line: Line) -> None:
        painter = self._painter
        pen = QPen(self._tokens.color(_ROLES[line.style]), 2)
        if _DASHES[line.style]:
            pen.setDashPattern(_DASHES[line.style])
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF([self.place(*point) for point in line.points]))

    def _paint_mark(self, line: Line, point: tuple[int, float]) -> None:
        """A circle, or a square on the check set: told apart without colour."""
        at = self.place(*point)
        self._painter.setPen(QPen(self._tokens.color("surface"), 1))
        self._painter.setBrush(self._tokens.color(_ROLES[line.style]))
        box = QRectF(at.x() - _MARK, at.y() - _MARK, 2 * _MARK, 2 * _MARK)
        if line.style == "check":
            self._painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        else:
            self._painter.drawEllipse(box)

    def _paint_now(self) -> None:
        chart, plot, x = self._chart, self._plot, self._now_x
        if chart.now < chart.steps:
            self._painter.setPen(QPen(self._tokens.color("accent"), 1))
            self._painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        for line, box in zip(self._ended, self._ends, strict=True):
            self._paint_mark(line, line.points[-1])
            role = "surface" if box.right() <= x else "panel"
            if chart.limit is not None and box.center().y() < self.place(0, chart.limit).y():
                role = "caution_ground"
            self._painter.fillRect(box.adjusted(0, 1, 0, -1), self._tokens.color(role))
            self._text(box, self._end_text(line), "label", _TEXT_ROLES[line.style], CENTER)

    def _end_text(self, line: Line) -> str:
        return f"{line.name} {self._chart.text(line.points[-1][1])}"

    def _end_boxes(self) -> list[QRectF]:
        """Where the numbers at the ends of the lines stand: right of them while there is room."""
        plot, x = self._plot, self._now_x
        heights = [self.place(*line.points[-1]).y() for line in self._ended]
        widths = [width_of(self._end_text(line), "label") + 6 for line in self._ended]
        is_left = x + 10 + max(widths, default=0) > plot.right()
        if is_left:  # above the line's end, where it is not crossed
            heights = [y - 13 if y - 22 > plot.top() else y + 13 for y in heights]
        middles = kept_apart(heights, 16, plot.top() + 8, plot.bottom() - 8)
        return [
            QRectF(x - 8 - width if is_left else x + 8, y - 8, width, 16)
            for width, y in zip(widths, middles, strict=True)
        ]

    def _paint_read_out(self) -> None:
        read = self._chart.read
        if read is None:
            return
        plot, x = self._plot, self.place(read, 0).x()
        self._painter.setPen(QPen(self._tokens.color("text_3"), 1, Qt.PenStyle.DotLine))
        self._painter.drawLine(QPointF(x, plot.top()), QPointF(x, plot.bottom()))
        for line in self._ended:
            for point in line.points:
                if point[0] == read:
                    self._paint_mark(line, point)

    def _text(self, box: QRectF, text: str, style: str, role: str, side: Qt.AlignmentFlag) -> None:
        paint_text(self._painter, box, text, style, role, self._tokens, side)
