"""The answer, large, and what the network sees: two painted widgets of the desk."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.colormaps import HALF, colors, ink_table
from app.formats import percent
from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.sight import Sight
from app.widgets.text_clock import TextClock
from model.raster import SIDE, Raster
from model.recognizer import Recognition
from model.verdict import CLEAR

_RIVAL = 0.001  # from this probability on, the second class is worth naming


def raster_image(array: NDArray[np.float32], tokens: Tokens) -> QImage:
    """A raster (h, w) as an image with one pixel per pixel."""
    pixels = colors(array, 1.0, ink_table(tokens.is_dark))
    height, width = pixels.shape
    image = QImage(pixels.tobytes(), width, height, 4 * width, QImage.Format.Format_RGB32)
    return image.copy()  # owns its memory


class RasterView(QWidget):
    """The 28x28 raster, every pixel a whole number of device pixels; a click opens its stages.

    Signals
    -------
    clicked(): the raster was clicked, or Enter pressed on it.
    """

    clicked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._raster: Raster | None = None
        self._image: QImage | None = None
        self._sight: Sight | None = None
        self._clock = TextClock(self._tell, self)
        self.setFixedSize(4 * SIDE, 4 * SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAccessibleName("What the network sees")
        self.setToolTip("What the network sees: open the stages behind it (S)")

    def set_pixel(self, size: int) -> None:
        """Choose how many device-independent pixels a raster pixel takes."""
        self.setFixedSize(size * SIDE, size * SIDE)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._image = None
        self.update()

    def show_recognition(self, recognition: Recognition) -> None:
        """Show the very array that was classified."""
        self._raster = recognition.raster
        self._image = None
        self._clock.tick()
        self.update()

    @Slot(object)
    def show_sight(self, sight: Sight | None) -> None:
        """Outline what a unit sees; None: nothing."""
        self._sight = sight
        self.update()

    def _tell(self) -> None:
        if self._raster is not None:
            ink = float(self._raster.array.sum())
            self.setAccessibleDescription(f"28 by 28 pixels, {ink:.0f} pixels of ink")

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The raster without smoothing, framed; violet while a stage is off."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), paper_color(self._tokens))
        if self._raster is not None and not self._raster.is_blank:
            if self._image is None:
                self._image = raster_image(self._raster.array, self._tokens)
            painter.drawImage(self.rect(), self._image)
        if self._sight is not None:
            self._paint_sight(painter, self._sight)
        stages_off = self._raster is not None and not self._raster.stages.all_on
        role = "accent" if stages_off or self.hasFocus() else "hairline"
        width = 2 if self.hasFocus() else 1
        painter.setPen(QPen(self._tokens.color(role), width))
        painter.drawRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5))

    def _paint_sight(self, painter: QPainter, sight: Sight) -> None:
        pixel = self.width() / SIDE
        left, top = sight.columns.start * pixel, sight.rows.start * pixel
        size = len(sight.columns) * pixel, len(sight.rows) * pixel
        painter.setPen(QPen(self._tokens.color("casing"), 1))
        painter.drawRect(QRectF(left + 0.5, top + 0.5, size[0], size[1]))
        painter.setPen(QPen(self._tokens.color("accent"), 1.5))
        painter.drawRect(QRectF(left - 0.5, top - 0.5, size[0] + 1, size[1] + 1))

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click."""
        if event.button() == Qt.MouseButton.LeftButton:
            self.clicked.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter and space are clicks."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            self.clicked.emit()
        else:
            super().keyPressEvent(event)


def paper_color(tokens: Tokens) -> QColor:
    """The colour of a raster without ink."""
    return QColor(int(ink_table(tokens.is_dark)[HALF]))


