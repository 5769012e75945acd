"""A store with a strange hand, and a window's services around an engine."""

from __future__ import annotations

import importlib
import itertools
import pickle
from collections.abc import Generator
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from app import paths
from app.engine.client import Engine
from app.engine.process import Failure
from app.services.networks import NetworksService
from app.services.training import TrainingService
from app.services.trainings import Trainings
from model.retraining_report import LABELS, RetrainingChoice, RetrainingPlan
from model.samples.sample import NewSample
from model.samples.store import SampleStore
from tests.model.learning.hands import TINY, mirrored

SLOW = replace(TINY, epochs=200)
FOUR = (2, 3, 7, 6)
PATIENCE_MS = 60_000


class EngineHere(QObject):
    """Does in the test's own process what an engine does, step by step of the event loop.

    A real engine needs seconds to load torch; the tests that are about a process have one.
    """

    progressed = Signal(int, object)
    finished = Signal(int, object)
    failed = Signal(int, object)
    cancelled = Signal(int)
    died = Signal(str)

    def __init__(self):
        super().__init__()
        self._numbers = itertools.count(1)
        self._jobs = {}  # number -> its generator, in order
        self._told = {}
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._step)

    def request(self, task, *arguments):
        module, name = task.split(":")
        number = next(self._numbers)
        self._jobs[number] = getattr(importlib.import_module(module), name), arguments
        self._timer.start()
        return number

    def tell(self, number, value):
        self._told.setdefault(number, []).append(value)

    def cancel(self, number):
        if self._jobs.pop(number, None) is not None:
            self.cancelled.emit(number)

    def close(self):
        self._timer.stop()
        self._jobs.clear()

    def die(self):
        """As if the process had been killed."""
        number = next(iter(self._jobs))
        del self._jobs[number]
        text = "The job engine ended unexpectedly (exit code -9)."
        self.died.emit(text)
        self.failed.emit(number, Failure(number, text, ""))

    def _step(self):
        if not self._jobs:
            self._timer.stop()
            return
        number, job = next(iter(self._jobs.items()))
        try:
            if isinstance(job, tuple):
                task, arguments = job
                job = self._jobs[number] = _as_generator(task(*_sent(arguments)))
                value = next(job)
            else:
                told = self._told.get(number)
                value = job.send(told.pop(0) if told else None)
        except StopIteration as end:
            del self._jobs[number]
            self.finished.emit(number, _sent(end.value))
        except (OSError, ValueError) as error:
            del self._jobs[number]
            self.failed.emit(number, Failure(number, str(error), ""))
        else:
            self.progressed.emit(number, _sent(value))


def _sent(value):
    """As it arrives at the other end of a pipe."""
    return pickle.loads(pickle.dumps(value))  # noqa: S301


def _as_generator(value):
    """The generator of a job; of a plain value, one that returns it."""
    if isinstance(value, Generator):
        return (yield from value)
    return value


def fill(path, training=12, held_out=8):
    """Store mirrored digits, and say what a plan would count."""
    counts = [0] * LABELS
    news = []
    for seed, (side, number) in enumerate(((False, training), (True, held_out)), 1):
        labels = [FOUR[n % 4] for n in range(number)]
        for sample in mirrored(labels, seed):
            news.append(NewSample(sample.drawing, sample.label, held_out=side))
            counts[sample.label] += not side
    with SampleStore(path) as store:
        store.add_many(news)
        assert (store.count(), len(news)) == (training + held_out,) * 2
    return RetrainingPlan((), "default", tuple(counts), (0,) * LABELS, held_out)


class Window:
    """The services of one window, and all that they said."""

    def __init__(self, place, engine=None):
        self.is_closed = False
        self.engine = engine or Engine("job", in_background=True)
        self.networks = NetworksService(paths.bundled_networks(), place / "networks")
        self.networks.start("default")
        self.trainings = Trainings(place / "trainings")
        self.service = TrainingService(
            self.engine, self.networks, self.trainings, place / "samples.sqlite"
        )
        self.told = []
        for name in (
            *("begun", "state_changed", "stepped", "reported", "ended", "worse_found", "kept"),
            *("discarded", "cancelled", "failed", "told"),
        ):
            signal = getattr(self.service, name)
            signal.connect(lambda *values, name=name: self.told.append((name, *values)))

    def names(self):
        return [name for name, *_ in self.told]

    def of(self, name):
        """What one signal said, in order."""
        return [values for said, *values in self.told if said == name]

    def start(self, plan, config=TINY, **choice):
        assert self.service.start(RetrainingChoice("default", config=config, **choice), plan)

    def close(self):
        if self.is_closed:
            return
        self.is_closed = True
        self.service.close()
        for part in (self.service, self.networks, self.engine):
            part.deleteLater()


def reach(qtbot, window, name, count=1):
    """Wait until a signal has come so many times."""
    qtbot.waitUntil(lambda: window.names().count(name) >= count, timeout=PATIENCE_MS)


def only_folder(place):
    """The folder of the one training there is."""
    [folder] = [path for path in (place / "trainings").iterdir() if path.is_dir()]
    return folder
