"""Samples in a real store: on the disk at once, undone in order, seen by other windows, read."""

from __future__ import annotations

import numpy as np
import pytest

from app.commands.self_test import digit_drawing
from app.services import rereading
from app.services.samples import SamplesService
from model.data.mnist import NOT_A_DIGIT
from model.raster import Stages, rasterize
from model.recognizer import recognize
from model.samples.listing import SampleFilter
from model.samples.sample import NewSample
from model.samples.store import SampleStore
from model.strokes import Drawing, make_stroke

SIGNALS = ("stored", "taken_back", "brought_back", "acts_changed", "failed", "problem_found")


@pytest.fixture
def path(tmp_path):
    return tmp_path / "samples.sqlite3"


@pytest.fixture
def open_service(qtbot, path, record):
    """A service with all it has told; more than one are windows on the same store."""
    made = []

    def start(network=record):
        service = SamplesService(path)
        service.told = []
        for name in SIGNALS:
            getattr(service, name).connect(
                lambda *values, name=name, service=service: service.told.append((name, *values))
            )
        for name in ("changed", "readings_changed", "opened"):
            getattr(service, name).connect(
                lambda name=name, service=service: service.told.append((name,))
            )
        service.use_network(network)
        made.append(service)
        return service

    yield start
    for service in made:
        service.close()
        service.deleteLater()


@pytest.fixture
def service(open_service):
    return open_service()


def names(service):
    return [told[0] for told in service.told]


def on_disk(path):
    """What another program finds: label by id."""
    with SampleStore(path) as store:
        return {sample.id: sample.label for sample in store.get(store.ids())}


def shape(n):
    """A drawing that is no near-duplicate of another one."""
    rng = np.random.default_rng(n)
    return Drawing((make_stroke(rng.uniform(30, 220, (5, 2)), 18.0),))


def test_a_sample_is_on_the_disk_when_it_is_confirmed(service, path, record):
    drawing = digit_drawing(7)
    recognition = recognize(record.network, rasterize(drawing))
    sample = service.store_drawing(drawing, 1, recognition, "guided")
    assert on_disk(path) == {sample.id: 1}
    assert ("stored", sample, 1) in service.told
    [found] = service.store.get([sample.id])
    assert (found.origin, found.network_name) == ("guided", record.network.name)
    assert found.network == record.checksum
    assert found.reading.prediction == 7
    assert found.reading.probabilities == pytest.approx(recognition.probabilities.tolist())


@pytest.mark.parametrize("case", ["older drawing", "stage off", "other network", "none"])
def test_an_answer_about_something_else_is_not_stored(service, record, case):
    drawing = digit_drawing(4)
    right = recognize(record.network, rasterize(drawing))
    answers = {
        "older drawing": recognize(record.network, rasterize(digit_drawing(1))),
        "stage off": recognize(record.network, rasterize(drawing, Stages(centre=False))),
        "other network": None,
        "none": None,
    }
    if case == "other network":
        numbers = {name: -array for name, array in record.network.parameters.items()}
        other = type(record.network)("other", record.spec, numbers, record.network.calibration)
        answers[case] = recognize(other, rasterize(drawing))
    sample = service.store_drawing(drawing, 4, answers[case])
    assert sample.reading.probabilities == pytest.approx(right.probabilities.tolist(), abs=1e-9)
    assert np.array_equal(sample.raster, np.rint(right.raster.array * 255).astype(np.uint8))


def test_an_empty_sheet_is_not_stored(service, path):
    assert service.store_drawing(Drawing(), 4) is None
    assert not path.exists()


def test_the_store_is_opened_only_when_it_is_needed(service, path, qtbot):
    service._opening.setInterval(0)
    assert not path.exists()
    with qtbot.waitSignal(service.opened):
        service.open_soon()
    assert path.exists()


