"""The title row of a sheet: what it is about at the left, what can be done with it at the right."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import SignalInstance
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QWidget

from app.widgets.named import named

HEIGHT = 36
Choice = tuple[str, str, SignalInstance, str]  # text, tooltip, what it emits, name of its style


def title_row(parts: Sequence[QWidget], choices: Sequence[Choice]) -> QFrame:
    """The parts from the left, a button for each choice at the right."""
    row = named(QFrame(), "titleRow")
    row.setFixedHeight(HEIGHT)
    line = QHBoxLayout(row)
    line.setContentsMargins(12, 0, 12, 0)
    line.setSpacing(12)
    for part in parts:
        line.addWidget(part)
    line.addStretch(1)
    for text, tip, signal, name in choices:
        button = named(QPushButton(text), name)
        button.setToolTip(tip)
        button.clicked.connect(signal)
        line.addWidget(button)
    return row
