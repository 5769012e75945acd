"""What there is to retrain with: counted here at once, and by the engine where that takes long."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from app.engine import task_names
from app.engine.client import Engine
from app.engine.process import Failure
from app.services.networks import NetworksService
from app.services.samples import SamplesService
from app.services.trainings import Trainings
from app.training_job import StoreLook, TrainingJob
from model.retraining_report import LABELS, BaseChoice, RetrainingChoice, RetrainingPlan

log = logging.getLogger(__name__)

# Until a training on this machine has told better: two cores of 2021.
_FIXED_S, _RASTER_S = 6.0, 0.0004


class PlanningService(QObject):
    """Answers what could be learnt from which base, and shows samples as they would be seen.

    Signals
    -------
    planned(RetrainingPlan): the newest answer; a second one follows when the engine has counted.
    previewed(list): augmented samples, (28, 28) float32 each.
    """

    planned = Signal(object)
    previewed = Signal(object)

    def __init__(
        self,
        engine: Engine,
        networks: NetworksService,
        samples: SamplesService,
        trainings: Trainings,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine, self._networks, self._samples = engine, networks, samples
        self._trainings = trainings
        self._devices: tuple[str, ...] = ("cpu",)
        self._plan: RetrainingPlan | None = None
        self._devices_number = self._look_number = self._preview_number = 0
        self._is_engine_free = True
        engine.finished.connect(self._on_finished)
        engine.failed.connect(self._on_failed)

    @property
    def plan_now(self) -> RetrainingPlan | None:
        """The newest answer."""
        return self._plan

    def set_engine_free(self, is_free: bool) -> None:
        """While the engine trains, only what is known here is told."""
        self._is_engine_free = is_free

    def plan(self, base: str, mnist: str = "") -> None:
        """Find out what there is to learn from for a base (the active one when it is unknown)."""
        entries = [entry for entry in self._networks.entries() if not entry.problem]
        keys = {entry.key: entry for entry in entries}
        entry = keys.get(base) or keys.get(self._networks.active_key) or entries[0]
        balance = self._samples.balance()
        counts = np.zeros((LABELS, 2), np.int64) if balance is None else balance
        expected = self._trainings.expectation() or (_FIXED_S, _RASTER_S)
        self._plan = RetrainingPlan(
            tuple(BaseChoice(each.key, each.name) for each in entries),
            entry.key,
            tuple(counts[:, 0].tolist()),
            (0,) * LABELS,
            int(counts[:, 1].sum()),
            fixed_s=expected[0],
            raster_s=expected[1],
            devices=self._devices,
            problem="" if balance is not None else "The samples cannot be opened.",
        )
        self.planned.emit(self._plan)
        if self._is_engine_free and balance is not None:
            self._ask(entry.folder, mnist)

    def _ask(self, base: Path, mnist: str) -> None:
        """Let the engine count what takes long; what was asked before is not wanted any more."""
        if not self._devices_number:
            self._devices_number = self._engine.request(task_names.DEVICES)
        self._cancel_look()
        store = str(self._samples.path)
        self._look_number = self._engine.request(task_names.LOOK_AT_STORE, store, str(base), mnist)

    def preview(self, choice: RetrainingChoice) -> None:
        """Make a few samples as a step would see them."""
        if not self._is_engine_free:
            return
        try:
            folder = self._networks.record_of(choice.base).folder
        except ValueError as error:
            log.warning("no preview: %s", error)
            return
        if self._preview_number:
            self._engine.cancel(self._preview_number)
        job = TrainingJob(
            "", str(self._samples.path), choice.which, choice.labels, choice.mnist, choice.config
        )
        self._preview_number = self._engine.request(task_names.PREVIEW, job, str(folder))

    @Slot()
    def make_room(self) -> None:
        """A training is about to begin: nothing else is wanted of the engine."""
        self._cancel_look()
        if self._preview_number:
            number, self._preview_number = self._preview_number, 0
            self._engine.cancel(number)

    def _cancel_look(self) -> None:
        if self._look_number:
            number, self._look_number = self._look_number, 0
            self._engine.cancel(number)

    @Slot(int, object)
    def _on_finished(self, number: int, value: object) -> None:
        if number == self._devices_number and isinstance(value, tuple):
            self._devices = value
            self._tell(devices=value)
        elif number == self._look_number and isinstance(value, StoreLook):
            self._look_number = 0
            self._tell(
                training=value.training,
                misread=value.misread,
                held_out=value.held_out,
                rehearsal=value.rehearsal,
                problem=value.problem,
            )
        elif number == self._preview_number and isinstance(value, np.ndarray):
            self._preview_number = 0
            self.previewed.emit(list(value))

    def _tell(self, **values: object) -> None:
        if self._plan is not None:
            self._plan = replace(self._plan, **values)  # type: ignore[arg-type]
            self.planned.emit(self._plan)

    @Slot(int, object)
    def _on_failed(self, number: int, failure: Failure) -> None:
        if number == self._devices_number:
            self._devices_number = 0
        elif number == self._look_number:
            self._look_number = 0
            self._tell(problem=failure.message)
        elif number == self._preview_number:
            self._preview_number = 0
            log.warning("no preview: %s", failure.message)
