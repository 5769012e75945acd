"""Where an attack would stand in a program without torch: why, and what works all the same."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.widgets.named import named
from app.widgets.train.card import Card

_ELSE = "Evolution works here: it only looks at the answers and needs no gradient."


class CannotCard(Card):
    """A calm explanation. lack: why."""

    def __init__(self, what: str, lack: str, parent: QWidget | None = None) -> None:
        super().__init__(f"{what} is not part of this installation", "", parent)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        for text, name in ((lack, "body"), (_ELSE, "caption")):
            label = named(QLabel(text), name)
            label.setTextFormat(Qt.TextFormat.PlainText)
            label.setWordWrap(True)
            self.body.addWidget(label)
