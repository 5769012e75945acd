"""The tables of a store, and how a store of an older version becomes one of today.

samples   one narrow row each: what lists, filters and counts need; times in microseconds (UTC)
networks  checksum and name of those that read samples when they were stored
drawings  strokes and raster, read only for the samples that are looked at
coarse    what finds near-duplicates
readings  what a network says: under its `network_key`, under 0 what was said at storing
classes   how many families each class has had: the count by which every fifth is held out
state     a number that grows with every change, so that another window can ask what is new
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Sequence

APPLICATION_ID = 0x44536370  # "DScp": whose file this is

_FIRST = """
CREATE TABLE samples (
    number INTEGER PRIMARY KEY AUTOINCREMENT,
    id TEXT NOT NULL UNIQUE,
    label INTEGER NOT NULL CHECK (label BETWEEN 0 AND 10),
    created INTEGER NOT NULL,
    origin TEXT NOT NULL,
    held_out INTEGER NOT NULL CHECK (held_out IN (0, 1)),
    deleted_at INTEGER,
    family INTEGER NOT NULL,
    changed INTEGER NOT NULL,
    network INTEGER NOT NULL REFERENCES networks
);
CREATE TABLE networks (
    key INTEGER PRIMARY KEY,
    checksum TEXT NOT NULL,
    name TEXT NOT NULL,
    UNIQUE (checksum, name)
);
CREATE INDEX samples_changed ON samples (changed);
CREATE INDEX samples_family ON samples (family);
CREATE TABLE drawings (
    number INTEGER PRIMARY KEY REFERENCES samples ON DELETE CASCADE,
    raster BLOB NOT NULL,
    drawing BLOB NOT NULL
);
CREATE TABLE coarse (
    number INTEGER PRIMARY KEY REFERENCES samples ON DELETE CASCADE,
    sums BLOB NOT NULL
);
CREATE TABLE readings (
    network INTEGER NOT NULL,
    number INTEGER NOT NULL REFERENCES samples ON DELETE CASCADE,
    prediction INTEGER NOT NULL,
    confidence REAL NOT NULL,
    margin REAL NOT NULL,
    label_probability REAL NOT NULL,
    verdict TEXT NOT NULL,
    digit_score REAL NOT NULL,
    digits TEXT NOT NULL,
    probabilities BLOB NOT NULL,
    PRIMARY KEY (network, number)
) WITHOUT ROWID;
CREATE INDEX readings_of_a_sample ON readings (number);
CREATE TABLE classes (label INTEGER PRIMARY KEY, families INTEGER NOT NULL);
CREATE TABLE state (changes INTEGER NOT NULL);
INSERT INTO state VALUES (0);
"""


def _create(connection: sqlite3.Connection) -> None:
    for statement in _FIRST.split(";"):
        connection.execute(statement)
    connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")


def missing(connection: sqlite3.Connection) -> set[str]:
    """Names of tables and indexes that a store of today's version has, and this one has not."""
    ask = "SELECT name FROM sqlite_master"
    model = sqlite3.connect(":memory:")
    try:
        for step in STEPS:
            step(model)
        expected = {name for (name,) in model.execute(ask)}
    finally:
        model.close()
    return expected - {name for (name,) in connection.execute(ask)}


# Step n turns a store of version n into one of version n + 1, inside one transaction.
STEPS: Sequence[Callable[[sqlite3.Connection], None]] = (_create,)
