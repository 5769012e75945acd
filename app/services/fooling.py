"""Runs attacks on the active network in the job engine, one at a time."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.engine import task_names
from app.engine.client import Engine
from app.engine.process import Failure
from app.services.defending import Defending
from app.services.networks import NetworksService
from app.training_job import PAUSE, RESUME, STOP
from model.defence import DefenceConfig, DefenceEnd, DefenceReport
from model.fooling import (
    AscentConfig,
    AscentReport,
    ChangeConfig,
    EvolutionConfig,
    EvolutionReport,
    Fooling,
    LeastChange,
)

log = logging.getLogger(__name__)

Kind = Literal["evolve", "ascend", "least", "defend"]
State = Literal["idle", "waiting", "running", "paused", "ended"]
FRAME_MS = 66  # at most this often reports are told; the newest ones are never lost
_NAMES = {"evolve": "evolution", "ascend": "ascent", "least": "search", "defend": "defence"}
STEP = "step"  # told to an attack that rests


class FoolingService(QObject):
    """One attack at a time; what it has found is told at most every FRAME_MS.

    An attack asks the network that is active when it begins. Nothing starts a process before the
    first wish.

    Signals
    -------
    state_changed(str, str): Kind and State.
    evolution_begun(EvolutionConfig), ascent_begun(object), change_begun(ChangeConfig).
    evolved(EvolutionReport), ascended(AscentReport), changed(LeastChange): what was found.
    defence_begun(): a new one. defended(DefenceReport), defence_ended(DefenceEnd): of it.
    transferred(object): Transfer of each network. transfer_failed(str): why there is none.
    told(str): something the user should know. failed(str): it broke off, and why.
    """

    state_changed = Signal(str, str)
    evolution_begun = Signal(object)
    ascent_begun = Signal(object)
    change_begun = Signal(object)
    evolved = Signal(object)
    ascended = Signal(object)
    changed = Signal(object)
    defence_begun = Signal()
    defended = Signal(object)
    defence_ended = Signal(object)
    transferred = Signal(object)
    transfer_failed = Signal(str)
    told = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        job: Engine,
        quick: Engine,
        networks: NetworksService,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._job, self._quick, self._networks = job, quick, networks
        self._kind: Kind = "evolve"
        self._state: State = "idle"
        self._number = 0  # of the request in work; 0 for none
        self._transfer = 0
        self.defending = Defending(networks, self)
        self._left: list[tuple[Any, ...]] = []  # arguments of the requests that follow
        self._task = ""
        self._trains = False  # whether a training keeps the engine busy
        self._newest: dict[object, object] = {}  # not told yet
        self._frame = QTimer(self, singleShot=True, interval=FRAME_MS)
        self._frame.timeout.connect(self._tell_newest)
        job.progressed.connect(self._on_progressed)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        quick.finished.connect(self._on_transferred)
        quick.failed.connect(self._on_transfer_failed)

    @property
    def state(self) -> State:
        """Where the newest attack stands."""
        return self._state

    @property
    def kind(self) -> Kind:
        """Which attack that is."""
        return self._kind

    @property
    def is_busy(self) -> bool:
        """Whether the engine works on an attack, or an attack waits for it."""
        return self._number != 0

    # -- what the user wants ----------------------------------------------------------------------

    @Slot(object)
    def evolve(self, config: EvolutionConfig) -> bool:
        """Begin an evolution; False when another attack runs, which has been told then."""
        if not self._begin("evolve", task_names.EVOLVE, [(config,)]):
            return False
        self.evolution_begun.emit(config)
        return True

    def ascend(self, configs: Sequence[AscentConfig], drawing: NDArray[np.float32] | None) -> bool:
        """Follow the gradient for each class in turn; drawing: where to start, if so wanted."""
        if not self._begin("ascend", task_names.ASCEND, [(each, drawing) for each in configs]):
            return False
        self.ascent_begun.emit(tuple(configs))
        return True

    def find_least_change(self, drawing: NDArray[np.float32], config: ChangeConfig) -> bool:
        """Search the least change of a drawing (28, 28) for each class of the config."""
        if not self._begin("least", task_names.LEAST_CHANGE, [(np.array(drawing), config)]):
            return False
        self.change_begun.emit(config)
        return True

    def defend(self, config: DefenceConfig, mnist: str = "") -> bool:
        """Begin a defence of the network that answers; mnist: a folder with MNIST, or ""."""
        try:
            work = self.defending.begin()
        except OSError as error:
            self.failed.emit(f"The defence cannot begin: {error}")
            return False
        self._begin("defend", task_names.DEFEND, [(work, mnist, config)])
        self.defence_begun.emit()
        return True

    @Slot()
    def stop_defence(self) -> None:
        """End it after what is in work, with the rounds that there are."""
        if self._number and self._kind == "defend":
            self._job.tell(self._number, STOP)

    def try_on_others(self, fooling: Fooling) -> None:
        """Ask all other networks, and this one; `transferred` follows."""
        if self._transfer:
            self._quick.cancel(self._transfer)
        active = self._networks.active_key
        entries = [entry for entry in self._networks.entries() if not entry.problem]
        entries.sort(key=lambda entry: entry.key != active)
        places = tuple((str(entry.folder), entry.checksum) for entry in entries)
        self._transfer = self._quick.request(task_names.TRANSFER, places, (fooling,))

    @Slot()
    def pause(self) -> None:
        """Rest; the engine is free for what is short, not for a training."""
        if self._state == "running":
            self._job.tell(self._number, PAUSE)
            self._set_state("paused")

    @Slot()
    def resume(self) -> None:
        """Go on after a pause."""
        if self._state == "paused":
            self._job.tell(self._number, RESUME)
            self._set_state("running")

    @Slot()
    def step(self) -> None:
        """One more generation or step, then rest again."""
        if self._state == "paused":
            self._job.tell(self._number, STEP)

    @Slot()
    def stop(self) -> None:
        """End what runs, at once; what was found stays."""
        self._left.clear()
        number, self._number = self._number, 0  # whatever it still says comes too late
        if number:
            self._job.cancel(number)
            self._tell_newest()
            if self._kind == "defend":
                self.defending.forget()
            self._set_state("idle" if self._kind == "defend" else "ended")

    @Slot()
    def make_room(self) -> None:
        """The engine is needed for something else: end what runs, unless it is a defence."""
        if self._number and self._kind == "defend":
            self.told.emit("The training waits for the defence under Fool.")
        elif self._number:
            self.stop()
            self.told.emit(f"The {_NAMES[self._kind]} was ended: the training needs the engine.")

    @Slot(bool)
    def set_engine_free(self, free: bool) -> None:
        """Whether no training keeps the engine busy; one that begins comes first."""
        begins = not free and not self._trains
        self._trains = not free
        if begins:
            self.make_room()
        elif free and self._state == "waiting":
            self._set_state("running")

    def close(self) -> None:
        """Ask for nothing any more; the engines are closed by their owners."""
        self._number = self._transfer = 0
        self._left.clear()
        self._newest.clear()
        self._frame.stop()
        self.defending.forget()

    # -- what the engine says ---------------------------------------------------------------------

    def _begin(self, kind: Kind, task: str, requests: list[tuple[Any, ...]]) -> bool:
        if self._number and self._kind == "defend" and kind != "defend":
            self.told.emit("A defence runs. Cancel it first, or wait for its end.")
            return False
        if self._number:
            self.stop()
            self.told.emit(f"The {_NAMES[self._kind]} was ended; its pictures stay.")
        self._kind, self._task, self._left = kind, task, requests
        self._ask()
        return True

    def _ask(self) -> None:
        """The next request."""
        record = self._networks.active
        arguments = self._left.pop(0)
        folder = str(record.folder)
        self._number = self._job.request(self._task, folder, record.checksum, *arguments)
        self._set_state("waiting" if self._trains else "running")

    @Slot(int, object)
    def _on_progressed(self, number: int, value: object) -> None:
        if number != self._number or not number:
            return
        if self._state == "waiting":
            self._set_state("running")
        self._take(value)

    def _take(self, value: object) -> None:
        """Tell a report now, or when the frame is over."""
        if value is None:
            return
        self._newest[value.target if isinstance(value, LeastChange) else type(value)] = value
        if not self._frame.isActive():
            self._tell_newest()

    @Slot()
    def _tell_newest(self) -> None:
        newest, self._newest = list(self._newest.values()), {}
        if newest:
            self._frame.start()
        for value in newest:
            if isinstance(value, EvolutionReport):
                self.evolved.emit(value)
            elif isinstance(value, AscentReport):
                self.ascended.emit(value)
            elif isinstance(value, LeastChange):
                self.changed.emit(value)
            elif isinstance(value, DefenceReport):
                self.defended.emit(value)

    @Slot(int, object)
    def _on_finished(self, number: int, value: object) -> None:
        if number != self._number or not number:
            return
        self._number = 0
        if isinstance(value, EvolutionReport | AscentReport):
            self._newest[type(value)] = value
        self._tell_newest()
        if isinstance(value, DefenceEnd):
            self.defending.end(value)
            self.defence_ended.emit(value)
            self._set_state("ended" if value.folder else "idle")
        elif self._left:
            self._ask()
        else:
            self._set_state("ended")

    @Slot(int, object)
    def _on_failed(self, number: int, failure: Failure) -> None:
        if number != self._number or not number:
            return
        problem = failure.message.rstrip(".")
        log.warning("%s broke off: %s", _NAMES[self._kind], problem)
        self._number = 0
        self._left.clear()
        self._tell_newest()
        if self._kind == "defend":
            self.defending.forget()
        self._set_state("idle" if self._kind == "defend" else "ended")
        self.failed.emit(f"The {_NAMES[self._kind]} broke off: {problem}. What was found stays.")

    @Slot(int, object)
    def _on_transferred(self, number: int, value: object) -> None:
        if number == self._transfer and number:
            self._transfer = 0
            self.transferred.emit(value)

    @Slot(int, object)
    def _on_transfer_failed(self, number: int, failure: Failure) -> None:
        if number == self._transfer and number:
            self._transfer = 0
            self.transfer_failed.emit(failure.message)

    def _set_state(self, state: State) -> None:
        if state != self._state or state == "running":
            self._state = state
            self.state_changed.emit(self._kind, state)
