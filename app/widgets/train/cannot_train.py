"""Where a training would be set up, in a program that cannot train: why, and what can be done."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.widgets.named import named
from app.widgets.train.card import Card

_WIDTH = 640
_ELSE = (
    (
        "Everything else works here: draw, recognise, inspect, compare, and collect samples. What "
        "you store stays on this computer, and a Digitscope that can train finds it in the same "
        "place."
    ),
    "Networks trained elsewhere can be imported and used at once, under Networks.",
)


class CannotTrainPage(QWidget):
    """A calm explanation.

    Signals
    -------
    networks_wanted(): show the networks.
    """

    networks_wanted = Signal()

    def __init__(self, lack: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        card = Card("Training is not part of this installation")
        card.setMaximumWidth(_WIDTH)
        card.body.setSpacing(10)
        reason = _text(lack)
        reason.setAccessibleName(lack)
        card.body.addWidget(reason)
        card.body.addWidget(named(QFrame(), "line"))
        for text in _ELSE:
            card.body.addWidget(named(_text(text), "caption"))
        networks = named(QPushButton("Show the networks"), "small")
        networks.clicked.connect(self.networks_wanted)
        row = QHBoxLayout()
        row.addWidget(networks)
        row.addStretch(1)
        card.body.addLayout(row)
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 12, 16, 12)
        page.addWidget(card)
        page.addStretch(1)


def _text(text: str) -> QLabel:
    label = QLabel(text)
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    label.setWordWrap(True)
    return label
