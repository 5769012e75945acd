"""How many samples of each label are learnt from: a column per label."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.sheet.lettering import CENTER, paint_text
from app.widgets.train.train_texts import label_text
from model.data.mnist import NOT_A_DIGIT
from model.retraining import name_of
from model.retraining_report import FEW, LABELS

_COUNT, _NAME, _WIDE = 18, 18, 28  # pixels above and beneath a bar, and across it


class ClassBars(QWidget):
    """Filled = learnt from; outline = there, but not chosen; ⚠ = too few to learn from."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.counts: tuple[int, ...] = (0,) * LABELS
        self.available: tuple[int, ...] = (0,) * LABELS
        self.setFixedHeight(108)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Samples per label")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_counts(self, counts: tuple[int, ...], available: tuple[int, ...]) -> None:
        """Show (LABELS,) samples that are learnt from, and all that there are."""
        self.counts, self.available = counts, available
        words = ", ".join(f"{name_of(n)}: {count}" for n, count in enumerate(counts))
        self.setAccessibleDescription(words)
        self.update()

    @property
    def largest(self) -> int:
        """What a bar as high as can be stands for: never less than twice too few."""
        return max(*self.available, 2 * FEW)

    def bar(self, label: int, count: int) -> QRectF:
        """Where the bar of a label with so many samples stands."""
        pitch = self.width() / LABELS
        room = self.height() - _COUNT - _NAME
        height = room * count / self.largest
        left = round((label + 0.5) * pitch - _WIDE / 2)
        return QRectF(left, self.height() - _NAME - height, _WIDE, height)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Bars, counts and labels."""
        painter = QPainter(self)
        tokens, pitch = self._tokens, self.width() / LABELS
        base = self.height() - _NAME
        for label, (count, there) in enumerate(zip(self.counts, self.available, strict=True)):
            box, full = self.bar(label, count), self.bar(label, there)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            if there > count:
                painter.setPen(QPen(tokens.color("faint"), 1, Qt.PenStyle.DotLine))
                painter.drawRect(full.adjusted(0.5, 0.5, -0.5, 0.5))
            painter.fillRect(box, tokens.color("bar"))
            few = label != NOT_A_DIGIT and 0 < count < FEW
            above = QRectF(label * pitch, full.top() - 17, pitch, 16)
            text = f"⚠ {count:,}" if few else f"{count:,}"
            role = "caution" if few else "text" if count else "text_3"
            paint_text(painter, above, text, "label", role, tokens, CENTER)
            beneath = QRectF(label * pitch, base + 2, pitch, 16)
            name = "no digit" if label == NOT_A_DIGIT else label_text(label)
            paint_text(painter, beneath, name, "caption", "text_2", tokens, CENTER)
        painter.setPen(QPen(tokens.color("faint"), 1))
        painter.drawLine(0, base, self.width(), base)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as a card."""
        return QSize(616, 108)
