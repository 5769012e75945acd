"""What can be done with the selected samples; it slides in from below while there are any."""

from __future__ import annotations

from PySide6.QtCore import QAbstractAnimation, QEasingCurve, QVariantAnimation, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QMenu, QPushButton, QToolButton, QWidget

from app.widgets.menu_button import MenuButton
from app.widgets.named import named
from app.widgets.samples.texts import NONE
from app.words import label_text
from model.data.mnist import NOT_A_DIGIT
from model.samples.sample import LABELS

HEIGHT = 40
_SLIDE_MS = 140
_LEAST = 580  # pixels of width
_NARROW, _ROOMY = 700, 790  # from which the link is shown, and "Relabel as" is written


class SelectionBar(QFrame):
    """Relabel, move, delete, show.

    Signals
    -------
    relabel_wanted(int), held_out_wanted(bool), delete_wanted(), show_wanted().
    """

    relabel_wanted = Signal(int)
    held_out_wanted = Signal(bool)
    delete_wanted = Signal()
    show_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("selectionBar")
        self.setAccessibleName("Selected samples")
        self.count = 0
        self._text = named(QLabel(), "count")
        self._relabel = QLabel("Relabel as")
        self.labels: dict[int, QToolButton] = {}
        self.move_button = named(MenuButton(), "chipMenu")
        self.delete_button = QPushButton("Delete")
        self.show_button = named(QPushButton("Show on the desk"), "link")
        self._slide = QVariantAnimation(self)
        self._slide.setDuration(_SLIDE_MS)
        self._slide.setEasingCurve(QEasingCurve.Type.OutCubic)
        self._slide.valueChanged.connect(lambda height: self.setFixedHeight(int(height)))
        self._slide.finished.connect(self._settle)
        self._reduces_motion = False
        self._build()
        self.setFixedHeight(0)
        self.setMinimumWidth(_LEAST)
        self.hide()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(self._text)
        row.addStretch(1)
        row.addWidget(self._relabel)
        digits = QHBoxLayout()
        digits.setSpacing(3)
        for label in LABELS:
            button = named(QToolButton(), "chip")
            button.setText(NONE if label == NOT_A_DIGIT else str(label))
            button.setFixedSize(38 if label == NOT_A_DIGIT else 23, 28)
            key = "" if label == NOT_A_DIGIT else f" ({label})"
            button.setToolTip(f"The selected samples are {label_text(label)}{key}")
            button.setAccessibleName(f"Relabel as {label_text(label)}")
            button.clicked.connect(lambda _=False, label=label: self.relabel_wanted.emit(label))
            digits.addWidget(button)
            self.labels[label] = button
        row.addLayout(digits)
        row.addStretch(1)
        self._build_move()
        row.addWidget(self.move_button)
        self.delete_button.setToolTip("Delete the selected samples (Del); Ctrl+Z brings them back")
        self.delete_button.clicked.connect(self.delete_wanted)
        row.addWidget(self.delete_button)
        self.show_button.setToolTip("Put the drawing of the current sample on the desk (Enter)")
        self.show_button.clicked.connect(self.show_wanted)
        row.addWidget(self.show_button)

    def _build_move(self) -> None:
        self.move_button.setText("Move to")
        self.move_button.setFixedHeight(28)
        self.move_button.setToolTip("Held-out samples measure; training samples are learnt from")
        menu = QMenu(self)
        for text, held_out in (("Held out", True), ("Training", False)):
            action = menu.addAction(text)
            action.triggered.connect(
                lambda _=False, held_out=held_out: self.held_out_wanted.emit(held_out)
            )
        self.move_button.setMenu(menu)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Choose whether the bar slides or is there at once."""
        self._reduces_motion = reduced

    def show_count(self, count: int) -> None:
        """Say how many are selected; slide in or out."""
        was, self.count = self.count, count
        if count:
            self._text.setText(f"{count:,} selected")
            self.setAccessibleDescription(f"{count:,} samples are selected")
        if bool(was) == bool(count):
            return
        self._slide.stop()
        self.show()
        end = HEIGHT if count else 0
        if self._reduces_motion or not self.isVisible():
            self.setFixedHeight(end)
            self._settle()
            return
        self._slide.setStartValue(self.height() if was else 0)
        self._slide.setEndValue(end)
        self._slide.start()

    def is_sliding(self) -> bool:
        """True while it moves."""
        return self._slide.state() == QAbstractAnimation.State.Running

    def _settle(self) -> None:
        if not self.count:
            self.hide()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Leave words out where there is no room."""
        width = event.size().width()
        self._relabel.setVisible(width >= _ROOMY)
        self.show_button.setVisible(width >= _NARROW)
        super().resizeEvent(event)
