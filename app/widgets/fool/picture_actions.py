"""What can be done with a picture that fools: one row of buttons, the same for all of them."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QMenu, QPushButton, QToolButton, QWidget

from app.widgets.named import named

Act = Literal["desk", "inspect", "explain", "others", "store", "save"]
_STORE_TIP = (
    "Store it among the samples as “not a digit”. A sample is read as the desk reads every "
    "drawing: its ink is fitted into 20 pixels and centred"
)
_BUTTONS: tuple[tuple[Act, str, str], ...] = (
    ("desk", "Onto the desk", "Put it on the canvas, pixel for pixel (Enter on a tile)"),
    ("inspect", "Inspect", "Put it on the canvas and see every layer (then Ctrl+1)"),
    ("explain", "Explain", "Put it on the canvas and see what speaks for the answer (then Ctrl+4)"),
    ("others", "Other networks", "Does it fool the other networks as well?"),
)
_MORE: tuple[tuple[Act, str, str], ...] = (
    ("store", "Store as “not a digit”", _STORE_TIP),
    ("save", "Save the picture …", "As PNG, or as numbers (NPY)"),
)


class PictureActions(QWidget):
    """Buttons, and a menu for the rest.

    Signals
    -------
    wanted(str): an Act.
    """

    wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.buttons: dict[Act, QPushButton] = {}
        self.entries: dict[Act, QAction] = {}
        self.more = named(QToolButton(), "dots")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        for act, text, tip in _BUTTONS:
            button = named(QPushButton(text), "tight")
            button.setToolTip(tip)
            button.clicked.connect(lambda _=False, act=act: self.wanted.emit(act))
            row.addWidget(button)
            self.buttons[act] = button
        row.addWidget(self._build_more())
        row.addStretch(1)
        self.set_picture("")

    def _build_more(self) -> QToolButton:
        menu = QMenu(self)
        menu.setToolTipsVisible(True)
        for act, text, tip in _MORE:
            entry = menu.addAction(text)
            entry.setToolTip(tip)
            entry.triggered.connect(lambda _=False, act=act: self.wanted.emit(act))
            self.entries[act] = entry
        self.more.setText("…")
        self.more.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        self.more.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.more.setToolTip("Store it as “not a digit”, or save it")
        self.more.setMenu(menu)
        self.more.setFixedSize(30, 24)
        return self.more

    def set_picture(self, name: str) -> None:
        """Which picture they are about; empty: none."""
        for button in (*self.buttons.values(), self.more):
            button.setEnabled(bool(name))
            text = "More" if button is self.more else button.text()
            button.setAccessibleName(f"{text}: {name}" if name else text)
