"""What can be asked of a store of samples."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.network import CLASSES
from model.raster import SIDE
from model.samples.errors import StoreError, told
from model.samples.listing import ORDERS, Changes, Order, SampleFilter, SampleRow, clauses, row_of
from model.samples.rows import (
    raster_from_bytes,
    reading_from_row,
    sample_from_row,
)
from model.samples.sample import LABELS, Reading, Sample, network_key


def as_list(values: Iterable[str]) -> str:
    """Ids as SQLite's json_each takes them."""
    return json.dumps(list(values))


class StoreReader:
    """An open store, for looking. To be used from the thread that made it."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        self.path = path
        self._connection = connection

    def count(self, wanted: SampleFilter = SampleFilter()) -> int:
        """How many samples a filter leaves."""
        found = clauses(wanted, with_readings=False)
        return int(self._all(f"SELECT count(*) {found.sql}", found.values)[0][0])

    def ids(self, wanted: SampleFilter = SampleFilter(), order: Order = "newest") -> list[str]:
        """The ids that a filter leaves, in an order."""
        needs_readings = "r." in ORDERS[order]
        found = clauses(wanted, needs_readings)
        rows = self._all(f"SELECT s.id {found.sql} ORDER BY {ORDERS[order]}", found.values)
        return [row[0] for row in rows]

    def rows(self, ids: Sequence[str], network: str = "") -> list[SampleRow]:
        """What a page of the grid shows, in the order of the ids; unknown ids are left out.

        network: whose reading, by checksum; "" means what was said when the sample was stored.
        """
        found = {}
        for *values, data in self._all(
            "SELECT s.id, s.label, s.held_out, r.prediction, r.confidence, r.label_probability, "
            "r.verdict, d.raster FROM samples s JOIN drawings d USING (number) "
            "LEFT JOIN readings r ON r.network = ? AND r.number = s.number "
            "WHERE s.id IN (SELECT value FROM json_each(?))",
            (network_key(network), as_list(ids)),
        ):
            with suppress(ValueError):  # `examine` names what is damaged; the page goes on
                found[values[0]] = row_of(values, raster_from_bytes(data))
        return [found[name] for name in ids if name in found]

    def get(self, ids: Sequence[str]) -> list[Sample]:
        """Whole samples, in the order of the ids, deleted ones as well; unknown ids are left out.

        Raises StoreError that names a sample whose bytes are damaged.
        """
        found = {}
        for row in self._all(
            "SELECT s.id, s.label, s.created, s.origin, s.held_out, n.checksum, n.name, d.raster, "
            "d.drawing, r.probabilities, r.verdict, r.digit_score, r.digits "
            "FROM samples s JOIN drawings d USING (number) JOIN networks n ON n.key = s.network "
            "LEFT JOIN readings r ON r.network = 0 AND r.number = s.number "
            "WHERE s.id IN (SELECT value FROM json_each(?))",
            (as_list(ids),),
        ):
            try:
                found[row[0]] = sample_from_row(row)
            except ValueError as error:
                raise StoreError(f"{self.path}: sample {row[0]} is damaged ({error})") from error
        return [found[name] for name in ids if name in found]

    def arrays(self, ids: Sequence[str]) -> tuple[NDArray[np.uint8], NDArray[np.int64]]:
        """Rasters (n, 28, 28) uint8 and labels (n,) of samples, in the order of the ids."""
        rows = self._all(
            "SELECT s.id, s.label, d.raster FROM samples s JOIN drawings d USING (number) "
            "WHERE s.id IN (SELECT value FROM json_each(?))",
            (as_list(ids),),
        )
        found = {row[0]: row for row in rows}
        kept = [found[name] for name in ids if name in found]
        rasters = np.zeros((len(kept), SIDE, SIDE), np.uint8)
        for n, (name, _, data) in enumerate(kept):
            try:
                rasters[n] = raster_from_bytes(data)
            except ValueError as error:
                raise StoreError(f"{self.path}: sample {name} is damaged ({error})") from error
        return rasters, np.array([row[1] for row in kept], np.int64)

    def readings(self, ids: Sequence[str], network: str = "") -> dict[str, Reading]:
        """What a network says about samples, by id; those it has not read are left out."""
        rows = self._all(
            "SELECT s.id, r.probabilities, r.verdict, r.digit_score, r.digits "
            "FROM samples s JOIN readings r USING (number) "
            "WHERE r.network = ? AND s.id IN (SELECT value FROM json_each(?))",
            (network_key(network), as_list(ids)),
        )
        found = ((row[0], reading_from_row(row[1:])) for row in rows)
        return {name: reading for name, reading in found if reading is not None}

    def unread(self, network: str) -> list[str]:
        """The samples that a network has not read, newest first."""
        found = clauses(SampleFilter(network), with_readings=True)
        rows = self._all(
            f"SELECT s.id {found.sql} AND r.number IS NULL ORDER BY {ORDERS['newest']}",
            found.values,
        )
        return [row[0] for row in rows]

    def balance(self) -> NDArray[np.int64]:
        """(11, 2) counts: label by training (0) and held out (1)."""
        counts = np.zeros((len(LABELS), 2), np.int64)
        for label, held_out, count in self._all(
            "SELECT label, held_out, count(*) FROM samples WHERE deleted_at IS NULL GROUP BY 1, 2"
        ):
            counts[label, held_out] = count
        return counts

    def confusion(self, wanted: SampleFilter = SampleFilter()) -> NDArray[np.int64]:
        """(11, 10) counts: label by prediction, refused or not; unread samples do not count."""
        found = clauses(wanted, with_readings=True)
        counts = np.zeros((len(LABELS), CLASSES), np.int64)
        for label, prediction, count in self._all(
            f"SELECT s.label, r.prediction, count(*) {found.sql} "
            "AND r.prediction IS NOT NULL GROUP BY 1, 2",
            found.values,
        ):
            counts[label, prediction] = count
        return counts

    def origins(self) -> dict[str, int]:
        """How many samples come from where."""
        rows = self._all(
            "SELECT origin, count(*) FROM samples WHERE deleted_at IS NULL GROUP BY 1 ORDER BY 1"
        )
        return dict(rows)

    def near_duplicates(self) -> list[tuple[str, ...]]:
        """The families (`twins`) that have more than one sample, the oldest of each first."""
        families: dict[int, list[str]] = {}
        for family, name in self._all(
            "SELECT family, id FROM samples WHERE deleted_at IS NULL AND family IN (SELECT family "
            "FROM samples WHERE deleted_at IS NULL GROUP BY family HAVING count(*) > 1) "
            "ORDER BY family, number"
        ):
            families.setdefault(family, []).append(name)
        return [tuple(members) for members in families.values()]

    def probable_mislabels(self, network: str = "", confidence: float = 0.9) -> list[str]:
        """The samples whose label a network contradicts with at least this confidence.

        It must accept the drawing as a digit. The surest come first.
        """
        found = clauses(SampleFilter(network, misread=True), with_readings=True)
        rows = self._all(
            f"SELECT s.id {found.sql} AND r.verdict = 'digit' AND r.confidence >= ? "
            f"ORDER BY {ORDERS['most confident']}",
            [*found.values, confidence],
        )
        return [row[0] for row in rows]

    def data_version(self) -> int:
        """A number that differs as soon as another window has changed the store; cheap to ask."""
        return int(self._all("PRAGMA data_version")[0][0])

    def changed_since(self, count: int) -> Changes:
        """What this or another window added or changed since the store counted `count` changes."""
        [[now]] = self._all("SELECT changes FROM state")
        rows = self._all("SELECT id FROM samples WHERE changed > ? ORDER BY number", (count,))
        return Changes(int(now), tuple(row[0] for row in rows))

    def _all(self, sql: str, values: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        with told(self.path):
            return self._connection.execute(sql, values).fetchall()
