"""Asks the quick engine for explanations of what is on screen; the newest question wins."""

from __future__ import annotations

import logging
import time

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app import installation
from app.engine import task_names
from app.engine.client import Engine
from app.engine.process import Failure
from app.explained import Occluded, Question, ShownMap
from app.services.explained_subject import Stage, Subject
from model import occlusion
from model.explanation import METHODS, Attribution, Curves, Method, Occluder, Randomisation, Target
from model.forward import softmax, trace
from model.raster import SIDE
from model.recognizer import Recognition
from model.weights import NetworkRecord

log = logging.getLogger(__name__)

TICK_MS = 20  # after an answer, before it is explained: the pen and the desk come first
REST_MS = 300  # without a new question, before curves and random weights are worth while
GRADIENTS: tuple[Method, ...] = tuple(method for method in METHODS if method != "occlusion")
_TRIES = 2  # of a stage: an engine that died is started again, once
_SEED = 2018  # of the random weights


class ExplanationService(QObject):
    """Explains the newest drawing, in stages of one request each, while somebody looks.

    Gradient maps, then the occlusion map; when the drawing rests, deletion and insertion curves,
    and maps with random weights if they are shown. A new drawing or question waits for the stage
    in work and then begins anew; of several that wait only the newest is kept.

    Signals
    -------
    asked(Recognition, Target): something else is asked now; what was told before is older.
    emptied(ShownMap): nothing is drawn.
    mapped(ShownMap, bool): a map; True: of the newest question.
    timed(float): milliseconds from the newest question to its gradient maps.
    occluded(Occluded): the drawing under the occluder.
    traced(Curves), randomising(float), randomised(Randomisation): of the newest question.
    failed(str): why something is missing; it goes on with the rest.
    """

    asked = Signal(object, object)
    emptied = Signal(object)
    mapped = Signal(object, bool)
    timed = Signal(float)
    occluded = Signal(object)
    traced = Signal(object)
    randomising = Signal(float)
    randomised = Signal(object)
    failed = Signal(str)

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._record: NetworkRecord | None = None
        self._recognition: Recognition | None = None
        self._question = Question()
        self._occluder = Occluder()
        self._place = (SIDE // 2, SIDE // 2)
        self._trial = "deletion"
        self._is_active = False
        self._since = 0.0
        self._is_warm = False  # the engine has been asked for gradients
        self._subject: Subject | None = None
        self._work: tuple[int, Stage, Subject] | None = None
        self._timer = QTimer(self, singleShot=True, interval=TICK_MS)
        self._timer.timeout.connect(self._take)
        self._rest = QTimer(self, singleShot=True, interval=REST_MS)
        self._rest.timeout.connect(self._go_on)
        engine.progressed.connect(self._on_progressed)
        engine.finished.connect(self._on_finished)
        engine.failed.connect(self._on_failed)

    # -- what is asked -----------------------------------------------------------------------

    def use_network(self, record: NetworkRecord) -> None:
        """Explain this network's answers from now on."""
        self._record = record
        self._ask()

    @Slot(object)
    def show_recognition(self, recognition: Recognition) -> None:
        """The drawing has changed; costs nothing but a note of it."""
        self._recognition = recognition
        self._ask()

    @Slot(object)
    def ask(self, question: Question) -> None:
        """Ask something else about the drawing."""
        self._question = question
        self._ask()

    @Slot(object)
    def use_occluder(self, occluder: Occluder) -> None:
        """Cover places with another size or fill."""
        self._occluder = occluder
        self._cover()
        self._ask()

    @Slot(int, int)
    def move_occluder(self, row: int, column: int) -> None:
        """Cover the place around this pixel; the answer follows at once."""
        self._place = (row, column)
        self._cover()

    @Slot(str)
    def show_trial(self, trial: str) -> None:
        """Which trial is shown: "deletion", "insertion" or "random"; it comes first."""
        self._trial = trial
        self._go_on()

    @Slot(bool)
    def set_active(self, is_active: bool) -> None:
        """Start or stop explaining; meanwhile nothing is computed."""
        self._is_active = is_active
        if is_active:
            self._ask()
        else:
            self._timer.stop()

    def close(self) -> None:
        """Ask for nothing any more."""
        self._is_active = False
        self._timer.stop()
        self._rest.stop()
        self._work = None

    def _ask(self) -> None:
        self._since = time.perf_counter()
        if self._is_active and not self._timer.isActive():
            self._timer.start()

    @Slot()
    def _take(self) -> None:
        """Take up the newest drawing and question."""
        recognition, record = self._recognition, self._record
        # The answer of the network of before may still be the newest one.
        if recognition is None or record is None or recognition.network is not record.network:
            return
        target = self._question.target(recognition.prediction)
        if recognition.raster.is_blank:
            self._subject = None
            self._rest.stop()
            self._warm_up(record)
            self.emptied.emit(ShownMap(recognition, target, self._occluder, None))
            return
        subject = Subject(recognition, record, target, self._occluder, self._since)
        if subject.same_as(self._subject):
            self._go_on()
            return
        self._subject = subject
        self._rest.start()
        self.asked.emit(recognition, target)
        self._cover()
        self._go_on()

    def _warm_up(self, record: NetworkRecord) -> None:
        """Let the engine import torch while nothing is drawn yet; its answer is not used."""
        if not self._is_warm and installation.can_learn():
            blank = np.zeros((SIDE, SIDE), np.float32)
            start = str(record.folder), record.checksum, blank, Target(0), self._occluder
            self._engine.request(task_names.EXPLAIN, *start, GRADIENTS)
        self._is_warm = True

    # -- the occluder ------------------------------------------------------------------------

    def _cover(self) -> None:
        """Recognise the covered drawing: a plain function call, less than a millisecond."""
        subject = self._subject
        if subject is None or not self._is_active:
            return
        before, (row, column) = subject.recognition, self._place
        network = before.network
        covered = occlusion.occluded(before.raster.array, row, column, self._occluder)
        logits = trace(network, covered[None]).logits[0]
        probabilities = softmax(logits, network.calibration.temperature)
        rows, columns = (occlusion.place(n, self._occluder) for n in (row, column))
        self.occluded.emit(
            Occluded(
                before,
                covered,
                probabilities,
                range(rows.start, rows.stop),
                range(columns.start, columns.stop),
            )
        )

    # -- stages ------------------------------------------------------------------------------

    def _stages(self) -> list[Stage]:
        """In the order in which they are asked for now."""
        stages: list[Stage] = ["occlusion"]
        has_torch = installation.can_learn()
        if has_torch:
            stages.insert(0, "gradients")
        if not self._rest.isActive():
            trials: list[Stage] = ["deletion", "insertion"]
            if self._trial == "insertion":
                trials.reverse()
            if self._trial == "random" and has_torch:
                trials.insert(0, "random")
            stages += trials
        return stages

    @Slot()
    def _go_on(self) -> None:
        """Ask for the next stage, unless one is in work."""
        subject = self._subject
        if not self._is_active or self._work is not None or subject is None:
            return
        stage = next((stage for stage in self._stages() if stage not in subject.done), None)
        if stage is not None:
            self._work = (self._request(stage, subject), stage, subject)

    def _request(self, stage: Stage, subject: Subject) -> int:
        request, start = self._engine.request, subject.arguments
        asked = subject.target, subject.occluder
        if stage == "gradients":
            return request(task_names.EXPLAIN, *start, *asked, GRADIENTS)
        if stage == "occlusion":
            return request(task_names.OCCLUDE, *start, *asked)
        if stage == "random":
            return request(task_names.RANDOMISE, *start, *asked, GRADIENTS, _SEED)
        return request(task_names.CURVES, *start, tuple(subject.maps.values()), stage)

    @Slot(int, object)
    def _on_progressed(self, number: int, value: Attribution | float) -> None:
        if self._work is None or number != self._work[0]:
            return
        _, _, subject = self._work
        if isinstance(value, Attribution):
            self._tell_map(subject, value)
        elif subject is self._subject:
            self.randomising.emit(value)

    @Slot(int, object)
    def _on_finished(self, number: int, value: object) -> None:
        if self._work is None or number != self._work[0]:
            return
        _, stage, subject = self._work
        self._work = None
        subject.done.add(stage)
        if isinstance(value, Attribution):
            self._tell_map(subject, value)
        elif subject is self._subject:
            if stage == "gradients":
                self.timed.emit(1000 * (time.perf_counter() - subject.since))
            elif isinstance(value, Curves):
                self.traced.emit(value)
            elif isinstance(value, Randomisation):
                self.randomised.emit(value)
        self._go_on()

    @Slot(int, object)
    def _on_failed(self, number: int, failure: Failure) -> None:
        if self._work is None or number != self._work[0]:
            return
        _, stage, subject = self._work
        self._work = None
        subject.failures[stage] = subject.failures.get(stage, 0) + 1
        if subject.failures[stage] == _TRIES:
            subject.done.add(stage)
            log.warning("not explained (%s): %s", stage, failure.message)
            if subject is self._subject:
                self.failed.emit(failure.message)
        self._go_on()

    def _tell_map(self, subject: Subject, attribution: Attribution) -> None:
        subject.maps[attribution.method] = attribution
        shown = ShownMap(subject.recognition, subject.target, subject.occluder, attribution)
        self.mapped.emit(shown, subject is self._subject)
