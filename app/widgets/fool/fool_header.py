"""The header of Fool: which attack, the refusal's part, the encoding, report and figure."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QWidget,
)

from app.widgets.combo import ComboBox
from app.widgets.fool.picked import Refusal
from app.widgets.named import named
from app.widgets.segments import segments
from model.fooling import Encoding

HEIGHT = 40
_LABELS_FROM, _ALL_FROM = 960, 780  # pixels of width
_LEAST = 84  # of a combo box
Page = Literal["evolve", "ascend", "least", "defend"]
PAGES: dict[Page, tuple[str, str]] = {
    "evolve": ("Evolve", "Ten pictures from noise and mutation; nobody looks inside the network"),
    "ascend": ("Ascend", "Ink follows the gradient uphill"),
    "least": ("Least change", "How little of your drawing must change, large"),
    "defend": ("Defend", "Label what fools, retrain, attack again"),
}
_REFUSALS: tuple[tuple[str, Refusal, str], ...] = (
    ("on", "on", "The verdict is shown; attacks do not know it and look for confidence alone"),
    ("off", "off", "As on a network without refusal, as in the paper: the verdict is not asked"),
    ("on, attack knows it", "known", "Attacks look for pictures that the refusal accepts, too"),
)
_ENCODINGS: tuple[tuple[str, Encoding, str], ...] = (
    ("smooth (CPPN)", "cppn", "Small networks of smooth functions paint the pictures"),
    ("pixels (direct)", "direct", "Every pixel is a gene of its own"),
)


class FoolHeader(QFrame):
    """One row.

    Signals
    -------
    page_wanted(str): a Page. refusal_changed(str), encoding_changed(str).
    report_wanted(), save_wanted(): buttons.
    """

    page_wanted = Signal(str)
    refusal_changed = Signal(str)
    encoding_changed = Signal(str)
    report_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(1)  # parts of it make way, see resizeEvent
        self._page: Page = "evolve"
        self.refusal, self.encoding = ComboBox(), ComboBox()
        self._labels = [QLabel("Refusal"), QLabel("Encoding")]
        self.report, self.save = QPushButton("Report …"), QPushButton("Save …")
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        self._title = named(QLabel("Fool"), "workspaceName")
        row.addWidget(self._title)
        row.addSpacing(4)
        frame, self.segments = segments(PAGES, self.page_wanted.emit, "level")
        row.addWidget(frame)
        row.addSpacing(4)
        for label, combo, choices in (
            (self._labels[0], self.refusal, _REFUSALS),
            (self._labels[1], self.encoding, _ENCODINGS),
        ):
            label.setBuddy(combo)
            combo.setAccessibleName(label.text())
            for n, (text, value, tip) in enumerate(choices):
                combo.addItem(text, value)
                combo.setItemData(n, tip, Qt.ItemDataRole.ToolTipRole)
            combo.setMinimumWidth(_LEAST)
            row.addWidget(label)
            row.addWidget(combo)
        row.addStretch(1)
        row.addWidget(self.report)
        row.addWidget(self.save)
        self.report.setToolTip("Write all pictures and a report (JSON) into a folder")
        self.save.setToolTip("Save what is shown as PNG, SVG or PDF, with a caption")
        self.refusal.currentIndexChanged.connect(self._tell_refusal)
        self.encoding.currentIndexChanged.connect(self._tell_encoding)
        self.report.clicked.connect(self.report_wanted)
        self.save.clicked.connect(self.save_wanted)
        self._tell_refusal()
        self.encoding.setToolTip(_ENCODINGS[0][2])

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Where it is narrow, what else says the same is left away."""
        super().resizeEvent(event)
        width = event.size().width()
        self._show_choices()
        for part in (self._title, self.save):
            part.setVisible(width >= _ALL_FROM)

    def show_page(self, page: Page) -> None:
        """Mark a segment, and show what can be chosen there."""
        self.segments[page].setChecked(True)
        self._page = page
        self._show_choices()

    def _show_choices(self) -> None:
        """Attacks of Defend always know the refusal; the encoding is evolution's."""
        has_labels = self.width() >= _LABELS_FROM
        shown = self._page != "defend", self._page == "evolve"
        combos = self.refusal, self.encoding
        for label, combo, is_shown in zip(self._labels, combos, shown, strict=True):
            combo.setVisible(is_shown)
            label.setVisible(is_shown and has_labels)

    def _tell_refusal(self) -> None:
        self.refusal.setToolTip(_REFUSALS[self.refusal.currentIndex()][2])
        self.refusal_changed.emit(self.refusal.currentData())

    def _tell_encoding(self) -> None:
        self.encoding.setToolTip(_ENCODINGS[self.encoding.currentIndex()][2])
        self.encoding_changed.emit(self.encoding.currentData())
