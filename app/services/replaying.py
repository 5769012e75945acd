"""The user's drawing, read by every network that a training kept on its way."""

from __future__ import annotations

import logging
from collections.abc import Generator, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.services.portions import Portions
from model.network import Network
from model.raster import Raster
from model.recognizer import recognize
from model.retraining_report import DrawingReading, Replay
from model.retraining_shown import drawing_reading
from model.weights import load

log = logging.getLogger(__name__)

QUIET_MS = 150  # without a new drawing, before all networks read it
MOST = 64  # networks kept in memory, half a megabyte each


class Replaying(QObject):
    """Keeps the networks of one training; a new drawing is read by all of them when the pen rests.

    Signals
    -------
    replayed(Replay | None): how they read the drawing; None when nothing is drawn.
    """

    replayed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._networks: list[tuple[int, Network]] = []  # by step; the first is the base
        self._raster: Raster | None = None
        self._is_watched = True
        self._is_stale = False  # drawing or networks are newer than what was told
        self._has_told = False  # until then the reports tell how the drawing is read
        self._portions = Portions(self)
        self._portions.finished.connect(self._tell)
        self._reading = Portions(self)
        self._timer = QTimer(self, singleShot=True, interval=QUIET_MS)
        self._timer.timeout.connect(self._start)

    @property
    def steps(self) -> tuple[int, ...]:
        """The steps whose networks are kept, ascending."""
        return tuple(step for step, _ in self._networks)

    def begin(self, base: Network, kept: Sequence[tuple[int, Path]] = ()) -> None:
        """Another training, from this base.

        kept: steps and folders of networks that it had before; they are read little by little.
        """
        self._networks = [(0, base)]
        self._portions.cancel()
        self._timer.stop()
        self._is_stale = self._has_told = False
        self._reading.start(self._read_kept(kept))

    def add(self, step: int, network: Network) -> None:
        """Keep a network; those of the same or a later step give way to it."""
        self._networks = [kept for kept in self._networks if kept[0] < step]
        self._put(step, network)

    def _put(self, step: int, network: Network) -> None:
        """Keep a network in its place; a newer one of the same step stays."""
        if step in self.steps:
            return
        self._networks = sorted([*self._networks, (step, network)], key=lambda kept: kept[0])
        if len(self._networks) > MOST:  # base and newest stay, of those between every second
            self._networks = [self._networks[0], *self._networks[1:-1:2], self._networks[-1]]
        if self._has_told:
            self._is_stale = True
            if self._is_watched:
                self._timer.start()

    def end(self) -> None:
        """Nothing is replayed any more."""
        self._networks = []
        self._portions.cancel()
        self._reading.cancel()
        self._timer.stop()

    @Slot(bool)
    def set_watched(self, is_watched: bool) -> None:
        """Whether anybody sees it: what is hidden is not computed."""
        self._is_watched = is_watched
        if is_watched and self._is_stale:
            self._timer.start()

    def show_drawing(self, raster: Raster) -> None:
        """The drawing has changed."""
        self._raster = raster
        if self._networks:
            self._is_stale = True
            self._portions.cancel()
            if self._is_watched:
                self._timer.start()

    def reading(self, network: Network) -> DrawingReading | None:
        """The drawing read by the base and a network; None when nothing is drawn."""
        if self._raster is None or not self._networks:
            return None
        return drawing_reading(self._networks[0][1], network, self._raster)

    def read_checkpoint(self, step: int) -> DrawingReading | None:
        """The drawing read by the last network at or before a step; None when nothing is drawn."""
        before = [network for kept, network in self._networks if kept <= step]
        return self.reading(before[-1]) if before else None

    @Slot()
    def _start(self) -> None:
        if self._raster is not None and self._networks:
            self._is_stale = False
            self._portions.start(self._read(self._raster))

    def _read_kept(self, kept: Sequence[tuple[int, Path]]) -> Generator[int, None, None]:
        """Add networks of before; those that are damaged are left out."""
        every = -(-len(kept) // MOST) or 1
        for step, folder in kept[every - 1 :: every]:
            try:
                network = load(folder).network
            except ValueError as error:
                log.warning("left out of the replay: %s", error)
            else:
                self._put(step, network)
            yield step

    @Slot(object)
    def _tell(self, replay: Replay | None) -> None:
        self._has_told = True
        self.replayed.emit(replay)

    def _read(self, raster: Raster) -> Generator[int, None, Replay | None]:
        if raster.is_blank:
            return None
        networks = list(self._networks)
        rows, are_digits = [], []
        for step, network in networks:
            answer = recognize(network, raster)
            rows.append(answer.probabilities)
            are_digits.append(answer.verdict.is_digit)
            yield step
        steps = tuple(step for step, _ in networks)
        return Replay(raster.array, steps, np.array(rows), np.array(are_digits, np.bool_))
