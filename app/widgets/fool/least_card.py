"""The least change that turns the user's own drawing into another digit."""

from __future__ import annotations

from dataclasses import replace
from typing import Literal

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.formats import percent
from app.tokens import Tokens
from app.widgets.fool.bisection_axis import BisectionAxis
from app.widgets.fool.budget_choice import BudgetChoice
from app.widgets.fool.budget_texts import NORM_TEXTS, budget_text
from app.widgets.fool.change_sum import ChangeSum
from app.widgets.fool.class_budgets import ClassBudgets
from app.widgets.fool.picked import Picked, Refusal, judgement, reread, verdict_text
from app.widgets.fool.picture_actions import PictureActions
from app.widgets.fool.verdict_line import VerdictLine
from app.widgets.named import named
from app.widgets.train.card import Card
from model.fooling import SURE, ChangeConfig, LeastChange
from model.network import CLASSES, Network
from model.recognizer import Recognition

State = Literal["idle", "waiting", "running"]
_SURE = percent(SURE, 0)  # what the new digit must reach


class LeastCard(Card):
    """Budgets by class at the left; the chosen change, its bisection and its verdict at the right.

    Signals
    -------
    find_wanted(ChangeConfig), stop_wanted(): begin for this drawing, or end.
    chosen_changed(): another class was chosen, or its result has come.
    """

    find_wanted = Signal(object)
    stop_wanted = Signal()
    chosen_changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Least change of your drawing", "", parent)
        self.state: State = "idle"
        self._refusal: Refusal = "on"
        self._threshold = 0.5
        self._recognition: Recognition | None = None
        self._found_for: Recognition | None = None  # whose drawing the results are about
        self._config = ChangeConfig()  # of the results
        self.results: dict[int, LeastChange] = {}
        self._searching: int | None = None  # the class in work
        self._is_chosen = False  # by the user; else the class in work is shown
        self.budgets, self.sum = ClassBudgets(), ChangeSum()
        self.axis, self.verdict = BisectionAxis(), VerdictLine()
        self.acts = PictureActions()
        self.choice = BudgetChoice()
        self.search = named(QPushButton("Find"), "tight")
        self._build()
        self._show()

    def _build(self) -> None:
        self.search.setToolTip("Search the least change for every other class, or end the search")
        self.search.clicked.connect(self._find_or_stop)
        self.head.addWidget(self.search)
        row = QHBoxLayout()
        row.setSpacing(14)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.setSpacing(6)
        left.addWidget(self.budgets, 1)
        left.addWidget(self.choice)
        right.setSpacing(5)
        right.addWidget(self.sum, 1)
        right.addWidget(named(QFrame(), "line"))
        right.addWidget(self.axis)
        right.addWidget(self.verdict)
        right.addWidget(self.acts)
        row.addLayout(left)
        row.addLayout(right, 1)
        self.body.addLayout(row, 1)
        self.budgets.chosen_changed.connect(self._on_chosen)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        for part in (self.budgets, self.sum, self.axis, self.verdict):
            part.set_tokens(tokens)

    # -- what is chosen ------------------------------------------------------------------

    @property
    def searching(self) -> int | None:
        """The class in work."""
        return self._searching if self.state == "running" else None

    @property
    def most_tried(self) -> float:
        """The largest budget of the results; of the next search while there are none."""
        return self._config.most if self._found_for is not None else self.choice.most

    @property
    def found(self) -> LeastChange | None:
        """The change that is shown."""
        chosen = self.budgets.chosen
        return None if chosen is None else self.results.get(chosen)

    @property
    def picked(self) -> Picked | None:
        """Its picture, for the buttons."""
        if self.found is None or self._found_for is None:
            return None
        return Picked("changed", self.found.result, self.drawn)

    @property
    def drawn(self) -> int | None:
        """What the drawing was read as that the results are about."""
        return None if self._found_for is None else self._found_for.prediction

    @property
    def is_stale(self) -> bool:
        """Whether the results are about another drawing, or another network, than now."""
        now, before = self._recognition, self._found_for
        if before is None or now is None:
            return False
        return now.network is not before.network or not np.array_equal(
            now.raster.array, before.raster.array
        )

    def _find_or_stop(self) -> None:
        if self.state != "idle":
            self.stop_wanted.emit()
        elif self._recognition is not None and not self._recognition.raster.is_blank:
            targets = tuple(n for n in range(CLASSES) if n != self._recognition.prediction)
            config = ChangeConfig(
                norm=self.choice.norm,
                targets=targets,
                most=self.choice.most,
                knows_refusal=self._refusal == "known",
            )
            self.find_wanted.emit(config)

    # -- what is shown ------------------------------------------------------------------

    def set_refusal(self, refusal: Refusal, threshold: float) -> None:
        """Whether the verdict counts, whether the attack knows it, and its limit."""
        self._refusal, self._threshold = refusal, threshold
        self._show()

    def show_recognition(self, recognition: Recognition) -> None:
        """The drawing on the desk has changed."""
        self._recognition = recognition
        self._show()

    def begin(self, config: ChangeConfig) -> None:
        """A search begins for the drawing on the desk."""
        self.results, self._config, self._found_for = {}, config, self._recognition
        self._searching, self._is_chosen = config.targets[0] if config.targets else None, False
        if self.budgets.chosen not in config.targets:
            self.budgets.choose(None)
        self._show()

    def read_anew(self, network: Network) -> None:
        """Read these pictures with the network that answers now; budgets stay the old one's."""
        found = list(self.results.values())
        again = reread(network, [each.result for each in found])
        for each, result in zip(found, again, strict=True):
            self.results[each.target] = replace(each, result=result)
        self._show()

    def set_state(self, state: State) -> None:
        """What the engine does; at the end the smallest budget is shown."""
        has_ended = self.state == "running" and state == "idle"
        self.state = state
        turned = [found for found in self.results.values() if found.budget is not None]
        if has_ended and turned and not self._is_chosen:
            self._choose(min(turned, key=lambda found: found.budget or 0.0).target)
        self._show()

    def show_found(self, found: LeastChange) -> None:
        """What is known of a class after a try; it is shown while nobody has chosen another."""
        self.results[found.target] = found
        self._searching = found.target
        if not self._is_chosen and found.budget is not None:
            self._choose(found.target)
        self._show()
        self.chosen_changed.emit()

    def _choose(self, target: int) -> None:
        """Show a class although the user has not chosen it."""
        self.budgets.choose(target)
        self._is_chosen = False

    def _on_chosen(self) -> None:
        self._is_chosen = True
        self._show()
        self.chosen_changed.emit()

    def _show(self) -> None:
        now = self._recognition
        is_blank = now is None or now.raster.is_blank
        is_live = self.state != "idle"
        self.search.setText("Stop" if is_live else "Find again" if self.results else "Find")
        self.search.setEnabled(is_live or not is_blank)
        rows = self._config.targets
        if self._found_for is None:
            read = None if now is None or is_blank else now.prediction
            rows = tuple(n for n in range(CLASSES) if n != read)
        most = self.most_tried
        self.budgets.show_results(self.results, rows, most, self.searching)
        self._show_sentence(is_blank=is_blank)
        shown = self._found_for if self.results else now
        array = None if shown is None or shown.raster.is_blank else shown.raster.array
        reads = "" if array is None or shown is None else _reads(shown)
        self.sum.show_drawing(array, reads)
        self.sum.show_found(self.found)
        drawn = None if shown is None or array is None else shown.prediction
        self.axis.show_found(self.found, most, drawn)
        self._show_verdict(is_blank=is_blank)
        picked = self.picked
        self.acts.set_picture(picked.name if picked is not None else "")

    def _show_sentence(self, *, is_blank: bool) -> None:
        before, norm = self._found_for, self._config.norm
        texts = {"waiting": "waits for the training", "running": "searching …"}
        if self.state in texts:
            text = texts[self.state]
        elif is_blank and not self.results:
            text = "draw a digit first"
        elif before is None or self._recognition is None:
            text = f"how little makes it another digit, above {_SURE}?"
        elif before.network is not self._recognition.network:
            text = f"found for {before.network.name}: “Find again”"
        elif self.is_stale:
            text = "of the drawing before: “Find again”"
        else:
            least = "fewest pixels" if norm == "pixels" else f"smallest {NORM_TEXTS[norm]} budget"
            text = f"{least} for another digit above {_SURE}"
        self.caption.setText(text)
        self.caption.setToolTip(text)

    def _show_verdict(self, *, is_blank: bool) -> None:
        found = self.found
        if found is None:
            text = (
                "Draw a digit: then it can be changed." if is_blank else "No change to judge yet."
            )
            self.verdict.show_text(text, is_caution=False, has_mark=False)
            return
        if found.budget is None:
            most = budget_text(self._config.most, found.norm)
            text = f"no change up to {most} turns it into {found.target}"
            self.verdict.show_text(text, is_caution=False, has_mark=False)
            return
        told = judgement(found.result, self._refusal)
        if self._refusal == "off":
            confidence = percent(found.result.confidence)
            text = f"reads {found.result.prediction} with {confidence}; nobody asks the refusal"
        else:
            text = verdict_text(found.result, self._threshold)
        has_mark = told.is_caution or told.is_stopped
        self.verdict.show_text(text, is_caution=told.is_caution, has_mark=has_mark)


def _reads(recognition: Recognition) -> str:
    return f"reads {recognition.prediction}  {percent(recognition.confidence)}"
