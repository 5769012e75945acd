"""Painted text: one style, one role, and letters with a small index as in n_C."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter, QPen

from app.theme import font
from app.tokens import Tokens

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
CENTER = Qt.AlignmentFlag.AlignCenter
_INDEX = re.compile(r"_([A-Za-z0-9]+)")
_DROP = 3  # pixels that an index stands lower


def width_of(text: str, style: str) -> float:
    """Pixels that a text takes; an index after _ is as small as a caption."""
    return sum(
        QFontMetricsF(font("caption" if is_index else style)).horizontalAdvance(part)
        for part, is_index in _parts(text)
    )


def first_fitting(texts: Iterable[str], style: str, room: float) -> str:
    """The first of the texts, longest first, that there is room for; else nothing."""
    return next((text for text in texts if width_of(text, style) <= room), "")


def wrapped(pieces: Iterable[str], sign: str, style: str, room: float) -> list[str]:
    """Pieces with `sign` between them, in as few lines as they need."""
    lines: list[str] = []
    for piece in pieces:
        longer = f"{lines[-1]}{sign}{piece}" if lines else ""
        if longer and width_of(longer, style) <= room:
            lines[-1] = longer
        else:
            lines.append(piece)
    return lines


def paint_text(
    painter: QPainter,
    box: QRectF,
    text: str,
    style: str,
    role: str,
    tokens: Tokens,
    side: Qt.AlignmentFlag = LEFT,
) -> None:
    """One line of text in a box."""
    painter.setFont(font(style))
    painter.setPen(tokens.color(role))
    painter.drawText(box, side, text)


def paint_formula(
    painter: QPainter, box: QRectF, text: str, style: str, role: str, tokens: Tokens
) -> float:
    """A formula at the left of a box, its letters' indices lowered; returns where it ends."""
    metrics = QFontMetricsF(font(style))
    x = box.left()
    base = box.top() + (box.height() + metrics.ascent() - metrics.descent()) / 2
    painter.setPen(tokens.color(role))
    for part, is_index in _parts(text):
        painter.setFont(font("caption" if is_index else style))
        painter.drawText(QPointF(x, base + _DROP * is_index), part)
        x += QFontMetricsF(painter.font()).horizontalAdvance(part)
    return x


def paint_focus(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
    """A violet ring around what the keys act on."""
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens.color("accent"), 2))
    painter.drawRoundedRect(box.adjusted(-2, -2, 2, 2), 2, 2)


def plain(text: str) -> str:
    """A formula for those who hear it: the index follows its letter."""
    return _INDEX.sub(r" \1", text)


def _parts(text: str) -> Iterator[tuple[str, bool]]:
    """Parts of a formula; True: an index."""
    for number, part in enumerate(_INDEX.split(text)):
        if part:
            yield part, number % 2 == 1
