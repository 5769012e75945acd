"""Why this digit, and not that one: follows the answer until it is chosen by hand."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QStandardItemModel
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QWidget

from app.widgets.combo import ComboBox
from app.widgets.named import named
from model.network import CLASSES
from model.unit import Array

_ANY = "any"


class Question(QWidget):
    """Two choosers in a sentence.

    digit: 0 to 9; rather_than: another one, or None for the logit alone.
    changed(): the user asks something else.
    """

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.digit = 0
        self.rather_than: int | None = 1
        self.follows = True
        self._logits: Array = np.zeros(CLASSES, np.float32)
        self._why, self._not = ComboBox(), ComboBox()
        self._follow = named(QPushButton("Follow the answer"), "link")
        self._build()
        self._show()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for number in range(CLASSES):
            self._why.addItem(str(number), number)
            self._not.addItem(str(number), number)
        self._not.addItem(_ANY, None)
        self._why.setAccessibleName("Why this digit")
        self._why.setToolTip("Whose logit is traced back; by default the answer")
        self._not.setAccessibleName("And not this one")
        self._not.setToolTip(
            "Whose logit is taken away from it; by default the runner-up. Any: nothing is"
        )
        self._follow.setToolTip("Ask about the answer and its runner-up again, whatever is drawn")
        self._why.setMinimumWidth(52)
        self._not.setMinimumWidth(52)
        self._why.activated.connect(self._choose)
        self._not.activated.connect(self._choose)
        self._follow.clicked.connect(self._follow_again)
        parts = (QLabel("Why"), self._why, QLabel("and not"), self._not, self._follow)
        for part in parts:
            row.addWidget(part)

    def show_logits(self, logits: Array) -> None:
        """Take on the answer and its runner-up, unless the user has chosen."""
        self._logits = logits
        if self.follows:
            self._take_answer()

    def _take_answer(self) -> None:
        order = np.argsort(-self._logits, kind="stable")
        asked = int(order[0]), int(order[1])
        if asked != (self.digit, self.rather_than):
            self.digit, self.rather_than = asked
            self._show()

    def _choose(self, _index: int) -> None:
        digit, rather_than = self._why.currentData(), self._not.currentData()
        if digit == rather_than:  # the digit asked about before takes the other's place
            rather_than = self.digit if self.digit != digit else self.rather_than
        self.digit, self.rather_than = digit, rather_than
        self.follows = False
        self._show()
        self.changed.emit()

    def _follow_again(self) -> None:
        self.follows = True
        self._take_answer()
        self._show()
        self.changed.emit()

    def _show(self) -> None:
        self._why.setCurrentIndex(self.digit)
        self._not.setCurrentIndex(CLASSES if self.rather_than is None else self.rather_than)
        items = self._not.model()
        assert isinstance(items, QStandardItemModel)
        for number in range(CLASSES):
            items.item(number).setEnabled(number != self.digit)
        self._follow.setVisible(not self.follows)
