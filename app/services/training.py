"""A retraining from its start to the decision, in an engine process of its own."""

from __future__ import annotations

import logging
from dataclasses import replace
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal, Slot

from app import installation
from app.engine import task_names
from app.engine.client import Engine
from app.engine.process import Failure
from app.services.networks import NetworksService
from app.services.replaying import Replaying
from app.services.trainings import Training, Trainings
from app.training_job import PAUSE, RESUME, STOP, JobEnd, JobReport
from model.retraining_report import BeforeAfter, RetrainingChoice, RetrainingPlan
from model.retraining_result import MOST_WORSE, RetrainStep

log = logging.getLogger(__name__)

State = Literal[
    "idle", "preparing", "running", "paused", "measuring", "stopping", "cancelling", "ended"
]  # fmt: skip


class TrainingService(QObject):
    """One training at a time; nothing that it learns answers before the user keeps it.

    What was learnt lies in the folder of the training after every epoch. A training that was
    killed is found again by `take_up`, as paused; one that had ended waits for the decision.

    Signals
    -------
    begun(RetrainingPlan, RetrainingChoice): a training, new or found again.
    state_changed(str): a State.
    stepped(RetrainStep): between reports. reported(TrainingReport): after every epoch, with the
        user's drawing read again; the first one is the base.
    ended(BeforeAfter, bool): the end, and whether it was stopped: keep or discard.
    worse_found(str): keep was wanted for what is worse; `keep(anyway=True)` does it all the same.
    kept(str, str): the key of the new network, which answers now, and a sentence.
    discarded(str), cancelled(): nothing has changed.
    failed(str): it broke off, why, and what is kept; it is paused then, or idle.
    told(str): something the user should know.
    """

    begun = Signal(object, object)
    state_changed = Signal(str)
    stepped = Signal(object)
    reported = Signal(object)
    ended = Signal(object, bool)
    worse_found = Signal(str)
    kept = Signal(str, str)
    discarded = Signal(str)
    cancelled = Signal()
    failed = Signal(str)
    told = Signal(str)

    def __init__(
        self,
        engine: Engine,
        networks: NetworksService,
        trainings: Trainings,
        store: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._engine, self._networks, self._store = engine, networks, store
        self._trainings = trainings
        self._training: Training | None = None
        self._number = 0  # of the request in work; 0 for none
        self._end: JobEnd | None = None
        self._state: State = "idle"
        self.replaying = Replaying(self)
        engine.progressed.connect(self._on_progressed)
        engine.finished.connect(self._on_finished)
        engine.cancelled.connect(self._on_cancelled)
        engine.failed.connect(self._on_failed)

    @property
    def state(self) -> State:
        """Where it stands."""
        return self._state

    @property
    def is_busy(self) -> bool:
        """Whether the engine works on a training."""
        return self._number != 0

    @property
    def training(self) -> Training | None:
        """The one that runs, is paused or waits for the decision."""
        return self._training

    # -- what the user wants ----------------------------------------------------------------------

    def start(self, choice: RetrainingChoice, plan: RetrainingPlan) -> bool:
        """Begin a training; False when one runs or it cannot be begun, which has been told then.

        One that is paused since the program was killed is left unfinished.
        """
        if self.is_busy:
            self.told.emit("A training runs already. Stop or cancel it first.")
            return False
        try:
            base = self._networks.record_of(choice.base)
            self._leave()
            training = self._trainings.begin(base, choice, plan)
        except (OSError, ValueError) as error:
            log.warning("training not begun: %s", error)
            self.failed.emit(f"The training cannot begin: {error}")
            return False
        self._training, self._end = training, None
        self.replaying.begin(base.network)
        self.begun.emit(training.plan, choice)
        self._go_on()
        return True

    @Slot()
    def take_up(self) -> bool:
        """Look for a training that was killed, or that waits for a decision; whether there is one.

        What runs in another window is not touched.
        """
        if self._training is not None:
            return False
        # The lite program leaves alone what it could not go on with: the full one finds it.
        training = self._trainings.left_open(only_ended=not installation.can_learn())
        if training is None:
            return False
        try:
            base = training.base
        except ValueError as error:
            log.warning("training left unfinished: %s", error)
            self._trainings.settle(training, "left")
            return False
        self._training, self._end = training, training.end
        self.replaying.begin(base.network, training.networks())
        self._set_state("paused" if self._end is None else "ended")
        self.tell_all()
        self.told.emit(_found_text(training, is_ended=self._end is not None))
        return True

    @Slot()
    def tell_all(self) -> None:
        """Tell again where it stands, for a panel that has just been built."""
        if self._training is not None:
            self.begun.emit(self._training.plan, self._training.choice)
            self.state_changed.emit(self._state)
            if self._end is not None:
                self.ended.emit(self._end.result, self._end.is_stopped)

    @Slot()
    def pause(self) -> None:
        """Rest after this step."""
        if self._state in ("preparing", "running"):
            self._engine.tell(self._number, PAUSE)
            self._set_state("paused")

    @Slot()
    def resume(self) -> None:
        """Go on after a pause, or from the last checkpoint."""
        if self._state != "paused":
            return
        if self._number:
            self._engine.tell(self._number, RESUME)
            self._set_state("running")
        else:
            self._go_on()

    @Slot()
    def stop_and_keep(self) -> None:
        """End after this step; what was learnt is measured, then kept or discarded."""
        if self._state not in ("preparing", "running", "paused"):
            return
        if not self._number:
            self._go_on()
        self._engine.tell(self._number, STOP)
        self._set_state("stopping")

    @Slot()
    def cancel(self) -> None:
        """End at once and forget what was learnt; `cancelled` follows within a quarter second."""
        if self._number:
            self._set_state("cancelling")
            self._engine.cancel(self._number)
        elif self._state == "paused":
            self._forget()
            self.cancelled.emit()

    @Slot()
    def keep(self, *, anyway: bool = False) -> bool:
        """Store the new network and let it answer; `worse_found` asks first when it is worse."""
        training, end = self._training, self._end
        if training is None or end is None:
            return False
        if end.result.is_worse and not anyway:
            self.worse_found.emit(_warning(end.result))
            return False
        try:
            record, base = training.result, training.base
            card = record.card | {"training": training.folder.name}
            key = self._networks.add(record.network, card, base)
            if key is None:  # the service of networks has told why
                return False
            self._networks.activate(key)
            self._trainings.settle(training, "kept", key)
        except (OSError, ValueError) as error:
            log.warning("not kept: %s", error)
            self.told.emit(f"The new network cannot be kept: {error}")
            return False
        self._training = self._end = None
        self._set_state("idle")
        self.kept.emit(key, f"Kept as “{record.network.name}”, which answers now.")
        return True

    @Slot()
    def discard(self) -> None:
        """Forget the new network; the old one goes on answering."""
        if self._state == "ended":
            self._forget()
            self.discarded.emit("Discarded. The old network goes on answering.")

    def close(self) -> None:
        """End the process; a training that ran can go on next time."""
        self._number = 0
        self.replaying.end()
        self._engine.close()
        self._trainings.close()

    # -- what the engine says ---------------------------------------------------------------------

    def _go_on(self) -> None:
        """Ask the engine to begin, or to go on from the last checkpoint."""
        training = self._training
        assert training is not None, "somebody wanted it"
        self._number = self._engine.request(task_names.RETRAIN, training.job(self._store))
        self._set_state("preparing")

    @Slot(int, object)
    def _on_progressed(self, number: int, value: RetrainStep | JobReport | None) -> None:
        if number != self._number or value is None:
            return
        if isinstance(value, JobReport):
            self.replaying.add(value.report.step, value.network)
            drawing = self.replaying.reading(value.network)
            self.reported.emit(replace(value.report, drawing=drawing))
            return
        if self._state in ("preparing", "running", "measuring"):
            self._set_state("running" if value.phase == "training" else value.phase)
        self.stepped.emit(value)

    @Slot(int, object)
    def _on_finished(self, number: int, value: object) -> None:
        if number == self._number and isinstance(value, JobEnd):
            self._number = 0
            if value.left_out:
                self.told.emit(
                    f"{value.left_out:,} samples were not used: the same raster has two labels, "
                    "or is held out as well."
                )
            self._end = value
            self._show_end(value)

    def _show_end(self, end: JobEnd) -> None:
        self._set_state("ended")
        self.ended.emit(end.result, end.is_stopped)

    @Slot(int)
    def _on_cancelled(self, number: int) -> None:
        if number == self._number:
            self._number = 0
            self._forget()
            self.cancelled.emit()

    @Slot(int, object)
    def _on_failed(self, number: int, failure: Failure) -> None:
        """What was learnt until the last checkpoint is there; it can go on from it."""
        if number != self._number:
            return
        self._number = 0
        log.error("training broke off: %s", failure.message)
        kept = self._training.what_is_kept if self._training is not None else ""
        self.failed.emit(f"The training broke off: {failure.message.rstrip('.')}. {kept}")
        self._set_state("paused")

    def _leave(self) -> None:
        """What nobody went on with stays on the disk, marked as unfinished."""
        if self._training is not None:
            self._trainings.settle(self._training, "left")
        self._training = self._end = None

    def _forget(self) -> None:
        if self._training is not None:
            self._trainings.forget(self._training)
        self._training = self._end = None
        self._set_state("idle")

    def _set_state(self, state: State) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)


def _found_text(training: Training, *, is_ended: bool) -> str:
    day = training.created[:10]
    if is_ended:
        return f"A training of {day} waits for your decision: keep or discard it under Train."
    return f"A training of {day} was broken off. {training.what_is_kept}"


def _warning(result: BeforeAfter) -> str:
    worst = result.worst
    return (
        f"The new network reads the {worst.name} worse by {worst.points:.2f} points "
        f"({worst.before.count} errors before, {worst.after.count} now, of "
        f"{worst.after.samples:,}); the limit is {100 * MOST_WORSE:.2f}. It has forgotten some of "
        "what the old one knew. Keep it anyway?"
    )
