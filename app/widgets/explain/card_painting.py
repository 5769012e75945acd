"""What stands beneath a map in its card, and in its corner: numbers worked out, and "updating"."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter, QPen

from app.tokens import Tokens
from app.widgets.explain.explain_texts import ending_text, shorter
from app.widgets.explain.rules import Passing, figure
from app.widgets.sheet.lettering import CENTER, LEFT, RIGHT, first_fitting, paint_text, width_of
from model.explanation import Attribution, Method

ROW = 17  # pixels from one line to the next


def paint_passings(
    painter: QPainter, row: QRectF, passings: Sequence[Passing], method: Method, tokens: Tokens
) -> None:
    """A line for each unit, the first one in `row`: what arrives, and what is passed on."""
    # The room is that of the longest result of all methods: all cards speak alike.
    results = (f"→ {figure(passing.signal)}" for passing in passings)
    room = row.width() - 3 - max(width_of(text, "label") for text in results)
    choices = list(zip(*(passing.texts() for passing in passings), strict=True))
    fitting = (
        lines for lines in choices if max(width_of(text, "caption") for text in lines) <= room
    )
    lines = next(fitting, choices[-1])
    for number, (line, passing) in enumerate(zip(lines, passings, strict=True)):
        below = row.translated(0, number * ROW)
        result = f"→ {figure(passing.passed(method))}"
        paint_text(painter, below, line, "caption", "text_3", tokens, LEFT)
        paint_text(painter, below, result, "label", "text", tokens, RIGHT)


def paint_ending(painter: QPainter, row: QRectF, attribution: Attribution, tokens: Tokens) -> None:
    """Two lines, the first one in `row`; the number that counts is set off."""
    first, lead, rest = ending_text(attribution)
    fitting = first_fitting(shorter(first), "caption", row.width())
    paint_text(painter, row, fitting, "caption", "text_3", tokens)
    word, _, number = lead.rpartition("  ")
    below, x = row.translated(0, ROW), 0.0
    for part, style, role in (
        (word, "body", "text_2"),
        (number, "heading", "text"),
        (rest, "caption", "text_3"),
    ):
        paint_text(painter, below.adjusted(x, 0, 0, 0), part, style, role, tokens)
        x += width_of(part, style) + 7


def paint_updating(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
    """A note in the lower right corner of a map in `box`."""
    width = width_of("updating", "caption") + 12
    note = QRectF(box.right() - width - 3, box.bottom() - 20, width, 17)
    painter.setBrush(tokens.color("caution_ground"))
    painter.setPen(QPen(tokens.color("caution_line"), 1))
    painter.drawRoundedRect(note.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
    paint_text(painter, note, "updating", "caption", "caution", tokens, CENTER)
