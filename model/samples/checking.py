"""Is everything in a store as it should be? Looks at all of it, and changes nothing."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.raster import rasterize
from model.samples import schema
from model.samples.rows import drawing_from_bytes, raster_from_bytes
from model.samples.sample import raster_bytes

_MOST = 100  # problems that are told
_ROUNDING = 1  # of 255, between versions of numpy


@dataclass(frozen=True, slots=True)
class Findings:
    """What was found. schema: version of the store; samples, deleted: how many there are."""

    schema: int
    samples: int
    deleted: int
    problems: tuple[str, ...]


def examine(path: Path) -> Findings:
    """Check pages, indexes and references, and the bytes of every sample, deleted ones as well.

    Raises FileNotFoundError when there is no store.
    """
    if not path.is_file():
        raise FileNotFoundError(2, "there is no store of samples", str(path))
    connection = sqlite3.connect(path, isolation_level=None, timeout=10)
    try:
        connection.execute("PRAGMA query_only = ON")
        return _examine(connection)
    except sqlite3.Error as error:
        return Findings(0, 0, 0, (f"cannot be read as a store ({error})",))
    finally:
        connection.close()


def _examine(connection: sqlite3.Connection) -> Findings:
    problems = [row[0] for row in connection.execute("PRAGMA integrity_check") if row[0] != "ok"]
    if problems:
        return Findings(0, 0, 0, tuple(problems[:_MOST]))
    if connection.execute("SELECT 1 FROM sqlite_master").fetchone() is None:
        return Findings(0, 0, 0, ())  # a store that was just being made
    version = int(connection.execute("PRAGMA user_version").fetchone()[0])
    if connection.execute("PRAGMA application_id").fetchone()[0] != schema.APPLICATION_ID:
        return Findings(version, 0, 0, ("a database, but no store of samples",))
    if version != len(schema.STEPS):
        return Findings(version, 0, 0, (f"schema {version}, expected {len(schema.STEPS)}",))
    if missing := schema.missing(connection):
        return Findings(version, 0, 0, tuple(f"{name} is missing" for name in sorted(missing)))
    problems += [
        f"a row of {row[0]} belongs to no {row[2]}"
        for row in connection.execute("PRAGMA foreign_key_check")
    ]
    problems += [
        f"near-duplicates of sample {row[0]} stand on both sides"
        for row in connection.execute(
            "SELECT min(id) FROM samples GROUP BY family HAVING count(DISTINCT held_out) > 1"
        )
    ]
    problems += _damaged_samples(connection)
    [total, deleted] = connection.execute(
        "SELECT count(*), count(deleted_at) FROM samples"
    ).fetchone()
    return Findings(version, total - deleted, deleted, tuple(problems[:_MOST]))


def _damaged_samples(connection: sqlite3.Connection) -> list[str]:
    problems = []
    for name, raster, drawing in connection.execute(
        "SELECT s.id, d.raster, d.drawing FROM samples s LEFT JOIN drawings d USING (number) "
        "ORDER BY number"
    ):
        if drawing is None:
            problems.append(f"sample {name} has no drawing")
            continue
        try:
            values = raster_bytes(rasterize(drawing_from_bytes(drawing))).astype(np.int16)
            if np.abs(values - raster_from_bytes(raster)).max() > _ROUNDING:
                problems.append(f"sample {name}: its raster is not that of its drawing")
        except ValueError as error:
            problems.append(f"sample {name} is damaged ({error})")
    return problems
