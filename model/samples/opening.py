"""How a store is opened: checked, set aside when it is damaged, brought to today's version."""

from __future__ import annotations

import sqlite3
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from model.samples import schema
from model.samples.errors import StoreError, told
from model.samples.lock import only_one

BUSY_MS = 10_000  # how long a write waits for one of another window
_WAL_BYTES = 16_000_000  # kept of the write-ahead log after a long write
_CACHE_KB = 32_000  # 50,000 samples are listed out of memory
_DAMAGE = ("SQLITE_CORRUPT", "SQLITE_NOTADB")
_BESIDE = ("", "-wal", "-shm")  # the files of a database


class _DamagedError(Exception):
    """The file is no store any more; the text says what was found."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open store. problem: what a person should know, empty when all is well."""

    connection: sqlite3.Connection
    is_writable: bool
    problem: str


def open_store(path: Path) -> Opened:
    """Open the store at `path`; make it, and its folder, when there is none.

    A damaged store is set aside with its date in the name, and a new one starts. One that cannot
    be written is opened for reading. Raises StoreError when neither can be done, when the file is
    something else, or when a newer program wrote it; the file is then left as it is.
    """
    with told(path):
        with suppress(OSError):  # where nothing can be made, connecting says why
            path.parent.mkdir(parents=True, exist_ok=True)
        with only_one(path.with_name(f"{path.name}.lock")):
            try:
                return _open(path)
            except _DamagedError as damage:
                aside = _set_aside(path)
                opened = _open(path)
                problem = (
                    f"The samples in {path} were damaged ({damage}). "
                    f"They were set aside as {aside.name}; a new store was started."
                )
                return Opened(opened.connection, opened.is_writable, problem)


def _open(path: Path) -> Opened:
    connection = sqlite3.connect(path, isolation_level=None, timeout=BUSY_MS / 1000)
    try:
        return _prepared(connection, path)
    except sqlite3.DatabaseError as error:
        connection.close()
        name = getattr(error, "sqlite_errorname", "")
        if name.startswith(_DAMAGE):
            raise _DamagedError(str(error)) from error
        if name.startswith(("SQLITE_READONLY", "SQLITE_CANTOPEN")) and path.exists():
            return _open_for_reading(path)
        raise
    except BaseException:
        connection.close()
        raise


def _prepared(connection: sqlite3.Connection, path: Path) -> Opened:
    _check_pages(connection)
    version = _version(connection, path)
    for name, value in (
        ("journal_mode", "WAL"),
        ("synchronous", "FULL"),  # what was confirmed survives a power cut
        ("fullfsync", "ON"),  # on macOS only this reaches the disk
        ("foreign_keys", "ON"),
        ("journal_size_limit", _WAL_BYTES),
        ("temp_store", "MEMORY"),
        ("cache_size", -_CACHE_KB),
    ):
        connection.execute(f"PRAGMA {name} = {value}")
    connection.execute("BEGIN IMMEDIATE")  # finds out whether it can be written
    connection.execute("ROLLBACK")
    if version < len(schema.STEPS):
        _migrate(connection, path, version)
    _check_tables(connection)
    return Opened(connection, is_writable=True, problem="")


def _open_for_reading(path: Path) -> Opened:
    """Open a store in a place where nothing can be written.

    Without a write-ahead log SQLite is told that the file never changes: it could not make the
    files that it uses to share one.
    """
    still = "" if path.with_name(f"{path.name}-wal").exists() else "&immutable=1"
    address = f"{path.resolve().as_uri()}?mode=ro{still}"
    connection = sqlite3.connect(address, uri=True, isolation_level=None)
    try:
        _check_pages(connection)
        version = _version(connection, path)
        if version == len(schema.STEPS):
            _check_tables(connection)
    except (_DamagedError, sqlite3.DatabaseError) as error:
        connection.close()
        raise StoreError(f"{path}: cannot be read ({error}), and nothing can be written") from error
    except BaseException:
        connection.close()
        raise
    if version < len(schema.STEPS):
        connection.close()
        raise StoreError(f"{path}: of an older version, and it cannot be written anew here")
    problem = f"{path} cannot be written; samples can be looked at, nothing can be stored."
    return Opened(connection, is_writable=False, problem=problem)


def _check_pages(connection: sqlite3.Connection) -> None:
    found = connection.execute("PRAGMA quick_check(1)").fetchone()
    if found is None or found[0] != "ok":
        raise _DamagedError(found[0] if found else "no answer to the integrity check")


def _check_tables(connection: sqlite3.Connection) -> None:
    if missing := schema.missing(connection):
        raise _DamagedError(f"{', '.join(sorted(missing))} missing")
    if connection.execute("SELECT changes FROM state").fetchone() is None:
        raise _DamagedError("the count of changes is missing")


def _version(connection: sqlite3.Connection, path: Path) -> int:
    """The schema version of a file that is a store, or empty."""
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    owner = int(connection.execute("PRAGMA application_id").fetchone()[0])
    is_empty = connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None
    if not is_empty and owner != schema.APPLICATION_ID:
        raise StoreError(f"{path}: a database, but no store of samples; it is left as it is")
    if version > len(schema.STEPS):
        raise StoreError(
            f"{path}: written by a newer version of this program (schema {version}, known up to "
            f"{len(schema.STEPS)}); it is left as it is"
        )
    return version


def _migrate(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Carry out the missing steps in one transaction, after a copy of what is there."""
    if connection.execute("SELECT 1 FROM sqlite_master").fetchone() is not None:
        _copy(connection, _dated(path, f"version-{version}"))
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in schema.STEPS[version:]:
            step(connection)
        connection.execute(f"PRAGMA user_version = {len(schema.STEPS)}")
        connection.execute("COMMIT")
    except BaseException:
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise


def _copy(connection: sqlite3.Connection, place: Path) -> None:
    beside = place.with_name(f"{place.name}.part")
    beside.unlink(missing_ok=True)
    copy = sqlite3.connect(beside)
    try:
        connection.backup(copy)
    finally:
        copy.close()
    beside.replace(place)


def _set_aside(path: Path) -> Path:
    place = _dated(path, "damaged")
    for ending in reversed(_BESIDE):  # the log first: alone it would be taken for a new store's
        file = path.with_name(path.name + ending)
        with suppress(FileNotFoundError):
            file.replace(place.with_name(place.name + ending))
    return place


def _dated(path: Path, what: str) -> Path:
    """A free name beside `path` that says what it is and since when."""
    stem = f"{path.stem}.{what}-{datetime.now(UTC):%Y%m%d-%H%M%S}"
    place, number = path.with_name(stem + path.suffix), 2
    while place.exists():
        place = path.with_name(f"{stem}-{number}{path.suffix}")
        number += 1
    return place
