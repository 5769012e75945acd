"""Compare: two drawings, or two networks on the same drawing, with one hover and one scale."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QHideEvent, QKeyEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.comparison import Comparison
from app.tokens import Tokens
from app.widgets.combo import ComboBox
from app.widgets.compare_layers import ComparedLayers
from app.widgets.compare_texts import HINT, answers_text, largest_text, unit_text
from app.widgets.named import named
from app.widgets.scale import Scale, ScaleMode
from app.widgets.text_clock import TextClock
from model.unit import Unit

TITLE_HEIGHT, READOUT_HEIGHT = 36, 28
_WIDE = 900  # below that width the sentence about answers has no room


class CompareView(QWidget):
    """The live recognition above another one, layer beneath layer; nothing is done while hidden.

    Signals
    -------
    choice_wanted(str): compare with "drawing", the kept one, or with the network of this key.
    keep_wanted(): keep the present drawing, to compare the next one with it.
    selection_wanted(Selection), sight_changed(Sight or None), closed().
    """

    choice_wanted = Signal(str)
    keep_wanted = Signal()
    selection_wanted = Signal(object)
    sight_changed = Signal(object)
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName("Compare")
        self.chooser = ComboBox()
        self.layers = ComparedLayers()
        self.answers = named(QLabel(), "check")
        self.readout = named(QLabel(HINT), "check")
        self._comparison: Comparison | None = None
        self._is_stale = False  # there is a comparison that is not shown yet
        self._clock = TextClock(self._show_texts, self)
        self._build()
        self.setFocusProxy(self.layers)
        self.layers.pointed.connect(self._tell)
        self.layers.selection_wanted.connect(self.selection_wanted)
        self.layers.sight_changed.connect(self.sight_changed)

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self._title_row())
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.layers)
        layout.addWidget(scroll, 1)
        row = named(QFrame(), "checkRow")
        row.setFixedHeight(READOUT_HEIGHT)
        line = QHBoxLayout(row)
        line.setContentsMargins(16, 0, 16, 0)
        self.readout.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        line.addWidget(self.readout)
        layout.addWidget(row)

    def _title_row(self) -> QFrame:
        row = named(QFrame(), "titleRow")
        row.setFixedHeight(TITLE_HEIGHT)
        line = QHBoxLayout(row)
        line.setContentsMargins(16, 0, 16, 0)
        line.setSpacing(8)
        self.chooser.setAccessibleName("Compare with")
        self.chooser.setToolTip("The drawing that was kept, or another network on this drawing")
        self.chooser.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        self.chooser.activated.connect(lambda _: self._choose())
        keep = named(QPushButton("Keep this drawing"), "small")
        keep.setToolTip("Keep the drawing as it is now, then draw another one to compare with it")
        keep.clicked.connect(self.keep_wanted)
        close = named(QPushButton("Close  Esc"), "link")
        close.setToolTip("Back to the layers (Esc)")
        close.clicked.connect(self.closed)
        self.answers.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        self.answers.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        for part in (named(QLabel("Compare"), "cardTitle"), QLabel("with"), self.chooser, keep):
            line.addWidget(part)
        line.addWidget(self.answers, 1)
        line.addSpacing(4)
        line.addWidget(close)
        return row

    @property
    def scale(self) -> Scale:
        """What the colours stand for, in both."""
        return self.layers.scale

    def show_choices(self, choices: Sequence[tuple[str, str]]) -> None:
        """List what can be compared with: key and text of each."""
        self.chooser.clear()
        for key, text in choices:
            self.chooser.addItem(text, key)
        self._mark_choice()

    def show_comparison(self, comparison: Comparison) -> None:
        """Show all numbers of both; soon, while hidden when it is seen."""
        before, self._comparison = self._comparison, comparison
        self._is_stale = True
        is_new = before is None or before.choice != comparison.choice
        self._refresh(at_once=is_new)

    def set_scale_mode(self, mode: ScaleMode) -> None:
        """Choose what a colour map spans."""
        self.layers.set_scale_mode(mode)
        self._is_stale = True
        self._refresh(at_once=False)

    def set_gamma(self, gamma: float) -> None:
        """Choose how much small values are lifted."""
        self.layers.set_gamma(gamma)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.layers.set_tokens(tokens)

    # -- what is shown ---------------------------------------------------------------------------

    def _choose(self) -> None:
        self.choice_wanted.emit(self.chooser.currentData())

    def _mark_choice(self) -> None:
        """The chooser says what is shown, also after a network that could not be loaded."""
        if self._comparison is not None:
            index = self.chooser.findData(self._comparison.choice)
            if index >= 0:
                self.chooser.setCurrentIndex(index)

    def _refresh(self, *, at_once: bool) -> None:
        if self._comparison is None or not self._is_stale or not self.isVisible():
            return
        self._is_stale = False
        self._mark_choice()
        self.layers.show_comparison(self._comparison)
        self._clock.tick(at_once=at_once)

    def _show_texts(self) -> None:
        """At most five times a second: what people read."""
        if self._comparison is None or not self.isVisible():
            return
        self.layers.show_captions()
        differences = largest_text(self._comparison, self.layers.differences)
        self.answers.setText(f"{answers_text(self._comparison)}  ·  {differences}")
        self._tell(self.layers.unit)

    def _tell(self, unit: Unit | None) -> None:
        """The pointed unit's numbers, at a fixed place."""
        shown = self._comparison
        text = HINT if shown is None or unit is None else unit_text(shown, unit)
        self.readout.setText(text)
        self.readout.setToolTip("" if text == HINT else text)
        self.layers.setAccessibleDescription(self.answers.text() if text == HINT else text)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Catch up with what came while hidden."""
        super().showEvent(event)
        self._refresh(at_once=True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Point at nothing any more."""
        super().hideEvent(event)
        self.layers.point_at(None)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc closes."""
        if event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The sentence about the answers stands where there is room; the captions say them too."""
        super().resizeEvent(event)
        self.answers.setVisible(event.size().width() >= _WIDE)

    def sizeHint(self) -> QSize:  # noqa: N802
        """The workspace of the smallest window."""
        return QSize(1030, 676)
