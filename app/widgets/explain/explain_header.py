"""The header of Explain: what is asked, how fast it is answered, and what else there is."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent, QStandardItemModel
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QListView,
    QPushButton,
    QToolButton,
    QWidget,
)

from app.explained import Question
from app.widgets.combo import ComboBox
from app.widgets.named import named
from model.explanation import Target
from model.network import CLASSES
from model.unit import Unit

HEIGHT = 40
_DIGIT = 24  # pixels
_NARROW = 840  # width below which words are left away
_FACT, _WIDE = 1000, 1200  # widths from which there is room for a fact in full, beside the speed


class ExplainHeader(QFrame):
    """Why a digit, rather than another, or why the pinned unit.

    A digit that is pressed again is let go: then the answer is asked about, whatever it is.

    Signals
    -------
    question_changed(Question): something else is asked.
    patches_wanted(), save_wanted().
    """

    question_changed = Signal(object)
    patches_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("header")
        self.setFixedHeight(HEIGHT)
        self.setMinimumWidth(1)  # else it would hold the window open; parts hide instead
        self.question = Question()
        self.pinned: Unit | None = None
        self._label = ""  # of the pinned unit
        self.target: Target | None = None  # what the question comes to now
        self.digits = [_DigitButton(digit) for digit in range(CLASSES)]
        self.follow = named(QPushButton("Follow"), "link")
        self.rather_than = ComboBox()
        self.unit = named(QPushButton("no unit pinned"), "headerTool")
        self.fact = named(QLabel(), "caption")  # of the unit, or what is read instead
        self.reads: int | None = None  # the answer to the newest drawing
        self._value: tuple[str, str] = ("", "")  # of the unit, longer and shorter
        self.speed = named(QLabel(), "caption")
        self.patches = named(QPushButton("Strongest patches"), "headerTool")
        self.save = named(QPushButton("Save"), "headerTool")
        self._optional: dict[int, QWidget] = {}  # least width -> part of the header
        self._build()
        self._show()

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(named(QLabel("Explain"), "workspaceName"))
        row.addSpacing(8)
        why, rather, other = QLabel("Why"), QLabel("rather than"), QLabel("or")
        row.addWidget(why)
        digits = QHBoxLayout()
        digits.setSpacing(2)
        for button in self.digits:
            button.clicked.connect(lambda _=False, digit=button.digit: self._choose(digit))
            button.step_wanted.connect(self._step)
            digits.addWidget(button)
        row.addLayout(digits)
        row.addWidget(rather)
        row.addWidget(self.rather_than)
        row.addWidget(other)
        row.addWidget(self.unit)
        row.addWidget(self.fact)
        row.addStretch(1)
        for part in (self.speed, self.follow, self.patches, self.save):
            row.addWidget(part)
        self._build_tips()
        self._optional = {1000: self.speed, 990: rather, 930: why, 900: other, 880: self.save}
        self._optional |= {670: self.patches, 590: self.unit, 470: self.rather_than}

    def _build_tips(self) -> None:
        self.follow.setToolTip("Ask about the answer again, whatever is drawn")
        self.follow.clicked.connect(self.ask_answer)
        self.rather_than.addItem("any other", None)
        for digit in range(CLASSES):
            self.rather_than.addItem(str(digit), digit)
        self.rather_than.setMinimumWidth(92)
        self.rather_than.setAccessibleName("Rather than")
        self.rather_than.setToolTip("Explain the difference of two logits instead of one logit")
        self.rather_than.activated.connect(lambda _: self._choose_other())
        self.unit.setCheckable(True)
        self.unit.clicked.connect(self._toggle_unit)
        self.speed.setToolTip("From the drawing to its gradient maps")
        self.patches.setToolTip("What excites a unit most, found and made")
        self.patches.clicked.connect(self.patches_wanted)
        self.save.setToolTip(
            "Save the maps as PNG, SVG or PDF, with legend and caption (Ctrl+Shift+S)"
        )
        self.save.clicked.connect(self.save_wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep what there is room for."""
        super().resizeEvent(event)
        self._show()

    # -- what is shown -----------------------------------------------------------------------

    def show_target(
        self,
        target: Target | None,
        reads: int | None = None,
        value: tuple[str, str] = ("", ""),
    ) -> None:
        """What the question comes to with the newest answer; None: nothing is drawn.

        reads: the answer. value: of the unit that is asked about, in longer and shorter words.
        """
        if (target, reads, value) != (self.target, self.reads, self._value):
            self.target, self.reads, self._value = target, reads, value
            self._show()

    def show_pinned(self, unit: Unit | None, label: str = "") -> None:
        """The unit that is pinned in Inspect, as it is written; None: none is."""
        self.pinned, self._label = unit, label
        if self.question.unit is not None and unit != self.question.unit:
            self._ask(replace(self.question, unit=unit))
        self._show()

    def show_speed(self, text: str) -> None:
        """How long the maps took."""
        self.speed.setText(text)

    def _show(self) -> None:
        is_unit, target = self.question.unit is not None, self.target
        asked = target.digit if target is not None and not is_unit else self.question.digit
        for button in self.digits:
            button.setChecked(not is_unit and button.digit == asked)
            stops = button.digit == (0 if asked is None else asked)
            policy = Qt.FocusPolicy.StrongFocus if stops else Qt.FocusPolicy.ClickFocus
            button.setFocusPolicy(policy)
        with QSignalBlocker(self.rather_than):
            other = None if is_unit else self.question.rather_than
            index = 0 if other is None or other == asked else other + 1
            self.rather_than.setCurrentIndex(index)
        self._offer_others(asked)
        self.rather_than.setEnabled(not is_unit)
        self.unit.setEnabled(self.pinned is not None)
        self.unit.setChecked(is_unit)
        self.unit.setToolTip(
            "Explain the pinned unit instead of a class; press again for the class"
            if self.pinned is not None
            else "Pin a unit in Inspect (Ctrl+1, click one): then it can be explained here"
        )
        for least, part in self._optional.items():
            part.setVisible(self.width() >= least)
        is_narrow = self.width() < _NARROW
        has_fact = self._show_fact()
        is_tight = is_narrow or (has_fact and self.width() < _WIDE)
        self.patches.setText("Patches" if is_tight else "Strongest patches")
        pinned = self._label if is_narrow or (is_unit and is_tight) else f"pinned {self._label}"
        self.unit.setText(pinned if self.pinned is not None else "no unit pinned")
        follows = self.question.digit is None or is_unit
        self.follow.setVisible(not follows and not is_narrow)  # a digit can be pressed again
        if (has_fact or not follows) and self.width() < _WIDE:  # in the place of the speed
            self.speed.hide()

    def _offer_others(self, asked: int | None) -> None:
        """All digits but the one that is asked about: neither in the list nor under the wheel."""
        items, rows = self.rather_than.model(), self.rather_than.view()
        assert isinstance(items, QStandardItemModel)
        assert isinstance(rows, QListView)
        for digit in range(CLASSES):
            items.item(digit + 1).setEnabled(digit != asked)
            rows.setRowHidden(digit + 1, digit == asked)

    def _show_fact(self) -> bool:
        """Say what the unit's number is, or that another digit is read; False: neither."""
        is_wide, chosen = self.width() >= _WIDE, self.question.digit
        text, name = "", "caption"
        if self.question.unit is not None:
            text = self._value[0 if self.width() >= _FACT else 1]
        elif chosen is not None and self.reads not in (None, chosen):
            read, name = f"network reads {self.reads}", "updating"  # in the colour of caution
            text = f"{chosen} chosen · {read}" if is_wide else read
        if name != self.fact.objectName():
            self.fact.setObjectName(name)
            self.fact.style().unpolish(self.fact)
            self.fact.style().polish(self.fact)
        self.fact.setText(text)
        self.fact.setVisible(bool(text) and self.width() >= 930)
        return bool(text)

    # -- asking ------------------------------------------------------------------------------

    @Slot()
    def ask_answer(self) -> None:
        """Ask about the class that is read, whatever is drawn."""
        self._ask(self.question.with_digit(None))

    def _ask(self, question: Question) -> None:
        has_changed = question != self.question
        self.question = question
        self._show()
        if has_changed:
            self.question_changed.emit(question)

    def _choose(self, digit: int) -> None:
        is_again = self.question.digit == digit and self.question.unit is None
        self._ask(self.question.with_digit(None if is_again else digit))

    def _choose_other(self) -> None:
        self._ask(replace(self.question, rather_than=self.rather_than.currentData()))

    def _toggle_unit(self) -> None:
        self._ask(replace(self.question, unit=None if self.question.unit else self.pinned))

    def _step(self, by: int) -> None:
        at = next((b.digit for b in self.digits if b.hasFocus()), 0)
        self.digits[min(max(at + by, 0), CLASSES - 1)].setFocus(Qt.FocusReason.TabFocusReason)


class _DigitButton(QToolButton):
    """One of ten; the arrow keys go on to the others.

    Signals
    -------
    step_wanted(int): one further (1) or back (-1).
    """

    step_wanted = Signal(int)

    def __init__(self, digit: int) -> None:
        super().__init__()
        self.digit = digit
        self.setObjectName("digit")
        self.setText(str(digit))
        self.setCheckable(True)
        self.setFixedSize(_DIGIT, 28)
        self.setAccessibleName(f"Why {digit}")
        self.setToolTip(f"Why {digit}; again: follow the answer")

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Left and right."""
        steps = {Qt.Key.Key_Left.value: -1, Qt.Key.Key_Right.value: 1}
        if event.key() in steps:
            self.step_wanted.emit(steps[event.key()])
        elif event.key() in (Qt.Key.Key_Return.value, Qt.Key.Key_Enter.value):
            self.click()
        else:
            super().keyPressEvent(event)
