"""The current sample: larger, what the network says now, where it comes from."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from app.formats import percent
from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.answer import paper_color, raster_image
from app.widgets.named import named
from app.widgets.samples.texts import (
    date_text,
    origin_text,
    same_mistake_text,
)
from app.words import label_text
from model.data.mnist import NOT_A_DIGIT
from model.raster import SIDE
from model.samples.sample import Reading, Sample

_PIXEL = 3
_FRAME = _PIXEL * SIDE + 2
_LEFT = _FRAME + 12
_HEIGHT = 95
_LINE = 15
_NUMBER = 52
_ROWS = 3


class SampleDetail(QWidget):
    """Raster, the three most probable digits, origin, date and part; what shares its mistake.

    Signals
    -------
    alike_wanted(tuple): show all samples with this label and prediction.
    """

    alike_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._title = named(QLabel(), "heading")
        self._place = named(QLabel(), "caption")
        self.picture = _Picture()
        self.alike = named(QPushButton(), "link")
        self.alike.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self.alike.setCursor(Qt.CursorShape.PointingHandCursor)
        self._cell = (0, 0)
        self.alike.clicked.connect(lambda: self.alike_wanted.emit(self._cell))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(3)
        head = QHBoxLayout()
        head.addWidget(self._title)
        head.addStretch(1)
        head.addWidget(self._place)
        column.addLayout(head)
        column.addWidget(self.picture)
        column.addWidget(self.alike)
        column.addStretch(1)
        self.setAccessibleName("Current sample")
        self.show_sample(None, None, "", 0)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.picture.set_tokens(tokens)

    def show_sample(
        self, sample: Sample | None, reading: Reading | None, place: str, alike: int
    ) -> None:
        """Show a sample, or what to do to see one.

        reading: what the network says now; None when it has not read it. place: "1 of 3".
        alike: how many samples share its label and prediction, when that is a mistake.
        """
        self._title.setText(
            "No sample chosen" if sample is None else f"Selected: label {label_text(sample.label)}"
        )
        self._place.setText(place)
        self.picture.show_sample(sample, reading)
        self.alike.setVisible(alike > 1)
        if sample is not None and reading is not None and alike > 1:
            self._cell = sample.label, reading.prediction
            self.alike.setText(same_mistake_text(alike, *self._cell))
        self.setAccessibleDescription(self.summary())

    def summary(self) -> str:
        """All of it in words."""
        return ", ".join([self._title.text(), *self.picture.words()])


class _Picture(QWidget):
    """Raster at the left; bars and two lines of text at the right."""

    def __init__(self) -> None:
        super().__init__()
        self._tokens = LIGHT
        self._sample: Sample | None = None
        self._reading: Reading | None = None
        self._image: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_HEIGHT)

    def set_tokens(self, tokens: Tokens) -> None:
        self._tokens = tokens
        self._image = None
        self.update()

    def show_sample(self, sample: Sample | None, reading: Reading | None) -> None:
        self._sample, self._reading = sample, reading
        self._image = None
        words = self.words()
        self.setToolTip("" if sample is None else "\n".join(words))
        self.update()

    def answer(self) -> str:
        """What the network reads now."""
        if self._reading is None:
            return "not read by this network yet"
        verdict = self._reading.verdict
        if not verdict.is_digit:
            return f"refused: {verdict.reason}"
        return f"now read as {self._reading.prediction}"

    def bars(self) -> list[tuple[int, float]]:
        """The three most probable digits and how probable they are."""
        if self._reading is None:
            return []
        ranked = sorted(enumerate(self._reading.probabilities), key=lambda pair: -pair[1])
        return ranked[:_ROWS]

    def lines(self) -> tuple[str, str]:
        """Part and origin; date."""
        if self._sample is None:
            return "", ""
        part = "held out" if self._sample.held_out else "training"
        return f"{part} · {origin_text(self._sample.origin)}", date_text(self._sample.created)

    def words(self) -> list[str]:
        if self._sample is None:
            return ["A click on a tile shows it here."]
        return [
            self.answer(),
            *(f"{digit}: {percent(p, 2)}" for digit, p in self.bars()),
            *self.lines(),
        ]

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        tokens = self._tokens
        frame = QRectF(0.5, 0.5, _FRAME - 1, _FRAME - 1)
        painter.setPen(QPen(tokens.color("hairline"), 1))
        painter.setBrush(paper_color(tokens))
        painter.drawRect(frame)
        if self._sample is None:
            painter.setPen(tokens.color("text_3"))
            painter.setFont(font("caption"))
            box = QRectF(_LEFT, 0, self.width() - _LEFT, 40)
            painter.drawText(box, Qt.TextFlag.TextWordWrap, self.words()[0])
            return
        if self._image is None:
            ink = np.divide(self._sample.raster, 255, dtype=np.float32)
            self._image = raster_image(ink, tokens)
        painter.drawImage(QRectF(1, 1, _PIXEL * SIDE, _PIXEL * SIDE), self._image)
        painter.setFont(font("button"))
        painter.setPen(tokens.color("text"))
        self._write(painter, 0, self.answer())
        for n, (digit, probability) in enumerate(self.bars()):
            self._paint_bar(painter, 18 + n * _LINE, digit, probability)
        painter.setFont(font("caption"))
        painter.setPen(tokens.color("text_3"))
        for n, text in enumerate(self.lines()):
            self._write(painter, 65 + n * 14, text)

    def _write(self, painter: QPainter, top: int, text: str) -> None:
        box = QRectF(_LEFT, top, self.width() - _LEFT, 16)
        metrics = QFontMetricsF(painter.font())
        elided = metrics.elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, elided)

    def _paint_bar(self, painter: QPainter, top: int, digit: int, probability: float) -> None:
        tokens, middle = self._tokens, Qt.AlignmentFlag.AlignVCenter
        is_first = self._reading is not None and digit == self._reading.prediction
        row = QRectF(_LEFT, top, self.width() - _LEFT, _LINE)
        painter.setFont(font("label" if is_first else "caption"))
        painter.setPen(tokens.color("text" if is_first else "text_2"))
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft | middle, str(digit))
        painter.drawText(row, Qt.AlignmentFlag.AlignRight | middle, percent(probability))
        trough = QRectF(_LEFT + 14, top + 4, row.width() - 14 - _NUMBER, 7)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("trough"))
        painter.drawRoundedRect(trough, 2, 2)
        is_refused = self._reading is not None and not self._reading.verdict.is_digit
        length = max(1.0, trough.width() * probability)
        bar = QRectF(trough.left(), trough.top(), length, trough.height())
        if is_first and is_refused:  # as on the desk: an outline, no fill
            painter.setBrush(tokens.color("accent_soft"))
            painter.setPen(QPen(tokens.color("accent"), 1))
            bar = bar.adjusted(0.5, 0.5, -0.5, -0.5)
        else:
            painter.setBrush(tokens.color("accent" if is_first else "bar"))
        painter.drawRoundedRect(bar, min(2.0, length / 2), 2)

    def sizeHint(self) -> QSize:  # noqa: N802
        return QSize(248, _HEIGHT)


def is_mistake(sample: Sample, reading: Reading | None) -> bool:
    """As the store counts the misread."""
    if reading is None:
        return False
    if sample.label == NOT_A_DIGIT:
        return reading.verdict.is_digit
    return reading.prediction != sample.label
