"""The page of a new training: from which network, with which samples, with which settings."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
    QWidget,
)

from app.tokens import Tokens
from app.widgets.combo import ComboBox
from app.widgets.named import named
from app.widgets.train.augmentation_preview import PreviewCard
from app.widgets.train.card import Card
from app.widgets.train.sample_choice import SampleChoice
from app.widgets.train.settings_form import SettingsForm, summary
from app.widgets.train.train_texts import balance_text, counted, duration, ready_text, why_not
from model.retraining_report import LABELS, RetrainingChoice, RetrainingPlan

_NOTHING = RetrainingPlan((), "", (0,) * LABELS, (0,) * LABELS, 0)
_PROMISES = (
    "It learns from your samples and rehearses what it knew.",
    "Drawing and inspecting go on meanwhile.",
    "You see before and after, then keep or discard it.",
    "The old network stays, one click away.",
)


class NewTrainingPage(QWidget):
    """Chooses; what has been chosen is `choice`.

    Signals
    -------
    start_wanted(RetrainingChoice), preview_wanted(RetrainingChoice).
    plan_wanted(RetrainingChoice): another base or folder: count again.
    folder_wanted(): the user wants to choose the MNIST folder.
    """

    start_wanted = Signal(object)
    preview_wanted = Signal(object)
    plan_wanted = Signal(object)
    folder_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.plan = _NOTHING
        self.mnist = ""
        self.base = ComboBox()
        self.samples = SampleChoice()
        self.settings = SettingsForm()
        self.more = named(QPushButton("More"), "small")
        self.start = named(QPushButton("Start"), "primary")
        self.ready, self.reason = named(QLabel(), "cardTitle"), QLabel()
        self.detail = QLabel()
        self._folder = named(QLabel(), "caption")
        self._no_folder = named(QPushButton("Without"), "link")
        self._settings_card = Card("Settings")
        self._ready_card = Card("Ready")
        self._preview = PreviewCard()
        self._build()
        self._connect()
        self.show_plan(_NOTHING)

    def _build(self) -> None:
        page = QHBoxLayout(self)
        page.setContentsMargins(16, 12, 16, 12)
        page.setSpacing(16)
        left, right = QVBoxLayout(), QVBoxLayout()
        for column in (left, right):
            column.setSpacing(12)
        left.addWidget(self._build_samples())
        left.addWidget(self._build_settings())
        left.addStretch(1)
        right.addWidget(self._build_ready())
        right.addWidget(self._preview)
        right.addStretch(1)
        page.addLayout(left, 640)
        page.addLayout(right, 342)
        self._preview.hide()
        self.settings.hide()

    def _build_samples(self) -> Card:
        card = Card("What it learns from")
        card.body.setSpacing(10)
        row = QHBoxLayout()
        row.setSpacing(12)
        label = QLabel("Start from")
        label.setBuddy(self.base)
        self.base.setAccessibleName("Start from")
        self.base.setToolTip("The network that learns; it stays as it is, a new one is made")
        row.addWidget(label)
        row.addWidget(self.base, 1)
        card.body.addLayout(row)
        card.body.addWidget(self.samples)
        card.body.addWidget(named(QFrame(), "line"))
        card.body.addLayout(self._build_folder())
        return card

    def _build_folder(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(QLabel("MNIST"))
        self._folder.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self._folder, 1)
        choose = named(QPushButton("Choose a folder …"), "small")
        choose.setToolTip("A folder with MNIST's files: real digits are rehearsed too")
        choose.clicked.connect(self.folder_wanted)
        row.addWidget(self._no_folder)
        row.addWidget(choose)
        return row

    def _build_settings(self) -> Card:
        card = self._settings_card
        self.more.setCheckable(True)
        self.more.setToolTip("Show or hide everything that can be adjusted")
        card.head.addWidget(self.more)
        card.body.addWidget(self.settings)
        return card

    def _build_ready(self) -> Card:
        card = self._ready_card
        self.reason.setWordWrap(True)
        self.detail.setWordWrap(True)
        self.start.setFixedHeight(32)
        self.ready.setWordWrap(True)
        card.body.setSpacing(8)
        for part in (self.ready, self.detail, self.start, self.reason):
            card.body.addWidget(part)
        card.body.addWidget(named(QFrame(), "line"))
        promises = named(QLabel("\n".join(_PROMISES)), "caption")
        promises.setWordWrap(True)
        promises.setAlignment(Qt.AlignmentFlag.AlignTop)
        card.body.addWidget(promises)
        return card

    def _connect(self) -> None:
        self.base.currentIndexChanged.connect(lambda _: self.plan_wanted.emit(self.choice))
        self.samples.changed.connect(self._write)
        self.settings.changed.connect(self._write)
        self.settings.augmentation.toggled.connect(lambda _: self._want_preview())
        self.more.toggled.connect(self._unfold)
        self.start.clicked.connect(lambda: self.start_wanted.emit(self.choice))
        self._preview.wanted.connect(self._want_preview)
        self._no_folder.setToolTip("Rehearse generated drawings only")
        self._no_folder.clicked.connect(lambda: self.show_folder(""))

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        for part in (self.samples, self.settings, self._preview):
            part.set_tokens(tokens)

    # -- what is chosen ------------------------------------------------------------------

    @property
    def choice(self) -> RetrainingChoice:
        """Everything as it stands."""
        return RetrainingChoice(
            self.base.currentData() or "",
            self.samples.which,
            self.samples.chosen_labels if self.samples.which == "labels" else (),
            self.mnist,
            self.settings.config(),
        )

    def show_plan(self, plan: RetrainingPlan) -> None:
        """Show what there is to learn from."""
        self.plan = plan
        with QSignalBlocker(self.base):
            self.base.clear()
            for base in plan.bases:
                self.base.addItem(base.name, base.key)
            self.base.setCurrentIndex(self.base.findData(plan.base))
        self.settings.show_devices(plan.devices)
        self._write()

    def show_folder(self, folder: str) -> None:
        """Use an MNIST folder, or none."""
        self.mnist = folder
        self._write()
        self.plan_wanted.emit(self.choice)

    def show_preview(self, rasters: Sequence[NDArray[np.float32]]) -> None:
        """Eight augmented samples, (28, 28) float32 each."""
        self._preview.tiles.show_rasters(rasters)

    def _write(self) -> None:
        """Bring every text in line with what is chosen."""
        plan, choice = self.plan, self.choice
        counts = choice.counts(plan)
        self.samples.show_counts(plan, choice)
        self._settings_card.caption.setText("" if self.more.isChecked() else summary(choice.config))
        self._no_folder.setVisible(bool(self.mnist))
        self._folder.setText(self._folder_text())
        self._folder.setToolTip(self.mnist)
        expected, total = choice.expected_s(plan), sum(counts)
        self.ready.setText(counted(total) if total else "No samples")
        about = f"about {duration(expected)}" if expected and total else ""
        steps = f"{choice.steps(plan):,} steps" if total else ""
        held_out = f"{counted(plan.held_out, 'held-out sample')} will measure it" if total else ""
        lines = (" · ".join(filter(None, (balance_text(counts), about))), steps, held_out)
        self.detail.setText("\n".join(filter(None, lines)))
        self.detail.setAccessibleName(ready_text(choice, plan))
        reason = why_not(choice, plan)
        self.start.setEnabled(not reason)
        self.start.setToolTip(reason or "Start the training; it runs beside everything else")
        self.start.setAccessibleDescription(reason or ready_text(choice, plan))
        self._ready_card.title.setText("Not ready" if reason else "Ready")
        self.reason.setText(reason)
        self.reason.setVisible(bool(reason))

    def _folder_text(self) -> str:
        if not self.mnist:
            return "optional: without it, generated drawings are rehearsed"
        if self.plan.rehearsal:
            return f"{self.plan.rehearsal:,} digits are rehearsed too, from {self.mnist}"
        return self.mnist

    def _unfold(self, is_open: bool) -> None:
        self.more.setText("Less" if is_open else "More")
        self.settings.setVisible(is_open)
        self._preview.setVisible(is_open)
        self._write()
        if is_open:
            self._want_preview()

    def _want_preview(self) -> None:
        if self.more.isChecked() and any(self.choice.counts(self.plan)):
            self.preview_wanted.emit(self.choice)
