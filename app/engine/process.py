"""What runs in an engine process: one request after the other, cancel at any moment.

The child talks through one pipe. Its main thread computes; a listening thread receives, so that
a cancel arrives during a computation, and so that the child ends at once when the window's
process is gone for whatever reason: the pipe then reports its end.
"""

from __future__ import annotations

import importlib
import os
import queue
import signal
import threading
import traceback
from collections.abc import Generator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from app.commands.console import open_streams

if TYPE_CHECKING:
    from multiprocessing.connection import Connection


_GIVE_WAY = 10  # steps of priority; pen and window come first


@dataclass(frozen=True, slots=True)
class Request:
    """task: "module:function"; the function returns a value, or a generator that reports."""

    number: int
    task: str
    arguments: tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Cancel:
    """Stop the request with this number as soon as it reports."""

    number: int


@dataclass(frozen=True, slots=True)
class Tell:
    """Send a value into the generator of this request when it reports next."""

    number: int
    value: Any


@dataclass(frozen=True, slots=True)
class Stop:
    """End the process, whatever it is doing."""


@dataclass(frozen=True, slots=True)
class Progress:
    """A value that a generator yielded."""

    number: int
    value: Any


@dataclass(frozen=True, slots=True)
class Done:
    """What a function, or a generator at its end, returned."""

    number: int
    value: Any


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The request was stopped because it was cancelled."""

    number: int


@dataclass(frozen=True, slots=True)
class Failure:
    """message: for the user; details: the child's traceback, for the log."""

    number: int
    message: str
    details: str


Answer = Progress | Done | Cancelled | Failure


def serve(connection: Connection, in_background: bool) -> None:
    """Answer requests until the pipe is closed. This is the child's whole life."""
    open_streams()
    if in_background and hasattr(os, "nice"):
        os.nice(_GIVE_WAY)
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C is the window's to handle
    os.environ.setdefault("OMP_NUM_THREADS", "1")
    mailbox: queue.SimpleQueue[Request] = queue.SimpleQueue()
    asides = _Asides(set(), queue.SimpleQueue())
    listener = threading.Thread(
        target=_listen, args=(connection, mailbox, asides), name="engine-listener", daemon=True
    )
    listener.start()
    while True:
        request = mailbox.get()
        connection.send(_answer(connection, request, asides))


@dataclass(frozen=True, slots=True)
class _Asides:
    """What was said about requests that are in work, or were."""

    cancelled: set[int]
    told: queue.SimpleQueue[Tell]

    def next_told(self, number: int) -> Any:
        """The oldest value for this request that it has not got yet; None for none."""
        while not self.told.empty():  # only this thread takes anything out
            tell = self.told.get()
            if tell.number == number:
                return tell.value
        return None


def _listen(connection: Connection, mailbox: queue.SimpleQueue[Request], asides: _Asides) -> None:
    while True:
        try:
            message = connection.recv()
        except (EOFError, OSError):
            message = Stop()  # the window is gone
        if isinstance(message, Stop):
            os._exit(0)  # nothing is left to do or to save
        if isinstance(message, Cancel):
            asides.cancelled.add(message.number)
        elif isinstance(message, Tell):
            asides.told.put(message)
        else:
            mailbox.put(message)


def _answer(connection: Connection, request: Request, asides: _Asides) -> Answer:
    try:
        module, function = request.task.split(":")
        result = getattr(importlib.import_module(module), function)(*request.arguments)
        if isinstance(result, Generator):
            return _run_job(connection, request.number, result, asides)
        return Done(request.number, result)
    except Exception as error:  # noqa: BLE001  the parent logs it, with the traceback
        message = str(error) or type(error).__name__
        return Failure(request.number, message, traceback.format_exc())


def _run_job(
    connection: Connection, number: int, job: Generator[Any, Any, Any], asides: _Asides
) -> Answer:
    wish = None
    while True:
        if number in asides.cancelled:
            job.close()
            return Cancelled(number)
        try:
            value = job.send(wish)
        except StopIteration as stop:
            return Done(number, stop.value)
        connection.send(Progress(number, value))
        wish = asides.next_told(number)
