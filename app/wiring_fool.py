"""Connections of Fool: drawing, networks, samples and engine with the workspace."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog

from app.fool_actions import FoolActions
from app.parts import Parts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.panels.explain import ExplainPanel
    from app.panels.fool import FoolPanel
    from app.widgets.fool.picked import Picked
    from model.defence import DefenceConfig
    from model.fooling import AscentConfig, ChangeConfig, Transfer
    from model.recognizer import Recognition
    from model.weights import NetworkRecord


def wire_fool(parts: Parts) -> None:
    """Connect everything that works before the workspace is first opened, and then that."""
    fooling, training, status = parts.fooling, parts.training, parts.window.status
    fooling.told.connect(status.tell)
    fooling.failed.connect(status.warn)
    training.state_changed.connect(lambda _: fooling.set_engine_free(not training.is_busy))
    parts.window.workspace_changed.connect(lambda name: _leave_engine(parts, name))
    parts.window.when_built("fool", lambda panel: _wire_panel(parts, panel))


def _leave_engine(parts: Parts, workspace: str) -> None:
    """Train asks the same engine what there is to learn from: an attack that rests ends."""
    if workspace == "train" and parts.fooling.state == "paused":
        parts.fooling.make_room()


def _wire_panel(parts: Parts, panel: FoolPanel) -> None:
    """The workspace is opened for the first time."""
    actions = FoolActions(parts.window, parts.samples)
    _wire_attacks(parts, panel)
    _wire_pictures(parts, panel, actions)
    _wire_defence(parts, panel)
    parts.window.desk.canvas.drawing_changed.connect(actions.follow)

    @Slot(object)
    def show_recognition(recognition: Recognition) -> None:
        if panel.isVisible():
            panel.show_recognition(recognition)

    @Slot(object)
    def read_anew(record: NetworkRecord) -> None:
        if parts.fooling.kind != "defend":
            parts.fooling.stop()  # what it would find now is about the other network
        panel.read_anew(record.network)

    parts.recognition.recognized.connect(show_recognition)
    parts.networks.activated.connect(read_anew)
    parts.window.workspace_changed.connect(
        lambda name: parts.recognition.recognize_now() if name == "fool" else None
    )
    parts.fooling.set_engine_free(not parts.training.is_busy)


def _wire_attacks(parts: Parts, panel: FoolPanel) -> None:
    fooling = parts.fooling

    @Slot(object)
    def ascend(configs: Sequence[AscentConfig]) -> None:
        fooling.ascend(configs, panel.drawing)

    @Slot(object)
    def find_least_change(config: ChangeConfig) -> None:
        if panel.drawing is not None:
            fooling.find_least_change(panel.drawing, config)

    panel.evolve_wanted.connect(fooling.evolve)
    panel.ascend_wanted.connect(ascend)
    panel.change_wanted.connect(find_least_change)
    panel.pause_wanted.connect(fooling.pause)
    panel.resume_wanted.connect(fooling.resume)
    panel.step_wanted.connect(fooling.step)
    panel.stop_wanted.connect(fooling.stop)
    fooling.state_changed.connect(panel.show_state)
    fooling.evolution_begun.connect(panel.evolve.begin)
    fooling.ascent_begun.connect(panel.ascend.begin)
    fooling.change_begun.connect(panel.begin_change)
    fooling.evolved.connect(panel.evolve.show_report)
    fooling.ascended.connect(panel.ascend.show_report)
    fooling.changed.connect(panel.least.show_found)


def _wire_pictures(parts: Parts, panel: FoolPanel, actions: FoolActions) -> None:
    window, fooling = parts.window, parts.fooling

    @Slot(str, object)
    def act(name: str, picked: Picked) -> None:
        if name == "store":
            actions.store(picked)
        elif name == "save":
            actions.save(picked)
        else:
            actions.put(picked)
            if name in ("inspect", "explain"):
                window.open_workspace(name)
            if name == "explain":
                explain = cast("ExplainPanel", window.workspace("explain"))
                _ask_why(explain, picked.fooling.target)

    @Slot(object)
    def try_on_others(picked: Picked) -> None:
        fooling.try_on_others(picked.fooling)

    @Slot(object)
    def show_transfer(transfers: Sequence[Transfer]) -> None:
        panel.transfer.show_transfers(transfers, parts.networks.active.network.name)

    @Slot()
    def report() -> None:
        folder = QFileDialog.getExistingDirectory(window, "Folder for the report")
        if folder:
            _write_report(parts, panel, Path(folder))

    panel.picture_wanted.connect(act)
    panel.transfer_wanted.connect(try_on_others)
    panel.report_wanted.connect(report)
    panel.save_wanted.connect(parts.figures.save)
    fooling.transferred.connect(show_transfer)
    fooling.transfer_failed.connect(panel.transfer.show_problem)


def _ask_why(explain: ExplainPanel, target: int) -> None:
    """Maps of the class that the picture was made for, whatever was asked before."""
    explain.show_maps()
    explain.header.ask_answer()
    explain.header.digits[target].click()


def _wire_defence(parts: Parts, panel: FoolPanel) -> None:
    fooling, defending = parts.fooling, parts.fooling.defending

    @Slot(object)
    def defend(config: DefenceConfig) -> None:
        fooling.defend(config, panel.defend.mnist)

    @Slot()
    def choose_folder() -> None:
        folder = QFileDialog.getExistingDirectory(parts.window, "Folder with MNIST")
        if folder:
            panel.defend.set_folder(folder)

    panel.defend_wanted.connect(defend)
    panel.stop_defence_wanted.connect(fooling.stop_defence)
    panel.folder_wanted.connect(choose_folder)
    panel.keep_wanted.connect(defending.keep)
    panel.discard_wanted.connect(defending.discard)
    fooling.defence_begun.connect(panel.defend.begin)
    fooling.defended.connect(panel.defend.show_report)
    fooling.defence_ended.connect(panel.defend.show_end)
    defending.kept.connect(panel.defend.show_decided)
    defending.discarded.connect(panel.defend.show_decided)
    defending.failed.connect(parts.window.status.warn)


def _write_report(parts: Parts, panel: FoolPanel, folder: Path) -> None:
    from app.fool_report import REPORT, report, write_report

    pictures = panel.foolings
    changes = list(panel.least.results.values())
    values = report(parts.networks.active, pictures, changes, panel.defend.rounds)
    written = write_report(folder, values, pictures)
    parts.window.tell_saved(folder / REPORT, is_saved=written)
