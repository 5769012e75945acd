"""The ten rows of a softmax: logit, exponential, probability with its bar, cross-entropy."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.formats import signed
from app.theme import font
from app.tokens import LIGHT, Tokens
from model.ledger import SoftmaxLedger
from model.network import CLASSES

_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_LOWEST, _HIGHEST = 15, 30  # pixels of a row


def share_text(value: float) -> str:
    """A number in 0 to 1, four decimals; smaller ones as 3.1e−9."""
    if value == 0 or value >= 0.00005:
        return f"{value:.4f}"
    mantissa, exponent = f"{value:.1e}".split("e")
    return f"{mantissa}e−{exponent.lstrip('-0')}"


@dataclass(frozen=True, slots=True)
class Column:
    """A column of numbers: its head, ten texts, and the text of the row of sums."""

    head: str
    texts: tuple[str, ...]
    total: str = ""


def gradients(ledger: SoftmaxLedger, label: int) -> NDArray[np.float64]:
    """(10,) float64: d cross-entropy / d logit = (p − y) / T, with y 1 for the label, else 0."""
    found: NDArray[np.float64] = ledger.probabilities - np.eye(CLASSES)[label]
    return found / ledger.calibration.temperature


def columns(ledger: SoftmaxLedger, label: int | None) -> tuple[Column, ...]:
    """The columns of numbers; z/T with a temperature only, the gradient with a label only."""
    is_scaled = ledger.calibration.temperature != 1
    scaled = "z/T" if is_scaled else "z"
    found = [Column("logit z", tuple(signed(float(z), 3) for z in ledger.logits))]
    if is_scaled:
        found.append(Column("z/T", tuple(signed(float(z), 3) for z in ledger.scaled)))
    exponentials = tuple(share_text(float(e)) for e in ledger.exponentials)
    found.append(Column(f"e^({scaled} − m)", exponentials, f"{ledger.total:.4f}"))
    probabilities = tuple(share_text(float(p)) for p in ledger.probabilities)
    found.append(Column("p", probabilities, f"{ledger.probabilities.sum():.4f}"))
    found.append(Column("−log p", tuple(f"{loss:.4f}" for loss in ledger.cross_entropies)))
    if label is not None:
        pulls = gradients(ledger, label)
        head = "(p − y)/T" if is_scaled else "p − y"
        texts = tuple(signed(float(pull), 4) for pull in pulls)
        found.append(Column(head, texts, signed(float(pulls.sum()), 4)))
    return tuple(found)


class SoftmaxTable(QWidget):
    """Bars follow every ledger, numbers when they are read. digit_wanted: a row was clicked."""

    digit_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._ledger: SoftmaxLedger | None = None
        self.columns: tuple[Column, ...] = ()
        self._prediction = 0
        self._label: int | None = None
        self._pinned: int | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMaximumHeight((CLASSES + 2) * _HIGHEST)
        self.setAccessibleName("Softmax")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_ledger(self, ledger: SoftmaxLedger, pinned: int | None) -> None:
        """Bars of another ledger; `pinned`: the digit whose logit is pinned."""
        self._ledger, self._pinned = ledger, pinned
        self.update()

    def show_texts(self, label: int | None) -> None:
        """The numbers of the newest ledger, with the gradient for a label."""
        if self._ledger is None:
            return
        self._label = label
        self._prediction = int(self._ledger.probabilities.argmax())
        self.columns = columns(self._ledger, label)
        probabilities = next(column for column in self.columns if column.head == "p")
        texts = (f"{digit}: {text}" for digit, text in enumerate(probabilities.texts))
        self.setAccessibleDescription(", ".join(texts))
        self.update()

    def row_rect(self, row: int) -> QRectF:
        """Where a row stands: −1 the head, 0 to 9 the digits, 10 the sums."""
        pitch = self._pitch()
        return QRectF(0, (row + 1) * pitch, self.width(), pitch)

    def _pitch(self) -> float:
        return min(_HIGHEST, max(_LOWEST, self.height() // (CLASSES + 2)))

    def _places(self) -> tuple[list[tuple[float, float]], QRectF]:
        """Left and width of every column of numbers, and the trough of the bars (in row 0)."""
        digit, least = 18.0, 8.0  # pixels of the digit, and between columns
        widths = [_width(column) for column in self.columns]
        room = self.width() - digit - 6 - sum(widths)
        bar = max(20.0, min(0.14 * self.width(), room - least * (len(widths) + 1)))
        gap = max(4.0, (room - bar) / (len(widths) + 1))
        places, left, trough = [], digit, QRectF()
        for column, width in zip(self.columns, widths, strict=True):
            if column.head == "p":
                trough = QRectF(left + gap, 0, bar, 8)
                left += bar + gap
            places.append((left, width + gap))
            left += width + gap
        return places, trough

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Head, ten rows, sums."""
        if self._ledger is None or not self.columns:
            return
        painter, tokens = QPainter(self), self._tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        places, trough = self._places()
        for digit in range(CLASSES):
            self._paint_row(painter, digit, trough)
        for column, (left, width) in zip(self.columns, places, strict=True):
            self._paint_column(painter, column, left, width)
        sums = self.row_rect(CLASSES)
        painter.setPen(tokens.color("hairline"))
        for y in (sums.top(), self.row_rect(0).top()):
            painter.drawLine(0, round(y), self.width(), round(y))
        painter.setPen(tokens.color("text_2"))
        painter.setFont(font("button"))
        painter.drawText(sums.adjusted(6, 0, 0, 0), _LEFT, "Σ")

    def _paint_row(self, painter: QPainter, digit: int, trough: QRectF) -> None:
        """Ground, digit and bar."""
        assert self._ledger is not None
        tokens, row = self._tokens, self.row_rect(digit)
        is_first = digit == self._prediction
        if digit == self._pinned:
            painter.fillRect(row, tokens.color("accent_soft"))
            painter.fillRect(QRectF(0, row.top(), 3, row.height()), tokens.color("accent"))
        painter.setFont(font("heading" if is_first else "body"))
        painter.setPen(tokens.color("text" if is_first else "text_2"))
        painter.drawText(row.adjusted(8, 0, 0, 0), _LEFT, str(digit))
        place = trough.translated(0, row.center().y() - 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(tokens.color("trough"))
        painter.drawRoundedRect(place, 2, 2)
        place.setWidth(max(1.0, place.width() * float(self._ledger.probabilities[digit])))
        painter.setBrush(tokens.color("accent" if is_first else "bar"))
        painter.drawRoundedRect(place, min(2.0, place.width() / 2), 2)

    def _paint_column(self, painter: QPainter, column: Column, left: float, width: float) -> None:
        tokens = self._tokens
        for row, text in enumerate((column.head, *column.texts, column.total), -1):
            is_number, is_first = 0 <= row < CLASSES, row == self._prediction
            is_label = row == self._label and column.head in ("−log p", "(p − y)/T", "p − y")
            painter.setFont(font("button" if is_first or row == CLASSES else "body"))
            painter.setPen(tokens.color("text" if is_number or row == CLASSES else "text_3"))
            if row < 0:
                painter.setFont(font("caption"))
            if is_label:
                painter.setFont(font("heading"))
                painter.setPen(tokens.color("accent"))
            place = self.row_rect(row)
            painter.drawText(QRectF(left, place.top(), width, place.height()), _RIGHT, text)

    def digit_at(self, y: float) -> int | None:
        """The digit whose row is at a height; None for the head and the sums."""
        row = int(y // self._pitch()) - 1
        return row if 0 <= row < CLASSES else None

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on a row means its logit."""
        digit = self.digit_at(event.position().y())
        if digit is not None and event.button() == Qt.MouseButton.LeftButton:
            self.digit_wanted.emit(digit)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Rows as low as they can be read."""
        return QSize(420, (CLASSES + 2) * _LOWEST)

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """The same height: nothing is cut off."""
        return QSize(0, (CLASSES + 2) * _LOWEST)


def _width(column: Column) -> float:
    """Pixels that a column needs for its head and its widest text."""
    head = QFontMetricsF(font("caption")).horizontalAdvance(column.head)
    body = QFontMetricsF(font("button"))
    return max(head, *(body.horizontalAdvance(text) for text in (*column.texts, column.total)))
