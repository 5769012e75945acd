"""Pictures and drawings from files and the clipboard, read beside the window's thread."""

from __future__ import annotations

import json
import os
import threading

import numpy as np
import pytest
from PIL import Image

from app.cli import run
from app.commands.self_test import digit_drawing
from app.services.pictures import PictureService, read_drawing
from model.raster import rasterize
from model.recognizer import recognize
from model.strokes import PAPER, drawing_to_json, on_paper

BAD = {
    "text.png": (b"a letter", "not a picture"),
    "empty.png": (b"", "empty"),
    "signature.png": (b"\x89PNG\r\n\x1a\n", "not a picture"),
    "broken.json": (b'{"strokes": [', "Expecting"),
    "empty.json": (b"", "Expecting"),
    "empty.jsonl": (b"", "Expecting"),
    "list.json": (b"[]", "strokes"),
    "latin.json": (b'{"strokes": [], "name": "\xe9"}', "utf-8"),
    "deep.json": (b"[" * 100_000, "recursion"),
    "nan.json": (b'{"strokes": [{"points": [[NaN, 1]]}]}', "NaN"),
    "huge.json": (b'{"strokes": [{"points": [], "width": 1%s}]}' % (b"0" * 400), "width"),
}


def readers():
    return [thread for thread in threading.enumerate() if thread.name == "picture-reader"]


@pytest.fixture
def service(qapp):
    service = PictureService(qapp)
    yield service
    service.close()
    for reader in readers():
        reader.join()
    service.deleteLater()


def picture_of(digit):
    """Dark on white, 280 x 280."""
    raster = rasterize(digit_drawing(digit)).array
    return Image.fromarray((255 * (1 - np.kron(raster, np.ones((10, 10))))).astype(np.uint8))


def line_of(digit):
    return json.dumps(drawing_to_json(digit_drawing(digit)))


@pytest.mark.parametrize("suffix", ["png", "jpg", "bmp", "gif"])
def test_a_picture_lies_on_fresh_paper(service, qtbot, record, tmp_path, suffix):
    path = tmp_path / f"seven.{suffix}"
    picture_of(7).save(path)
    with qtbot.waitSignal(service.opened) as opened:
        service.open(path)
    drawing, name = opened.args
    assert (path.name, (PAPER, PAPER), ()) == (name, drawing.size, drawing.strokes)
    assert recognize(record.network, rasterize(drawing)).prediction == 7


def test_a_drawing_is_read_in_the_units_of_the_paper(service, qtbot, tmp_path):
    path = tmp_path / "two.json"
    path.write_text(line_of(2))
    with qtbot.waitSignal(service.opened) as opened:
        service.open(path)
    assert opened.args[0].size == (PAPER, PAPER)
    assert drawing_to_json(on_paper(digit_drawing(2))) == drawing_to_json(opened.args[0])
    as_it_was, as_opened = rasterize(digit_drawing(2)).array, rasterize(opened.args[0]).array
    assert as_it_was == pytest.approx(as_opened, abs=1e-5)


def test_many_drawings_in_a_file_open_with_the_first(tmp_path):
    path = tmp_path / "many.JSONL"
    path.write_text(f"\n{line_of(6)}\nnot a drawing\n")
    assert drawing_to_json(on_paper(digit_drawing(6))) == drawing_to_json(read_drawing(path))


@pytest.mark.parametrize("separator", ["\u2028", "\u0085"], ids=["U+2028", "U+0085"])
def test_only_line_feeds_end_a_line_as_on_the_command_line(tmp_path, separator, capsys):
    drawing = drawing_to_json(digit_drawing(6)) | {"note": f"a{separator}b"}
    path = tmp_path / "noted.jsonl"
    path.write_text(json.dumps(drawing, ensure_ascii=False) + "\n", encoding="utf-8")
    assert run(["recognize", str(path)]) == 0
    assert json.loads(capsys.readouterr().out)["prediction"] == 6
    assert len(read_drawing(path).strokes) == 1


def test_the_bytes_of_a_picture_are_read(service, qtbot, tmp_path):
    picture_of(3).save(tmp_path / "three.png")
    with qtbot.waitSignal(service.opened) as opened:
        service.decode((tmp_path / "three.png").read_bytes)
    assert "the pasted picture" == opened.args[1]
    assert not opened.args[0].is_empty


@pytest.mark.parametrize(("name", "content"), BAD.items(), ids=BAD)
def test_what_cannot_be_read_is_named_with_its_cause(service, qtbot, tmp_path, name, content):
    data, cause = content
    (tmp_path / name).write_bytes(data)
    with qtbot.assertNotEmitted(service.opened), qtbot.waitSignal(service.failed) as failed:
        service.open(tmp_path / name)
    assert name in failed.args[0]
    assert cause in failed.args[0]
    assert "Error:" not in failed.args[0]


@pytest.mark.parametrize("name", ["missing.png", "missing.json"])
def test_a_missing_file_is_named(service, qtbot, tmp_path, name):
    with qtbot.waitSignal(service.failed) as failed:
        service.open(tmp_path / name)
    assert name in failed.args[0]


def test_bytes_that_are_no_picture_are_refused(service, qtbot):
    with qtbot.waitSignal(service.failed) as failed:
        service.decode(lambda: b"text from the clipboard")
    assert "not a picture" in failed.args[0]


def test_the_newest_wish_wins(service, qtbot, qapp, tmp_path):
    names = []
    service.opened.connect(lambda _, name: names.append(name))
    for digit in (1, 2, 3):
        path = tmp_path / f"{digit}.json"
        path.write_text(line_of(digit))
        service.open(path)
    qtbot.waitUntil(lambda: len(names) > 0)
    qapp.processEvents()
    assert ["3.json"] == names


def test_after_closing_nothing_is_told(service, qtbot, qapp, tmp_path):
    (tmp_path / "one.json").write_text(line_of(1))
    with qtbot.assertNotEmitted(service.opened), qtbot.assertNotEmitted(service.failed):
        service.open(tmp_path / "one.json")
        service.close()
        qapp.processEvents()


def test_closing_waits_for_every_reader(service, tmp_path):
    def slow():
        threading.Event().wait(0.2)
        return b"no picture"

    (tmp_path / "quick.json").write_text(line_of(2))
    service.decode(slow)
    service.open(tmp_path / "quick.json")
    service.close()
    assert [] == readers()


@pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="needs something that is no plain file")
def test_what_is_no_plain_file_is_not_waited_for(service, qtbot, tmp_path):
    os.mkfifo(tmp_path / "endless.json")
    with qtbot.waitSignal(service.failed) as failed:
        service.open(tmp_path / "endless.json")
    assert "not a file" in failed.args[0]
