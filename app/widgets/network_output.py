"""The last column: ten rows with digit, probability, logit, and a bar from 0."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.formats import percent, signed
from app.theme import font
from app.tokens import Tokens
from app.widgets.layer_layout import Column
from model.recognizer import Recognition

_TEXT_WIDTH = 40  # of the logit, left of its bar
_LOW_ROW = 32  # below this pitch there is one line: digit, probability and its bar


def paint_texts(
    painter: QPainter,
    column: Column,
    recognition: Recognition | None,
    tokens: Tokens,
    ratio: float,
) -> None:
    """The numbers, and a ground behind the predicted class; only the digits without an answer."""
    left, middle = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignVCenter
    if _is_low(column, ratio):
        for digit, (row, _, _) in enumerate(_rows(column, ratio)):
            is_first = recognition is not None and digit == recognition.prediction
            painter.setFont(font("label" if is_first else "caption"))
            painter.setPen(tokens.color("text" if is_first else "text_2"))
            painter.drawText(row, left | middle, str(digit))
        return
    for digit, (row, upper, lower) in enumerate(_rows(column, ratio)):
        if recognition is None:
            painter.setPen(tokens.color("text_3"))
            painter.setFont(font("heading"))
            painter.drawText(upper, left | middle, str(digit))
            continue
        is_first = digit == recognition.prediction
        if is_first:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(tokens.color("accent_soft"))
            painter.drawRoundedRect(row.adjusted(-6, -1, 6, 1), 4, 4)
        painter.setPen(tokens.color("text"))
        painter.setFont(font("heading"))
        painter.drawText(upper, left | middle, str(digit))
        painter.setFont(font("label" if is_first else "caption"))
        painter.setPen(tokens.color("text" if is_first else "text_2"))
        probability = percent(float(recognition.probabilities[digit]))
        painter.drawText(upper, Qt.AlignmentFlag.AlignRight | middle, probability)
        painter.drawText(lower, left | middle, signed(float(recognition.logits[digit]), 1))


def paint_legend(
    painter: QPainter,
    column: Column,
    top: float,
    recognition: Recognition,
    tokens: Tokens,
    ratio: float,
) -> None:
    """From which logit to which: beneath the rows, on the line of the other legends' numbers."""
    if _is_low(column, ratio):
        return
    low, high = (
        signed(float(value), 0) for value in (recognition.logits.min(), recognition.logits.max())
    )
    painter.setFont(font("caption"))
    painter.setPen(tokens.color("text_3"))
    row = QRectF(column.left / ratio, top, column.width / ratio + 12, 16)
    text = f"logits {low} … {high}"
    if QFontMetricsF(font("caption")).horizontalAdvance(text) > row.width():
        text = f"{low} … {high}"
    painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, text)


def paint_bars(
    painter: QPainter,
    column: Column,
    recognition: Recognition,
    lut: NDArray[np.uint32],
    tokens: Tokens,
    ratio: float,
) -> None:
    """The logits as bars to either side of 0, in the colours of activations.

    Where rows are low: the probabilities, as on the desk.
    """
    if _is_low(column, ratio):
        _paint_probabilities(painter, column, recognition, tokens, ratio)
        return
    largest = float(np.abs(recognition.logits).max())
    negative, positive = QColor(int(lut[len(lut) // 8])), QColor(int(lut[-len(lut) // 8]))
    for digit, (row, _, lower) in enumerate(_rows(column, ratio)):
        logit = float(recognition.logits[digit])
        half = 0.5 * (row.width() - _TEXT_WIDTH)
        zero, middle = row.right() - half, lower.center().y()
        painter.setPen(QPen(tokens.color("bar"), 1))
        painter.drawLine(QPointF(zero, middle - 7), QPointF(zero, middle + 7))
        length = half * logit / largest if largest else 0.0
        bar = QRectF(zero, middle - 3.5, length, 7).normalized()
        painter.fillRect(bar, positive if logit > 0 else negative)


def _paint_probabilities(
    painter: QPainter, column: Column, recognition: Recognition, tokens: Tokens, ratio: float
) -> None:
    for digit, (row, _, _) in enumerate(_rows(column, ratio)):
        trough = QRectF(row.left() + 12, row.center().y() - 3, row.width() - 12, 6)
        painter.fillRect(trough, tokens.color("trough"))
        trough.setWidth(trough.width() * float(recognition.probabilities[digit]))
        is_first = digit == recognition.prediction
        painter.fillRect(trough, tokens.color("accent" if is_first else "bar"))


def _is_low(column: Column, ratio: float) -> bool:
    """True where a row has room for one line only."""
    return column.pitch[1] / ratio < _LOW_ROW


def _rows(column: Column, ratio: float) -> Iterator[tuple[QRectF, QRectF, QRectF]]:
    """For every class its row, and its upper and lower line."""
    left, width, pitch = column.left / ratio, column.width / ratio, column.pitch[1] / ratio
    for digit in range(column.count):
        row = QRectF(left, column.top / ratio + digit * pitch, width, pitch - 4)
        line = min(20.0, row.height() / 2)
        upper = QRectF(left, row.center().y() - line, width, line)
        yield row, upper, upper.translated(0, line)
