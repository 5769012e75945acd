"""Is it honest? Deletion, insertion, and what becomes of the maps with random weights."""

from __future__ import annotations

from typing import Literal, get_args

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QSizePolicy,
    QStackedWidget,
    QWidget,
)

from app.tokens import Tokens
from app.widgets.elided_label import ElidedLabel
from app.widgets.explain.explain_texts import nothing_text
from app.widgets.explain.honesty_chart import HonestyChart
from app.widgets.explain.random_view import RandomView
from app.widgets.explain.stale_card import StaleCard
from app.widgets.named import named
from app.widgets.segments import segments
from model.explanation import Curves, Randomisation, Target

Trial = Literal["deletion", "insertion", "random"]
TRIALS: tuple[Trial, ...] = get_args(Trial)
_SEGMENTS: dict[Trial, tuple[str, str]] = {
    "deletion": ("Deletion", "Erase the ink in the order of each map"),
    "insertion": ("Insertion", "Put the ink on blank paper in the order of each map"),
    "random": ("Random weights", "Make the weights random from the last layer to the first"),
}


class HonestyCard(StaleCard):
    """Three trials of the maps; the chosen method is emphasised.

    Signals
    -------
    chosen(str): a method. trial_chosen(str): "deletion", "insertion" or "random".
    """

    chosen = Signal(str)
    trial_chosen = Signal(str)

    def __init__(self, lack: str = "", parent: QWidget | None = None) -> None:
        super().__init__("Is it honest?", "", parent)
        self.lack = lack
        self.trial: Trial = "deletion"
        self.method: str = "integrated"
        self.chart = HonestyChart()
        self.random = RandomView()
        self.sentence = named(ElidedLabel(), "caption")
        self.sentence.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._is_unit = False
        self._curves: dict[str, Curves] = {}
        self._fresh: set[Trial] = set()  # whose results belong to the newest drawing
        self._pages = QStackedWidget()
        self._build()
        self.choose(self.method)
        self.random.set_note(lack or "Draw a digit: its maps with random weights appear here.")
        self._show()

    def _build(self) -> None:
        frame, self.segments = segments(_SEGMENTS, self.choose_trial)
        self.head.insertWidget(1, frame)
        self.body.addWidget(self.sentence)
        self._pages.addWidget(self.chart)
        self._pages.addWidget(self.random)
        self.body.addWidget(self._pages, 1)
        for view in (self.chart, self.random):
            view.chosen.connect(self.chosen)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        super().set_tokens(tokens)
        self.chart.set_tokens(tokens)
        self.random.set_tokens(tokens)

    # -- what is shown -----------------------------------------------------------------------

    def choose_trial(self, trial: Trial) -> None:
        """Show one of the trials, and say so."""
        self.trial = trial
        self._show()
        self.trial_chosen.emit(trial)

    def choose(self, method: str) -> None:
        """Emphasise a method."""
        self.method = method
        self.chart.choose(method)
        self.random.choose(method)

    def show_curves(self, curves: Curves) -> None:
        """Deletion or insertion of the newest maps."""
        self._curves[curves.kind] = curves
        self._fresh.add(curves.kind)
        self._show()

    def show_randomised(self, randomised: Randomisation) -> None:
        """The maps of ever more random networks."""
        self.random.show_randomised(randomised)
        self._fresh.add("random")
        self._show()

    def set_outdated(self, target: Target) -> None:
        """All results are older than the drawing, or than what is asked now."""
        self.chart.note = "follows when the drawing rests"
        is_unit = target.unit is not None
        if (
            self._fresh or not self._curves or is_unit != self._is_unit
        ):  # else it is said already: this comes often
            self._fresh.clear()
            self._is_unit = self.random.is_unit = is_unit
            self._show()

    def show_progress(self, part: float) -> None:
        """How much of the random weights is done."""
        if self.random.randomised is None:
            self.random.show_progress(part)

    def clear(self) -> None:
        """Nothing is drawn."""
        self._curves = {}
        self.chart.note = ""
        self.random.show_randomised(None)
        self._show()

    @property
    def figure_line(self) -> str:
        """What a figure shows of it."""
        name, does = _SEGMENTS[self.trial]
        if self.trial != "random":
            return f"Is it honest? {name}: {does[0].lower()}{does[1:]}; {self.sentence.full_text}"
        return f"Is it honest? {name}: {does[0].lower()}{does[1:]}; {'; '.join(self.random.legend)}"

    @property
    def digit(self) -> int | None:
        """Whose probability the curves follow."""
        return next((curves.digit for curves in self._curves.values()), None)

    def _show(self) -> None:
        self.segments[self.trial].setChecked(True)
        curves = self._curves.get(self.trial)
        if curves is not None and not curves.is_read and not self._is_unit:
            self.sentence.show_text(nothing_text(curves))
        else:
            answer = "answer" if self.digit is None else f"{self.digit}"
            self.sentence.show_text(_sentence(self.trial, answer, is_unit=self._is_unit))
        self._pages.setCurrentIndex(int(self.trial == "random"))
        if self.trial != "random":
            self.chart.show_curves(curves, is_unit=self._is_unit)
        is_shown = self.trial in self._curves
        if self.trial == "random":
            is_shown = self.random.randomised is not None
        self.set_stale(is_shown and self.trial not in self._fresh)


def _sentence(trial: Trial, answer: str, *, is_unit: bool) -> str:
    """What a trial does, and what it shows; the maps of a unit are tried on the answer."""
    if trial == "random":
        return "A map that hardly changes with random weights explains little of this network."
    turn = "fall" if trial == "deletion" else "rise"
    if is_unit:
        read = "what the network reads" if answer == "answer" else f"the {answer} that is read"
        return f"About {read}, not the unit: does it {turn} in the order of the unit's maps?"
    if trial == "deletion":
        first = "Erase the pixels a map calls most important."
    else:
        first = "Put the most important pixels on blank paper first."
    return f"{first} An honest map makes the {answer} {turn} fast."
