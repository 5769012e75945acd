"""The user's samples: stored at once, undone in order, read by the network that answers."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, SignalInstance, Slot

from app.services.acts import Act, Acts
from app.services.rereading import Rereading
from app.words import label_text, samples_text
from model.raster import rasterize
from model.recognizer import Recognition, recognize
from model.strokes import Drawing
from model.weights import NetworkRecord

if TYPE_CHECKING:
    from model.samples.sample import Sample
    from model.samples.store import SampleStore

log = logging.getLogger(__name__)

OPEN_MS = 1_500  # after the start, when nobody has needed the store before
WATCH_MS = 500  # between two looks whether another window has changed it
T = TypeVar("T")


class SamplesService(QObject):
    """Keeps the one store of this window, opened when it is first needed or the start is over.

    What fails is told by `failed`, and nothing has changed then: each slot returns None or False.

    Signals
    -------
    opened(): the store can be asked from now on.
    problem_found(str): it was damaged, or cannot be written; the program goes on.
    stored(Sample, int): on the disk, and how many samples there are now.
    taken_back(str), brought_back(str): storing the sample with this id was undone, or done again.
    acts_changed(str, str): the acts that would be undone and done again; empty for none.
    changed(): samples are there, gone or different, through this window or another one.
    readings_changed(): a network has read more of them.
    failed(str): what was not done, why, and what is kept.
    """

    opened = Signal()
    problem_found = Signal(str)
    stored = Signal(object, int)
    taken_back = Signal(str)
    brought_back = Signal(str)
    acts_changed = Signal(str, str)
    changed = Signal()
    readings_changed = Signal()
    failed = Signal(str)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._store: SampleStore | None = None
        self._is_closed = False
        self._problem = ""
        self._record: NetworkRecord | None = None
        self._version = 0  # SQLite's, as it was seen last
        self._count = 0  # of changes that this window knows
        self._acts = Acts(self)
        self._acts.changed.connect(self.acts_changed)
        self._rereading = Rereading(self._opened, self)
        self._rereading.readings_changed.connect(self.readings_changed)
        self._opening = QTimer(self, singleShot=True, interval=OPEN_MS)
        self._opening.timeout.connect(self._opened)
        self._watch = QTimer(self, interval=WATCH_MS)
        self._watch.timeout.connect(self.look_for_changes)

    # -- the store ----------------------------------------------------------------------------

    @property
    def path(self) -> Path:
        """Where the store lies, or will lie."""
        return self._path

    @property
    def store(self) -> SampleStore | None:
        """The open store, for looking; opened now if it was not. None when it cannot be."""
        return self._opened()

    @Slot()
    def open_soon(self) -> None:
        """The window is up: open the store when it has come to rest."""
        if self._store is None:
            self._opening.start()

    @Slot()
    def _opened(self) -> SampleStore | None:
        self._opening.stop()
        if self._store is not None or self._is_closed:
            return self._store
        try:
            from model.samples.store import SampleStore

            self._store = SampleStore(self._path)
            self._count = self._store.changed_since(0).count
        except OSError as error:  # told at each attempt: somebody wants it
            log.warning("store not opened: %s", error)
            self.failed.emit(f"The samples cannot be opened: {error}")
            return None
        self._version = self._store.data_version()
        self._watch.start()
        self._tell_problem(self._store)
        self.opened.emit()
        self._rereading.look()
        return self._store

    def balance(self) -> NDArray[np.int64] | None:
        """(11, 2) counts, label by training and held out; None when the store cannot be asked."""
        return self._ask(lambda store: store.balance())

    def close(self) -> None:
        """Do nothing more; whatever was confirmed is on the disk already."""
        self._is_closed = True
        self._opening.stop()
        self._watch.stop()
        self._rereading.close()
        if self._store is not None:
            self._store.close()
            self._store = None

    def _tell_problem(self, store: SampleStore) -> None:
        if store.problem and store.problem != self._problem:
            log.warning(store.problem)
            self.problem_found.emit(store.problem)
        self._problem = store.problem

    def _ask(self, ask: Callable[[SampleStore], T]) -> T | None:
        """Do something with the store; None when it failed, which has been told then."""
        store = self._opened()
        if store is None:
            return None
        try:
            result = ask(store)
        except OSError as error:
            log.warning("not done: %s", error)
            self.failed.emit(str(error))
            return None
        self._tell_problem(store)
        return result

    @Slot()
    def look_for_changes(self) -> None:
        """Tell what another window has done to the store."""
        if self._store is None:
            return
        try:
            version = self._store.data_version()
            if version == self._version:
                return
            changes = self._store.changed_since(self._count)
        except OSError as error:  # the next look may succeed
            log.warning("not looked: %s", error)
            return
        self._version, self._count = version, changes.count
        if changes.ids:
            self.changed.emit()
        self.readings_changed.emit()
        self._rereading.look()

    # -- readings -----------------------------------------------------------------------------

    @Slot(object)
    def use_network(self, record: NetworkRecord) -> None:
        """Another network answers from now on: all samples will be read by it."""
        self._record = record
        self._rereading.use_network(record)

    @Slot()
    def wait_for_drawing(self) -> None:
        """The drawing has changed: reading samples waits until nobody draws."""
        self._rereading.wait()

    @Slot(bool)
    def pause_reading(self, paused: bool) -> None:
        """Read no samples while an import of this window writes into the store."""
        self._rereading.set_paused(paused)

    # -- storing ------------------------------------------------------------------------------

    def store_drawing(
        self,
        drawing: Drawing,
        label: int,
        recognition: Recognition | None = None,
        origin: str = "drawn",
    ) -> Sample | None:
        """Store a drawing with its label; it is on the disk when this returns the sample.

        recognition: the newest answer. If it is not one of this network about this drawing with
        all stages on, the drawing is read once more. None: it was not stored, see `failed`.
        """
        record = self._record
        if drawing.is_empty or record is None:
            return None
        if not _is_about(recognition, drawing, record):
            recognition = recognize(record.network, rasterize(drawing))
        assert recognition is not None
        from model.samples.sample import NewSample, reading_of

        new = NewSample(
            drawing,
            label,
            origin,
            record.checksum,
            record.network.name,
            reading_of(recognition),
            recognition.raster,
        )
        found = self._ask(lambda store: (store.add(new), store.count()))
        if found is None:
            return None
        sample, count = found
        self._record_storing(sample)
        self.stored.emit(sample, count)
        self.changed.emit()
        return sample

    def _record_storing(self, sample: Sample) -> None:
        def undo() -> None:
            self._writable().delete([sample.id])

        def redo() -> None:
            self._writable().restore([sample.id])

        self._acts.record(Act(f"save as {label_text(sample.label)}", undo, redo, sample.id))

    def _writable(self) -> SampleStore:
        store = self._opened()
        if store is None:
            from model.samples.errors import StoreError

            raise StoreError(f"{self._path}: it cannot be opened; nothing was changed")
        return store

    # -- changing -----------------------------------------------------------------------------

    def relabel(self, ids: Sequence[str], label: int) -> bool:
        """Give samples another label."""
        before = self._ask(lambda store: store.relabel(ids, label))
        if not before:
            return False
        self._done(
            f"relabel {samples_text(before)} as {label_text(label)}",
            lambda: self._writable().set_labels(before),
            lambda: self._writable().relabel(before, label),
        )
        return True

    def delete(self, ids: Sequence[str]) -> bool:
        """Delete samples; undo brings them back."""
        gone = self._ask(lambda store: store.delete(ids))
        if not gone:
            return False
        self._done(
            f"delete {samples_text(gone)}",
            lambda: self._writable().restore(gone),
            lambda: self._writable().delete(gone),
        )
        return True

    def set_held_out(self, ids: Sequence[str], held_out: bool) -> bool:
        """Move samples, with their near-duplicates, to the held-out ones or to training."""
        moved = self._ask(lambda store: store.set_held_out(ids, held_out))
        if not moved:
            return False
        self._done(
            f"move {samples_text(moved)} to {'held out' if held_out else 'training'}",
            lambda: self._writable().set_held_out(moved, not held_out),
            lambda: self._writable().set_held_out(moved, held_out),
        )
        return True

    def note_import(self, ids: Sequence[str]) -> None:
        """Samples were imported by another process: undo can delete them again."""
        if ids:
            self._done(
                f"import {samples_text(ids)}",
                lambda: self._writable().delete(ids),
                lambda: self._writable().restore(ids),
            )

    def _done(self, text: str, undo: Callable[[], object], redo: Callable[[], object]) -> None:
        self._acts.record(Act(text, undo, redo))
        self.changed.emit()

    # -- undoing ------------------------------------------------------------------------------

    @Slot()
    def undo(self) -> bool:
        """Undo the last act of this window."""
        return self._move(self._acts.undo, self.taken_back)

    @Slot()
    def redo(self) -> bool:
        """Do again what was undone last."""
        return self._move(self._acts.redo, self.brought_back)

    def take_back(self, sample: str) -> bool:
        """Undo storing the sample with this id, whatever was done since."""
        return self._move(lambda: self._acts.take_back(sample), self.taken_back)

    def bring_back(self, sample: str) -> bool:
        """Do again what `take_back` undid."""
        return self._move(lambda: self._acts.bring_back(sample), self.brought_back)

    def _move(self, step: Callable[[], Act | None], told: SignalInstance) -> bool:
        try:
            act = step()
        except OSError as error:
            log.warning("not done: %s", error)
            self.failed.emit(str(error))
            return False
        if act is None:
            return False
        if act.sample:
            told.emit(act.sample)
        self.changed.emit()
        return True


def _is_about(recognition: Recognition | None, drawing: Drawing, record: NetworkRecord) -> bool:
    return (
        recognition is not None
        and recognition.raster.drawing is drawing
        and recognition.raster.stages.all_on
        and recognition.network is record.network
    )
