"""From ten logits to probabilities, and what they cost against a label that the user picks."""

from __future__ import annotations

import math

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QButtonGroup,
    QHBoxLayout,
    QLabel,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.formats import signed
from app.tokens import Tokens
from app.widgets.ledger.softmax_table import SoftmaxTable, share_text
from app.widgets.named import named
from app.widgets.text_clock import TextClock
from model.ledger import SoftmaxLedger
from model.network import CLASSES
from model.unit import Unit

_HINT = "pick the true digit"


class SoftmaxBody(QWidget):
    """Bars follow every ledger, numbers at reading speed; the label stays until another is picked.

    unit_wanted: a Unit to pin, another logit; term_hovered: never, there is no layer before.
    """

    unit_wanted = Signal(object)
    term_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._ledger: SoftmaxLedger | None = None
        self._unit: Unit | None = None
        self.table = SoftmaxTable()
        self.labels = QButtonGroup(self)
        self.formula, self.meaning, self.pull, self.score = (
            named(QLabel(), "caption") for _ in range(4)
        )
        self.result = named(QLabel(_HINT), "label")
        self._clock = TextClock(self._show_texts, self)
        self._build()
        self.labels.idClicked.connect(lambda _label: self._clock.show_now())
        self.table.digit_wanted.connect(self._want)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 8, 12, 6)
        layout.setSpacing(2)
        layout.addWidget(self.formula)
        self.meaning.setWordWrap(True)
        layout.addWidget(self.meaning)
        layout.addWidget(self.table, 100)
        line = QHBoxLayout()
        line.setSpacing(3)
        line.addWidget(named(QLabel("cross-entropy against the label:"), "caption"))
        for digit in range(CLASSES):
            button = named(QToolButton(), "digit")
            button.setText(str(digit))
            button.setCheckable(True)
            button.setFixedWidth(22)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            button.setAccessibleName(f"The label is {digit}")
            button.setToolTip(f"Cross-entropy as if the drawing were a {digit}")
            self.labels.addButton(button, digit)
            line.addWidget(button)
        line.addStretch(1)
        layout.addLayout(line)
        for text in (self.result, self.pull, self.score):
            layout.addWidget(text)
        layout.addStretch(1)
        for text in (self.formula, self.meaning, self.result, self.pull, self.score):
            text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)

    @property
    def label(self) -> int | None:
        """The digit picked as the true one, or None."""
        label = self.labels.checkedId()
        return label if label >= 0 else None

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """A sentence that is too long for a line gets a second one."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        room = self.width() - 24
        self.meaning.setFixedHeight(max(0, self.meaning.heightForWidth(max(room, 100))))

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.table.set_tokens(tokens)

    def show_ledger(self, ledger: SoftmaxLedger, unit: Unit | None = None) -> None:
        """Show the softmax; `unit`: the logit that is pinned, its row is marked."""
        is_new = self._ledger is None or unit != self._unit
        self._ledger, self._unit = ledger, unit
        if self.isVisible():
            self.table.show_ledger(ledger, unit.channel if unit else None)
            self._clock.tick(at_once=is_new)

    def _want(self, digit: int) -> None:
        if self._unit is not None:
            self.unit_wanted.emit(Unit(self._unit.layer, digit))

    def _show_texts(self) -> None:
        ledger, label = self._ledger, self.label
        if ledger is None:
            return
        self.table.show_ledger(ledger, self._unit.channel if self._unit else None)
        self.table.show_texts(label)
        self.formula.setText(formula_text(ledger))
        self.meaning.setText(meaning_text(ledger))
        self._fit()
        self.result.setText(_HINT if label is None else result_text(ledger, label))
        self.pull.setText("" if label is None else pull_text(ledger))
        self.score.setText(score_text(ledger))
        self.setAccessibleDescription(f"{self.result.text()}. {self.score.text()}")

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """What came while hidden is shown now."""
        super().showEvent(event)
        self._clock.show_now()


def formula_text(ledger: SoftmaxLedger) -> str:
    """How the probabilities are made, with the temperature where there is one."""
    temperature, most = ledger.calibration.temperature, signed(float(ledger.scaled.max()), 3)
    if temperature == 1:
        return f"p = e^z / Σ e^z; m = {most}, the largest z"
    return (
        f"p = e^(z/T) / Σ e^(z/T), temperature T = {temperature:.4f}; m = {most}, the largest z/T"
    )


def meaning_text(ledger: SoftmaxLedger) -> str:
    """What T and m are for."""
    m = "m only keeps e^ from overflowing"
    if ledger.calibration.temperature == 1:
        return m
    return f"T makes the confidence honest (calibration; the lecture has T = 1), {m}"


def result_text(ledger: SoftmaxLedger, label: int) -> str:
    """What the answer costs when this is the label."""
    p = share_text(float(ledger.probabilities[label]))
    return f"−log p({label}) = −log {p} = {ledger.cross_entropy(label):.4f} nats"


def pull_text(ledger: SoftmaxLedger) -> str:
    """What the gradient means; with a temperature, also what it is divided by."""
    text = "p − y is what training pulls each logit by"
    if ledger.calibration.temperature == 1:
        return f"{text}: the slope of −log p, y = 1 for the label."
    return f"{text}; with T the slope of −log p is (p − y)/T."


def score_text(ledger: SoftmaxLedger) -> str:
    """The digit score with its numbers, and which side of the threshold it lies on."""
    scaled = float(ledger.scaled.max()) + math.log(ledger.total)  # log S
    total = f"{math.exp(scaled):,.2f}" if scaled < 14 else f"e^{scaled:.1f}"
    threshold, score = ledger.calibration.threshold, ledger.digit_score
    side = "<" if score < threshold else "≥"
    scaled_text = "z" if ledger.calibration.temperature == 1 else "z/T"
    numbers = f"S/(1 + S) = {score:.4f} {side} {threshold:.4f}, the threshold"
    return f"Digit score {numbers}; S = Σ e^({scaled_text}) = {total}"
