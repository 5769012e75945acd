"""The drawing of last time is there again, and a damaged file is never lost."""

from __future__ import annotations

import json

import numpy as np
import pytest

from app.commands.self_test import digit_drawing
from app.services.drawing_store import DrawingStore
from model.picture import Picture
from model.strokes import Drawing, drawing_to_json, make_stroke

BAD = {
    "empty": b"",
    "cut off": b'{"strokes": [{"poi',
    "not UTF-8": b'{"strokes": [], "name": "\xff"}',
    "deep": b"[" * 100_000,
    "a list": b"[]",
    "a point that is none": b'{"strokes": [{"points": [[NaN, 1]]}]}',
    "a picture that is none": b'{"strokes": [], "picture": {"png": "AAAA", "box": [0, 0, 1, 1]}}',
    "a width beyond floats": b'{"strokes": [{"points": [[1, 2]], "width": 1%s}]}' % (b"0" * 400),
    "a size beyond floats": b'{"strokes": [], "size": [1, 1%s]}' % (b"0" * 400),
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "drawing.json"


@pytest.fixture
def store(qapp, path):
    store = DrawingStore(path, qapp)
    yield store
    store._timer.stop()
    store.deleteLater()


def test_without_a_file_the_paper_is_empty(store, caplog):
    assert store.load().is_empty
    assert not caplog.records


@pytest.mark.parametrize("digit", range(10))
def test_a_drawing_comes_back_to_the_last_bit(store, digit):
    drawing = digit_drawing(digit)
    store.save(drawing)
    store.save_now()
    assert drawing_to_json(drawing) == drawing_to_json(store.load())


def test_pressure_eraser_and_picture_come_back(store):
    pressed = make_stroke([[1.5, 2.25, 0.5], [3, 4, 0.75]], 7.5, "eraser")
    values = np.linspace(0, 255, 12).round().reshape(3, 4).astype(np.float32) / 255
    store.save(Drawing((pressed,), (50.0, 40.0), Picture(values, (1.0, 2.0, 30.0, 40.0))))
    store.save_now()
    again = store.load()
    assert np.array_equal(pressed.points, again.strokes[0].points)
    assert (7.5, "eraser", (50.0, 40.0)) == (
        again.strokes[0].width,
        again.strokes[0].mode,
        again.size,
    )
    assert np.array_equal(values, again.picture.values)
    assert (1.0, 2.0, 30.0, 40.0) == again.picture.box


def test_a_drawing_is_written_when_the_pen_rests(store, path, qtbot):
    store.save(digit_drawing(1))
    store.save(digit_drawing(2))
    assert not path.exists()
    qtbot.waitUntil(path.exists)
    assert drawing_to_json(digit_drawing(2)) == json.loads(path.read_text())


def test_nothing_is_written_when_nothing_was_drawn(store, path):
    store.save_now()
    assert not path.exists()


def test_a_cleared_canvas_replaces_the_drawing(store):
    for drawing in (digit_drawing(3), Drawing()):
        store.save(drawing)
        store.save_now()
    assert store.load().is_empty


@pytest.mark.parametrize("data", BAD.values(), ids=BAD)
def test_a_damaged_file_is_set_aside(store, path, caplog, data):
    path.write_bytes(data)
    assert store.load().is_empty
    assert not path.exists()
    assert [data] == [kept.read_bytes() for kept in path.parent.glob("drawing*")]
    assert str(path) in caplog.text


def test_a_second_damaged_file_leaves_the_first_alone(store, path):
    for data in (b"first", b"second"):
        path.write_bytes(data)
        store.load()
    kept = sorted(kept.read_bytes() for kept in path.parent.glob("drawing*"))
    assert [b"first", b"second"] == kept


def test_after_damage_drawings_are_kept_again(store, path):
    path.write_text("damaged")
    store.load()
    store.save(digit_drawing(4))
    store.save_now()
    assert drawing_to_json(digit_drawing(4)) == drawing_to_json(store.load())


def test_a_folder_that_cannot_be_written_stops_nothing(qapp, tmp_path, caplog):
    (tmp_path / "file").write_text("in the way")
    store = DrawingStore(tmp_path / "file" / "drawing.json", qapp)
    assert store.load().is_empty
    store.save(digit_drawing(5))
    store.save_now()
    store.deleteLater()
    assert "cannot be read" in caplog.text
    assert "not kept" in store.problem


def test_a_drawing_that_cannot_be_written_is_told_until_it_can_be(store, path):
    told = []
    store.not_kept.connect(told.append)

    def save(digit):
        store.save(digit_drawing(digit))
        store.save_now()

    path.mkdir()  # in the way
    save(1)
    save(2)
    assert len(told) == 1
    assert told[0].startswith(f"The drawing is not kept: {path} cannot be written")
    path.rmdir()
    save(3)
    assert len(told) == 1
    path.unlink()
    path.mkdir()
    save(4)
    assert len(told) == 2
