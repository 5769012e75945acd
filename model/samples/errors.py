"""What goes wrong with a store of samples, in words a person can act on."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_KEPT = "nothing of this was stored, all earlier samples are kept"
_CAUSES = {
    "SQLITE_FULL": "the disk is full",
    "SQLITE_READONLY": "the file or its folder is read-only",
    "SQLITE_CANTOPEN": "it cannot be opened",
    "SQLITE_PERM": "it must not be opened",
    "SQLITE_BUSY": "another program is writing to it and does not end",
    "SQLITE_IOERR": "it cannot be written or read; the disk may be full or gone",
    "SQLITE_CORRUPT": "the file is damaged; it is set aside when the program starts again",
    "SQLITE_NOTADB": "the file is damaged; it is set aside when the program starts again",
}


class StoreError(OSError):
    """The store cannot do what it was asked to; the text names the file, the cause, what is kept.

    What was confirmed before is never touched by it, and the store can be asked again.
    """


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Raise whatever SQLite or the file system says as a StoreError about `path`."""
    try:
        yield
    except sqlite3.Error as error:
        name = getattr(error, "sqlite_errorname", "")
        cause = next((text for key, text in _CAUSES.items() if name.startswith(key)), str(error))
        raise StoreError(f"{path}: {cause} ({error}); {_KEPT}") from error
    except StoreError:
        raise
    except OSError as error:
        raise StoreError(f"{path}: {error.strerror or error}; {_KEPT}") from error
