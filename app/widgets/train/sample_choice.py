"""Which samples a retraining learns from: all, those misread, or those of some labels."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QLabel,
    QRadioButton,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.tokens import Tokens
from app.widgets.named import named
from app.widgets.train.class_bars import ClassBars
from app.widgets.train.train_texts import balance_warning
from model.data.mnist import NOT_A_DIGIT
from model.retraining import name_of
from model.retraining_report import LABELS, RetrainingChoice, RetrainingPlan, Which

_CHOICES: dict[Which, tuple[str, str]] = {
    "all": ("All training samples", "Every sample that is not held out"),
    "misread": ("Misread only", "Those that the network above reads wrongly"),
    "labels": ("Chosen labels", "Those of the labels chosen beneath"),
}


class SampleChoice(QWidget):
    """Three ways to choose, the labels, and how many samples of each that makes.

    Signals
    -------
    changed(): another choice.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choices: dict[Which, QRadioButton] = {}
        self.labels: list[QToolButton] = []
        self.bars = ClassBars()
        self.warning = named(QFrame(), "caution")
        self._warning_text = QLabel()
        self._strip = QWidget()
        self._build()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        row = QHBoxLayout()
        row.setSpacing(20)
        group = QButtonGroup(self)
        for which, (text, tip) in _CHOICES.items():
            button = QRadioButton(text)
            button.setToolTip(tip)
            group.addButton(button)
            button.toggled.connect(self._choose)
            row.addWidget(button)
            self.choices[which] = button
        row.addStretch(1)
        column.addLayout(row)
        column.addWidget(self.bars)
        column.addWidget(self._build_strip())
        inside = QHBoxLayout(self.warning)
        inside.setContentsMargins(8, 4, 8, 4)
        inside.addWidget(self._warning_text)
        column.addWidget(self.warning)
        self.warning.hide()
        self.choices["all"].setChecked(True)

    def _build_strip(self) -> QWidget:
        """A toggle beneath every column of the bars."""
        row = QHBoxLayout(self._strip)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        for label in range(LABELS):
            button = named(QToolButton(), "digit")
            button.setText("∅" if label == NOT_A_DIGIT else str(label))
            button.setToolTip(f"Learn from samples of {name_of(label)}")
            button.setAccessibleName(name_of(label))
            button.setCheckable(True)
            button.setChecked(True)
            button.setFixedWidth(28)
            button.toggled.connect(self.changed)
            row.addStretch(1)
            row.addWidget(button)
            row.addStretch(1)
            self.labels.append(button)
        self._strip.hide()
        return self._strip

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.bars.set_tokens(tokens)

    @property
    def which(self) -> Which:
        """How the samples are chosen."""
        return next((which for which, b in self.choices.items() if b.isChecked()), "all")

    @property
    def chosen_labels(self) -> tuple[int, ...]:
        """The labels that are switched on."""
        return tuple(n for n, button in enumerate(self.labels) if button.isChecked())

    def show_counts(self, plan: RetrainingPlan, choice: RetrainingChoice) -> None:
        """Show how many samples there are, and what the choice makes of them."""
        totals: dict[Which, int] = {"all": sum(plan.training), "misread": sum(plan.misread)}
        for which, total in totals.items():
            self.choices[which].setText(f"{_CHOICES[which][0]}  {total:,}")
        counts = choice.counts(plan)
        self.bars.show_counts(counts, plan.training)
        text = balance_warning(counts)
        self._warning_text.setText(f"⚠  {text}")
        self.warning.setAccessibleName(f"Warning: {text}")
        self.warning.setVisible(bool(text))

    def _choose(self, is_on: bool) -> None:
        if is_on:
            self._strip.setVisible(self.which == "labels")
            self.changed.emit()
