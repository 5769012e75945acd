"""The dialogs of import and export: each state, and what they ask for."""

from __future__ import annotations

import json

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog

from app.commands.self_test import digit_drawing
from app.engine import file_tasks
from app.panels.samples_dialogs import ExportDialog, ImportDialog
from app.tokens import LIGHT
from model.samples.exporting import ExportReport
from model.samples.importing import ImportReport, Progress
from model.strokes import drawing_to_json


@pytest.fixture
def lines(tmp_path):
    path = tmp_path / "drawings.jsonl"
    texts = [json.dumps(drawing_to_json(digit_drawing(d)) | {"label": d}) for d in (7, 7, 2)]
    path.write_text("\n".join([*texts, "{broken", ""]))
    return path


@pytest.fixture
def dialog(qtbot):
    dialog = ImportDialog(LIGHT)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.asked = []
    dialog.look_wanted.connect(lambda path: dialog.asked.append(("look", path)))
    dialog.import_wanted.connect(lambda path: dialog.asked.append(("import", path)))
    dialog.cancel_wanted.connect(lambda: dialog.asked.append("cancel"))
    dialog.show()
    qtbot.waitExposed(dialog)
    return dialog


def test_a_file_is_looked_at_before_it_can_be_imported(dialog, lines, monkeypatch):
    assert not dialog.go.isEnabled()
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(lines), ""))
    QTest.mouseClick(dialog.file, Qt.MouseButton.LeftButton)
    assert dialog.asked == [("look", lines)]
    assert not dialog.go.isEnabled()
    dialog.show_look(file_tasks.look(str(lines)))
    assert dialog.preview.counts == (0, 0, 1, 0, 0, 0, 0, 2, 0, 0, 0)
    assert dialog.preview.labels == (7, 7, 2)
    assert dialog.text.text() == "3 can be read."
    assert dialog.refused.text() == "1 will be refused"
    assert dialog.table.item(0, 0).text() == "line 4"
    assert "JSON" in dialog.table.item(0, 1).text()
    QTest.mouseClick(dialog.go, Qt.MouseButton.LeftButton)
    assert dialog.asked[1:] == [("import", lines)]


def test_what_holds_nothing_cannot_be_imported(dialog, tmp_path):
    empty = tmp_path / "empty.jsonl"
    empty.write_text("{broken\n")
    dialog.look_at(empty)
    dialog.show_look(file_tasks.look(str(empty)))
    assert not dialog.go.isEnabled()
    assert not dialog.preview.isVisible()


def test_it_reports_what_became_of_it(dialog, lines, monkeypatch):
    dialog.look_at(lines)
    look = file_tasks.look(str(lines))
    dialog.show_look(look)
    dialog.go.click()
    assert (dialog.is_working, dialog.stop.text()) == (True, "Cancel")
    dialog.show_progress(Progress(1, 4))
    assert dialog.progress.part == pytest.approx(0.25)
    assert dialog.text.text() == "1 of 4"
    dialog.show_report(ImportReport(("a", "b"), 1, look.refused))
    assert dialog.text.text().startswith("2 imported. 1 was there already.")
    assert dialog.refused.text() == "1 refused"
    assert not dialog.go.isEnabled()
    QTest.mouseClick(dialog.copy, Qt.MouseButton.LeftButton)
    place, reason = QGuiApplication.clipboard().text().split("\t")
    assert place == f"{lines}, line 4"
    assert "JSON" in reason


def test_escape_cancels_what_is_in_work_and_then_closes(dialog, lines):
    dialog.look_at(lines)
    dialog.show_look(file_tasks.look(str(lines)))
    dialog.go.click()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.asked[-1] == "cancel"
    assert dialog.isVisible()
    dialog.show_cancelled()
    assert "nothing was changed" in dialog.text.text()
    assert dialog.go.isEnabled()  # it can be begun again
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert not dialog.isVisible()


def test_closing_it_cancels(dialog, lines):
    dialog.look_at(lines)
    dialog.close()
    assert dialog.asked == [("look", lines), "cancel"]
    assert not dialog.isVisible()


def test_a_failure_is_told_and_another_file_can_be_chosen(dialog, lines):
    dialog.look_at(lines)
    assert not dialog.file.isEnabled()
    dialog.show_failed("it is damaged")
    assert dialog.text.text() == "Not done: it is damaged"
    assert dialog.file.isEnabled()
    assert not dialog.go.isEnabled()


@pytest.fixture
def export(qtbot):
    dialog = ExportDialog([("All 3 samples", ["a", "b", "c"]), ("The 1 selected", ["b"])], LIGHT)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, on=False)
    qtbot.addWidget(dialog)
    dialog.asked = []
    dialog.export_wanted.connect(lambda *values: dialog.asked.append(values))
    dialog.show()
    return dialog


def test_what_and_how_are_chosen(export, monkeypatch, tmp_path):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "x.zip"), ""))
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))
    QTest.mouseClick(export.go, Qt.MouseButton.LeftButton)
    assert export.asked == [(["a", "b", "c"], tmp_path / "x.zip", "zip")]
    export.show_report(ExportReport(3))
    assert export.text.text() == f"3 samples written to {tmp_path / 'x.zip'}."
    export.what.buttons()[1].click()
    export.formats.buttons()[3].click()
    QTest.mouseClick(export.go, Qt.MouseButton.LeftButton)
    assert export.asked[1:] == [(["b"], tmp_path, "idx")]
    export.show_report(ExportReport(0, 1))
    assert "1 left out" in export.text.text()


def test_choosing_no_place_exports_nothing(export, monkeypatch):
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: ("", ""))
    export.go.click()
    assert export.asked == []
    assert not export.is_working


def test_what_is_empty_cannot_be_exported(qtbot):
    dialog = ExportDialog([("All 0 samples", [])], LIGHT)
    qtbot.addWidget(dialog)
    assert not dialog.go.isEnabled()
