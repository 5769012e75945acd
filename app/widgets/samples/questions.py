"""Questions about a whole store, answered beside the event loop.

Ordering 50,000 samples by what a network said takes a third of a second on a busy machine; the
window would stand still. A thread with a connection of its own asks instead: SQLite lets others
run while it works. Pages of tiles are small enough to be read where they are painted.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from app.widgets.samples.choice import REFUSED, Choice
from model.data.mnist import NOT_A_DIGIT
from model.network import CLASSES
from model.samples.errors import StoreError
from model.samples.listing import SampleFilter
from model.samples.reader import StoreReader
from model.samples.store import SampleStore

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, eq=False)
class Found:
    """The samples that a choice leaves, in its order."""

    choice: Choice
    ids: list[str]


@dataclass(frozen=True, slots=True, eq=False)
class Counts:
    """Of all samples of a store, and of what the network says about them.

    balance: (11, 2), label by training (0) and held out (1).
    confusion: (11, 11), label by prediction, refused or not; column 10 counts the refused among
        them. Of what is no digit only what was accepted has a prediction.
    unread: how many samples the network has not read. origins: how many come from where.
    """

    balance: NDArray[np.int64]
    confusion: NDArray[np.int64]
    unread: int
    origins: dict[str, int]

    @property
    def total(self) -> int:
        """All samples."""
        return int(self.balance.sum())

    @property
    def held_out(self) -> int:
        """Those no network learns from."""
        return int(self.balance[:, 1].sum())

    @property
    def misread(self) -> int:
        """Another prediction than the label, or accepted though it is no digit."""
        cells = self.confusion[:, :CLASSES]
        return int(cells.sum() - np.trace(cells[:CLASSES]))

    @property
    def refused(self) -> int:
        """Those of which the network says that they are no digit."""
        return int(self.confusion[:, REFUSED].sum())


@dataclass(frozen=True, slots=True)
class Lists:
    """How many samples stand in the two lists."""

    duplicates: int
    mislabels: int


class StoreQuestions(QObject):
    """Asks a store in a thread; of two listings on their way only the later one arrives.

    Signals
    -------
    found(Found), counted(Counts), lists_counted(Lists): answers.
    failed(str): the store could not answer, and why.
    """

    found = Signal(object)
    counted = Signal(object)
    lists_counted = Signal(object)
    failed = Signal(str)
    _answered = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread: ThreadPoolExecutor | None = None
        self._reader: StoreReader | None = None  # only the thread touches it
        self._network = ""
        self._store = 0  # grows with every store or network that is asked
        self._listing = 0  # grows with every listing that is asked for
        self._counting = 0
        self._answered.connect(self._deliver)

    def use(self, path: Path, network: str) -> None:
        """Ask this store from now on, and what this network (by checksum) says."""
        self._forget()
        if self._thread is None:
            self._thread = ThreadPoolExecutor(1, "samples")
        self._network = network
        self._thread.submit(self._open, path)

    def close(self) -> None:
        """Ask nothing more; waits for a question under way."""
        self._forget()
        if self._thread is not None:
            self._thread.submit(self._close)
            self._thread.shutdown()
            self._thread = None

    def _forget(self) -> None:
        """No question asked so far is answered."""
        self._store += 1
        self._listing += 1
        self._counting += 1

    def list_samples(self, choice: Choice) -> None:
        """Ask which samples a choice leaves."""
        self._listing += 1
        self._submit(self._list, self._listing, choice, self._network)

    def count(self) -> None:
        """Ask for all that is counted."""
        self._counting += 1
        self._submit(self._count, self._counting, self._network)

    def _submit(self, question: Callable[..., None], *values: object) -> None:
        if self._thread is not None:
            with suppress(RuntimeError):  # closed meanwhile
                self._thread.submit(self._guarded, question, self._store, values)

    # -- in the thread -----------------------------------------------------------------------

    def _open(self, path: Path) -> None:
        if self._reader is not None and self._reader.path == path:
            return
        self._close()
        try:
            self._reader = SampleStore(path)
        except StoreError as error:
            self.failed.emit(str(error))

    def _close(self) -> None:
        if isinstance(self._reader, SampleStore):
            self._reader.close()
        self._reader = None

    def _guarded(
        self, question: Callable[..., None], store: int, values: tuple[object, ...]
    ) -> None:
        if self._reader is None or store != self._store:
            return
        try:
            question(self._reader, *values)
        except StoreError as error:
            self.failed.emit(str(error))
        except Exception:
            log.exception("the store was not asked")
            raise

    def _list(self, reader: StoreReader, number: int, choice: Choice, network: str) -> None:
        if number != self._listing:
            return
        wanted = choice.sample_filter(network, datetime.now().astimezone())
        if choice.listing:
            kept = set(reader.ids(wanted))
            ids = [name for name in _listed(reader, choice, network) if name in kept]
        else:
            ids = reader.ids(wanted, choice.order)
        self._answered.emit(number, Found(choice, ids))

    def _count(self, reader: StoreReader, number: int, network: str) -> None:
        if number != self._counting:
            return
        balance = reader.balance()
        predicted = reader.confusion(SampleFilter(network))
        unread = int(balance.sum() - predicted.sum())
        accepted = SampleFilter(network, labels=(NOT_A_DIGIT,), misread=True)
        predicted[NOT_A_DIGIT] = reader.confusion(accepted)[NOT_A_DIGIT]
        refused = reader.confusion(SampleFilter(network, refused=True)).sum(axis=1)
        confusion = np.column_stack([predicted, refused])
        self._answered.emit(number, Counts(balance, confusion, unread, reader.origins()))
        # A listing that is asked for meanwhile comes first.
        self._submit(self._count_lists, number, network)

    def _count_lists(self, reader: StoreReader, number: int, network: str) -> None:
        if number == self._counting:
            duplicates = sum(map(len, reader.near_duplicates()))
            mislabels = len(reader.probable_mislabels(network))
            self._answered.emit(number, Lists(duplicates, mislabels))

    # -- in the window -----------------------------------------------------------------------

    @Slot(int, object)
    def _deliver(self, number: int, answer: object) -> None:
        if isinstance(answer, Found):
            if number == self._listing:
                self.found.emit(answer)
        elif number == self._counting:
            signal = self.counted if isinstance(answer, Counts) else self.lists_counted
            signal.emit(answer)


def _listed(reader: StoreReader, choice: Choice, network: str) -> list[str]:
    if choice.listing == "mislabels":
        return reader.probable_mislabels(network)
    return [name for family in reader.near_duplicates() for name in family]
