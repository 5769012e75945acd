"""The boxes of the way from a sum to the activation, and which letter each stands for."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtGui import QFontMetricsF

from app.theme import font
from app.widgets.ledger.boxes import Box, Part, activation_box, number_box
from app.widgets.ledger.passage_texts import window_title
from model.ledger_sums import ConvolutionLedger
from model.ledger_windows import Passage

_SHORT = {"relu": "ReLU max(0, a)", "tanh": "tanh(a)", "scaled tanh": "1.7159·tanh(⅔a)"}


def chain_parts(ledger: ConvolutionLedger, *, is_short: bool) -> tuple[Part, ...]:
    """What is added; the sum; the activation function of it."""
    n, cells = len(ledger.channels), ledger.is_inside.size
    count, word = (n, "subtotal") if n > 1 else (cells, "product")
    after = activation_box(ledger.function, ledger.pre_activation, ledger.activation)
    if after is not None and is_short:
        after = Box(_SHORT[ledger.function], after.number, after.text)
    return (
        *(
            number_box(f"{count} {word}{'s' if count > 1 else ''}", float(ledger.subtotals.sum())),
            "+",
        ),
        *(number_box("bias b", ledger.bias), "="),
        number_box("pre-activation a", ledger.pre_activation, is_meant=True),
        *(("→", after) if after else ()),
    )


def letter_of(part: Part, parts: Sequence[Part]) -> str:
    """The letter of the formula that a box stands for."""
    letters = dict(zip(range(0, 5, 2), ("sum", "b", "a"), strict=True))
    return letters.get(next(n for n, known in enumerate(parts) if known is part), "")


def title_width(passage: Passage) -> float:
    """Pixels of what stands beside the window."""
    name, rule = window_title(passage)
    caption, label = (QFontMetricsF(font(style)) for style in ("caption", "label"))
    return max(caption.horizontalAdvance(name), label.horizontalAdvance(rule)) + 1
