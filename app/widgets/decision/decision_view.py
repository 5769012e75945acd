"""Trace a decision: the question, where its answer comes from, the check of the sum."""

from __future__ import annotations

import time

from PySide6.QtCore import QSize, Qt, QTimer, Signal
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from app.tokens import Tokens
from app.widgets.decision import decision_texts as texts
from app.widgets.decision.decision_columns import MOST
from app.widgets.decision.decision_picture import DecisionPicture
from app.widgets.decision.question import Question
from app.widgets.elided_label import ElidedLabel
from app.widgets.named import named
from app.widgets.text_clock import TextClock
from app.widgets.title_row import title_row
from model.decision import Decision, decision
from model.ledger_table import as_csv
from model.recognizer import Recognition

CHECK_HEIGHT = 29
_SMALLEST = QSize(920, 346)  # pixels in which every number has room
PERIOD_MS = 33  # a decision takes about 3 ms


class DecisionView(QFrame):
    """Why this digit and not that one, live; nothing is computed while hidden.

    Signals
    -------
    unit_wanted(Unit): pin one; unit_hovered(Unit or None): point at one.
    csv_wanted(), picture_wanted(), closed().
    """

    unit_wanted = Signal(object)
    unit_hovered = Signal(object)
    csv_wanted = Signal()
    picture_wanted = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setAccessibleName("A decision traced to pixels")
        self.question, self.picture = Question(), DecisionPicture()
        self._recognition: Recognition | None = None
        self._decision: Decision | None = None
        self._is_stale = False  # there is a result that is not traced yet
        self._traced = 0.0  # when the last one was, in seconds
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._trace_when_visible)
        self._value = named(ElidedLabel(), "caption")
        self._check = named(QLabel(), "check")
        self._caption = named(ElidedLabel(), "caption")
        self._clock = TextClock(self._show_texts, self)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addWidget(self._title_row())
        layout.addWidget(self.picture, 1)
        layout.addWidget(self._check_row())
        self.question.changed.connect(self._ask)
        self.picture.unit_wanted.connect(self.unit_wanted)
        self.picture.unit_hovered.connect(self.unit_hovered)

    def _title_row(self) -> QFrame:
        csv_tip = "Copy pixels, biases and the strongest units as CSV"
        return title_row(
            (named(QLabel("Trace a decision"), "cardTitle"), self.question, self._value),
            (
                ("CSV", csv_tip, self.csv_wanted, "small"),
                ("Picture", "Copy as a picture", self.picture_wanted, "small"),
                ("Close  Esc", "Back to the layers (Esc)", self.closed, "link"),
            ),
        )

    def _check_row(self) -> QFrame:
        row = named(QFrame(), "checkRow")
        row.setFixedHeight(CHECK_HEIGHT)
        line = QHBoxLayout(row)
        line.setContentsMargins(12, 0, 12, 0)
        line.setSpacing(12)
        line.addWidget(self._check)
        line.addStretch(1)
        line.addWidget(self._caption)
        return row

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """With less room the numbers would be left out: then the view is scrolled."""
        return super().minimumSizeHint().expandedTo(_SMALLEST)

    @property
    def decision(self) -> Decision | None:
        """The decision traced last; None before a digit is drawn."""
        return self._decision

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.picture.set_tokens(tokens)

    def show_recognition(self, recognition: Recognition) -> None:
        """Trace a result, soon: at most every 33 ms, only while visible, the last one always."""
        self._recognition, self._is_stale = recognition, True
        if self.isVisible() and not self._timer.isActive():
            waited_ms = 1000 * (time.monotonic() - self._traced)
            self._timer.start(max(0, int(PERIOD_MS - waited_ms) + 1))

    def as_csv(self) -> str:
        """Pixels, biases, the strongest units and the value in full precision; or empty."""
        if self._is_stale:
            self._trace()
        return "" if self._decision is None else as_csv(self._decision)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """What came while hidden is traced now."""
        super().showEvent(event)
        self._trace_when_visible()

    def _trace_when_visible(self) -> None:
        if self.isVisible() and self._is_stale:
            self._trace()

    def _ask(self) -> None:
        self._is_stale = self._recognition is not None
        self._trace_when_visible()

    def _trace(self) -> None:
        self._timer.stop()
        self._traced, self._is_stale = time.monotonic(), False
        result = self._recognition
        if result is None or result.raster.is_blank:
            self._decision = None
            self.picture.clear()
            self._clock.tick(at_once=True)
            return
        had_one = self._decision is not None
        self.question.show_logits(result.logits)
        asked = self.question.digit, self.question.rather_than
        arrays = result.network, result.trace, result.raster.array
        self._decision = decision(*arrays, *asked, most=MOST)
        self.picture.show_decision(self._decision, result)
        self._clock.tick(at_once=not had_one)

    def _show_texts(self) -> None:
        """Value, check and caption: at most five times a second."""
        found, result = self._decision, self._recognition
        if found is None or result is None:
            self._value.show_text("")
            self._check.setText("")
            self._caption.show_text("")
            return
        spec = result.network.spec
        self._value.show_text(texts.value_text(found))
        self._check.setText(texts.self_check_text(found.check))
        self._caption.show_text(texts.caption(spec))
        self._caption.setToolTip(texts.caption_tip(spec))
        self.setAccessibleDescription(f"{texts.value_text(found)}. {texts.caption_tip(spec)}")