class AnswerView(QWidget):
    """The digit, large, and its confidence; or why there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._recognition: Recognition | None = None
        self._shown: Recognition | None = None  # whose numbers are on screen
        self._clock = TextClock(self._show_numbers, self)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._is_folded = self._is_low = False
        self.set_folded(folded=False)
        self.setAccessibleName("The network reads")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def set_folded(self, folded: bool) -> None:
        """Take one line only, for the smallest screens."""
        self._is_folded = folded
        self.setFixedHeight(30 if folded else 112)
        self.update()

    def set_low(self, *, low: bool) -> None:
        """Be as high as the smaller raster: the numbers stand beside the digit."""
        self._is_low = low
        if not self._is_folded:
            self.setFixedHeight(3 * SIDE if low else 4 * SIDE)
        self.update()

    def show_recognition(self, recognition: Recognition) -> None:
        """Show an answer: the digit at once, its numbers at reading speed."""
        has_turned = is_other_answer(self._shown, recognition)
        self._recognition = recognition
        self._clock.tick(at_once=has_turned)
        self.update()

    def _show_numbers(self) -> None:
        self._shown = self._recognition
        self.setAccessibleDescription(self.summary())
        self.update()

    def summary(self) -> str:
        """The answer in words, for screen readers."""
        return _summary(self._recognition)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Dash, digit, or refusal."""
        painter = QPainter(self)
        recognition = self._recognition
        if self._is_folded:
            line = QRectF(0, 0, self.width(), self.height())
            summary = _summary(self._shown).split(";")[0].replace(", ", "   ")
            self._text(painter, "confidence", "text", line, summary)
        elif recognition is None or recognition.raster.is_blank:
            self._paint_nothing(
                painter, "getting ready …" if recognition is None else "no answer yet"
            )
        elif not recognition.verdict.is_digit:
            self._paint_refusal(painter, recognition)
        else:
            self._paint_digit(painter, recognition)

    def _paint_nothing(self, painter: QPainter, text: str) -> None:
        top = 24 if self._is_low else 38
        painter.fillRect(QRectF(0, top, 32, 6), self._tokens.color("faint"))
        self._text(painter, "body", "text_3", QRectF(0, top + 32, self.width(), 20), text)

    def _paint_digit(self, painter: QPainter, recognition: Recognition) -> None:
        painter.setFont(font("answer"))
        painter.setPen(self._tokens.color("text"))
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.drawText(QRectF(-3, -10, self.width(), 92), left, str(recognition.prediction))
        shown = self._shown or recognition
        confidence = percent(shown.confidence)
        if self._is_low:
            beside = QRectF(58, 40, self.width() - 58, 18)
            self._text(painter, "title", "text", beside, confidence)
            self._text(painter, "caption", "text_3", beside.translated(0, 18), _runner_up(shown))
            return
        self._text(painter, "confidence", "text", QRectF(0, 84, 90, 26), confidence)
        row = QRectF(0, 84, self.width(), 27)
        right = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font("caption"))
        painter.setPen(self._tokens.color("text_3"))
        painter.drawText(row, right, _runner_up(shown))

    def _paint_refusal(self, painter: QPainter, recognition: Recognition) -> None:
        shown, width = self._shown or recognition, self.width()
        title, first, second, measured = _refusal(shown)
        self._text(painter, "confidence", "text", QRectF(0, 0, width, 26), title)
        self._text(painter, "body", "text_2", QRectF(0, 30, width, 18), first)
        self._text(painter, "body", "text_2", QRectF(0, 46, width, 18), second)
        if not self._is_low:
            self._text(painter, "caption", "text_3", QRectF(0, 63, width, 18), measured)
        if measured:  # else it was not the network's numbers that decided
            closest = f"closest: {shown.prediction} at {percent(shown.confidence)}"
            top = 66 if self._is_low else 92
            self._text(painter, "label", "text", QRectF(0, top, width, 18), closest)

    def _text(self, painter: QPainter, style: str, role: str, box: QRectF, text: str) -> None:
        painter.setFont(font(style))
        painter.setPen(self._tokens.color(role))
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Beside the raster."""
        return QSize(120, 112)


def is_other_answer(shown: Recognition | None, new: Recognition | None) -> bool:
    """True when the numbers on screen belong to another digit or verdict: they change at once."""
    if shown is None or new is None:
        return shown is not new
    return (shown.prediction, shown.verdict.reason) != (new.prediction, new.verdict.reason)


def _summary(recognition: Recognition | None) -> str:
    if recognition is None or recognition.raster.is_blank:
        return "no answer yet"
    answer = f"{recognition.prediction}, {percent(recognition.confidence)}"
    if not recognition.verdict.is_digit:
        title = _refusal(recognition)[0].lower()
        return f"{title}: {recognition.verdict.reason}; closest {answer}"
    return f"{answer}, {_runner_up(recognition)}".removesuffix(", ")


def _refusal(recognition: Recognition) -> tuple[str, str, str, str]:
    """A title, two lines of reason, and the numbers that decided, if they were the network's."""
    verdict = recognition.verdict
    if verdict.kind == "little ink":
        return "Not a digit", "there is too little ink:", "draw it larger", ""
    names = verdict.reason.partition(" digits: ")[2]
    if verdict.kind == "several":
        return "Not a digit", "but several at once:", names, ""
    if verdict.kind == "between":
        first, second = verdict.digits
        none = f"neither has {percent(CLEAR, 0)}"
        return "Not sure", "it lies between", f"{first} and {second}", none
    if verdict.kind == "too large":
        return "Not a digit", "its ink goes beyond", "a digit's 20 pixels", ""
    limit = recognition.network.calibration.threshold
    numbers = f"score {verdict.digit_score:.2f}, limit {limit:.2f}"
    return "Not a digit", "because it is unlike", "any digit it knows", numbers


def _runner_up(recognition: Recognition) -> str:
    """The second class, when it is worth naming."""
    second = int(recognition.probabilities.argsort()[-2])
    return f"then {second}" if recognition.probabilities[second] >= _RIVAL else ""
