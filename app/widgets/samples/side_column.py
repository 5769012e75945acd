"""Beside the grid: balance, confusion, the current sample."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.formats import percent
from app.tokens import Tokens
from app.widgets.named import named
from app.widgets.samples.balance_bars import BalanceBars
from app.widgets.samples.confusion_matrix import ConfusionMatrix
from app.widgets.samples.questions import Counts
from app.widgets.samples.sample_detail import SampleDetail
from app.widgets.samples.texts import cell_text, samples_text
from model.network import CLASSES
from model.samples.sample import Reading, Sample

NARROW, WIDE = 286, 346
_LOW, _TALL = 660, 860  # pixels of height below and from which rows and cells are other


class SideColumn(QScrollArea):
    """What the samples are like as a whole, and one of them.

    Signals
    -------
    cell_wanted(tuple or None): of the confusion matrix, or of the link beneath the sample.
    """

    cell_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sideColumn")
        self.setFixedWidth(NARROW)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.balance = BalanceBars()
        self.confusion = ConfusionMatrix()
        self.detail = SampleDetail()
        self.balance_text = named(QLabel(), "caption")
        self.confusion_text = named(QLabel(), "caption")
        self.cell_text = named(QLabel(), "caption")
        self._column = QVBoxLayout()
        self._build()
        self.confusion.pointed.connect(self._write_cell)
        self.confusion.cell_wanted.connect(self.cell_wanted)
        self.detail.alike_wanted.connect(self.cell_wanted)
        self._write_cell()

    def _build(self) -> None:
        page, column = QWidget(), self._column
        page.setLayout(column)
        column.addLayout(_head("Balance", self.balance_text))
        column.addWidget(self.balance)
        column.addWidget(named(QFrame(), "line"))
        column.addLayout(_head("Confusion", self.confusion_text))
        column.addWidget(self.confusion)
        self.cell_text.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.cell_text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        column.addWidget(self.cell_text)
        column.addWidget(named(QFrame(), "line"))
        column.addWidget(self.detail, 1)
        self.setWidget(page)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        for part in (self.balance, self.confusion, self.detail):
            part.set_tokens(tokens)

    def show_counts(self, counts: Counts) -> None:
        """Show how many there are and what they are read as."""
        self.balance.show_balance(counts.balance)
        self.balance_text.setText(f"{samples_text(counts.total)}, {counts.held_out:,} held out")
        self.confusion.show_confusion(counts.confusion)
        read = counts.total - counts.unread
        share = f" · {percent(counts.misread / read)}" if read else ""
        self.confusion_text.setText(f"{counts.misread:,} of {read:,} misread{share}")
        self._write_cell()
        self._fit(self.height())

    def show_chosen(self, cell: tuple[int, int] | None) -> None:
        """Outline the cell of the confusion matrix whose samples are shown."""
        self.confusion.show_chosen(cell)
        self._write_cell()

    def show_sample(
        self, sample: Sample | None, reading: Reading | None, place: str, alike: int
    ) -> None:
        """Show the current sample, as `SampleDetail.show_sample`."""
        self.detail.show_sample(sample, reading, place, alike)

    def _write_cell(self) -> None:
        matrix = self.confusion
        cell = matrix.pointed_cell or matrix.chosen
        if cell is None:
            self.cell_text.setText("A click on a cell shows its samples.")
            return
        count = int(matrix.counts[cell])
        act = f"Click opens the {count:,}." if count else "None."
        if cell == matrix.chosen:
            act = f"Showing {count:,}; click for all."
        self.cell_text.setText(f"{cell_text(*cell).capitalize()}. {act}")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Smaller rows and cells where there is less height."""
        self._fit(event.size().height())
        super().resizeEvent(event)

    def _fit(self, height: int) -> None:
        is_low, has_more = height < _LOW, self.balance.rows > CLASSES
        is_wide = self.width() > NARROW and height >= _TALL
        self._column.setContentsMargins(16, 8 if is_low else 12, 16, 4 if is_low else 8)
        self._column.setSpacing(8 if is_wide else 3 if is_low else 5)
        self.balance.set_pitch(20 if is_wide else 13 if is_low else 14 if has_more else 16)
        self.balance.set_legend(not is_low)
        self.confusion.set_side(24 if is_wide else 16 if is_low else 20 if has_more else 21)


def _head(title: str, text: QLabel) -> QHBoxLayout:
    row = QHBoxLayout()
    row.addWidget(named(QLabel(title), "sideTitle"))
    text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    text.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    row.addWidget(text, 1)
    return row
