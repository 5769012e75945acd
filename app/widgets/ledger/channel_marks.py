"""What marks rows of the list of channels: the chosen one, bias and pre-activation, a letter."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPainter, QPen

from app.theme import font
from app.tokens import Tokens
from app.widgets.ledger.channel_columns import Columns, Rows, label_place


def paint_bars(
    painter: QPainter,
    columns: Columns,
    rows: Rows,
    running: NDArray[np.float64],
    seen: range,
    tones: tuple[QColor, QColor],
    tokens: Tokens,
) -> None:
    """What every channel adds to the running sum (n + 1,), for the rows in sight.

    tones: of what is taken away, and of what is added.
    """
    ends = [round(columns.x(float(value))) for value in running]
    zero, thickness = round(columns.x(0.0)), max(5, rows.row // 2)
    painter.setPen(QPen(tokens.color("text_3"), 1))
    painter.drawLine(QLineF(zero, rows.lead, zero, rows.height - rows.lead))
    links = []
    for row in seen:
        top = rows.top(row) + (rows.row - thickness) // 2
        start, end = ends[row], ends[row + 1]
        bar = QRectF(min(start, end), top, max(abs(end - start), 1), thickness)
        painter.fillRect(bar, tones[int(running[row + 1] >= running[row])])
        if row + 1 < rows.count:
            links.append(QLineF(end, top, end, top + rows.row + thickness - 1))
    painter.setPen(QPen(tokens.color("bar"), 1))
    painter.drawLines(links)


class Ends(NamedTuple):
    """running: (n + 1,), from the bias to the pre-activation; both as texts, and their grounds."""

    running: NDArray[np.float64]
    texts: tuple[str, str]
    grounds: tuple[QColor, QColor]


def paint_selected(painter: QPainter, row: QRectF | None, tokens: Tokens, has_focus: bool) -> None:
    """Violet ground and edge of the chosen row; a frame when the keys act here."""
    if row is None:
        return
    painter.fillRect(row.adjusted(3, 0, -3, 0), tokens.color("accent_soft"))
    painter.fillRect(QRectF(row.left() + 3, row.top(), 3, row.height()), tokens.color("accent"))
    if has_focus:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tokens.color("accent"), 1))
        painter.drawRect(row.adjusted(3, 0, -4, -1))


def paint_ends(
    painter: QPainter,
    columns: Columns,
    rows: Rows,
    ends: Ends,
    tokens: Tokens,
) -> None:
    """Where the running sum starts and where it ends, as numbers."""
    x = [round(columns.x(float(value))) for value in ends.running]
    thickness = max(5, rows.row // 2)
    above = (rows.row - thickness) // 2
    start, stop = rows.top(0) + above, rows.top(rows.count - 1) + above + thickness
    painter.setPen(QPen(tokens.color("bar"), 1))
    painter.drawLine(QLineF(x[0], start - (rows.lead and 10), x[0], start + thickness - 1))
    painter.setPen(QPen(tokens.color("accent"), 1))
    painter.drawLine(QLineF(x[-1], stop - thickness, x[-1], stop - 1 + (rows.lead and 10)))
    first = (float(x[0]), float(x[0] if rows.lead else x[1]))
    last = (float(x[-1]), float(x[-1] if rows.lead else x[-2]))
    top = 0.0 if rows.lead else float(rows.top(0))
    height = float(rows.lead or rows.row)
    painter.setFont(font("caption"))
    start_text, end_text = ends.texts
    choices = f"from b = {start_text}", f"b = {start_text}"
    place, text = _beside("caption", choices, first, QRectF(0, top, 0, height), columns)
    _paint_end(painter, place, text, ends.grounds[0], tokens.color("text_3"))
    top = float(rows.height - rows.lead if rows.lead else rows.top(rows.count - 1))
    place, text = _beside("label", (f"a = {end_text}",), last, QRectF(0, top, 0, height), columns)
    painter.setFont(font("label"))
    _paint_end(painter, place, text, ends.grounds[1], tokens.color("accent"))


def _beside(
    style: str,
    choices: tuple[str, ...],
    bar: tuple[float, float],
    line: QRectF,
    columns: Columns,
) -> tuple[QRectF | None, str]:
    """The longest text that there is room for beside a bar, and its place."""
    metrics = QFontMetricsF(font(style))
    for text in choices:
        width = metrics.horizontalAdvance(text) + 1
        place = label_place(bar, width, columns, line.top(), line.height())
        if place is not None:
            return place, text
    return None, ""


def _paint_end(
    painter: QPainter, place: QRectF | None, text: str, ground: QColor, color: QColor
) -> None:
    """A number on a ground of its own, so that no line runs through it."""
    if place is not None:
        painter.fillRect(place.adjusted(-1, 2, 1, -2), ground)
        painter.setPen(color)
        painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, text)


def paint_parts(
    painter: QPainter,
    columns: Columns,
    rows: Rows,
    bias: float,
    part: str,
    tokens: Tokens,
) -> None:
    """Outline what a letter of the formula stands for."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens.color("accent"), 2))
    for left, width in columns.span_of(part):
        tall = rows.count * rows.row
        painter.drawRoundedRect(QRectF(left - 3, rows.lead + 1, width + 5, tall - 2), 3, 3)
    if part == "b":
        middle = rows.top(0) + (-8 if rows.lead else rows.row / 2)
        painter.setBrush(tokens.color("accent"))
        painter.drawEllipse(QRectF(columns.x(bias) - 3, middle - 3, 6, 6))
