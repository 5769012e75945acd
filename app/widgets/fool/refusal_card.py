"""The card that shows what the refusal makes of all pictures, and leads to Defend."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from app.tokens import Tokens
from app.widgets.fool.refusal_chart import ChartRow, RefusalChart
from app.widgets.named import named
from app.widgets.train.card import Card, Sentence


class RefusalCard(Card):
    """Chart and the way to Defend.

    Signals
    -------
    defend_wanted(): label the pictures that pass, retrain, attack again.
    """

    defend_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Does the refusal see it?", "", parent)
        self.chart = RefusalChart()
        self.body.addWidget(self.chart, 1)
        self.body.addWidget(named(QFrame(), "line"))
        self.text = Sentence(2)
        self.defend = named(QPushButton("Defend …"), "tight")
        foot = QHBoxLayout()
        foot.setSpacing(12)
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(named(QLabel("Defend"), "heading"))
        words.addWidget(self.text)
        foot.addLayout(words, 1)
        foot.addWidget(self.defend)
        self.body.addLayout(foot)
        tip = "Make pictures that pass, label them “not a digit”, retrain, attack the new network"
        self.defend.setToolTip(tip)
        self.defend.clicked.connect(self.defend_wanted)
        self.show_passing(0)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.chart.set_tokens(tokens)

    def show_rows(
        self, rows: Sequence[ChartRow], threshold: float, *, is_asked: bool = True
    ) -> None:
        """What there is to be judged. is_asked: whether the refusal's verdict counts."""
        self.chart.show_rows(rows, threshold, is_asked=is_asked)

    def show_passing(self, passing: int, *, is_counted: bool = False) -> None:
        """How many evolved pictures are accepted. is_counted: there are evolved pictures."""
        if not is_counted:
            self.text.setText("Label what fools it “not a digit”, retrain, attack again.")
        elif passing == 0:
            self.text.setText("None of these pass; others may. Attack, retrain, attack again.")
        else:
            verb = "picture passes" if passing == 1 else "evolved pictures pass"
            self.text.setText(f"{passing} {verb}. Label such pictures, retrain, attack again.")