def test_acts_are_undone_and_redone_in_order(service, path):
    first = service.store_drawing(shape(1), 1).id
    second = service.store_drawing(shape(2), NOT_A_DIGIT).id
    states = [on_disk(path)]
    for act in (
        lambda: service.relabel([first, second], 5),
        lambda: service.delete([first]),
        lambda: service.set_held_out([second], held_out=True),
    ):
        assert act()
        states.append(on_disk(path))
    texts = []
    service.acts_changed.connect(lambda undo, redo: texts.append((undo, redo)))
    back = []
    while service.undo():
        back.append(on_disk(path))
    assert back == [*states[2::-1], {first: 1}, {}]
    assert [undo for undo, _ in texts] == [
        "delete 1 sample",
        "relabel 2 samples as 5",
        "save as not a digit",
        "save as 1",
        "",
    ]
    while service.redo():
        pass
    assert on_disk(path) == states[-1]
    assert service.store.count(SampleFilter(held_out=True)) == 1
    assert not service.redo()


def test_moving_to_the_held_out_ones_is_undone_for_all_that_moved(service):
    ids = [service.store_drawing(shape(3), 3).id for _ in range(2)]  # near-duplicates move together
    assert service.set_held_out(ids[:1], held_out=True)
    assert {s.held_out for s in service.store.get(ids)} == {True}
    service.undo()
    assert {s.held_out for s in service.store.get(ids)} == {False}


def test_storing_is_taken_back_whatever_was_done_since(service, path):
    first = service.store_drawing(shape(1), 1).id
    second = service.store_drawing(shape(2), 2).id
    service.relabel([second], 3)
    assert service.take_back(first)
    assert on_disk(path) == {second: 3}
    assert ("taken_back", first) in service.told
    assert not service.take_back(first)
    assert service.bring_back(first)
    assert on_disk(path) == {first: 1, second: 3}
    assert ("brought_back", first) in service.told
    service.undo()
    assert on_disk(path) == {second: 3}  # bringing back was the last act


def test_a_new_act_forgets_what_was_undone(service, path):
    service.store_drawing(shape(1), 1)
    service.undo()
    second = service.store_drawing(shape(2), 2).id
    assert not service.redo()
    assert on_disk(path) == {second: 2}


def test_an_act_that_changes_nothing_is_none(service):
    assert not service.relabel([], 3)
    assert not service.delete(["0" * 32])
    assert not service.undo()
    assert "acts_changed" not in names(service)


def test_an_import_is_one_act(service, path):
    kept = service.store_drawing(shape(1), 1).id
    with SampleStore(path) as other:  # as the importing process does
        stored = other.add_many(NewSample(shape(n), 2) for n in range(2, 7))
    service.note_import(stored.ids)
    service.undo()
    assert on_disk(path) == {kept: 1}
    service.redo()
    assert len(on_disk(path)) == 6


def test_another_window_sees_what_was_done(open_service, qtbot):
    mine, yours = open_service(), open_service()
    assert yours.store is not None
    yours.told.clear()
    yours.look_for_changes()
    assert names(yours) == []
    sample = mine.store_drawing(shape(1), 4)
    with qtbot.waitSignal(yours.changed, timeout=1000):  # within a second
        pass
    assert yours.store.get([sample.id])[0].label == 4
    mine.relabel([sample.id], 5)
    yours.told.clear()
    yours.look_for_changes()
    assert "changed" in names(yours)
    yours.told.clear()
    yours.look_for_changes()
    assert names(yours) == []


def test_a_store_that_cannot_be_opened_is_told_and_the_program_goes_on(path, open_service):
    path.write_bytes(b"SQLite format 3\0" + bytes(4000))
    damaged = open_service()
    assert damaged.store_drawing(shape(1), 1) is not None
    assert any(n == "problem_found" and "set aside" in t for n, t in damaged.told if n in SIGNALS)


def test_what_cannot_be_stored_is_told_and_undo_stays(service, path, monkeypatch):
    first = service.store_drawing(shape(1), 1).id
    store = service.store
    monkeypatch.setattr(store, "is_writable", False)
    assert service.store_drawing(shape(2), 2) is None
    assert not service.undo()
    assert not service.relabel([first], 2)
    failures = [text for name, *text in service.told if name == "failed"]
    assert len(failures) == 3
    assert "kept" in failures[0][0]
    monkeypatch.setattr(store, "is_writable", True)
    assert on_disk(path) == {first: 1}
    assert service.undo()
    assert on_disk(path) == {}


