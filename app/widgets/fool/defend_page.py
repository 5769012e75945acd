"""Defend: label what fools as no digit, retrain, attack again, and say honestly what it helped."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from app.formats import percent
from app.tokens import Tokens
from app.widgets.fool.defence_table import DefenceTable, rate
from app.widgets.fool.run_row import LIVE, State
from app.widgets.fool.scrolled_page import ScrolledPage
from app.widgets.fool.tile_painter import Tile
from app.widgets.fool.tile_strip import TileStrip
from app.widgets.named import named
from app.widgets.progress_line import ProgressLine
from app.widgets.text_clock import TextClock
from app.widgets.train.card import Card, Sentence
from app.widgets.train.train_texts import duration
from model.defence import DefenceConfig, DefenceEnd, DefenceReport
from model.fooling import SURE, DefenceRound, Fooling
from model.network import CLASSES

_ABOUT = (
    "Evolution and ascent that know the refusal attack the network. Pictures that pass are "
    "labelled “not a digit”, it is retrained with them beside its old digits, and attacked anew "
    "with other seeds. Some of them may look like digits to you: the program cannot tell, it "
    "labels whatever its attacks made. On MNIST, Nguyen, Yosinski and Clune (2015) found that "
    "retraining does not stop new ones."
)
_NEWEST = "Newest pictures"


class DefendPage(ScrolledPage):
    """What it does, how far it is, the table, and the decision. rounds: what is shown.

    Signals
    -------
    start_wanted(DefenceConfig), stop_wanted(), cancel_wanted(): begin; end with the rounds there
        are; end and forget.
    folder_wanted(): choose a folder with MNIST.
    keep_wanted(), discard_wanted(): of the defended network.
    """

    start_wanted = Signal(object)
    stop_wanted = Signal()
    cancel_wanted = Signal()
    folder_wanted = Signal()
    keep_wanted = Signal()
    discard_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.state: State = "idle"
        self.rounds: tuple[DefenceRound, ...] = ()
        self.config = DefenceConfig()  # the number of rounds is taken from its field
        self.mnist = ""
        self._lack = self._decided = ""
        self._report: DefenceReport | None = None
        self._clock = TextClock(self._write, self)
        self.about, self.count = Sentence(3), QSpinBox()
        self.folder = named(QPushButton("MNIST folder …"), "link")
        self.start, self.cancel = named(QPushButton("Retrain"), "primary"), QPushButton("Cancel")
        self.stop = QPushButton("Stop")
        self.line, self.progress = ProgressLine(), named(QLabel(), "caption")
        self.table, self.result = DefenceTable(), Sentence(3)
        self.strip = TileStrip(
            "evolved", "Newest fooling pictures, one for each class", has_curves=False
        )
        self.keep, self.discard = QPushButton("Keep"), QPushButton("Discard")
        self.newest = named(QLabel(_NEWEST), "workspaceName")
        self._build()
        self._connect()
        self.set_state("idle")

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 12, 16, 12)
        page.setSpacing(12)
        top = Card("Defend", "attack, label, retrain, attack again")
        for part in (self.cancel, self.stop, self.start):
            top.head.addWidget(part)
        self.about.setText(_ABOUT)
        top.body.addWidget(self.about)
        row = QHBoxLayout()
        row.setSpacing(10)
        row.addWidget(QLabel("Rounds"))
        self.count.setRange(1, 5)
        self.count.setValue(1)
        self.count.setAccessibleName("Rounds")
        self.count.setFixedWidth(64)
        self.count.lineEdit().setTextMargins(6, 0, 6, 0)
        row.addWidget(self.count)
        row.addWidget(self.folder)
        row.addWidget(self.line, 1)
        row.addWidget(self.progress)
        top.body.addLayout(row)
        page.addWidget(top)
        below = Card("What it helped", f"success: confidence above {SURE:g} and not refused")
        below.body.addWidget(self.table)
        below.body.addWidget(named(QFrame(), "line"))
        below.body.addWidget(self.result)
        decision = QHBoxLayout()
        decision.addWidget(self.keep)
        decision.addWidget(self.discard)
        decision.addStretch(1)
        below.body.addLayout(decision)
        page.addWidget(below)
        page.addWidget(self.newest)
        page.addWidget(self.strip)
        page.addStretch(1)
        self.line.setAccessibleName("Progress of the defence")

    def _connect(self) -> None:
        tips = (
            (self.count, "How often: label, retrain, attack again"),
            (self.folder, "A folder with MNIST: its test digits count the errors then"),
            (self.start, "Attack the network that answers, label what passes, retrain, attack"),
            (self.stop, "End here, with the rounds that are complete"),
            (self.cancel, "End at once and forget the new network"),
            (self.keep, "Store the defended network among yours and let it answer"),
            (self.discard, "Forget the defended network; the old one goes on answering"),
        )
        for part, tip in tips:
            part.setToolTip(tip)
        self.start.clicked.connect(self._start)
        self.stop.clicked.connect(self.stop_wanted)
        self.cancel.clicked.connect(self.cancel_wanted)
        self.folder.clicked.connect(self.folder_wanted)
        self.keep.clicked.connect(self.keep_wanted)
        self.discard.clicked.connect(self.discard_wanted)

    def _start(self) -> None:
        self.start_wanted.emit(replace(self.config, rounds=self.count.value()))

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.line.set_tokens(tokens)
        self.table.set_tokens(tokens)
        self.strip.set_tokens(tokens)

    def set_lack(self, lack: str) -> None:
        """Why nothing can be retrained here."""
        self._lack = lack
        self.set_state(self.state)

    def set_folder(self, folder: str) -> None:
        """Where MNIST lies; its name stands on the button."""
        self.mnist = folder
        self.folder.setText(f"MNIST in {Path(folder).name}" if folder else "MNIST folder …")

    def set_state(self, state: State) -> None:
        """Wake the buttons that make sense."""
        self.state = state
        is_live = state in LIVE
        for part in (self.start, self.count, self.folder):
            part.setEnabled(not is_live and not self._lack)
        self.cancel.setEnabled(is_live)
        self.stop.setEnabled(state == "running")
        self.keep.setEnabled(state == "ended")
        self.discard.setEnabled(state == "ended")
        self._clock.tick(at_once=True)

    def begin(self) -> None:
        """A defence begins."""
        self._report, self._decided = None, ""
        self.line.show_part(0.0)
        self._show_newest(())
        self.newest.setText(_NEWEST)
        self.show_rounds(())

    def show_report(self, report: DefenceReport) -> None:
        """On the way."""
        self._report = report
        self.line.show_part(report.done)
        self._show_newest(report.newest)
        if report.phase == "attacking":  # else the pictures are of the attack before
            self.newest.setText(_title(report))
        if len(report.rounds) != len(self.rounds):
            self.show_rounds(report.rounds)
        self._clock.tick()

    def show_end(self, end: DefenceEnd) -> None:
        """All rounds; a network to keep, or why there is none."""
        self.line.show_part(1.0)
        self._decided = end.stopped_for.capitalize() if end.stopped_for else ""
        if end.is_stopped and not end.folder:
            self._decided = "Stopped before a network was retrained"
        self.show_rounds(end.rounds)

    def _show_newest(self, pictures: Sequence[Fooling]) -> None:
        newest = {fooling.target: fooling for fooling in pictures}
        self.strip.show_tiles([Tile(n, newest.get(n)) for n in range(CLASSES)])

    def show_rounds(self, rounds: Sequence[DefenceRound]) -> None:
        """All rounds so far."""
        self.rounds = tuple(rounds)
        self.table.show_rounds(self.rounds)
        self._clock.tick(at_once=True)

    def show_decided(self, text: str) -> None:
        """What became of the network."""
        self._decided = text
        self.set_state("idle")

    def _write(self) -> None:
        if self._lack:
            self.progress.setText("")
            self.result.setText(self._lack)
            return
        self.progress.setText(self._progress())
        sentence = honest_sentence(self.rounds)
        decided = f" {self._decided.rstrip('.')}." if self._decided else ""
        self.result.setText(sentence + decided)

    def _progress(self) -> str:
        report = self._report
        if self.state == "waiting":
            return "waits for the training"
        if self.state == "ended":
            return "done: keep or discard the network"
        if self.state != "running":
            return ""
        if report is None:
            return "starting …"
        left = f" · {duration(report.left_s)} left" if report.left_s else ""
        return f"round {report.number}: {report.phase}, {report.what}{left}"


def _title(report: DefenceReport) -> str:
    """Whose pictures have come."""
    network = f"retrained in round {report.number}" if report.number else "as it was"
    return f"{_NEWEST}: {report.what}, on the network {network}"


def honest_sentence(rounds: Sequence[DefenceRound]) -> str:
    """What the last round says against the first; also when the defence has failed."""
    if not rounds:
        return "Nothing is measured yet."
    first, last = rounds[0], rounds[-1]
    if len(rounds) == 1:
        return f"Before any defence: {_rates(first)}."
    before, after = _mean(first), _mean(last)
    if after <= 0.5 * before and after < before:
        verdict = "It helped against these attacks; that says nothing of others"
    elif after < before:
        verdict = "It helped a little"
    elif after == before:
        verdict = "It changed nothing"
    else:
        verdict = "It did not help"
    text = (
        f"{verdict}: on average {percent(before)} of the attacks succeeded, now {percent(after)}."
    )
    if first.check_samples and last.check_samples:
        errors = [r.check_errors / r.check_samples for r in (first, last)]
        text += (
            f" Errors on {last.check_name}: {percent(errors[0], 2)} before, "
            f"{percent(errors[1], 2)} now ({last.check_samples:,} digits)."
        )
    return text


def _mean(each: DefenceRound) -> float:
    return sum(rate(a) for a in each.attacks) / max(1, len(each.attacks))


def _rates(each: DefenceRound) -> str:
    return "; ".join(f"{a.name} succeeds in {percent(rate(a))}" for a in each.attacks)
