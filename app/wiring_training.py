"""Connections of Train: samples, engine and networks with the workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer, Slot

from app.network_rows import rows_of
from app.parts import Parts
from app.training_actions import TrainingActions
from model.retraining_report import RetrainingChoice

if TYPE_CHECKING:
    from app.panels.train import TrainPanel

_REST_MS = 2_000  # after the start, before a training of last time is looked for


def wire_training(parts: Parts) -> None:
    """Connect everything that works before the workspace is first opened, and then that."""
    window, training, planning = parts.window, parts.training, parts.planning
    training.told.connect(window.status.tell)
    training.failed.connect(window.status.warn)
    training.kept.connect(lambda _, text: window.status.tell(text))
    training.begun.connect(planning.make_room)
    training.state_changed.connect(lambda _: planning.set_engine_free(not training.is_busy))
    parts.networks.refused.connect(window.status.warn)
    parts.recognition.recognized.connect(lambda r: training.replaying.show_drawing(r.raster))
    window.when_built("train", lambda panel: _wire_panel(parts, panel))
    # A timer of the service: it does not fire when the window is closed before.
    timer = QTimer(training, singleShot=True, interval=_REST_MS)
    timer.timeout.connect(training.take_up)
    timer.start()


def _wire_panel(parts: Parts, panel: TrainPanel) -> None:
    """The Train workspace is opened for the first time."""
    actions = TrainingActions(parts.window, parts.networks)
    _wire_new(parts, panel, actions)
    _wire_running(parts, panel, actions)
    _wire_networks(parts, panel, actions)
    if not parts.training.take_up():  # it tells all by itself
        parts.training.tell_all()


def _wire_new(parts: Parts, panel: TrainPanel, actions: TrainingActions) -> None:
    planning, networks = parts.planning, parts.networks

    @Slot()
    def plan() -> None:
        """Count again, as long as somebody sees it."""
        if panel.isVisible():
            choice = panel.new.choice
            planning.plan(choice.base or networks.active_key, choice.mnist)

    @Slot(object)
    def start(choice: RetrainingChoice) -> None:
        if planning.plan_now is not None:
            parts.training.start(choice, planning.plan_now)

    later = QTimer(panel, singleShot=True, interval=0)  # samples may change many at a time
    later.timeout.connect(plan)
    planning.planned.connect(panel.show_plan)
    planning.previewed.connect(panel.show_preview)
    panel.plan_wanted.connect(later.start)
    panel.preview_wanted.connect(planning.preview)
    panel.start_wanted.connect(start)
    panel.folder_wanted.connect(actions.choose_folder)
    actions.folder_chosen.connect(panel.show_folder)
    parts.samples.changed.connect(later.start)
    networks.listed.connect(later.start)
    parts.window.workspace_changed.connect(lambda _: later.start())
    planning.plan(networks.active_key)


def _wire_running(parts: Parts, panel: TrainPanel, actions: TrainingActions) -> None:
    training, replaying = parts.training, parts.training.replaying
    panel.pause_wanted.connect(training.pause)
    panel.resume_wanted.connect(training.resume)
    panel.stop_and_keep_wanted.connect(training.stop_and_keep)
    panel.cancel_wanted.connect(training.cancel)
    panel.keep_wanted.connect(training.keep)
    panel.discard_wanted.connect(training.discard)
    training.begun.connect(panel.show_started)
    training.state_changed.connect(panel.show_state)
    training.stepped.connect(panel.show_step)
    training.reported.connect(panel.show_report)
    training.ended.connect(panel.show_result)
    training.kept.connect(lambda _, text: panel.show_decided(text))
    training.discarded.connect(panel.show_decided)
    training.cancelled.connect(panel.show_cancelled)
    training.failed.connect(panel.show_failed)
    training.worse_found.connect(actions.ask_about_worse)
    actions.keep_anyway.connect(lambda: training.keep(anyway=True))
    replaying.replayed.connect(panel.show_replay)
    parts.window.workspace_changed.connect(lambda name: replaying.set_watched(name == "train"))
    replaying.set_watched(panel.isVisible())


def _wire_networks(parts: Parts, panel: TrainPanel, actions: TrainingActions) -> None:
    window, networks = parts.window, parts.networks

    @Slot()
    def show() -> None:
        panel.show_networks(rows_of(networks.entries(), networks.active_key))

    @Slot(str)
    def delete(key: str) -> None:
        name = panel.networks.rows[key].name
        if networks.delete(key):
            panel.show_deleted(name)

    @Slot()
    def bring_back() -> None:
        networks.undelete()
        panel.show_deleted("")

    @Slot(str)
    def compare(key: str) -> None:
        window.open_workspace("inspect")
        if window.inspect.tool != "compare":
            window.inspect.toggle_tool("compare")
        parts.comparing.choose(key)

    panel.activate_wanted.connect(networks.activate)
    panel.rename_wanted.connect(networks.rename)
    panel.delete_wanted.connect(delete)
    panel.undo_delete_wanted.connect(bring_back)
    panel.compare_wanted.connect(compare)
    panel.export_wanted.connect(actions.export)
    panel.import_wanted.connect(actions.bring)
    panel.card_wanted.connect(actions.show_card)
    networks.listed.connect(show)
    networks.activated.connect(show)
    show()
