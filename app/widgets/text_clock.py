"""Two clocks: pictures follow every result, numbers that people read five times a second."""

from __future__ import annotations

import time
from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, QTimer

PERIOD_MS = 200


class TextClock(QObject):
    """Calls `show` at once, but at most once per PERIOD_MS; the last tick is never lost."""

    def __init__(self, show: Callable[[], None], parent: QObject) -> None:
        super().__init__(parent)
        self._show = show
        self._last = 0.0
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self.show_now)

    def tick(self, *, at_once: bool = False) -> None:
        """New numbers are there; `at_once`: what they belong to has changed."""
        if at_once:
            self.show_now()
        if self._timer.isActive() or at_once:
            return
        waited_ms = 1000 * (time.monotonic() - self._last)
        if waited_ms >= PERIOD_MS:
            self.show_now()
        else:
            self._timer.start(int(PERIOD_MS - waited_ms) + 1)

    def show_now(self) -> None:
        """Show the newest numbers without waiting."""
        self._timer.stop()
        self._last = time.monotonic()
        self._show()
