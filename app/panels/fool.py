"""The Fool workspace: pictures that fool the network, and what the refusal makes of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QBoxLayout,
    QFrame,
    QScrollArea,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.tokens import Tokens
from app.widgets.fool.ascend_block import AscendBlock
from app.widgets.fool.cannot_card import CannotCard
from app.widgets.fool.change_block import ChangeBlock
from app.widgets.fool.chart_rows import chart_rows
from app.widgets.fool.defend_page import DefendPage
from app.widgets.fool.evolve_block import EvolveBlock
from app.widgets.fool.fool_header import FoolHeader, Page
from app.widgets.fool.least_card import LeastCard
from app.widgets.fool.picked import Kind, Picked, Refusal
from app.widgets.fool.picture_actions import Act
from app.widgets.fool.refusal_card import RefusalCard
from app.widgets.fool.run_row import LIVE, State
from app.widgets.fool.scrolled_page import ScrolledPage
from app.widgets.fool.tile_block import TileBlock
from app.widgets.fool.transfer_card import TransferCard
from model.fooling import ChangeConfig
from model.network import Network
from model.recognizer import Recognition

_SIDE_BY_SIDE = 860  # width of the page from which the cards stand beside each other


class FoolPanel(QWidget):
    """Four pages; each says with signals what is wanted.

    lack: why attacks that need gradients, and Defend, cannot run here.

    Signals
    -------
    evolve_wanted(EvolutionConfig), ascend_wanted(object), change_wanted(ChangeConfig),
    defend_wanted(DefenceConfig): begin; a tuple of AscentConfig, one for each class.
    pause_wanted(), resume_wanted(), step_wanted(), stop_wanted(): the attack that runs.
    stop_defence_wanted(), folder_wanted(), keep_wanted(), discard_wanted(): of Defend.
    picture_wanted(str, Picked): an Act with a picture; "others" is `transfer_wanted(Picked)`.
    report_wanted(), save_wanted(): buttons of the header.
    """

    evolve_wanted = Signal(object)
    ascend_wanted = Signal(object)
    change_wanted = Signal(object)
    defend_wanted = Signal(object)
    pause_wanted = Signal()
    resume_wanted = Signal()
    step_wanted = Signal()
    stop_wanted = Signal()
    stop_defence_wanted = Signal()
    folder_wanted = Signal()
    keep_wanted = Signal()
    discard_wanted = Signal()
    picture_wanted = Signal(str, object)
    transfer_wanted = Signal(object)
    report_wanted = Signal()
    save_wanted = Signal()

    def __init__(self, lack: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workspace")
        self._lack = lack
        self._page: Page = "evolve"
        self._refusal: Refusal = "on"
        self._threshold = 0.5
        self._recognition: Recognition | None = None
        self.header = FoolHeader()
        self.evolve, self.ascend = EvolveBlock(), AscendBlock()
        self.least, self.refusal = LeastCard(), RefusalCard()
        self.changed = ChangeBlock()
        self.cannot_ascend = CannotCard("Gradient ascent", lack)
        self.cannot_change = CannotCard("Least change", lack)
        self.defend = DefendPage()
        self.transfer = TransferCard(self)
        self._cards = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._pages = QStackedWidget()
        self._build()
        self._connect()
        self.show_page("evolve")

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(0)
        page.addWidget(self.header)
        attacks = ScrolledPage()
        column = QVBoxLayout(attacks)
        column.setContentsMargins(16, 8, 16, 12)
        column.setSpacing(8)
        for block in (self.evolve, self.ascend, self.cannot_ascend, self.changed):
            column.addWidget(block)
        self._cards.setSpacing(12)
        self._cards.addWidget(self.cannot_change if self._lack else self.least, 62)
        self._cards.addWidget(self.refusal, 38)
        for hidden in (self.least,) if self._lack else (self.cannot_change,):
            hidden.setParent(self)
            hidden.hide()
        column.addLayout(self._cards, 1)
        self.defend.set_lack(self._lack)
        for widget in (attacks, self.defend):
            area = QScrollArea()
            area.setWidgetResizable(True)
            area.setFrameShape(QFrame.Shape.NoFrame)
            area.setWidget(widget)
            self._pages.addWidget(area)
        page.addWidget(self._pages, 1)

    def _connect(self) -> None:
        header = self.header
        header.page_wanted.connect(self.show_page)
        header.refusal_changed.connect(self._set_refusal)
        header.encoding_changed.connect(self.evolve.set_encoding)
        header.report_wanted.connect(self.report_wanted)
        header.save_wanted.connect(self.save_wanted)
        self.evolve.start_wanted.connect(self.evolve_wanted)
        self.ascend.start_wanted.connect(self.ascend_wanted)
        for block in (self.evolve, self.ascend):
            block.row.pause_wanted.connect(self.pause_wanted)
            block.row.resume_wanted.connect(self.resume_wanted)
            block.row.step_wanted.connect(self.step_wanted)
            block.row.stop_wanted.connect(self.stop_wanted)
            block.chosen_changed.connect(self._show_chart)
            block.strip.opened.connect(lambda _, block=block: self._act("desk", block))
        for owner in (self.evolve, self.ascend, self.least):
            owner.acts.wanted.connect(lambda act, owner=owner: self._act(act, owner))
        self.least.find_wanted.connect(self.change_wanted)
        self.least.stop_wanted.connect(self.stop_wanted)
        self.least.chosen_changed.connect(self._show_changed)
        self.changed.chosen_changed.connect(self._choose_change)
        self.changed.strip.opened.connect(lambda _: self._act("desk", self.least))
        self.refusal.defend_wanted.connect(lambda: self.show_page("defend"))
        self.defend.strip.opened.connect(self._open_newest)
        self.defend.start_wanted.connect(self.defend_wanted)
        self.defend.cancel_wanted.connect(self.stop_wanted)
        self.defend.stop_wanted.connect(self.stop_defence_wanted)
        self.defend.folder_wanted.connect(self.folder_wanted)
        self.defend.keep_wanted.connect(self.keep_wanted)
        self.defend.discard_wanted.connect(self.discard_wanted)

    def _act(self, act: Act, owner: TileBlock | LeastCard) -> None:
        picked = owner.picked
        if picked is None:
            return
        if act == "others":
            self.transfer.open_at(owner.acts.buttons["others"], picked.name)
            self.transfer_wanted.emit(picked)
        else:
            self.picture_wanted.emit(act, picked)

    @Slot(int)
    def _open_newest(self, _target: int) -> None:
        picked = self.defend.strip.picked
        if picked is not None:
            self.picture_wanted.emit("desk", picked)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        parts = self.evolve, self.ascend, self.changed, self.least, self.refusal, self.defend
        for part in parts:
            part.set_tokens(tokens)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Cards stand side by side where there is room."""
        super().resizeEvent(event)
        is_wide = event.size().width() >= _SIDE_BY_SIDE
        directions = QBoxLayout.Direction
        self._cards.setDirection(directions.LeftToRight if is_wide else directions.TopToBottom)

    # -- pages ------------------------------------------------------------------

    @property
    def page(self) -> Page:
        """Which page is shown."""
        return self._page

    @Slot(str)
    def show_page(self, page: Page) -> None:
        """Show "evolve", "ascend", "least" or "defend"."""
        self._page = page
        self.header.show_page(page)
        self.evolve.setVisible(page == "evolve")
        self.ascend.setVisible(page == "ascend" and not self._lack)
        self.cannot_ascend.setVisible(page == "ascend" and bool(self._lack))
        self.changed.setVisible(page == "least" and not self._lack)
        self._pages.setCurrentIndex(1 if page == "defend" else 0)
        self._show_chart()

    # -- what a figure shows, see FigureView -------------------------------------------------

    @property
    def shown(self) -> QWidget:
        """The page."""
        area = self._pages.currentWidget()
        page = area.widget() if isinstance(area, QScrollArea) else None
        return self if page is None else page

    @property
    def title(self) -> str:
        """Above a figure."""
        return {
            "evolve": "Evolved pictures and least change",
            "ascend": "Gradient ascent and least change",
            "least": "Least change of a drawing",
            "defend": "Defence against pictures that fool",
        }[self._page]

    @property
    def figure_lines(self) -> tuple[str, ...]:
        """What the colours stand for, and how the pictures were made."""
        lines = [f"Refusal: {self.header.refusal.currentText()}, limit {self._threshold:.2f}"]
        if self._page == "evolve" and self.evolve.report is not None:
            report = self.evolve.report
            lines.append(
                f"Evolution: {self.evolve.form.summary()} · generation {report.generation} · "
                f"{report.evaluations:,} pictures tried"
            )
        if self._page != "defend":
            lines.append("Pictures: ink; changes: blue lighter, white none, orange darker")
        return tuple(lines)

    def catch_up(self) -> None:
        """Show the newest numbers without waiting."""
        for block in (self.evolve, self.ascend):
            block.write()
            block.strip.catch_up()

    # -- the drawing and the network ------------------------------------------------------

    @Slot(object)
    def show_recognition(self, recognition: Recognition) -> None:
        """The drawing on the desk has changed, or the network that reads it."""
        self._recognition = recognition
        threshold = recognition.network.calibration.threshold
        if threshold != self._threshold:
            self._threshold = threshold
            self._set_refusal(self._refusal)
        self.least.show_recognition(recognition)
        self._show_chart()

    @property
    def drawing(self) -> NDArray[np.float32] | None:
        """The raster (28, 28) on the desk; None without ink."""
        now = self._recognition
        return None if now is None or now.raster.is_blank else now.raster.array

    @Slot(object)
    def read_anew(self, network: Network) -> None:
        """Another network answers from now on: every picture is read by it."""
        for part in (self.evolve, self.ascend, self.least):
            part.read_anew(network)
        self._show_changed()

    @Slot(str)
    def _set_refusal(self, refusal: Refusal) -> None:
        self._refusal = refusal
        for part in (self.evolve, self.ascend, self.changed, self.least):
            part.set_refusal(refusal, self._threshold)
        self._show_chart()

    # -- attacks ------------------------------------------------------------------

    @Slot(str, str)
    def show_state(self, kind: str, state: State) -> None:
        """What an attack does: "evolve", "ascend", "least", "defend"; the others are idle."""
        for name, part in (("evolve", self.evolve), ("ascend", self.ascend)):
            part.set_state(state if name == kind else "idle")
        is_searching = kind == "least" and state in LIVE
        waits = state == "waiting"
        self.least.set_state("idle" if not is_searching else "waiting" if waits else "running")
        self._show_changed()
        if kind == "defend" or self.defend.state != "ended":
            self.defend.set_state(state if kind == "defend" else "idle")

    @Slot(object)
    def begin_change(self, config: ChangeConfig) -> None:
        """A search for the drawing on the desk."""
        self.least.begin(config)
        self._show_changed()

    @Slot()
    def _show_changed(self) -> None:
        least = self.least
        self.changed.show_results(
            least.results, least.drawn, least.most_tried, least.budgets.chosen, least.searching
        )
        self._show_chart()

    @Slot(int)
    def _choose_change(self, target: int) -> None:
        if target in self.least.budgets.rows:
            self.least.budgets.choose(target)

    # -- the chart ------------------------------------------------------------------

    @property
    def foolings(self) -> list[Picked]:
        """All pictures there are, for a report."""
        drawn = self.least.drawn
        report = self.evolve.report
        evolved = report.best if report is not None else ()
        return [
            *(Picked("evolved", fooling) for fooling in evolved),
            *(Picked("ascended", fooling) for fooling in self.ascend.results),
            *(
                Picked("changed", found.result, drawn)
                for found in self.least.results.values()
                if found.budget is not None
            ),
        ]

    @Slot()
    def _show_chart(self) -> None:
        owners = self.evolve, self.ascend, self.least
        chosen = [owner.picked.fooling for owner in owners if owner.picked is not None]
        made: Kind = "ascended" if self._page == "ascend" and not self._lack else "evolved"
        kinds: tuple[Kind, ...] = (made, "changed")
        rows = chart_rows(self._recognition, self.foolings, chosen, self._threshold, kinds)
        self.refusal.show_rows(rows, self._threshold, is_asked=self._refusal != "off")
        self.refusal.show_passing(self.evolve.passing, is_counted=self.evolve.report is not None)
