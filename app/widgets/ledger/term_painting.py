"""What stands around the three grids of a channel's terms: heads, signs, legends, a sentence."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetricsF, QPainter

from app.theme import font
from app.tokens import Tokens
from app.widgets.ledger.cells import paint_legend
from app.widgets.ledger.live_cells import LiveCells
from app.widgets.ledger.shades import Shades
from app.widgets.ledger.term_texts import Term, heading, legend, patch_note
from model.ledger_sums import ConvolutionLedger

LEFT, HEAD = 15, 46  # pixels left of the grids, and above their cells
_TITLES = "patch x", "kernel w", "products w·x"
_NOUNS = "activations", "weights", "products"
_HINT = "hover a cell: its term lights up in all three"
_APART = 8  # pixels between a title and its note
_MIDDLE, _RIGHT = Qt.AlignmentFlag.AlignVCenter, Qt.AlignmentFlag.AlignRight


def paint_heads(
    painter: QPainter,
    grids: Sequence[LiveCells],
    ledger: ConvolutionLedger,
    number: int,
    tokens: Tokens,
) -> None:
    """Which channel it is (at position `number`), and what each of its grids shows."""
    line = QRectF(LEFT, 4, grids[2].box.right() - LEFT, 20)
    _pair(painter, line, ("heading", heading(ledger, number)), _HINT, tokens)
    channel = int(ledger.channels[number])
    notes = patch_note(ledger), f"map {ledger.unit.channel}, channel {channel}", ""
    for grid, title, note in zip(grids, _TITLES, notes, strict=True):
        line = QRectF(grid.box.left(), HEAD - 20, grid.box.width(), 18)
        _pair(painter, line, ("label", title), note, tokens)


def paint_signs(painter: QPainter, grids: Sequence[LiveCells], tokens: Tokens) -> None:
    """Patch × kernel = products."""
    painter.setFont(font("heading"))
    painter.setPen(tokens.color("text_2"))
    for sign, grid, following in zip("×=", grids[:2], grids[1:], strict=True):
        left, box = grid.box.right(), grid.box
        gap = QRectF(left, box.top(), following.box.left() - left, box.height())
        painter.drawText(gap, Qt.AlignmentFlag.AlignCenter, sign)


def paint_legends(
    painter: QPainter,
    grids: Sequence[LiveCells],
    patch: tuple[NDArray[np.uint32], float],
    shades: Shades,
    tokens: Tokens,
) -> None:
    """Colours of the three grids; patch: its table, and what the ends of that stand for."""
    shown = (
        (*patch, shades.is_signed),
        (shades.weights, shades.largest_weight, True),
        (shades.products, shades.largest_product, True),
    )
    for grid, noun, (lut, largest, is_signed) in zip(grids, _NOUNS, shown, strict=True):
        bar = QRectF(grid.box.left() + 0.5, grid.box.bottom() + 7.5, grid.box.width() - 0.5, 7)
        texts = legend(largest, noun, is_signed=is_signed)
        paint_legend(painter, bar, lut, texts, tokens, is_signed)


def paint_sentence(
    painter: QPainter, place: QRectF, right: float, term: Term, tokens: Tokens
) -> None:
    """The term, which begins at `place`, and what it is a part of, as far as `right`."""
    place = QRectF(place)
    styles = "button", "body", "button", "body"
    roles = "accent", "text_2", "text", "text_2"
    for text, style, role in zip(term.sentence, styles, roles, strict=True):
        place.setWidth(QFontMetricsF(font(style)).horizontalAdvance(text) + 1)
        if place.right() > right:
            break
        _text(painter, place, style, tokens, role, text)
        place.moveLeft(place.right() + 7)


def _pair(
    painter: QPainter, line: QRectF, title: tuple[str, str], note: str, tokens: Tokens
) -> None:
    """A title in its style, and a note at the right, but only where both have room."""
    style, text = title
    metrics = QFontMetricsF(font(style))
    wide = metrics.horizontalAdvance(text) + QFontMetricsF(font("caption")).horizontalAdvance(note)
    text = metrics.elidedText(text, Qt.TextElideMode.ElideRight, line.width() + 1)
    _text(painter, line, style, tokens, "text", text)
    if wide + _APART <= line.width():
        _text(painter, line, "caption", tokens, "text_3", note, is_right=True)


def _text(
    painter: QPainter,
    line: QRectF,
    style: str,
    tokens: Tokens,
    role: str,
    text: str,
    *,
    is_right: bool = False,
) -> None:
    painter.setFont(font(style))
    painter.setPen(tokens.color(role))
    painter.drawText(line, _MIDDLE | _RIGHT if is_right else _MIDDLE, text)
