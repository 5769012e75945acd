"""Collecting in the whole program: keys, confirmation, undo, a guided round, files."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.panels.samples_dialogs import ExportDialog, ImportDialog
from model.data.mnist import NOT_A_DIGIT
from model.samples.store import SampleStore
from model.strokes import drawing_to_json
from tests.app.conftest import digit_strokes, draw


def draw_digit(program, digit):
    draw(program.window.desk.canvas, digit_strokes(digit))
    program.recognition.recognize_now()


def labels(folders):
    """What another program finds in the store."""
    with SampleStore(folders.samples) as store:
        return sorted(sample.label for sample in store.get(store.ids()))


@pytest.mark.parametrize("digit", [0, 7])
def test_one_key_stores_the_drawing_and_clears_the_sheet(program, folders, digit):
    draw_digit(program, 7)
    QTest.keyClick(program.window, str(digit))
    desk = program.window.desk
    assert labels(folders) == [digit]
    assert desk.canvas.drawing.is_empty
    assert desk.saved.isVisible()
    assert desk.saved.shown_text == f"Saved as {digit}, sample 1"
    [sample] = program.samples.store.get(program.samples.store.ids())
    assert (sample.reading.prediction, sample.origin) == (7, "drawn")


def test_keys_do_nothing_on_an_empty_sheet(program, folders):
    QTest.keyClick(program.window, "7")
    QTest.keyClick(program.window, "-")
    assert not folders.samples.exists()
    assert not program.window.actions_by_name["label_7"].isEnabled()


def test_a_click_on_not_a_digit_stores_it_so(program, folders):
    draw_digit(program, 4)
    QTest.mouseClick(program.window.desk.correction.not_a_digit, Qt.MouseButton.LeftButton)
    assert labels(folders) == [NOT_A_DIGIT]


def test_a_stroke_that_still_grows_is_stored_whole(program):
    draw(program.window.desk.canvas, digit_strokes(7), lift=False)
    program.recognition.recognize_now()
    QTest.keyClick(program.window, "7")
    [sample] = program.samples.store.get(program.samples.store.ids())
    assert sample.drawing.strokes
    assert program.window.desk.canvas.drawing.is_empty
    program.window.actions_by_name["undo"].trigger()
    assert program.samples.store.count() == 0
    QTest.mouseRelease(program.window.desk.canvas, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("by", ["link", "menu"])
def test_undo_brings_the_drawing_back_and_takes_the_sample_out(program, folders, by):
    draw_digit(program, 7)
    before = program.window.desk.canvas.drawing
    QTest.keyClick(program.window, "7")
    undo, redo = (program.window.actions_by_name[name] for name in ("undo", "redo"))
    assert undo.text() == "&Undo save as 7"
    if by == "link":
        QTest.mouseClick(program.window.desk.saved.link, Qt.MouseButton.LeftButton)
    else:
        undo.trigger()
    assert program.window.desk.canvas.drawing is before
    assert not program.window.desk.saved.isVisible()
    assert labels(folders) == []
    redo.trigger()
    assert program.window.desk.canvas.drawing.is_empty
    assert labels(folders) == [7]


def test_strokes_after_storing_are_undone_first(program, folders):
    for digit in (7, 4):
        draw_digit(program, digit)
        QTest.keyClick(program.window, str(digit))
    draw_digit(program, 1)
    undo = program.window.actions_by_name["undo"]
    counts = []
    for _ in range(4):
        undo.trigger()
        counts.append(labels(folders))
    # the 1 has one stroke, the 4 two: then storing the 4 is undone, then its last stroke
    assert counts[0] == [4, 7]
    assert counts[1:] == [[7], [7], [7]]
    for _ in range(2):
        undo.trigger()
    assert labels(folders) == []


def test_what_the_samples_undo_the_canvas_does_not_store_again(program, folders):
    draw_digit(program, 7)
    QTest.keyClick(program.window, "7")
    program.samples.undo()
    assert labels(folders) == []
    assert not program.window.desk.saved.isVisible()
    program.window.actions_by_name["undo"].trigger()
    assert not program.window.desk.canvas.drawing.is_empty
    assert labels(folders) == []


def test_what_could_not_be_stored_stays_on_the_canvas(program, monkeypatch):
    store = program.samples.store
    monkeypatch.setattr(store, "is_writable", False)
    draw_digit(program, 7)
    QTest.keyClick(program.window, "7")
    assert not program.window.desk.canvas.drawing.is_empty
    assert not program.window.desk.saved.isVisible()
    assert "kept" in program.window.status.accessibleDescription()


def test_a_guided_round(program, folders):
    QTest.keyClick(program.window, Qt.Key.Key_G)
    card, asked = program.window.guided_card, []
    for _ in range(4):
        asked.append(program.guided.digit)
        draw_digit(program, asked[-1])
        QTest.keyClick(program.window, Qt.Key.Key_Return)
    assert labels(folders) == sorted(asked)
    assert {s.origin for s in program.samples.store.get(program.samples.store.ids())} == {"guided"}
    assert card.accessibleDescription().endswith("4 of 100 are there.")
    program.window.actions_by_name["undo"].trigger()
    assert program.guided.digit == asked[-1]  # its drawing lies on the paper again
    QTest.keyClick(program.window, Qt.Key.Key_Return)
    assert labels(folders) == sorted(asked)
    QTest.keyClick(program.window, Qt.Key.Key_Escape)
    assert not card.isVisible()
    QTest.keyClick(program.window, Qt.Key.Key_Return)
    assert len(labels(folders)) == 4


def test_skipping_never_leaves_a_drawing_for_another_digit(program, folders):
    QTest.keyClick(program.window, Qt.Key.Key_G)
    draw_digit(program, program.guided.digit)
    QTest.mouseClick(program.window.guided_card.skip, Qt.MouseButton.LeftButton)
    QTest.keyClick(program.window, Qt.Key.Key_Return)
    assert labels(folders) == []
    assert program.window.desk.canvas.drawing.is_empty


def dialog_of(program, kind):
    [dialog] = program.window.findChildren(kind)
    return dialog


def test_files_come_in_and_go_out(program, folders, qtbot, tmp_path):
    draw_digit(program, 3)
    text = json.dumps(drawing_to_json(program.window.desk.canvas.drawing) | {"label": 3})
    (tmp_path / "in.jsonl").write_text(text + "\n{broken\n")
    program.window.actions_by_name["import_samples"].trigger()
    dialog = dialog_of(program, ImportDialog)
    with qtbot.waitSignal(program.sample_files.looked, timeout=20_000):
        dialog.look_at(tmp_path / "in.jsonl")
    with qtbot.waitSignal(program.sample_files.imported, timeout=20_000):
        dialog.go.click()
    assert dialog.text.text().startswith("1 imported.")
    assert labels(folders) == [3]
    dialog.close()
    program.window.actions_by_name["export_samples"].trigger()
    with qtbot.waitSignal(program.sample_files.exported, timeout=20_000):
        dialog_of(program, ExportDialog).export_to(tmp_path / "out.zip")
    assert (tmp_path / "out.zip").exists()
    dialog_of(program, ExportDialog).close()
    program.samples.undo()
    assert labels(folders) == []


def test_the_window_is_shown_before_the_store_is_opened(program, folders):
    assert program.window.isVisible()
    assert not folders.samples.exists()
    program.samples._opening.timeout.emit()
    assert folders.samples.exists()
