"""What the network that answers says about every sample, asked while nobody draws."""

from __future__ import annotations

import logging
from collections.abc import Callable, Generator, Sequence
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.services.portions import Portions
from model.network import Network
from model.raster import rasterize
from model.recognizer import recognize_arrays, recognize_many
from model.weights import NetworkRecord

if TYPE_CHECKING:
    from model.samples.sample import Reading
    from model.samples.store import SampleStore
    from model.verdict import Verdict

log = logging.getLogger(__name__)

QUIET_MS = 300  # without a new answer, before the reading begins or goes on
AT_ONCE = 8  # samples per step, about 2 ms
_KEPT_AT_ONCE = 200  # readings in one transaction: its fsync counts more than its rows
_SEEN_AGAIN = ("unlike", "between")  # refusals that may hold several digits: the drawing decides


class Rereading(QObject):
    """Reads what the network has not read yet, newest first; what it says goes into the store.

    Signals
    -------
    readings_changed(): more samples have been read.
    """

    readings_changed = Signal()

    def __init__(
        self, store: Callable[[], SampleStore | None], parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._store = store
        self._record: NetworkRecord | None = None
        self._is_paused = False
        self._portions = Portions(self)
        self._portions.failed.connect(lambda text: log.warning("samples not read: %s", text))
        self._timer = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._timer.timeout.connect(self._start)

    @property
    def is_waiting(self) -> bool:
        """True while there may be something left to read."""
        return self._timer.isActive() or self._portions.is_running

    def use_network(self, record: NetworkRecord) -> None:
        """Another network answers from now on."""
        self._record = record
        self._portions.cancel()
        self.look()

    @Slot()
    def look(self) -> None:
        """There may be samples that it has not read."""
        is_idle = not self._is_paused and not self._portions.is_running
        if self._record is not None and self._record.checksum and is_idle:
            self._timer.start()

    def set_paused(self, paused: bool) -> None:
        """Read nothing for a while: another process writes, and this one would wait for it."""
        self._is_paused = paused
        if paused:
            self._timer.stop()
            self._portions.cancel()
        else:
            self.look()

    @Slot()
    def wait(self) -> None:
        """Somebody draws: go on when nobody does."""
        if self._timer.isActive():
            self._timer.start()
        self._portions.postpone(QUIET_MS)

    def close(self) -> None:
        """Read no more."""
        self._record = None
        self._timer.stop()
        self._portions.cancel()

    @Slot()
    def _start(self) -> None:
        store = self._store()
        if store is None or not store.is_writable or self._record is None:
            return
        self._portions.start(self._read(store, self._record))

    def _read(self, store: SampleStore, record: NetworkRecord) -> Generator[None, None, None]:
        """Read all there is, in steps of a few milliseconds."""
        passed: set[str] = set()  # what cannot be read is not asked for again
        while ids := [name for name in store.unread(record.checksum) if name not in passed]:
            yield
            readings: dict[str, Reading] = {}
            for start in range(0, len(ids), AT_ONCE):
                some = ids[start : start + AT_ONCE]
                passed.update(some)
                for name, reading in _read_some(store, record.network, some):
                    readings[name] = _seen_again(store, record.network, name, reading)
                    yield
                if len(readings) >= _KEPT_AT_ONCE:
                    self._keep(store, record, readings)
                    readings = {}
                    yield
            self._keep(store, record, readings)
            yield

    def _keep(
        self, store: SampleStore, record: NetworkRecord, readings: dict[str, Reading]
    ) -> None:
        if readings:
            store.update_readings(record.checksum, readings)
            self.readings_changed.emit()


def _read_some(
    store: SampleStore, network: Network, ids: Sequence[str]
) -> list[tuple[str, Reading]]:
    """The readings of samples, by id; a damaged one is left out, and logged."""
    try:
        rasters, _ = store.arrays(ids)
    except OSError as error:
        if len(ids) == 1:
            log.warning("not read: %s", error)
            return []
        return [found for name in ids for found in _read_some(store, network, [name])]
    if len(rasters) < len(ids):  # some were purged meanwhile: `unread` will not name them again
        return []
    arrays = rasters.astype(np.float32) / np.float32(255)
    readings = recognize_arrays(network, arrays)
    return [
        (name, _reading(tuple(probabilities.tolist()), verdict))
        for name, (probabilities, verdict) in zip(ids, readings, strict=True)
    ]


def _seen_again(store: SampleStore, network: Network, name: str, reading: Reading) -> Reading:
    """The reading, or what looking at the drawing itself adds: whether digits stand side by side.

    Also about 2 ms; few samples need it.
    """
    if reading.verdict.kind not in _SEEN_AGAIN:
        return reading
    for sample in store.get([name]):
        for probabilities, verdict in recognize_many(network, [rasterize(sample.drawing)]):
            return _reading(tuple(probabilities.tolist()), verdict)
    return reading


def _reading(probabilities: tuple[float, ...], verdict: Verdict) -> Reading:
    from model.samples.sample import Reading

    return Reading(probabilities, verdict)
