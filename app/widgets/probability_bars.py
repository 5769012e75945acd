"""Ten bars with their numbers: probabilities always, logits on request."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.formats import percent, signed
from app.theme import LIGHT, Tokens, font
from app.widgets.text_clock import TextClock
from model.network import CLASSES
from model.recognizer import Recognition

_NUMBER_WIDTH = 56
_LOGIT_WIDTH = 44
_LEFT = 16


class ProbabilityBars(QWidget):
    """Bars follow every result, numbers at reading speed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._recognition: Recognition | None = None
        self._numbers: Recognition | None = None  # whose numbers are on screen
        self._shows_logits = False
        self._pitch = 17
        self._clock = TextClock(self._show_numbers, self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_pitch(self._pitch)
        self.setAccessibleName("Probabilities")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def set_pitch(self, pitch: int) -> None:
        """Choose the height of a row in pixels."""
        self._pitch = pitch
        self.setFixedHeight(pitch * CLASSES)
        self.update()

    def set_shows_logits(self, shown: bool) -> None:
        """Show or hide the logits beside the probabilities."""
        self._shows_logits = shown
        self.update()

    def show_recognition(self, recognition: Recognition) -> None:
        """Show the probabilities of a result; a blank one empties the bars."""
        self._recognition = None if recognition.raster.is_blank else recognition
        self._clock.tick()
        self.update()

    def _show_numbers(self) -> None:
        self._numbers = self._recognition
        self.setAccessibleDescription(self.summary())
        self.update()

    def texts(self, digit: int) -> tuple[str, str]:
        """Logit and probability of a digit as they are shown; empty without an answer."""
        if self._numbers is None:
            return "", ""
        logit = signed(float(self._numbers.logits[digit]), 2)
        return logit, percent(float(self._numbers.probabilities[digit]), 2)

    def summary(self) -> str:
        """All ten in words, for screen readers."""
        if self._numbers is None:
            return "no answer yet"
        return ", ".join(f"{digit}: {self.texts(digit)[1]}" for digit in range(CLASSES))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Ten rows."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for digit in range(CLASSES):
            self._paint_row(painter, digit)

    def _paint_row(self, painter: QPainter, digit: int) -> None:
        tokens, recognition = self._tokens, self._recognition
        row = QRectF(0, digit * self._pitch, self.width(), self._pitch)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font("body"))
        painter.setPen(tokens.color("text_2"))
        is_first = recognition is not None and digit == recognition.prediction
        if is_first:
            painter.setFont(font("heading"))
            painter.setPen(tokens.color("text"))
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft | middle, str(digit))
        numbers = _NUMBER_WIDTH + (_LOGIT_WIDTH if self._shows_logits else 0)
        trough = QRectF(_LEFT, row.center().y() - 4, row.width() - _LEFT - numbers, 8)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("trough"))
        painter.drawRoundedRect(trough, 2, 2)
        if recognition is None:
            return
        self._paint_bar(painter, trough, digit, recognition)
        logit, probability = self.texts(digit)
        painter.setFont(font("label" if is_first else "caption"))
        painter.setPen(tokens.color("text" if is_first else "text_2"))
        painter.drawText(row, Qt.AlignmentFlag.AlignRight | middle, probability)
        if self._shows_logits:
            beside = row.adjusted(0, 0, -_NUMBER_WIDTH - 2, 0)
            painter.drawText(beside, Qt.AlignmentFlag.AlignRight | middle, logit)

    def _paint_bar(
        self, painter: QPainter, trough: QRectF, digit: int, recognition: Recognition
    ) -> None:
        length = max(1.0, trough.width() * float(recognition.probabilities[digit]))
        bar = QRectF(trough.left(), trough.top(), length, trough.height())
        is_first = digit == recognition.prediction
        if is_first and not recognition.verdict.is_digit:  # refused: an outline, no fill
            painter.setBrush(self._tokens.color("accent_soft"))
            painter.setPen(QPen(self._tokens.color("accent"), 1))
            painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
            return
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._tokens.color("accent" if is_first else "bar"))
        painter.drawRoundedRect(bar, min(2.0, length / 2), 2)

    def sizeHint(self) -> QSize:  # noqa: N802
        """The narrowest desk's width."""
        return QSize(248, self._pitch * CLASSES)