# -- readings ---------------------------------------------------------------------------------


@pytest.fixture
def hurried(monkeypatch):
    monkeypatch.setattr(rereading, "QUIET_MS", 0)


def all_read(service, record):
    return not service.store.unread(record.checksum)


def test_every_sample_is_read_by_the_network_that_answers(
    hurried, open_service, path, record, qtbot
):
    drawings = [digit_drawing(digit) for digit in range(10)] + [shape(n) for n in range(20)]
    with SampleStore(path) as store:
        ids = store.add_many(NewSample(drawing, 3) for drawing in drawings).ids
    service = open_service()
    service.open_soon()
    service._opened()
    qtbot.waitUntil(lambda: all_read(service, record))
    readings = service.store.readings(ids, record.checksum)
    for name, drawing in zip(ids, drawings, strict=True):
        expected = recognize(record.network, rasterize(drawing))
        reading = readings[name]
        assert reading.probabilities == pytest.approx(expected.probabilities.tolist(), abs=0.02)
        assert reading.verdict.kind == expected.verdict.kind
    assert "readings_changed" in names(service)


def test_two_digits_side_by_side_are_still_told_apart(hurried, open_service, path, record, qtbot):
    left, right = (digit_drawing(d).strokes for d in (1, 7))
    moved = tuple(make_stroke(s.points + np.array([90, 0, 0]), s.width) for s in right)
    both = Drawing((*left, *moved))
    expected = recognize(record.network, rasterize(both)).verdict
    assert expected.kind == "several"
    with SampleStore(path) as store:
        [name] = store.add_many([NewSample(both, NOT_A_DIGIT)]).ids
    service = open_service()
    service._opened()
    qtbot.waitUntil(lambda: all_read(service, record))
    assert service.store.readings([name], record.checksum)[name].verdict.digits == (1, 7)


def test_reading_waits_while_somebody_draws(monkeypatch, open_service, path, record, qtbot):
    monkeypatch.setattr(rereading, "QUIET_MS", 10_000)
    with SampleStore(path) as store:
        store.add_many([NewSample(shape(1), 3)])
    service = open_service()
    service._opened()
    waiting = service._rereading._timer
    assert waiting.isActive()
    monkeypatch.setattr(rereading, "QUIET_MS", 0)
    service._rereading._start()
    service._rereading._portions.postpone(10_000)
    qtbot.wait(20)
    assert not all_read(service, record)
    service._rereading._portions.postpone(0)
    qtbot.waitUntil(lambda: all_read(service, record))


def test_a_damaged_sample_does_not_hide_the_others(hurried, open_service, path, record, qtbot):
    import sqlite3

    with SampleStore(path) as store:
        ids = store.add_many(NewSample(shape(n), 3) for n in range(12)).ids
    with sqlite3.connect(path) as connection:
        connection.execute(
            "UPDATE drawings SET raster = x'00' "
            "WHERE number = (SELECT number FROM samples WHERE id = ?)",
            (ids[5],),
        )
    connection.close()
    service = open_service()
    service._opened()
    qtbot.waitUntil(lambda: len(service.store.readings(ids, record.checksum)) == 11)
    qtbot.waitUntil(lambda: not service._rereading.is_waiting)
    assert service.store.unread(record.checksum) == [ids[5]]


def test_nothing_is_read_while_an_import_writes(hurried, open_service, path, record, qtbot):
    with SampleStore(path) as store:
        store.add_many([NewSample(shape(1), 3)])
    service = open_service()
    service._opened()
    service.pause_reading(True)
    service._rereading.look()
    assert not service._rereading.is_waiting
    service.pause_reading(False)
    qtbot.waitUntil(lambda: all_read(service, record))
