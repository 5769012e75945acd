"""The window's end of an engine process."""

from __future__ import annotations

import contextlib
import itertools
import logging
import threading
import time
from collections import deque
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, Qt, QTimer, Signal, Slot

from app.engine import process, task_names

if TYPE_CHECKING:
    from multiprocessing.connection import Connection
    from multiprocessing.context import SpawnProcess

log = logging.getLogger(__name__)

CANCEL_MS = 120  # a job that has not stopped by then is stopped with its process
_PATIENCE_S = 0.5  # for an orderly end at shutdown
_DEATHS = 3  # within _DEATHS_S: then it is not started again by itself
_DEATHS_S = 30.0


class Engine(QObject):
    """One engine process and the requests it works on, one at a time.

    A request that comes while another is in work waits. A process that dies is started again
    with the next request. An engine `in_background` gives way to the window where cores are scarce.
    What this installation cannot do fails without a process, with a text for the user.

    Signals
    -------
    progressed(number, value), finished(number, value), cancelled(number),
    failed(number, Failure): what became of a request; each request ends with exactly one of
    the last three.
    died(text): the process ended without being asked to.
    """

    progressed = Signal(int, object)
    finished = Signal(int, object)
    failed = Signal(int, object)
    cancelled = Signal(int)
    died = Signal(str)
    _arrived = Signal(object, object)
    _refused = Signal(object)

    def __init__(
        self, name: str, parent: QObject | None = None, *, in_background: bool = False
    ) -> None:
        super().__init__(parent)
        self._name = name
        self._in_background = in_background
        self._numbers = itertools.count(1)
        self._is_closed = False
        self._waiting: deque[process.Request] = deque()
        self._told: list[process.Tell] = []  # not sent yet
        self._current: process.Request | None = None
        self._child: SpawnProcess | None = None
        self._connection: Connection | None = None
        self._reader: threading.Thread | None = None
        self._deaths: deque[float] = deque(maxlen=_DEATHS)
        self._kill_timer = QTimer(self, singleShot=True, interval=CANCEL_MS)
        self._kill_timer.timeout.connect(self._kill_for_cancel)
        self._arrived.connect(self._on_arrived, Qt.ConnectionType.QueuedConnection)
        self._refused.connect(self._on_refused, Qt.ConnectionType.QueuedConnection)

    @property
    def process_id(self) -> int | None:
        """Of the running child; None when there is none."""
        return self._child.pid if self._child is not None else None

    def request(self, task: str, *arguments: Any) -> int:
        """Ask for `task` ("module:function"); return the number its answer will carry."""
        request = process.Request(next(self._numbers), task, arguments)
        lack = task_names.lack(task)
        if lack:  # told later, as by a process: whoever asks needs the number first
            self._refused.emit(process.Failure(request.number, lack, ""))
            return request.number
        self._waiting.append(request)
        self._send_next()
        return request.number

    def cancel(self, number: int) -> None:
        """Stop a request; `cancelled` follows within CANCEL_MS, whatever the process does."""
        for request in self._waiting:
            if request.number == number:
                self._waiting.remove(request)
                self.cancelled.emit(number)
                return
        if self._current is not None and self._current.number == number and self._connection:
            self._kill_timer.start()
            try:
                self._connection.send(process.Cancel(number))
            except OSError:  # it is just dying; its end is on the way
                log.debug("cancel could not be sent to engine %s", self._name)

    def tell(self, number: int, value: Any) -> None:
        """Send a value into the generator of a request: a `yield` of its gives it.

        Whoever waits for its turn is told when it comes.
        """
        self._told.append(process.Tell(number, value))
        self._send_told()

    def close(self) -> None:
        """End the process, orderly or not. No signal follows, and it is not started again."""
        self._is_closed = True
        self._waiting.clear()
        self._current = None
        self._kill_timer.stop()
        self._end_child()

    def _send_next(self) -> None:
        if self._is_closed or self._current is not None or not self._waiting:
            return
        if self._connection is None:
            self._start_child()
        assert self._connection is not None
        self._current = self._waiting.popleft()
        try:
            self._connection.send(self._current)
        except OSError:
            log.debug("engine %s is gone; its end is on the way", self._name)
        self._send_told()

    def _send_told(self) -> None:
        """Send what was told to the request in work; what others were told waits with them."""
        waiting = {request.number for request in self._waiting}
        told, self._told = self._told, [tell for tell in self._told if tell.number in waiting]
        if self._current is None or self._connection is None:
            return
        for tell in told:
            if tell.number == self._current.number:
                try:
                    self._connection.send(tell)
                except OSError:
                    log.debug("engine %s is gone; its end is on the way", self._name)

    def _start_child(self) -> None:
        import multiprocessing  # not before an engine is needed: start-up time

        context = multiprocessing.get_context("spawn")
        mine, theirs = context.Pipe()
        child = context.Process(
            target=process.serve,
            args=(theirs, self._in_background),
            name=f"digitscope-{self._name}",
            daemon=True,
        )
        child.start()
        theirs.close()
        self._child, self._connection = child, mine
        self._reader = threading.Thread(
            target=self._read, args=(mine,), name=f"engine-{self._name}", daemon=True
        )
        self._reader.start()
        log.info("engine %s started, process %s", self._name, child.pid)

    def _read(self, connection: Connection) -> None:
        """In a thread: hand every message over to the window's thread."""
        while True:
            try:
                message = connection.recv()
            except (EOFError, OSError):
                message = None
            try:
                self._arrived.emit(connection, message)
            except RuntimeError:  # the Qt object was deleted at shutdown
                return
            if message is None:
                return

    @Slot(object, object)
    def _on_arrived(self, connection: Connection, message: process.Answer | None) -> None:
        if connection is not self._connection:
            return  # from a process that was ended meanwhile
        if message is None:
            self._on_death()
        elif isinstance(message, process.Progress):
            self.progressed.emit(message.number, message.value)
        else:
            self._on_end(message)

    @Slot(object)
    def _on_refused(self, failure: process.Failure) -> None:
        if not self._is_closed:
            self.failed.emit(failure.number, failure)

    def _on_end(self, message: process.Done | process.Cancelled | process.Failure) -> None:
        self._current = None
        self._kill_timer.stop()
        if isinstance(message, process.Done):
            self.finished.emit(message.number, message.value)
        elif isinstance(message, process.Cancelled):
            self.cancelled.emit(message.number)
        else:
            log.error("engine %s: %s\n%s", self._name, message.message, message.details)
            self.failed.emit(message.number, message)
        self._send_next()

    def _on_death(self) -> None:
        request, self._current = self._current, None
        was_cancelled = self._kill_timer.isActive()
        self._kill_timer.stop()
        code = self._end_child()
        text = f"The {self._name} engine ended unexpectedly (exit code {code})."
        log.error(text)
        self._deaths.append(time.monotonic())
        self.died.emit(text)
        if request is not None and was_cancelled:
            self.cancelled.emit(request.number)
        elif request is not None:
            self.failed.emit(request.number, process.Failure(request.number, text, ""))
        if self._dies_again_and_again():
            while self._waiting:
                number = self._waiting.popleft().number
                self.failed.emit(number, process.Failure(number, text, ""))
        self._send_next()

    def _dies_again_and_again(self) -> bool:
        return len(self._deaths) == _DEATHS and self._deaths[-1] - self._deaths[0] < _DEATHS_S

    @Slot()
    def _kill_for_cancel(self) -> None:
        request, self._current = self._current, None
        log.info("engine %s did not stop in %d ms: ended", self._name, CANCEL_MS)
        self._end_child(patience_s=0.0)
        if request is not None:
            self.cancelled.emit(request.number)
        self._send_next()

    def _end_child(self, patience_s: float = _PATIENCE_S) -> int | None:
        """Ask the process to end, wait a little, kill if need be; return the exit code."""
        child, connection, reader = self._child, self._connection, self._reader
        self._child = self._connection = self._reader = None
        if child is None or connection is None:
            return None
        with contextlib.suppress(OSError):  # it may have ended by itself
            connection.send(process.Stop())
        child.join(patience_s)
        if child.exitcode is None:
            child.kill()
            child.join()
        code = child.exitcode
        if reader is not None:
            reader.join()
        connection.close()
        child.close()
        return code
