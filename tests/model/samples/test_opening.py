"""Damaged, older, newer, foreign, read-only, full: a store opens, or says why it does not."""

from __future__ import annotations

import os
import sqlite3
from datetime import UTC, datetime
from pathlib import Path

import pytest

from model.samples import schema
from model.samples.checking import examine
from model.samples.errors import StoreError
from model.samples.listing import SampleFilter
from model.samples.sample import sample_to_json
from model.samples.store import SampleStore
from tests.model.samples.conftest import NETWORK, nobody, reading, sample

CHECKOUT = Path(__file__).resolve().parents[3]


def filled(path, count=40):
    with SampleStore(path) as store:
        store.add_many(sample(seed, seed % 11, reading=reading(3)) for seed in range(count))
        return content(store)


def content(store):
    return [sample_to_json(found) for found in store.get(store.ids(SampleFilter(), "oldest"))]


def overwrite(path, start, data):
    with path.open("r+b") as file:
        file.seek(start)
        file.write(data)


DAMAGE = {
    "the header": lambda path: overwrite(path, 0, b"\0" * 100),
    "a page in the middle": lambda path: overwrite(path, 3 * 4096, os.urandom(4096)),
    "all but the beginning": lambda path: os.truncate(path, 5000),
    "a quarter of it": lambda path: os.truncate(path, path.stat().st_size * 3 // 4),
    "something else": lambda path: path.write_bytes(b"I am no database at all. " * 99),
    "a table": lambda path: _run(path, "DROP TABLE state"),
}


def _run(path, *statements):
    connection = sqlite3.connect(path)
    for statement in statements:
        connection.execute(statement)
    connection.commit()
    connection.close()


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_store_is_set_aside_with_its_date_and_a_new_one_starts(path, damage):
    filled(path)
    damage(path)
    bytes_before = path.read_bytes()
    assert examine(path).problems
    assert path.read_bytes() == bytes_before
    with SampleStore(path) as store:
        [aside] = path.parent.glob("*.damaged-*.sqlite3")
        assert f"{datetime.now(UTC):%Y%m%d}" in aside.name
        assert aside.name in store.problem
        assert aside.read_bytes() == bytes_before
        kept = store.add(sample(1))
    with SampleStore(path) as store:
        assert ("", [kept.id]) == (store.problem, store.ids())
    assert () == examine(path).problems


def test_a_damaged_sample_is_named_and_the_others_are_there(path):
    filled(path, 4)
    _run(path, "UPDATE drawings SET drawing = x'00' WHERE number = 2")
    _run(path, "UPDATE drawings SET raster = x'00' WHERE number = 3")
    with SampleStore(path) as store:
        ids = store.ids(order="oldest")
        for damaged in ids[1:3]:
            with pytest.raises(StoreError, match=damaged):
                store.get([damaged])
        assert [ids[0], ids[1], ids[3]] == [row.id for row in store.rows(ids)]
        assert 2 == len(store.get([ids[0], ids[3]]))
    assert [ids[1], ids[2]] == [text.split()[1] for text in examine(path).problems]


def test_examine_finds_rasters_of_other_drawings_and_twins_on_both_sides(path):
    with SampleStore(path) as store:
        store.add_many([sample(1), sample(1), sample(2)])
    _run(path, "UPDATE samples SET held_out = 1 WHERE number = 2")
    _run(
        path,
        "UPDATE drawings SET drawing = (SELECT drawing FROM drawings WHERE number = 1) "
        "WHERE number = 3",
    )
    problems = examine(path).problems
    assert ["stand on both sides", "not that of its drawing"] == [
        text[-len(end) :]
        for text, end in zip(
            problems, ("stand on both sides", "not that of its drawing"), strict=True
        )
    ]


def test_an_older_store_is_copied_then_migrated(path, monkeypatch):
    before = filled(path)

    def add_a_column(connection):
        connection.execute("ALTER TABLE samples ADD COLUMN remark TEXT NOT NULL DEFAULT ''")

    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, add_a_column))
    with SampleStore(path) as store:
        assert before == content(store)
        assert [(2,)] == store._all("PRAGMA user_version")
        assert [("",)] == store._all("SELECT DISTINCT remark FROM samples")
    [copy] = path.parent.glob("*.version-1-*.sqlite3")
    monkeypatch.undo()
    with SampleStore(copy) as store:
        assert before == content(store)


