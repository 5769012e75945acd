"""The user's drawing as a network on the way reads it: raster, digit, ten bars with marks."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QFont, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.formats import percent
from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.answer import paper_color, raster_image
from app.widgets.sheet.lettering import LEFT, RIGHT, paint_text
from app.widgets.text_clock import TextClock
from model.network import CLASSES
from model.raster import SIDE
from model.retraining_report import DrawingReading

_NUMBER = 56
_LARGE = 36  # pixels of the digit
_MARKS = 18  # height of the line that says what the marks are
_LOWEST, _HIGHEST = 12, 26  # pixels from one bar to the next
EMPTY = "Draw a digit: every report reads it again."


class LiveReading(QWidget):
    """Bars are now, marks are before the training."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._image: QImage | None = None
        self.reading: DrawingReading | None = None
        self._numbers: DrawingReading | None = None  # whose numbers are on screen
        self._clock = TextClock(self._show_numbers, self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(280, CLASSES * _LOWEST + _MARKS)
        self.setAccessibleName("Your drawing, re-read live")
        self.setAccessibleDescription(EMPTY)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._image = None
        self.update()

    def show_reading(self, reading: DrawingReading | None) -> None:
        """Show how it is read; None: nothing is drawn."""
        before, self.reading = self.reading, reading
        if before is None or reading is None or before.raster is not reading.raster:
            self._image = None
        at_once = self.answer(before) != self.answer(reading)
        self._clock.tick(at_once=at_once)
        self.update()

    @staticmethod
    def answer(reading: DrawingReading | None) -> int | None:
        """The digit that is read; None when refused or nothing is drawn."""
        if reading is None or not reading.is_digit:
            return None
        return int(reading.now.argmax())

    def _show_numbers(self) -> None:
        self._numbers = self.reading
        self.setAccessibleDescription(self.summary())
        self.update()

    def texts(self) -> list[str]:
        """The ten numbers on screen; empty without a drawing."""
        shown = self._numbers
        return [] if shown is None else [percent(float(p), 2) for p in shown.now]

    def summary(self) -> str:
        """In words: what is read now and was read before."""
        shown = self._numbers
        if shown is None:
            return EMPTY
        digit = int(shown.now.argmax())
        now = f"{digit}, {percent(float(shown.now[digit]))}"
        if not shown.is_digit:
            now = f"not a digit; closest {now}"
        return f"{now}; {self._was(shown)}"

    @staticmethod
    def _was(shown: DrawingReading) -> str:
        """What it was before: the probability of the same digit, or another answer."""
        digit, before = int(shown.now.argmax()), int(shown.before.argmax())
        if not shown.was_digit:
            return "was not a digit"
        of = "" if digit == before else f"{before}, "
        return f"was {of}{percent(float(shown.before[before]))}"

    @property
    def _side(self) -> int:
        """Of the raster: a whole number of pixels per pixel."""
        height = self.height()
        return SIDE * (3 if height < 240 else 4 if height < 290 else 5)

    @property
    def _bars(self) -> int:
        """Where the digits of the bars stand."""
        return self._side + 16

    # -- painting ------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Raster and answer at the left, bars at the right."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_raster(painter)
        shown = self.reading
        if shown is None:
            room = QRectF(0, self._side + 8, self._side, 64)
            painter.setFont(font("caption"))
            painter.setPen(self._tokens.color("text_3"))
            flags = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft
            painter.drawText(room, int(flags), EMPTY)
        else:
            self._paint_answer(painter, shown)
        for digit in range(CLASSES):
            self._paint_row(painter, digit, shown)
        self._paint_key(painter)

    def _paint_raster(self, painter: QPainter) -> None:
        box = QRectF(0, 0, self._side, self._side)
        painter.fillRect(box, paper_color(self._tokens))
        if self.reading is not None:
            if self._image is None:
                self._image = raster_image(self.reading.raster, self._tokens)
            painter.drawImage(box, self._image)
        painter.setPen(QPen(self._tokens.color("hairline"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_answer(self, painter: QPainter, shown: DrawingReading) -> None:
        tokens, digit = self._tokens, self.answer(shown)
        numbers = self._numbers or shown
        sure = percent(float(numbers.now.max()))
        if digit is None:
            title = QRectF(0, self._side + 6, self._side + 10, 18)
            paint_text(painter, title, "Not a digit", "title", "text", tokens)
            closest = f"closest {int(shown.now.argmax())}, {sure}"
            row = title.translated(0, 18)
            paint_text(painter, row, closest, "caption", "text_2", tokens)
        else:
            large = QFont(font("answer"))
            large.setPixelSize(_LARGE)
            painter.setFont(large)
            painter.setPen(tokens.color("text"))
            painter.drawText(QRectF(-1, self._side + 2, 30, 40), LEFT, str(digit))
            box = QRectF(28, self._side + 8, self._side - 24, 30)
            paint_text(painter, box, sure, "title", "text", tokens)
        row = QRectF(0, self._side + 42, self._side + 10, 16)
        paint_text(painter, row, self._was(numbers), "caption", "text_3", tokens)

    @property
    def _pitch(self) -> float:
        return min(float(_HIGHEST), (self.height() - _MARKS) / CLASSES)

    def trough(self, digit: int) -> QRectF:
        """The ground of a bar."""
        middle = (digit + 0.5) * self._pitch
        return QRectF(
            self._bars + 14, round(middle) - 4, self.width() - self._bars - 14 - _NUMBER, 8
        )

    def _paint_row(self, painter: QPainter, digit: int, shown: DrawingReading | None) -> None:
        tokens, pitch = self._tokens, self._pitch
        row = QRectF(self._bars, digit * pitch, self.width() - self._bars, pitch)
        is_first = shown is not None and digit == int(shown.now.argmax())
        style, role = ("label", "text") if is_first else ("caption", "text_2")
        paint_text(painter, row, str(digit), style, role, tokens)
        trough = self.trough(digit)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("trough"))
        painter.drawRoundedRect(trough, 2, 2)
        if shown is None:
            return
        length = max(1.0, trough.width() * float(shown.now[digit]))
        bar = QRectF(trough.left(), trough.top(), length, trough.height())
        if is_first and not shown.is_digit:  # refused: an outline, no fill
            painter.setBrush(tokens.color("accent_soft"))
            painter.setPen(QPen(tokens.color("accent"), 1))
            painter.drawRoundedRect(bar.adjusted(0.5, 0.5, -0.5, -0.5), 2, 2)
        else:
            painter.setBrush(tokens.color("accent" if is_first else "bar"))
            painter.drawRoundedRect(bar, min(2.0, length / 2), 2)
        self._paint_mark(
            painter, trough.left() + trough.width() * float(shown.before[digit]), trough
        )
        texts = self.texts()
        if texts:
            paint_text(painter, row, texts[digit], style, role, tokens, RIGHT)

    def _paint_mark(self, painter: QPainter, x: float, trough: QRectF) -> None:
        """A bar's length before the training, with a casing so that it is seen on every ground."""
        mark = QRectF(round(x) - 1, trough.top() - 2, 2, trough.height() + 4)
        painter.fillRect(mark.adjusted(-1, 0, 1, 0), self._tokens.color("surface"))
        painter.fillRect(mark, self._tokens.color("text"))

    def _paint_key(self, painter: QPainter) -> None:
        y = self._pitch * CLASSES + 2
        x = self._bars + 14
        painter.fillRect(QRectF(x, y + 2, 2, 12), self._tokens.color("text"))
        row = QRectF(x + 8, y, self.width() - x, 16)
        paint_text(painter, row, "mark: before the training", "caption", "text_3", self._tokens)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Beside the curves."""
        return QSize(318, 10 * 16 + _MARKS)
