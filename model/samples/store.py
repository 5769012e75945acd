"""The user's samples: one SQLite file that several windows may share.

Whatever a method has returned from is on the disk (write-ahead log, synchronous=FULL): killing
the program, or cutting its power, loses none of it. What fails changes nothing.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType
from typing import Self

from model.samples.adding import INSERT_READING, Candidates, Stored, insert
from model.samples.errors import StoreError, told
from model.samples.opening import open_store
from model.samples.reader import StoreReader, as_list
from model.samples.rows import Prepared, prepared, reading_from_row, reading_values
from model.samples.sample import LABELS, NewSample, Reading, Sample, microseconds, network_key, now
from model.samples.twins import CoarseIndex


class SampleStore(StoreReader):
    """The store at a path, opened or made.

    A damaged one is set aside, and one that cannot be written is opened for reading: `problem`
    then says so, and is empty otherwise. A store belongs to the thread that opened it; another
    thread, or process, opens its own. Raises StoreError when it cannot be opened at all.
    """

    def __init__(self, path: Path) -> None:
        opened = open_store(path)
        super().__init__(path, opened.connection)
        self.problem = opened.problem
        self.is_writable = opened.is_writable
        self._index = CoarseIndex()
        self._file = _identity(path)

    def close(self) -> None:
        """Close the file; nothing waits to be written."""
        self._connection.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()

    def add(self, new: NewSample) -> Sample:
        """Store one drawing with its label."""
        stored = self.add_many([new])
        return self.get(stored.ids or [new.id])[0]

    def add_many(self, news: Iterable[NewSample], skip_copies: bool = False) -> Stored:
        """Store many, all of them or none.

        One whose id is in the store already is left as it is there (and restored, if it was
        deleted). skip_copies: the same for one whose drawing and label were there before.
        Raises ValueError for an empty drawing.
        """
        return self.add_prepared([prepared(new) for new in news], skip_copies)

    def add_prepared(self, items: Sequence[Prepared], skip_copies: bool = False) -> Stored:
        """`add_many`, for samples that were prepared little by little."""
        self._find_again()
        with told(self.path):
            candidates = Candidates(self._connection, self._index, items)
        with self._writing() as changed:
            candidates.complete()
            return insert(self._connection, items, candidates, changed, skip_copies)

    def relabel(self, ids: Iterable[str], label: int) -> dict[str, int]:
        """Give samples another label; returns the labels they had, for `set_labels` to undo it."""
        return self.set_labels(dict.fromkeys(ids, label))

    def set_labels(self, labels: Mapping[str, int]) -> dict[str, int]:
        """Give each sample its own label; returns the labels they had."""
        for label in labels.values():
            if label not in LABELS:
                raise ValueError(f"label is {label!r}, expected 0 to {LABELS[-1]}")
        with self._writing() as changed:
            rows = self._all(
                "SELECT number, id, label FROM samples "
                "WHERE id IN (SELECT value FROM json_each(?))",
                (as_list(labels),),
            )
            self._connection.executemany(
                "UPDATE samples SET label = ?, changed = ? WHERE number = ?",
                [(labels[name], changed, number) for number, name, _ in rows],
            )
            self._update_label_probabilities(labels)
        return {name: label for _, name, label in rows}

    def _update_label_probabilities(self, labels: Mapping[str, int]) -> None:
        rows = self._all(
            "SELECT s.id, r.network, r.number, r.probabilities, r.verdict, r.digit_score, r.digits "
            "FROM samples s JOIN readings r USING (number) "
            "WHERE s.id IN (SELECT value FROM json_each(?))",
            (as_list(labels),),
        )
        values = []
        for name, network, number, *columns in rows:
            reading = reading_from_row(columns)
            if reading is not None:
                values.append((reading.label_probability(labels[name]), network, number))
        self._connection.executemany(
            "UPDATE readings SET label_probability = ? WHERE network = ? AND number = ?", values
        )

    def delete(self, ids: Iterable[str]) -> list[str]:
        """Delete samples; they stay restorable until `purge`. Returns those that were there."""
        return self._mark(
            "UPDATE samples SET deleted_at = ?, changed = ? "
            "WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NULL RETURNING id",
            [microseconds(now())],
            ids,
        )

    def restore(self, ids: Iterable[str]) -> list[str]:
        """Undo `delete`. Returns those that came back."""
        return self._mark(
            "UPDATE samples SET deleted_at = NULL, changed = ? "
            "WHERE id IN (SELECT value FROM json_each(?)) AND deleted_at IS NOT NULL RETURNING id",
            [],
            ids,
        )

    def set_held_out(self, ids: Iterable[str], held_out: bool) -> list[str]:
        """Move samples, each with all its near-duplicates, to the held-out ones or to training.

        Returns all that changed sides; calling it with them and the other side undoes it.
        """
        with self._writing() as changed:
            rows = self._all(
                "UPDATE samples SET held_out = ?, changed = ? WHERE held_out = ? AND family IN "
                "(SELECT family FROM samples WHERE id IN (SELECT value FROM json_each(?))) "
                "RETURNING id",
                (held_out, changed, not held_out, as_list(ids)),
            )
        return [row[0] for row in rows]

    def update_readings(self, network: str, readings: Mapping[str, Reading]) -> None:
        """Keep what a network (by checksum) says now about samples, by id; unknown are left out."""
        with self._writing():
            rows = self._all(
                "SELECT id, number, label FROM samples "
                "WHERE id IN (SELECT value FROM json_each(?))",
                (as_list(readings),),
            )
            self._connection.executemany(
                INSERT_READING,
                [reading_values(network, number, y, readings[name]) for name, number, y in rows],
            )

    def forget_readings(self, network: str) -> None:
        """Drop what a network says, for one that was deleted or calibrated anew."""
        if not network:
            raise ValueError("what was said when samples were stored is kept")
        with self._writing():
            self._connection.execute(
                "DELETE FROM readings WHERE network = ?", (network_key(network),)
            )

    def purge(self, before: str) -> int:
        """Remove for ever what was deleted before a time (ISO 8601, UTC); returns how many."""
        with self._writing():
            return self._connection.execute(
                "DELETE FROM samples WHERE deleted_at < ?", (microseconds(before),)
            ).rowcount

    def _mark(self, sql: str, values: list[object], ids: Iterable[str]) -> list[str]:
        with self._writing() as changed:
            rows = self._all(sql, [*values, changed, as_list(ids)])
        return [row[0] for row in rows]

    @contextmanager
    def _writing(self) -> Iterator[int]:
        """One transaction, which yields the new count of changes; all of it is kept, or nothing."""
        if not self.is_writable:
            raise StoreError(f"{self.path}: cannot be written; all samples are kept as they are")
        self._find_again()
        with told(self.path):
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                [count] = self._connection.execute(
                    "UPDATE state SET changes = changes + 1 RETURNING changes"
                ).fetchone()
                yield int(count)
                self._connection.execute("COMMIT")
            except BaseException:
                if self._connection.in_transaction:
                    self._connection.execute("ROLLBACK")
                raise

    def _find_again(self) -> None:
        """Open the store anew when its file was deleted or replaced while it was open.

        What is written into a file without a name would be lost.
        """
        if _identity(self.path) == self._file:
            return
        self._connection.close()
        opened = open_store(self.path)
        self._connection, self.is_writable = opened.connection, opened.is_writable
        self._index = CoarseIndex()
        self._file = _identity(self.path)
        self.problem = opened.problem or (
            f"{self.path} was moved or deleted while it was open; what lies there now is used."
        )


def _identity(path: Path) -> tuple[int, int] | None:
    try:
        found = path.stat()
    except OSError:
        return None
    return found.st_dev, found.st_ino
