"""What the colours of kernels are measured by: the layer's largest weight, or each kernel's own."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton, QWidget

_CHOICES = (
    ("One scale", "One scale for the layer: the same colour is the same weight in all kernels"),
    ("Each its own", "Each kernel on a scale of its own: shows the shape of weak ones"),
)


class ScaleChoice(QFrame):
    """Two buttons side by side; one scale for the layer is chosen at first.

    chosen(): the user has changed it.
    """

    chosen = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("levels")
        self.setAccessibleName("Scale of the weights")
        self._buttons = QButtonGroup(self)
        line = QHBoxLayout(self)
        line.setContentsMargins(0, 0, 0, 0)
        line.setSpacing(0)
        for number, (text, tip) in enumerate(_CHOICES):
            button = QToolButton()
            button.setObjectName("segment")
            button.setText(text)
            button.setToolTip(tip)
            button.setCheckable(True)
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
            self._buttons.addButton(button, number)
            line.addWidget(button)
        self._buttons.buttons()[0].setChecked(True)
        self._buttons.idClicked.connect(lambda _number: self.chosen.emit())

    @property
    def is_own(self) -> bool:
        """True when every kernel has its own."""
        return self._buttons.checkedId() == 1
