"""Where pictures lie for the refusal: their digit scores, the limit, and the refused side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QHelpEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.fool.log_odds import LogOddsAxis
from app.widgets.fool.picked import score_text
from app.widgets.sheet.lettering import CENTER, LEFT, RIGHT, first_fitting, paint_text, width_of

AXIS = LogOddsAxis(0.0005, 0.9999)
_TICKS = (0.001, 0.01, 0.1, 0.5, 0.9, 0.99, 0.999)
_LEFT, _TOP, _BOTTOM, _RIGHT = 84, 20, 38, 10
_MARK, _APART = 7.0, 14.5
_NOBODY = "nobody asks the refusal"
_FIRST = 36  # pixels of the row of the drawing, which has one mark


@dataclass(frozen=True, slots=True)
class Mark:
    """A picture. score: its digit score; is_chosen: violet; tip: what it is, in a sentence.

    is_too_large: refused for its size, whatever its score is.
    """

    digit: int
    score: float
    is_chosen: bool = False
    tip: str = ""
    is_too_large: bool = False


@dataclass(frozen=True, slots=True)
class ChartRow:
    """Pictures of one origin. is_square: changed drawings; the others are circles."""

    name: str
    marks: tuple[Mark, ...] = field(default=())
    is_square: bool = False

    @property
    def count(self) -> str:
        """How many there are."""
        found = len(self.marks)
        return "none yet" if not found else "1 picture" if found == 1 else f"{found} pictures"


class RefusalChart(QWidget):
    """A row per origin on one axis of log-odds."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.rows: tuple[ChartRow, ...] = ()
        self.threshold = 0.5
        self.is_asked = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(280, 190)
        self.setAccessibleName("Digit scores and the refusal's limit")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_rows(
        self, rows: Sequence[ChartRow], threshold: float, *, is_asked: bool = True
    ) -> None:
        """Rows from the top; threshold: the network's limit; is_asked: whether it counts."""
        self.rows, self.threshold, self.is_asked = tuple(rows), threshold, is_asked
        self.setAccessibleDescription(self.summary())
        self.update()

    def summary(self) -> str:
        """In words."""
        parts = [f"limit {self.threshold:.2f}" if self.is_asked else _NOBODY]
        for row in self.rows:
            marks = ", ".join(
                f"{mark.digit} {score_text(mark.score)}" + " too large" * self._is_dashed(mark)
                for mark in row.marks
            )
            parts.append(f"{row.name}: {marks or 'none yet'}")
        return "; ".join(parts)

    @property
    def legend(self) -> str:
        """What the axis is, and what a dashed mark is where there is one."""
        return "digit score (log-odds)" + "  ·  * dashed: too large, refused" * self._has_dashed

    def _is_dashed(self, mark: Mark) -> bool:
        return mark.is_too_large and self.is_asked

    @property
    def _has_dashed(self) -> bool:
        return any(self._is_dashed(mark) for row in self.rows for mark in row.marks)

    # -- places ------------------------------------------------------------------

    @property
    def plot(self) -> QRectF:
        """Where marks are."""
        width = self.width() - _LEFT - _RIGHT
        return QRectF(_LEFT, _TOP, max(1, width), max(1, self.height() - _TOP - _BOTTOM))

    def _x(self, score: float) -> float:
        plot = self.plot
        return plot.left() + AXIS.place(score) * plot.width()

    def _row(self, number: int) -> tuple[float, float]:
        """Middle and height of a row; the first one is low."""
        plot, first = self.plot, min(_FIRST, self.plot.height() / len(self.rows))
        if number == 0:
            return plot.top() + first / 2, first
        height = (plot.height() - first) / (len(self.rows) - 1)
        return plot.top() + first + (number - 0.5) * height, height

    def places(self, number: int) -> list[QPointF]:
        """Where the marks of a row stand: beside or above each other, never on top."""
        plot, row = self.plot, self.rows[number]
        middle, height = self._row(number)
        most = max(1, int((height / 2 - _MARK) // _APART))
        offsets = [0.0] + [s * n * _APART for n in range(1, most + 1) for s in (-1, 1)]
        taken: list[QPointF] = []
        for mark in row.marks:
            x = min(max(self._x(mark.score), plot.left() + _MARK), plot.right() - _MARK)
            free = next((y for y in offsets if _is_free(taken, x, middle + y)), None)
            if free is None:  # the stack is full: it goes on beside it
                x, free = _beside(taken, x, middle, offsets, plot)
            taken.append(QPointF(x, middle + free))
        return taken

    # -- painting ------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Refused side, limit, axis, rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_sides(painter)
        self._paint_axis(painter)
        for number, row in enumerate(self.rows):
            self._paint_row(painter, number, row)

    def _paint_sides(self, painter: QPainter) -> None:
        tokens, plot, x = self._tokens, self.plot, self._x(self.threshold)
        head = QRectF(plot.left(), 0, plot.width(), 16)
        if not self.is_asked:
            paint_text(painter, head, _NOBODY, "caption", "text_2", tokens, LEFT)
            return
        refused = QRectF(plot)
        refused.setRight(x)
        painter.fillRect(refused, tokens.color("panel"))
        painter.fillRect(refused, QBrush(tokens.color("faint"), Qt.BrushStyle.BDiagPattern))
        painter.setPen(QPen(tokens.color("text"), 1.5))
        painter.drawLine(QPointF(x, plot.top() - 2), QPointF(x, plot.bottom()))
        limit = f"limit {self.threshold:.2f}"
        half = width_of(limit, "label") / 2
        middle = min(max(x, plot.left() + half), plot.right() - half)
        box = QRectF(middle - 60, 0, 120, 16)
        paint_text(painter, box, limit, "label", "text", tokens, CENTER)
        if middle - half - plot.left() > 50:
            paint_text(painter, head, "refused", "caption", "text_2", tokens, LEFT)
        accepted = ("accepted unless dashed", "accepted*") if self._has_dashed else ("accepted",)
        shown = first_fitting(accepted, "caption", plot.right() - middle - half - 6)
        paint_text(painter, head, shown, "caption", "text_2", tokens, RIGHT)

    def _paint_axis(self, painter: QPainter) -> None:
        tokens, plot = self._tokens, self.plot
        painter.setPen(QPen(tokens.color("border"), 1))
        y = round(plot.bottom()) + 0.5
        painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
        last = -99.0
        for tick in _TICKS:
            x = round(self._x(tick)) + 0.5
            painter.setPen(QPen(tokens.color("border"), 1))
            painter.drawLine(QPointF(x, y), QPointF(x, y + 3))
            half = width_of(f"{tick:g}", "caption") / 2
            if x - half > last + 4:
                box = QRectF(x - 30, y + 4, 60, 15)
                paint_text(painter, box, f"{tick:g}", "caption", "text_3", tokens, CENTER)
                last = x + half
        box = QRectF(0, y + 19, self.width(), 16)
        paint_text(painter, box, self.legend, "caption", "text_3", tokens, CENTER)

    def _paint_row(self, painter: QPainter, number: int, row: ChartRow) -> None:
        tokens, plot = self._tokens, self.plot
        middle = self._row(number)[0]
        paint_text(
            painter, QRectF(0, middle - 16, _LEFT - 6, 16), row.name, "label", "text", tokens
        )
        text = QRectF(0, middle, _LEFT - 6, 16)
        if row.marks or number:
            paint_text(painter, text, row.count, "caption", "text_3", tokens)
        painter.setPen(QPen(tokens.color("hairline"), 1))
        painter.drawLine(QPointF(plot.left(), middle), QPointF(plot.right(), middle))
        order = sorted(
            zip(row.marks, self.places(number), strict=True), key=lambda pair: pair[0].is_chosen
        )
        for mark, at in order:
            self._paint_mark(painter, at, mark, is_square=row.is_square)

    def _paint_mark(self, painter: QPainter, at: QPointF, mark: Mark, *, is_square: bool) -> None:
        tokens = self._tokens
        ground, ink = ("accent", "on_accent") if mark.is_chosen else ("surface", "text")
        is_dashed = self._is_dashed(mark)
        if is_dashed:  # on a light ground, where the dashes are seen
            ground, ink = ("accent_soft", "accent") if mark.is_chosen else ("panel", "text_2")
        pen = QPen(tokens.color("accent" if mark.is_chosen else "text_2"), 1.2)
        if is_dashed:
            pen.setDashPattern([2.5, 2.0])
        painter.setPen(pen)
        painter.setBrush(tokens.color(ground))
        box = QRectF(at.x() - _MARK, at.y() - _MARK, 2 * _MARK, 2 * _MARK)
        if is_square:
            painter.drawRoundedRect(box, 2, 2)
        else:
            painter.drawEllipse(box)
        paint_text(painter, box, str(mark.digit), "label", ink, tokens, CENTER)

    def event(self, event: QEvent) -> bool:
        """The tooltip says what a mark is."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            tip = self.tip_at(QPointF(event.pos()))
            QToolTip.showText(event.globalPos(), tip, self)
            return True
        return super().event(event)

    def tip_at(self, at: QPointF) -> str:
        """What the mark at a point is; empty for none."""
        for number, row in enumerate(self.rows):
            for mark, place in zip(row.marks, self.places(number), strict=True):
                if abs(place.x() - at.x()) <= _MARK and abs(place.y() - at.y()) <= _MARK:
                    return mark.tip
        return ""

    def sizeHint(self) -> QSize:  # noqa: N802
        """Beside the least change."""
        return QSize(360, 230)


def _is_free(taken: list[QPointF], x: float, y: float) -> bool:
    return all(abs(at.x() - x) >= _APART or abs(at.y() - y) >= _APART - 0.5 for at in taken)


def _beside(
    taken: list[QPointF], x: float, middle: float, offsets: Sequence[float], plot: QRectF
) -> tuple[float, float]:
    """The nearest free place beside a full stack, as x and offset; x itself where there is none."""
    sides = [x + sign * n * _APART for n in range(1, 12) for sign in (1, -1)]
    for side in sides:
        if plot.left() + _MARK <= side <= plot.right() - _MARK:
            free = next((y for y in offsets if _is_free(taken, side, middle + y)), None)
            if free is not None:
                return side, free
    return x, 0.0
