"""The Train workspace: a new training, the one that runs, and all networks there are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.tokens import Tokens
from app.widgets.named import named
from app.widgets.segments import segments
from app.widgets.train.cannot_train import CannotTrainPage
from app.widgets.train.network_list import NetworkList
from app.widgets.train.network_row import NetworkRow
from app.widgets.train.new_training import NewTrainingPage
from app.widgets.train.progress_card import State
from app.widgets.train.running import RunningPage
from model.retraining_report import (
    BeforeAfter,
    Replay,
    RetrainingChoice,
    RetrainingPlan,
    TrainingReport,
)
from model.retraining_result import RetrainStep

HEIGHT = 40
Page = Literal["new", "running", "networks"]
_PAGES: dict[Page, tuple[str, str]] = {
    "new": ("New training", "Choose samples and settings, and start"),
    "running": ("Running", "Progress, curves, before and now"),
    "networks": ("Networks", "All networks: activate, compare, rename, delete, export"),
}
_CAPTION_FROM = 620  # width of the header from which there is room for the caption


class TrainPanel(QWidget):
    """Three pages; each says with signals what is wanted.

    lack: why nothing can be trained here; it stands then where a training is set up.

    Signals
    -------
    start_wanted(RetrainingChoice), plan_wanted(RetrainingChoice), preview_wanted(RetrainingChoice):
        start; count again for another base or MNIST folder; make eight augmented samples.
    folder_wanted(): choose an MNIST folder.
    pause_wanted(), resume_wanted(), stop_and_keep_wanted(), cancel_wanted().
    keep_wanted(), discard_wanted(): of the result.
    checkpoint_wanted(int): the replay was put on this step.
    activate_wanted(str), compare_wanted(str), delete_wanted(str), export_wanted(str),
    card_wanted(str), rename_wanted(str, str), undo_delete_wanted(), import_wanted(): networks.
    """

    start_wanted = Signal(object)
    plan_wanted = Signal(object)
    preview_wanted = Signal(object)
    folder_wanted = Signal()
    pause_wanted = Signal()
    resume_wanted = Signal()
    stop_and_keep_wanted = Signal()
    cancel_wanted = Signal()
    keep_wanted = Signal()
    discard_wanted = Signal()
    checkpoint_wanted = Signal(int)
    activate_wanted = Signal(str)
    rename_wanted = Signal(str, str)
    compare_wanted = Signal(str)
    delete_wanted = Signal(str)
    undo_delete_wanted = Signal()
    export_wanted = Signal(str)
    import_wanted = Signal()
    card_wanted = Signal(str)

    def __init__(self, lack: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workspace")
        self.new = NewTrainingPage(self)
        self.running = RunningPage()
        self.networks = NetworkList()
        self._caption = named(QLabel("Drawing and inspecting go on meanwhile"), "caption")
        self._pages = QStackedWidget()
        self._build(CannotTrainPage(lack) if lack else self.new)
        self._connect()
        self.show_page("new")

    def _build(self, first: NewTrainingPage | CannotTrainPage) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self._build_header())
        if isinstance(first, CannotTrainPage):
            self.new.hide()
            self._caption.clear()  # nothing goes on meanwhile
            self.segments["running"].hide()
            first.networks_wanted.connect(lambda: self.show_page("networks"))
        for widget in (first, self.running, self.networks):
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setWidget(widget)
            self._pages.addWidget(area)
        page.addWidget(self._pages, 1)

    def _build_header(self) -> QFrame:
        header = named(QFrame(), "header")
        header.setFixedHeight(HEIGHT)
        row = QHBoxLayout(header)
        row.setContentsMargins(16, 0, 16, 0)
        row.setSpacing(8)
        row.addWidget(named(QLabel("Train"), "workspaceName"))
        row.addSpacing(4)
        frame, self.segments = segments(_PAGES, self.show_page, "level")
        row.addWidget(frame)
        row.addSpacing(4)
        self._caption.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
        row.addWidget(self._caption, 1)
        card = named(QPushButton("Model card …"), "link")
        card.setToolTip("Everything known about the network that answers")
        card.clicked.connect(lambda: self.card_wanted.emit(""))
        row.addWidget(card)
        return header

    def _connect(self) -> None:
        new, progress, report = self.new, self.running.progress, self.running.report
        new.start_wanted.connect(self.start_wanted)
        new.plan_wanted.connect(self.plan_wanted)
        new.preview_wanted.connect(self.preview_wanted)
        new.folder_wanted.connect(self.folder_wanted)
        progress.pause_wanted.connect(self.pause_wanted)
        progress.resume_wanted.connect(self.resume_wanted)
        progress.stop_and_keep_wanted.connect(self.stop_and_keep_wanted)
        progress.cancel_wanted.connect(self.cancel_wanted)
        report.keep_wanted.connect(self.keep_wanted)
        report.discard_wanted.connect(self.discard_wanted)
        self.running.checkpoint_wanted.connect(self.checkpoint_wanted)
        networks = self.networks
        networks.activate_wanted.connect(self.activate_wanted)
        networks.rename_wanted.connect(self.rename_wanted)
        networks.compare_wanted.connect(self.compare_wanted)
        networks.delete_wanted.connect(self.delete_wanted)
        networks.undo_wanted.connect(self.undo_delete_wanted)
        networks.export_wanted.connect(self.export_wanted)
        networks.import_wanted.connect(self.import_wanted)
        networks.card_wanted.connect(self.card_wanted)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The caption stands where there is room for it."""
        super().resizeEvent(event)
        self._caption.setVisible(event.size().width() >= _CAPTION_FROM)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        for page in (self.new, self.running, self.networks):
            page.set_tokens(tokens)

    # -- pages ------------------------------------------------------------------

    @property
    def page(self) -> Page:
        """Which page is shown."""
        return get_args(Page)[self._pages.currentIndex()]  # type: ignore[no-any-return]

    @Slot(str)
    def show_page(self, name: Page) -> None:
        """Show "new", "running" or "networks"."""
        self._pages.setCurrentIndex(get_args(Page).index(name))
        self.segments[name].setChecked(True)

    # -- a new training ------------------------------------------------------------------

    @Slot(object)
    def show_plan(self, plan: RetrainingPlan) -> None:
        """What there is to learn from."""
        self.new.show_plan(plan)

    @Slot(str)
    def show_folder(self, folder: str) -> None:
        """The MNIST folder that was chosen; empty: none."""
        self.new.show_folder(folder)

    @Slot(object)
    def show_preview(self, rasters: Sequence[NDArray[np.float32]]) -> None:
        """Eight augmented samples, (28, 28) float32 each."""
        self.new.show_preview(rasters)

    # -- the one that runs ------------------------------------------------------------------

    @Slot(object, object)
    def show_started(self, plan: RetrainingPlan, choice: RetrainingChoice) -> None:
        """A training has begun, or goes on after a restart of the program."""
        self.segments["running"].show()  # also where one of a full program waits for a decision
        self.running.begin(plan, choice)
        self.show_page("running")

    @Slot(str)
    def show_state(self, state: State) -> None:
        """Paused, running, stopping, cancelling ..., as the service says."""
        self.running.set_state(state)

    @Slot(object)
    def show_step(self, step: RetrainStep) -> None:
        """Progress between reports, about ten times a second."""
        self.running.show_step(step)

    @Slot(object)
    def show_report(self, report: TrainingReport) -> None:
        """A report after an epoch; the first one, of step 0, is the base."""
        self.running.show_report(report)

    @Slot(object)
    def show_replay(self, replay: Replay | None) -> None:
        """The drawing, read by all networks that were kept; None: the reports tell."""
        self.running.show_replay(replay)

    @Slot(object, bool)
    def show_result(self, result: BeforeAfter, is_stopped: bool = False) -> None:
        """The end: Keep and Discard wake up."""
        self.running.show_result(result, is_stopped=is_stopped)

    @Slot(str)
    def show_decided(self, text: str) -> None:
        """What became of the result: kept as …, discarded."""
        self.running.show_decided(text)

    @Slot()
    def show_cancelled(self) -> None:
        """The training was cancelled."""
        self.running.show_cancelled()

    @Slot(str)
    def show_failed(self, text: str) -> None:
        """The training broke off, in a plain sentence."""
        self.running.show_failed(text)

    # -- networks ------------------------------------------------------------------

    @Slot(object)
    def show_networks(self, rows: Sequence[NetworkRow]) -> None:
        """All networks."""
        self.networks.show_rows(tuple(rows))

    @Slot(str)
    def show_deleted(self, name: str) -> None:
        """A network was deleted and can be brought back; empty: none."""
        self.networks.show_deleted(name)
