"""How changes are measured, and the largest budget that is tried."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QSlider,
    QVBoxLayout,
    QWidget,
)

from app.widgets.fool.budget_texts import NORM_TEXTS, NORM_TIPS, RANGES, budget_text
from app.widgets.named import named
from app.widgets.segments import segments
from model.fooling import Norm


class BudgetChoice(QWidget):
    """Segments and a slider."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.slider = QSlider(Qt.Orientation.Horizontal)
        self._most_text = named(QLabel(), "caption")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self._build_norms(), 0, Qt.AlignmentFlag.AlignLeft)
        row = QHBoxLayout()
        row.setSpacing(8)
        self.slider.setAccessibleName("Largest budget that is tried")
        self.slider.setToolTip("The largest budget that is tried; beyond it: none")
        self.slider.valueChanged.connect(self._show_most)
        self.slider.setFixedWidth(112)
        row.addWidget(self.slider)
        row.addWidget(self._most_text, 1)
        column.addLayout(row)
        self._set_norm("l2")

    def _build_norms(self) -> QFrame:
        choices = {norm: (text, NORM_TIPS[norm]) for norm, text in NORM_TEXTS.items()}
        frame, self.norms = segments(choices, self._set_norm)
        return frame

    @property
    def norm(self) -> Norm:
        """How changes are measured."""
        return next(norm for norm, button in self.norms.items() if button.isChecked())

    @property
    def most(self) -> float:
        """The largest budget to try."""
        return self.slider.value() / RANGES[self.norm][3]

    def _set_norm(self, norm: Norm) -> None:
        self.norms[norm].setChecked(True)
        least, start, most, steps = RANGES[norm]
        with QSignalBlocker(self.slider):
            self.slider.setRange(round(least * steps), round(most * steps))
            self.slider.setValue(round(start * steps))
        self._show_most()

    def _show_most(self) -> None:
        self._most_text.setText(f"up to {budget_text(self.most, self.norm)}")
        self.slider.setAccessibleDescription(self._most_text.text())
