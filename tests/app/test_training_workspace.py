"""Train in the whole program: from samples to a network that answers, and back."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtWidgets import QFileDialog, QMessageBox

from app import application
from app.training_job import JobEnd
from model.measures import Rate
from model.retraining_report import BeforeAfter, Change
from tests.app.conftest import digit_strokes, draw
from tests.app.services.retrainings import SLOW, EngineHere, fill
from tests.model.learning.hands import TINY

PATIENCE_MS = 30_000


@pytest.fixture
def program(monkeypatch, build_program, folders):
    """The program with samples, and its job engine in the test's own process."""
    folders.data.mkdir()
    fill(folders.samples)
    real = application.Engine

    def engine(name, *arguments, **options):
        return EngineHere() if name == "job" else real(name, *arguments, **options)

    monkeypatch.setattr(application, "Engine", engine)
    return build_program()


def open_train(program):
    program.window.actions_by_name["train"].trigger()
    return program.window.workspace("train")


def start(program, panel, config=TINY):
    choice = replace(panel.new.choice, config=config)
    panel.start_wanted.emit(choice)


def wait_for(qtbot, program, state):
    qtbot.waitUntil(lambda: program.training.state == state, timeout=PATIENCE_MS)


def test_from_samples_to_the_network_that_answers_and_back(qtbot, program):
    draw(program.window.desk.canvas, digit_strokes(7))
    program.recognition.recognize_now()
    panel = open_train(program)
    assert panel.isVisible()
    assert program.window.actions_by_name["train"].isChecked()
    assert sum(panel.new.plan.training) == 12
    qtbot.waitUntil(lambda: sum(panel.new.plan.misread) > 0, timeout=PATIENCE_MS)
    old = program.networks.active
    start(program, panel)
    assert panel.page == "running"
    wait_for(qtbot, program, "ended")
    assert [report.step for report in panel.running.course.reports] == [0, 2, 4, 6]
    assert all(report.drawing is not None for report in panel.running.course.reports)
    assert panel.running.report.keep.isEnabled()
    panel.running.report.keep.click()
    key = program.networks.active_key
    assert key.startswith("own/")
    assert program.recognition.record is program.networks.active
    assert program.settings.settings.network == key
    row = panel.networks.rows[key]
    assert (row.is_active, panel.networks.rows[row.parent].name) == (True, old.network.name)
    assert row.data == "12 own samples"
    assert 0 <= row.held_out_error <= 1
    panel.activate_wanted.emit(row.parent)
    assert program.networks.active.checksum == old.checksum
    panel.delete_wanted.emit(key)
    assert key not in panel.networks.rows
    panel.undo_delete_wanted.emit()
    assert panel.networks.rows[key] == replace(row, is_active=False)


def test_buttons_pause_resume_and_cancel(qtbot, program, folders):
    panel = open_train(program)
    start(program, panel, SLOW)
    card = panel.running.progress
    wait_for(qtbot, program, "running")
    card.pause.click()
    assert (program.training.state, card.state) == ("paused", "paused")
    card.pause.click()
    assert program.training.state == "running"
    card.cancel.click()
    assert (program.training.state, card.state) == ("idle", "idle")
    assert list(folders.trainings.iterdir()) == []


def test_a_training_that_died_is_shown_as_paused_and_stops(qtbot, program):
    panel = open_train(program)
    start(program, panel, SLOW)
    qtbot.waitUntil(lambda: len(panel.running.course.reports) >= 3, timeout=PATIENCE_MS)
    program.training._engine.die()
    assert panel.running.problem.isVisible()
    assert panel.running.progress.state == "paused"
    panel.running.progress.stop.click()
    wait_for(qtbot, program, "ended")
    panel.running.report.discard.click()
    assert program.training.state == "idle"


def test_what_is_worse_is_asked_about(qtbot, program, monkeypatch):
    panel = open_train(program)
    start(program, panel)
    wait_for(qtbot, program, "ended")
    change = Change("check set", Rate(2, 1000), Rate(9, 1000))
    program.training._end = JobEnd(BeforeAfter(None, (change,)), is_stopped=False)
    for button, is_kept in (("Do not keep", False), ("Keep anyway", True)):
        panel.keep_wanted.emit()
        [box] = program.window.findChildren(QMessageBox)
        assert "0.70 points" in box.text()
        assert program.networks.active_key == "default"
        next(each for each in box.buttons() if each.text() == button).click()
        qtbot.waitUntil(lambda: not program.window.findChildren(QMessageBox))
        assert program.networks.active_key.startswith("own/") is is_kept


def test_a_training_of_last_time_waits_in_the_workspace(qtbot, program, build_program):
    panel = open_train(program)
    start(program, panel, SLOW)
    qtbot.waitUntil(lambda: len(panel.running.course.reports) >= 2, timeout=PATIENCE_MS)
    program.window.close()
    again = build_program()
    panel = open_train(again)
    assert panel.page == "running"
    assert panel.running.progress.state == "paused"
    panel.running.progress.pause.click()
    wait_for(qtbot, again, "running")
    panel.running.progress.cancel.click()


def test_networks_go_out_and_come_in(qtbot, program, monkeypatch, tmp_path):
    panel = open_train(program)
    target = tmp_path / "l2.zip"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(target), ""))
    panel.export_wanted.emit("l2")
    assert target.exists()
    before = set(panel.networks.rows)
    panel.import_wanted.emit()
    [key] = set(panel.networks.rows) - before
    assert panel.networks.rows[key].origin == "own"
    panel.compare_wanted.emit(key)
    assert program.window.inspect.isVisible()
    assert program.window.inspect.tool == "compare"


def test_the_workspace_is_built_when_it_is_first_opened(program):
    assert "train" not in program.window._panels
    program.window.actions_by_name["inspect"].trigger()
    assert "train" not in program.window._panels
