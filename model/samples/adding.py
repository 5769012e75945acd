"""How new samples get their number, their family, and their side.

About one sample in five of each class is held out: the 3rd, 8th, 13th ... family that the class
has had, so that small classes get their share early. This is decided once, when a sample is
stored; neither relabelling nor deleting others changes it. A family is a drawing with its
near-duplicates (`twins`): a twin goes where its family is, and does not count.
"""

from __future__ import annotations

import sqlite3
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from model.samples.rows import (
    Prepared,
    drawing_from_bytes,
    raster_from_bytes,
    raster_to_bytes,
    reading_values,
)
from model.samples.sample import microseconds, now
from model.samples.twins import NEAR, CoarseIndex, distance, near_among
from model.strokes import drawing_to_json

HELD_OUT_EVERY = 5
_HELD_OUT_FIRST = 3

_INSERT_SAMPLE = "INSERT INTO samples VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
INSERT_READING = "INSERT OR REPLACE INTO readings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"


@dataclass(frozen=True, slots=True)
class Stored:
    """What became of new samples.

    ids: of those that were stored, in their order.
    present: positions of those that the store has already; a deleted one was restored.
    """

    ids: tuple[str, ...]
    present: tuple[int, ...]


class Candidates:
    """The numbers of possible twins of new samples, looked up before the store is locked."""

    def __init__(
        self, connection: sqlite3.Connection, index: CoarseIndex, items: Sequence[Prepared]
    ) -> None:
        self._connection = connection
        self._index = index
        self._coarse = np.array([item.coarse for item in items], np.uint16).reshape(-1, 49)
        refresh(connection, index)
        self.last = index.last
        self._before = index.near(self._coarse)
        self._among = near_among(self._coarse)

    def complete(self) -> None:
        """Add what another window stored meanwhile; to be called under the lock."""
        refresh(self._connection, self._index)
        more = self._index.near(self._coarse, after=self.last)
        self._before = [old + new for old, new in zip(self._before, more, strict=True)]

    def of(self, position: int, numbers: Sequence[int | None]) -> list[int]:
        """Of one new sample; numbers: those that the new samples before it were given."""
        among = (numbers[other] for other in self._among[position])
        return self._before[position] + [number for number in among if number is not None]


def refresh(connection: sqlite3.Connection, index: CoarseIndex) -> None:
    """Bring the index up to date with the store."""
    found = connection.execute(
        "SELECT number, sums FROM coarse WHERE number > ? ORDER BY number", (index.last,)
    ).fetchall()
    if found:
        coarse = np.frombuffer(b"".join(row[1] for row in found), "<u2").reshape(-1, 49)
        index.extend([row[0] for row in found], coarse)


def insert(
    connection: sqlite3.Connection,
    items: Sequence[Prepared],
    candidates: Candidates,
    changed: int,
    skip_copies: bool,
) -> Stored:
    """Insert new samples, inside a transaction that the caller ends."""
    numbers: list[int | None] = []
    ids: list[str] = []
    present: list[int] = []
    number = _last_number(connection)
    for position, item in enumerate(items):
        twin = _twin(connection, item, candidates.of(position, numbers))
        known = _known(connection, item)
        if known is None and skip_copies and twin is not None and twin <= candidates.last:
            known = twin if _is_copy(connection, item, twin) else None
        if known is not None:
            connection.execute(
                "UPDATE samples SET deleted_at = NULL, changed = ? "
                "WHERE number = ? AND deleted_at IS NOT NULL",
                (changed, known),
            )
            numbers.append(None)
            present.append(position)
            continue
        number += 1
        ids.append(_insert(connection, item, number, twin, changed))
        numbers.append(number)
    return Stored(tuple(ids), tuple(present))


def _insert(
    connection: sqlite3.Connection, item: Prepared, number: int, twin: int | None, changed: int
) -> str:
    new = item.new
    family, held_out = _side(connection, item, number, twin)
    name = new.id or uuid.uuid4().hex
    created = microseconds(new.created or now())
    key = _network(connection, new.network, new.network_name)
    values = (name, new.label, created, new.origin, held_out, None, family, changed, key)
    connection.execute(_INSERT_SAMPLE, (number, *values))
    raster, coarse = raster_to_bytes(item.raster), item.coarse.astype("<u2").tobytes()
    connection.execute("INSERT INTO drawings VALUES (?, ?, ?)", (number, raster, item.drawing))
    connection.execute("INSERT INTO coarse VALUES (?, ?)", (number, coarse))
    if new.reading is not None:
        for network in {"", new.network}:
            connection.execute(
                INSERT_READING, reading_values(network, number, new.label, new.reading)
            )
    return name


def _side(
    connection: sqlite3.Connection, item: Prepared, number: int, twin: int | None
) -> tuple[int, bool]:
    """Family of a new sample, and whether it is held out."""
    if twin is not None:
        family, held_out = connection.execute(
            "SELECT family, held_out FROM samples WHERE number = ?", (twin,)
        ).fetchone()
        return family, bool(held_out)
    if item.new.held_out is not None:
        return number, item.new.held_out
    [count] = connection.execute(
        "INSERT INTO classes VALUES (?, 1) "
        "ON CONFLICT (label) DO UPDATE SET families = families + 1 RETURNING families",
        (item.new.label,),
    ).fetchone()
    return number, count % HELD_OUT_EVERY == _HELD_OUT_FIRST


def _network(connection: sqlite3.Connection, checksum: str, name: str) -> int:
    """The key of a network that read a sample when it was stored."""
    ask = "SELECT key FROM networks WHERE checksum = ? AND name = ?"
    row = connection.execute(ask, (checksum, name)).fetchone()
    if row is None:
        connection.execute("INSERT INTO networks VALUES (NULL, ?, ?)", (checksum, name))
        row = connection.execute(ask, (checksum, name)).fetchone()
    return int(row[0])


def _twin(connection: sqlite3.Connection, item: Prepared, candidates: Sequence[int]) -> int | None:
    """The number of a twin: the first of the candidates that is near enough."""
    for number in candidates:
        row = connection.execute(
            "SELECT raster FROM drawings WHERE number = ?", (number,)
        ).fetchone()
        # A candidate may have been purged meanwhile.
        if row is not None and distance(raster_from_bytes(row[0]), item.raster) <= NEAR:
            return number
    return None


def _known(connection: sqlite3.Connection, item: Prepared) -> int | None:
    """The number of the sample that has this id already."""
    if not item.new.id:
        return None
    row = connection.execute("SELECT number FROM samples WHERE id = ?", (item.new.id,)).fetchone()
    return None if row is None else int(row[0])


def _is_copy(connection: sqlite3.Connection, item: Prepared, twin: int) -> bool:
    row: tuple[Any, ...] = connection.execute(
        "SELECT s.label, d.drawing FROM samples s JOIN drawings d USING (number) WHERE number = ?",
        (twin,),
    ).fetchone()
    if row[0] != item.new.label:
        return False
    same = drawing_to_json(drawing_from_bytes(item.drawing))
    return row[1] == item.drawing or drawing_to_json(drawing_from_bytes(row[1])) == same


def _last_number(connection: sqlite3.Connection) -> int:
    row = connection.execute("SELECT seq FROM sqlite_sequence WHERE name = 'samples'").fetchone()
    return 0 if row is None else int(row[0])
