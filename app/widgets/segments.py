"""A segmented control: buttons side by side, one of them chosen."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Literal, TypeVar

from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QSizePolicy, QToolButton

from app.widgets.named import named

Name = TypeVar("Name", bound=str)
# What the style sheet calls a button, and the height of the frame: in a header, or in a card.
_HEIGHTS = {"level": 28, "segment": 26}


def segments(
    choices: Mapping[Name, tuple[str, str]],
    choose: Callable[[Name], object],
    style: Literal["level", "segment"] = "segment",
) -> tuple[QFrame, dict[Name, QToolButton]]:
    """The control and its buttons by name; none is chosen yet.

    choices: text and tooltip of each; choose: called with its name when the user clicks one.
    """
    frame = named(QFrame(), "levels")
    frame.setFixedHeight(_HEIGHTS[style])
    group = QButtonGroup(frame)
    row = QHBoxLayout(frame)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(0)
    buttons: dict[Name, QToolButton] = {}
    for name, (text, tip) in choices.items():
        button = buttons[name] = named(QToolButton(), style)
        button.setText(text)
        button.setToolTip(tip)
        button.setCheckable(True)
        button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        button.clicked.connect(lambda _=False, name=name: choose(name))
        group.addButton(button)
        row.addWidget(button)
    return frame, buttons