def test_a_migration_that_fails_leaves_the_store_as_it_was(path, monkeypatch):
    before = filled(path)

    def fail(connection):
        connection.execute("DELETE FROM samples")
        connection.execute("SELECT id FROM nowhere")

    monkeypatch.setattr(schema, "STEPS", (*schema.STEPS, fail))
    with pytest.raises(StoreError, match="nowhere"):
        SampleStore(path)
    monkeypatch.undo()
    with SampleStore(path) as store:
        assert ("", before) == (store.problem, content(store))


@pytest.mark.parametrize(
    ("statements", "cause"),
    [
        (["PRAGMA user_version = 99"], "newer version"),
        (["PRAGMA application_id = 5"], "no store of samples"),
    ],
)
def test_what_is_not_ours_to_read_is_left_alone(path, statements, cause):
    filled(path)
    _run(path, *statements)
    before = path.read_bytes()
    with pytest.raises(StoreError, match=cause):
        SampleStore(path)
    assert before == path.read_bytes()
    assert [path.name, f"{path.name}.lock"] == sorted(
        file.name for file in path.parent.iterdir() if file.is_file()
    )


def test_a_folder_in_its_place_is_an_error(tmp_path):
    with pytest.raises(StoreError, match="cannot be opened"):
        SampleStore(tmp_path)


def test_a_store_that_vanishes_while_it_is_open_is_made_anew(store, path):
    store.add(sample(1))
    path.unlink()
    kept = store.add(sample(2))
    assert "moved or deleted" in store.problem
    with SampleStore(path) as other:
        assert [kept.id] == other.ids()


def test_a_store_that_another_window_set_aside_is_not_written_any_more(store, path):
    lost = store.add(sample(1))
    store._connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")
    overwrite(path, 0, b"\0" * 100)
    with SampleStore(path) as other:
        kept = store.add(sample(2))
        assert [kept.id] == other.ids()
        assert [] == store.get([lost.id])


def test_in_a_closed_folder_samples_are_read_and_not_stored(closed_folder):
    folder, close = closed_folder
    path = folder / "samples.sqlite3"
    before = filled(path)
    close()
    with nobody():
        with SampleStore(path) as store:
            assert "cannot be written" in store.problem
            assert before == content(store)
            for change in (
                lambda: store.add(sample(9)),
                lambda: store.relabel(store.ids(), 1),
                lambda: store.delete(store.ids()),
                lambda: store.update_readings(NETWORK, {}),
            ):
                with pytest.raises(StoreError, match="kept"):
                    change()
            assert before == content(store)
        with pytest.raises(StoreError, match="cannot be opened"):
            SampleStore(folder / "other.sqlite3")


def test_on_a_full_disk_nothing_is_stored_and_nothing_lost(path):
    before = filled(path)
    with SampleStore(path) as store:
        store._connection.execute("PRAGMA max_page_count = 1")  # no page more than there are
        with pytest.raises(StoreError, match=r"disk is full.*all earlier samples are kept"):
            store.add_many(sample(seed) for seed in range(100, 200))
        assert before == content(store)
        store._connection.execute("PRAGMA max_page_count = 1000000")
        store.add(sample(100))
        assert len(before) + 1 == store.count()
    assert () == examine(path).problems


def test_a_stop_inside_the_making_of_a_store_is_no_damage(path):
    sqlite3.connect(path).execute("PRAGMA journal_mode = WAL").connection.close()
    with SampleStore(path) as store:
        assert "" == store.problem
