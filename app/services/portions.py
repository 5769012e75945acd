"""Long work in the window's own thread: a little of it per turn of the event loop."""

from __future__ import annotations

import logging
import time
from collections.abc import Generator
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

log = logging.getLogger(__name__)

WORK_MS = 8  # per turn, unless one step alone takes longer
PAUSE_MS = 2  # for whatever else the window has to do


class Portions(QObject):
    """Runs one generator to its end, which must do at most a few milliseconds per step.

    Signals
    -------
    progressed(object): the newest thing it yielded, once per turn.
    finished(object): what it returned.
    failed(str): why it ended; an OSError or a ValueError says what is kept.
    cancelled(): it was closed where it stood.
    """

    progressed = Signal(object)
    finished = Signal(object)
    failed = Signal(str)
    cancelled = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._steps: Generator[Any, None, Any] | None = None
        self._timer = QTimer(self, singleShot=True, interval=PAUSE_MS)
        self._timer.timeout.connect(self._go_on)

    @property
    def is_running(self) -> bool:
        """True from `start` until it has ended in one of the three ways."""
        return self._steps is not None

    def start(self, steps: Generator[Any, None, Any]) -> None:
        """Begin; what ran before is cancelled."""
        self.cancel()
        self._steps = steps
        self._timer.start()

    @Slot()
    def cancel(self) -> None:
        """End it where it stands."""
        if self._steps is not None:
            self._end()
            self.cancelled.emit()

    def postpone(self, wait_ms: int) -> None:
        """Let it wait, for while somebody draws."""
        if self._steps is not None:
            self._timer.start(wait_ms)

    def _end(self) -> None:
        self._timer.stop()
        steps, self._steps = self._steps, None
        if steps is not None:
            steps.close()

    @Slot()
    def _go_on(self) -> None:
        steps = self._steps
        if steps is None:
            return
        end = time.perf_counter() + WORK_MS / 1000
        try:
            while True:
                newest = next(steps)
                if time.perf_counter() >= end:
                    break
        except StopIteration as last:
            self._end()
            self.finished.emit(last.value)
        except (OSError, ValueError) as error:
            log.warning("given up: %s", error)
            self._end()
            self.failed.emit(str(error))
        else:
            self._timer.start(PAUSE_MS)
            self.progressed.emit(newest)
