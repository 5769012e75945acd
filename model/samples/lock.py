"""One program at a time: a lock on a file, which the system takes back when its holder dies."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

_PATIENCE_S = 20.0
_PAUSE_S = 0.02


@contextmanager
def only_one(path: Path) -> Iterator[None]:
    """Hold the lock on the file `path`, made when it is missing, for as long as the block runs.

    In a folder where nothing can be written there is nothing to protect, and no lock. Raises
    TimeoutError when another program keeps it for long.
    """
    try:
        file = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
    except OSError:
        yield
        return
    try:
        end = time.monotonic() + _PATIENCE_S
        while not _is_locked(file):
            if time.monotonic() > end:
                raise TimeoutError(f"{path}: another program is starting and does not end")
            time.sleep(_PAUSE_S)
        yield
    finally:
        os.close(file)  # which gives the lock back


if sys.platform == "win32":
    import msvcrt

    def _is_locked(file: int) -> bool:
        with suppress(OSError):
            msvcrt.locking(file, msvcrt.LK_NBLCK, 1)
            return True
        return False

else:
    import fcntl

    def _is_locked(file: int) -> bool:
        with suppress(BlockingIOError):
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False
