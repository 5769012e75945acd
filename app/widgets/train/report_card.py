"""Before and now: what the training has changed, and whether it is kept."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.tokens import Tokens
from app.widgets.named import named
from app.widgets.segments import segments
from app.widgets.text_clock import TextClock
from app.widgets.train.card import Card, Sentence
from app.widgets.train.changed_tiles import ChangedTiles
from app.widgets.train.class_changes import ClassChanges
from app.widgets.train.report_table import ReportTable
from app.widgets.train.train_texts import points_text, rate_text, verdict_text
from model.retraining_report import BeforeAfter

_VIEWS = {
    "samples": ("Gained and lost", "Samples that are read otherwise than before"),
    "classes": ("Per class", "Errors of every digit"),
}
_ROOMY = 376  # from this height on both views are shown
_LATER = "after the training or “Stop and keep”"


class ReportCard(Card):
    """Grows with the training; at its end the user keeps or discards.

    Signals
    -------
    keep_wanted(), discard_wanted().
    """

    keep_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Before and now", "", parent)
        self.result: BeforeAfter | None = None
        self.is_final = False
        self._clock = TextClock(self._write, self)
        self.table = ReportTable()
        self.verdict = Sentence(1)
        self.warning = named(QFrame(), "caution")
        self._warning_text = Sentence(2)
        self.tiles, self.classes = ChangedTiles(), ClassChanges()
        self.keep = named(QPushButton("Keep"), "secondary")
        self.discard = named(QPushButton("Discard"), "secondary")
        self.note = named(QLabel(_LATER), "caption")
        self._build()
        self.begin()
        self._show_views()

    def _build(self) -> None:
        self._choice = self._build_segments()
        self.head.addWidget(self._choice)
        row = QHBoxLayout(self.warning)
        row.setContentsMargins(8, 2, 8, 2)
        row.addWidget(self._warning_text)
        self.body.setSpacing(4)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        for button in (self.keep, self.discard):
            button.setMinimumWidth(92)
            buttons.addWidget(button)
        buttons.addWidget(self.note, 1)
        self.keep.clicked.connect(self.keep_wanted)
        self.discard.clicked.connect(self.discard_wanted)
        self.body.addWidget(self.table)
        self.body.addWidget(self.verdict)
        self.body.addWidget(self.warning)
        self.body.addWidget(named(QFrame(), "line"))
        self.body.addWidget(self._build_views(), 1)
        self.body.addLayout(buttons)

    def _build_views(self) -> QWidget:
        """As high as one view at least: a second one must not keep the card from shrinking."""
        views = QWidget()
        views.setMinimumHeight(self.tiles.height())
        column = QVBoxLayout(views)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.tiles)
        column.addWidget(self.classes)
        column.addStretch(1)
        return views

    def _build_segments(self) -> QFrame:
        """Which of the two views of the same change is shown."""
        frame, buttons = segments(_VIEWS, lambda _: self._show_views())
        self.segments = list(buttons.values())
        self.segments[0].setChecked(True)
        return frame

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Both views where there is room for them."""
        super().resizeEvent(event)
        self._show_views()

    def _show_views(self) -> None:
        has_room = self.height() >= _ROOMY
        self._choice.setVisible(not has_room)
        self.tiles.setVisible(has_room or self.segments[0].isChecked())
        self.classes.setVisible(has_room or self.segments[1].isChecked())

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.table.set_tokens(tokens)
        self.tiles.set_tokens(tokens)
        self.classes.set_tokens(tokens)

    # -- what is shown ------------------------------------------------------------------

    def begin(self) -> None:
        """Nothing yet."""
        self.result, self.is_final = None, False
        self.caption.setText("")
        self.note.setText(_LATER)
        self._set_decision(awake=False, is_worse=False)
        self._write()

    def show_so_far(self, result: BeforeAfter, step: int, *, is_now: bool) -> None:
        """On the way: how it stands at a step."""
        if self.is_final:
            return
        self.result = result
        self.caption.setText(
            f"at step {step:,}{'; this becomes the final report' if is_now else ''}"
        )
        self._clock.tick()

    def show_result(self, result: BeforeAfter, *, is_stopped: bool) -> None:
        """The end: it is kept or discarded."""
        self.result, self.is_final = result, True
        stopped = ", stopped before its end" if is_stopped else ""
        self.caption.setText(f"the final report, on all samples{stopped}")
        self.note.setText("Nothing is active yet: the old network goes on answering.")
        self._set_decision(awake=True, is_worse=result.is_worse)
        self._write()

    def show_decided(self, text: str) -> None:
        """Kept or discarded."""
        self._set_decision(awake=False, is_worse=False)
        self.note.setText(text)

    def _set_decision(self, *, awake: bool, is_worse: bool) -> None:
        """What is worse is discarded by the first button; it takes another click to keep it."""
        self.keep.setText("Keep anyway" if is_worse else "Keep")
        chosen = self.discard if is_worse else self.keep
        for button in (self.keep, self.discard):
            button.setEnabled(awake)
            name = "primary" if awake and button is chosen else "secondary"
            if button.objectName() != name:
                button.setObjectName(name)
                button.style().unpolish(button)
                button.style().polish(button)
        self.keep.setToolTip("Store the new network and let it answer; the old one stays stored")
        self.discard.setToolTip("Forget the new network; the old one goes on answering")

    def _write(self) -> None:
        """Everything that people read."""
        result = self.result
        self.table.show_result(result)
        self.tiles.show_result(result)
        self.classes.show_result(result)
        is_worse = result is not None and result.is_worse
        self.warning.setVisible(is_worse)
        self.verdict.setVisible(not is_worse)
        if result is None:
            self.verdict.setText("")
            return
        text = verdict_text(result)
        self._warning_text.setText(f"⚠  {text}")
        self.warning.setAccessibleName(f"Warning: {text}")
        self.verdict.setText(f"✓  {text}" if _is_good(result) else text)
        self.verdict.setToolTip(refusal_text(result))
        self.warning.setToolTip(refusal_text(result))


def _is_good(result: BeforeAfter) -> bool:
    return result.held_out is not None and result.held_out.points < 0


def refusal_text(result: BeforeAfter) -> str:
    """The rates of refusals, a line each."""
    return "\n".join(
        f"{change.name}: {rate_text(change.before)} before, {rate_text(change.after)} now "
        f"({points_text(change.points)})"
        for change in result.refused
    )
