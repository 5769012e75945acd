"""Ten bars that follow the occluder; marks are without it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.explained import Occluded
from app.formats import percent
from app.tokens import LIGHT, Tokens
from app.widgets.explain.explain_texts import change_text
from app.widgets.sheet.lettering import LEFT, RIGHT, first_fitting, paint_text
from model.network import CLASSES

_LEFT, _NUMBER = 16, 60
_TEXTS = 36  # pixels of the two lines beneath the bars
_LOWEST, _HIGHEST = 14, 28  # pixels from one bar to the next


class OccluderBars(QWidget):
    """Follows every move: ten numbers are few enough to be read at once."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.shown: Occluded | None = None
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(180, CLASSES * _LOWEST + _TEXTS)
        self.setAccessibleName("Probabilities with the occluder")
        self.setAccessibleDescription("no drawing yet")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_occluded(self, shown: Occluded | None) -> None:
        """Show both answers; None: nothing is drawn."""
        self.shown = shown
        self.setAccessibleDescription(self.summary())
        self.update()

    def texts(self) -> list[str]:
        """The ten numbers on screen; empty without a drawing."""
        if self.shown is None:
            return []
        return [percent(float(p)) for p in self.shown.probabilities]

    def sentence(self) -> str:
        """What covering does: 7 falls to 72.6 %, 3 rises to 20.4 %."""
        if self.shown is None:
            return ""
        before, after = self.shown.before.probabilities, self.shown.probabilities
        first = self.shown.before.prediction
        changes = after - before
        changes[first] = -1.0
        other = int(changes.argmax())
        parts = [f"{first} {change_text(before[first], after[first])} {percent(after[first])}"]
        if changes[other] >= 0.0005:
            parts.append(f"{other} rises to {percent(after[other])}")
        return ", ".join(parts)

    def place(self) -> str:
        """Which rows and columns are covered."""
        if self.shown is None:
            return ""
        rows, columns = self.shown.rows, self.shown.columns
        return f"rows {rows.start}–{rows.stop - 1}, cols {columns.start}–{columns.stop - 1}"

    def summary(self) -> str:
        """All of it in words."""
        if self.shown is None:
            return "no drawing yet"
        bars = ", ".join(f"{digit}: {text}" for digit, text in enumerate(self.texts()))
        return f"{self.sentence()}; {self.place()} covered; {bars}"

    # -- painting ----------------------------------------------------------------------------

    @property
    def pitch(self) -> float:
        """Pixels from one bar to the next."""
        return min(max((self.height() - _TEXTS) // CLASSES, _LOWEST), _HIGHEST)

    def trough(self, digit: int) -> QRectF:
        """Ground of a bar."""
        middle = (digit + 0.5) * self.pitch
        return QRectF(_LEFT, middle - 4, max(1, self.width() - _LEFT - _NUMBER), 8)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Bars, marks, numbers, sentence."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        texts = self.texts()
        first = self.shown.prediction if self.shown is not None else -1
        for digit in range(CLASSES):
            self._paint_row(painter, digit, texts, is_first=digit == first)
        if self.shown is None:
            return
        row = QRectF(0, self.pitch * CLASSES + 4, self.width(), 16)
        paint_text(painter, row, self.sentence(), "body", "text", self._tokens)
        words = (f"mark: without it · {self.place()}", self.place())
        below = first_fitting(words, "caption", self.width())
        paint_text(painter, row.translated(0, 16), below, "caption", "text_3", self._tokens)

    def _paint_row(
        self, painter: QPainter, digit: int, texts: list[str], *, is_first: bool
    ) -> None:
        tokens, trough = self._tokens, self.trough(digit)
        row = QRectF(0, digit * self.pitch, self.width(), self.pitch)
        role = "text" if is_first else "text_2"
        paint_text(painter, row, str(digit), "heading" if is_first else "body", role, tokens, LEFT)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("trough"))
        painter.drawRoundedRect(trough, 2, 2)
        if self.shown is None:
            return
        bar = QRectF(trough)
        bar.setWidth(max(1.0, trough.width() * float(self.shown.probabilities[digit])))
        painter.setBrush(tokens.color("accent" if is_first else "bar"))
        painter.drawRoundedRect(bar, min(2.0, bar.width() / 2), 2)
        before = float(self.shown.before.probabilities[digit])
        x = round(trough.left() + before * trough.width())
        mark = QRectF(x - 1, trough.top() - 2, 2, trough.height() + 4)
        painter.fillRect(mark.adjusted(-1, 0, 1, 0), tokens.color("surface"))
        painter.fillRect(mark, tokens.color("text"))
        style = "button" if is_first else "caption"
        paint_text(painter, row, texts[digit], style, role, tokens, RIGHT)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Beside the raster."""
        return QSize(226, CLASSES * 19 + _TEXTS)
