"""Ten bars with their numbers: probabilities always, logits on request."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.formats import percent, signed
from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.answer import is_other_answer
from app.widgets.painted_layer import PaintedLayer
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
        self._texts = PaintedLayer(self._paint_texts)  # troughs and numbers
        self._shows_logits = False
        self._pitch = 17
        self._clock = TextClock(self._show_numbers, self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.set_pitch(self._pitch)
        self.setAccessibleName("Probabilities")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._repaint_texts()

    def set_pitch(self, pitch: int) -> None:
        """Choose the height of a row in pixels."""
        self._pitch = pitch
        self.setFixedHeight(pitch * CLASSES)
        self._repaint_texts()

    def set_shows_logits(self, shown: bool) -> None:
        """Show or hide the logits beside the probabilities."""
        self._shows_logits = shown
        self._repaint_texts()

    def show_recognition(self, recognition: Recognition) -> None:
        """Show the probabilities of a result; a blank one empties the bars."""
        self._recognition = None if recognition.raster.is_blank else recognition
        self._clock.tick(at_once=is_other_answer(self._numbers, self._recognition))
        self.update()

    def _show_numbers(self) -> None:
        self._numbers = self._recognition
        self.setAccessibleDescription(self.summary())
        self._repaint_texts()

    def _repaint_texts(self) -> None:
        self._texts.invalidate()
        self.update()

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        """Troughs as wide as fits."""
        self._repaint_texts()

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
        """Troughs and numbers from a cache, bars as they are now."""
        painter = QPainter(self)
        self._texts.draw(painter, self.size(), self.devicePixelRatioF())
        if self._recognition is not None:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            for digit in range(CLASSES):
                self._paint_bar(painter, self._trough(digit), digit, self._recognition)

    def _paint_texts(self, painter: QPainter) -> None:
        for digit in range(CLASSES):
            self._paint_row(painter, digit)

    def _trough(self, digit: int) -> QRectF:
        numbers = _NUMBER_WIDTH + (_LOGIT_WIDTH if self._shows_logits else 0)
        middle = (digit + 0.5) * self._pitch
        return QRectF(_LEFT, middle - 4, self.width() - _LEFT - numbers, 8)

    def _paint_row(self, painter: QPainter, digit: int) -> None:
        tokens = self._tokens
        row = QRectF(0, digit * self._pitch, self.width(), self._pitch)
        middle = Qt.AlignmentFlag.AlignVCenter
        is_first = self._numbers is not None and digit == self._numbers.prediction
        painter.setFont(font("heading" if is_first else "body"))
        painter.setPen(tokens.color("text" if is_first else "text_2"))
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft | middle, str(digit))
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("trough"))
        painter.drawRoundedRect(self._trough(digit), 2, 2)
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
