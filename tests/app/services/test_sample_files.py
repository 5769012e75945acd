"""Import and export through a real engine process."""

from __future__ import annotations

import json
import os
import signal

import pytest

from app.commands.self_test import digit_drawing
from app.engine.client import Engine
from app.services.sample_files import SampleFilesService
from model.samples.sample import NewSample, sample_to_json
from model.samples.store import SampleStore
from model.strokes import drawing_to_json
from model.weights import NetworkRecord


@pytest.fixture
def store_path(tmp_path):
    path = tmp_path / "samples.sqlite3"
    SampleStore(path).close()
    return path


@pytest.fixture(scope="module")
def engine(qapp):
    """One process for all tests: starting it is what takes long."""
    engine = Engine("files", in_background=True)
    yield engine
    engine.close()


@pytest.fixture
def files(qtbot, engine, store_path):
    files = SampleFilesService(engine, store_path)
    yield files
    files.cancel()
    files.deleteLater()


@pytest.fixture(autouse=True)
def _nothing_left():
    """The engine of the module outlives its tests."""


@pytest.fixture
def lines(tmp_path):
    path = tmp_path / "drawings.jsonl"
    texts = [json.dumps(drawing_to_json(digit_drawing(d)) | {"label": d}) for d in range(10)]
    texts[3] = "{broken"
    path.write_text("\n".join(texts) + "\n")
    return path


def test_a_look_says_what_an_import_would_bring_and_stores_nothing(files, lines, store_path, qtbot):
    with qtbot.waitSignal(files.looked, timeout=20_000) as told:
        files.look(lines)
    [look] = told.args
    assert (look.kind, look.total, look.looked_at) == ("jsonl", 10, 10)
    assert look.counts.tolist() == [1, 1, 1, 0, 1, 1, 1, 1, 1, 1, 0]
    assert look.labels == (0, 1, 2, 4, 5, 6, 7, 8)
    assert look.rasters.shape == (8, 28, 28)
    assert [item.place.endswith("line 4") for item in look.refused] == [True]
    with SampleStore(store_path) as store:
        assert store.count() == 0


def test_an_import_stores_what_can_be_read_and_reports_the_rest(
    files, lines, store_path, record, qtbot
):
    writing = []
    files.importing.connect(writing.append)
    with qtbot.waitSignal(files.imported, timeout=20_000) as told:
        files.bring(lines, record)
        assert writing == [True]
    assert writing == [True, False]
    [report] = told.args
    assert (len(report.ids), report.present, len(report.refused)) == (9, 0, 1)
    with SampleStore(store_path) as store:
        samples = store.get(store.ids())
    assert {s.label: s.reading.prediction for s in samples} == {d: d for d in range(10) if d != 3}
    assert not files.is_busy


def test_export_and_import_lose_nothing(files, store_path, tmp_path, record, qtbot):
    with SampleStore(store_path) as store:
        ids = store.add_many(NewSample(digit_drawing(d), d) for d in range(10)).ids
        before = [sample_to_json(s) for s in store.get(ids)]
    archive = tmp_path / "all.zip"
    with qtbot.waitSignal(files.exported, timeout=20_000) as told:
        files.take(ids, archive, "zip")
    assert told.args[0].samples == 10
    other = SampleFilesService(files._engine, tmp_path / "other.sqlite3")
    with qtbot.waitSignal(other.imported, timeout=20_000):
        other.bring(archive, NetworkRecord(record.network))
    with SampleStore(tmp_path / "other.sqlite3") as store:
        assert [sample_to_json(s) for s in store.get(ids)] == before
    other.deleteLater()


def test_what_cannot_be_done_is_told(files, tmp_path, record, qtbot, caplog):
    broken = tmp_path / "broken.zip"
    broken.write_bytes(b"PK no archive")
    for wish in (
        lambda: files.look(tmp_path / "nowhere.jsonl"),
        lambda: files.bring(broken, record),
        lambda: files.take([], tmp_path, "png"),
    ):
        with qtbot.waitSignal(files.failed, timeout=20_000) as told:
            wish()
        assert str(tmp_path) in told.args[0]
        assert not files.is_busy


def test_a_cancelled_export_leaves_nothing_behind(files, store_path, tmp_path, qtbot):
    with SampleStore(store_path) as store:
        drawings = [digit_drawing(d % 10) for d in range(40)]
        ids = store.add_many(NewSample(d, n % 10) for n, d in enumerate(drawings)).ids
    target = tmp_path / "out" / "all.zip"
    target.parent.mkdir()
    theirs = target.parent / ".all.zip-theirs"
    theirs.mkdir()  # of another program: it stays
    with qtbot.waitSignal(files.cancelled, timeout=20_000):
        files.take(list(ids) * 2_000, target, "zip")
        qtbot.waitUntil(lambda: len(list(target.parent.iterdir())) > 1, timeout=20_000)
        files.cancel()
    assert list(target.parent.iterdir()) == [theirs]


def test_an_export_whose_process_dies_is_told_and_leaves_nothing_behind(
    files, store_path, tmp_path, qtbot, caplog
):
    with SampleStore(store_path) as store:
        ids = store.add_many(NewSample(digit_drawing(d), d) for d in range(10)).ids
    target = tmp_path / "out" / "all.zip"
    target.parent.mkdir()
    with qtbot.waitSignal(files.failed, timeout=20_000) as told:
        files.take(list(ids) * 5_000, target, "zip")
        qtbot.waitUntil(lambda: any(target.parent.iterdir()), timeout=20_000)
        os.kill(files._engine.process_id, signal.SIGKILL)
    assert "ended unexpectedly" in told.args[0]
    assert list(target.parent.iterdir()) == []


def test_a_newer_wish_replaces_the_one_in_work(files, lines, tmp_path, qtbot):
    other = tmp_path / "one.jsonl"
    other.write_text(lines.read_text().split("\n")[5] + "\n")
    looks = []
    files.looked.connect(looks.append)
    files.look(lines)
    files.look(other)
    qtbot.waitUntil(lambda: not files.is_busy, timeout=20_000)
    assert [look.total for look in looks] == [1]
