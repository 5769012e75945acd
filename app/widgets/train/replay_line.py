"""The probability of a digit by step; its handle goes back through the checkpoints."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.formats import percent
from app.tokens import LIGHT, Tokens
from app.widgets.sheet.lettering import LEFT, RIGHT, paint_focus, paint_text
from app.widgets.train.course import Points

_HEAD, _SIDE, _HANDLE = 16, 8, 5.0
_NARROW = 0.1  # a line within this span is shown from 90 to 100 %
_KEYS = {
    Qt.Key.Key_Left: -1,
    Qt.Key.Key_Down: -1,
    Qt.Key.Key_Right: 1,
    Qt.Key.Key_Up: 1,
    Qt.Key.Key_PageDown: -5,
    Qt.Key.Key_PageUp: 5,
}


class ReplayLine(QWidget):
    """A slider through the steps that were kept.

    Signals
    -------
    step_wanted(int): the handle was put on this step. The last one means: follow what is new.
    """

    step_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.points: Points = []
        self.steps = 0
        self.digit = 0
        self.chosen: int | None = None  # the step looked at; None: the newest
        self.setFixedHeight(46)
        self.setMinimumWidth(160)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("Replay: step of the training")
        self.setToolTip("Drag back through the training: ← → one report, Home, End")
        self._tell()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_points(self, points: Points, steps: int, digit: int) -> None:
        """Probability of a digit, at each step that was kept, of `steps` in all."""
        self.points, self.steps, self.digit = points, steps, digit
        if self.chosen is not None and self.chosen not in [step for step, _ in points]:
            self.chosen = None
        self._tell()
        self.update()

    def choose(self, step: int | None) -> None:
        """Put the handle on a step, without saying so; None: the newest."""
        self.chosen = step
        self._tell()
        self.update()

    @property
    def span(self) -> tuple[float, float]:
        """What the lower and the upper end stand for: 90 to 100 % when all is within it."""
        values = [value for _, value in self.points]
        return (1 - _NARROW, 1.0) if values and min(values) >= 1 - _NARROW else (0.0, 1.0)

    @property
    def current(self) -> tuple[int, float] | None:
        """Step and probability under the handle."""
        if not self.points:
            return None
        return next((p for p in self.points if p[0] == self.chosen), self.points[-1])

    def place(self, step: int, value: float) -> QPointF:
        """Where a point is painted."""
        low, high = self.span
        across = step / self.steps if self.steps else 0.0
        room = QRectF(_SIDE, _HEAD + 7, self.width() - 2 * _SIDE, self.height() - _HEAD - 14)
        up = (value - low) / (high - low)
        return QPointF(room.left() + across * room.width(), room.bottom() - up * room.height())

    def _tell(self) -> None:
        at = self.current
        if at is None:
            self.setAccessibleDescription("no training yet")
            return
        follows = "" if self.chosen is not None else ", the newest"
        text = f"step {at[0]} of {self.steps}{follows}: {self.digit} at {percent(at[1])}"
        self.setAccessibleDescription(text)

    # -- painting ------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Text, base line, line, handle."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens, at = self._tokens, self.current
        head = QRectF(0, 0, self.width(), _HEAD)
        title = f"probability of {self.digit}, step by step" if at else "probability, step by step"
        if at is not None and self.chosen is not None:
            title = f"at step {at[0]:,}: {self.digit} with {percent(at[1])}"
        role = "accent" if self.chosen is not None and at else "text_2"
        paint_text(painter, head, title, "label", role, tokens, LEFT)
        low, high = self.span
        span = f"{100 * low:.0f}–{100 * high:.0f} %" if at else ""
        paint_text(painter, head, span, "caption", "text_3", tokens, RIGHT)
        base = self.height() - 3.5
        painter.setPen(QPen(tokens.color("faint"), 1))
        painter.drawLine(QPointF(0, base), QPointF(self.width(), base))
        if at is not None:
            self._paint_line(painter, at)

    def _paint_line(self, painter: QPainter, at: tuple[int, float]) -> None:
        tokens = self._tokens
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tokens.color("accent"), 1.5))
        painter.drawPolyline(QPolygonF([self.place(*point) for point in self.points]))
        handle = self.place(*at)
        painter.setBrush(tokens.color("surface"))
        painter.setPen(QPen(tokens.color("accent"), 2))
        painter.drawEllipse(handle, _HANDLE, _HANDLE)
        if self.hasFocus():
            box = QRectF(handle.x() - 7, handle.y() - 7, 14, 14)
            paint_focus(painter, box, tokens)

    # -- choosing ------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Put the handle there."""
        if event.button() == Qt.MouseButton.LeftButton:
            self._put(event.position().x())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag the handle."""
        if event.buttons() & Qt.MouseButton.LeftButton:
            self._put(event.position().x())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows go from report to report, Home and End to the ends."""
        at = self.current
        if at is None:
            super().keyPressEvent(event)
            return
        last = len(self.points) - 1
        index = self.points.index(at)
        key = Qt.Key(event.key())
        if key in _KEYS:
            self._choose(min(max(0, index + _KEYS[key]), last))
        elif key in (Qt.Key.Key_Home, Qt.Key.Key_End):
            self._choose(0 if key == Qt.Key.Key_Home else last)
        else:
            super().keyPressEvent(event)

    def _put(self, x: float) -> None:
        if self.points:
            away = [abs(self.place(*point).x() - x) for point in self.points]
            self._choose(away.index(min(away)))

    def _choose(self, index: int) -> None:
        """The newest step is followed on, every other one is kept in sight."""
        at, step = self.current, self.points[index][0]
        self.choose(None if index == len(self.points) - 1 else step)
        if at is None or at[0] != step:
            self.step_wanted.emit(step)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the bars above it."""
        return QSize(318, 46)
