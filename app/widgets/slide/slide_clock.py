"""When the window moves on: positions per second, from the time that has really passed."""

from __future__ import annotations

import math
import time

from PySide6.QtCore import QObject, Qt, QTimer, Signal

FRAME_MS = 16  # no two moves are closer: one for every frame of a usual screen
SPEEDS = (1, 2, 3, 4, 5, 6, 8, 10, 12, 15, 20, 25, 30, 40, 50, 60)  # positions per second
_FIRST_SPEED = 5  # as fast as numbers can still be read


class SlideClock(QObject):
    """The position of the window, and what moves it.

    Signals
    -------
    moved(int): the position has changed, perhaps by several at once.
    running_changed(bool): it has begun to play, or stopped.
    """

    moved = Signal(int)
    running_changed = Signal(bool)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._count = 0
        self._number = 0
        self._speed: float = _FIRST_SPEED
        self._is_running = False
        self._due = 0.0  # part of the way to the next position, 0 to 1
        self._last = 0.0  # when time was last looked at, in seconds
        self._timer = QTimer(self, singleShot=True, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._look)

    @property
    def count(self) -> int:
        """How many positions there are; 0 before `begin`."""
        return self._count

    @property
    def number(self) -> int:
        """The position, counted from 0."""
        return self._number

    @property
    def speed(self) -> float:
        """Positions per second."""
        return self._speed

    @property
    def is_running(self) -> bool:
        """True while it plays."""
        return self._is_running

    @property
    def is_at_end(self) -> bool:
        """True at the last position."""
        return self._number >= self._count - 1

    def begin(self, count: int, number: int = 0) -> None:
        """Take on a course of `count` positions, at rest at one of them.

        Raises ValueError when there is no such position.
        """
        if not 0 <= number < count:
            raise ValueError(f"position {number}, expected 0 to {count - 1}")
        self.pause()
        self._count, self._number, self._due = count, number, 0.0

    def set_speed(self, speed: float) -> None:
        """Change the speed, also while it plays. Raises ValueError outside 1 to 60 a second."""
        if not SPEEDS[0] <= speed <= SPEEDS[-1]:
            raise ValueError(f"speed {speed}, expected {SPEEDS[0]} to {SPEEDS[-1]} a second")
        if self._is_running:
            self._look()  # what has passed so far passed at the old speed
        self._speed = speed
        if self._is_running:
            self._wait()

    def play(self) -> None:
        """Move on by itself; at the end, from the start again."""
        if self._is_running or self._count < 2:
            return
        if self.is_at_end:
            self.go_to(0)
        self._due, self._last = 0.0, time.monotonic()
        self._is_running = True
        self._wait()
        self.running_changed.emit(True)

    def pause(self) -> None:
        """Stay where it is."""
        self._timer.stop()
        if self._is_running:
            self._is_running = False
            self.running_changed.emit(False)

    def step(self, by: int) -> None:
        """Pause, and go some positions on or back; no further than the ends."""
        self.pause()
        self.go_to(min(max(self._number + by, 0), self._count - 1))

    def go_to(self, number: int) -> None:
        """Take a position. Raises ValueError when there is no such position."""
        if not 0 <= number < self._count:
            raise ValueError(f"position {number}, expected 0 to {self._count - 1}")
        if number != self._number:
            self._number = number
            self.moved.emit(number)

    def advance(self, elapsed_ms: float) -> None:
        """Move as far as the time that has passed takes it; pause at the end.

        However late it is called, the position is the one that the time asks for.
        """
        if not self._is_running:
            return
        self._due += elapsed_ms * self._speed / 1000
        whole = math.floor(self._due + 1e-9)  # ten tenths are a whole
        self._due = max(self._due - whole, 0.0)
        self.go_to(min(self._number + whole, self._count - 1))
        if self.is_at_end:
            self.pause()

    def _look(self) -> None:
        now = time.monotonic()
        elapsed_ms, self._last = 1000 * (now - self._last), now
        self.advance(elapsed_ms)
        if self._is_running:
            self._wait()

    def _wait(self) -> None:
        """Sleep until the next position is due, but at least for a frame."""
        self._timer.start(max(FRAME_MS, math.ceil(1000 * (1 - self._due) / self._speed)))
