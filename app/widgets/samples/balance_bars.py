"""How many samples each label has: solid for training, hatched for held out."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QFontMetricsF, QPainter, QPaintEvent, QPen, QTransform
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.samples.texts import short_label
from app.words import label_text
from model.data.mnist import NOT_A_DIGIT
from model.network import CLASSES
from model.samples.sample import LABELS

_BAR = 9
_LEGEND = 20


class BalanceBars(QWidget):
    """A row for each digit, and for what is no digit when there is any."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.counts: NDArray[np.int64] = np.zeros((len(LABELS), 2), np.int64)
        self._pitch = 17
        self._has_legend = True
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Samples per label")
        self.set_pitch(17)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def set_pitch(self, pitch: int) -> None:
        """Choose the height of a row."""
        self._pitch = pitch
        self.setFixedHeight(self._height())
        self.update()

    def set_legend(self, shown: bool) -> None:
        """Say beneath the rows what solid and hatched mean, or only in the tooltip."""
        self._has_legend = shown
        self.set_pitch(self._pitch)

    def _height(self) -> int:
        return self._pitch * self.rows + (_LEGEND if self._has_legend else 0)

    @property
    def rows(self) -> int:
        """How many labels are shown."""
        return CLASSES + bool(self.counts[NOT_A_DIGIT].any())

    def show_balance(self, counts: NDArray[np.int64]) -> None:
        """Show (11, 2) counts: label by training (0) and held out (1)."""
        self.counts = counts
        self.setAccessibleDescription(self.summary())
        self.setToolTip(f"<qt>{self.summary().replace('; ', '<br>')}</qt>")
        self.set_pitch(self._pitch)

    def number_text(self, label: int) -> str:
        """27 + 7."""
        training, held_out = self.counts[label]
        return f"{training:,} + {held_out:,}"

    def summary(self) -> str:
        """All rows in words."""
        return "; ".join(
            f"{label_text(label)}: {self.counts[label, 0]:,} training, "
            f"{self.counts[label, 1]:,} held out"
            for label in range(self.rows)
        )

    def bar_lengths(self, label: int) -> tuple[float, float]:
        """How long the solid and the hatched part are; the largest label fills the width."""
        most = max(1, int(self.counts.sum(axis=1).max()))
        room = self.width() - self._left() - self._numbers() - 8
        training, held_out = (float(room * count / most) for count in self.counts[label])
        return training, held_out

    def _left(self) -> int:
        return 32 if self.rows > CLASSES else 18

    def _numbers(self) -> float:
        metrics = QFontMetricsF(font("caption"))
        return max(metrics.horizontalAdvance(self.number_text(n)) for n in range(self.rows))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Rows, and what solid and hatched mean."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for label in range(self.rows):
            self._paint_row(painter, label)
        if self._has_legend:
            self._paint_legend(painter)

    def _paint_legend(self, painter: QPainter) -> None:
        top = self._pitch * self.rows + (_LEGEND - _BAR) / 2 + 1
        x = float(self._left())
        for word, is_hatched in (("training", False), ("held out", True)):
            self._paint_bar(painter, QRectF(x, top, 12, _BAR), is_hatched)
            painter.setFont(font("caption"))
            painter.setPen(self._tokens.color("text_3"))
            line = QRectF(x + 17, top - 4, 80, _BAR + 8)
            painter.drawText(line, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, word)
            x += 17 + QFontMetricsF(font("caption")).horizontalAdvance(word) + 10

    def _paint_row(self, painter: QPainter, label: int) -> None:
        row = QRectF(0, label * self._pitch, self.width(), self._pitch)
        middle = Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font("caption"))
        painter.setPen(self._tokens.color("text_2"))
        painter.drawText(row, Qt.AlignmentFlag.AlignLeft | middle, short_label(label))
        painter.drawText(row, Qt.AlignmentFlag.AlignRight | middle, self.number_text(label))
        training, held_out = self.bar_lengths(label)
        top, left = round(row.center().y() - _BAR / 2), self._left()
        if held_out:
            box = QRectF(left + training, top, max(2.0, held_out), _BAR)
            self._paint_bar(painter, box, is_hatched=True)
        if training:
            box = QRectF(left, top, max(1.0, training), _BAR)
            self._paint_bar(painter, box, is_hatched=False)

    def _paint_bar(self, painter: QPainter, box: QRectF, is_hatched: bool) -> None:
        bar = self._tokens.color("bar")
        if not is_hatched:
            painter.fillRect(box, bar)
            return
        hatch = QBrush(bar, Qt.BrushStyle.BDiagPattern)
        hatch.setTransform(QTransform.fromTranslate(0, box.top()))
        painter.setPen(QPen(bar, 1))
        painter.setBrush(hatch)
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the side column."""
        return QSize(248, self._height())
