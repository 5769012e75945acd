"""The window without torch: what needs it says so calmly, the rest is as it was."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QDialog, QLabel, QMenu, QMessageBox, QPushButton, QRadioButton

from app import application, installation
from tests.app.conftest import digit_strokes, draw
from tests.app.services.retrainings import SLOW, EngineHere, fill
from tests.app.test_training_workspace import PATIENCE_MS, open_train, start


@pytest.fixture
def lite(monkeypatch):
    """From now on there is no torch, as far as the program can see."""

    def remove():
        monkeypatch.setattr(installation, "has", lambda _: False)

    return remove


@pytest.fixture
def program(lite, build_program):
    lite()
    return build_program()


def boxes(program):
    """Texts of the message boxes that are open; they are closed."""
    found = program.window.findChildren(QMessageBox)
    texts = [f"{box.text()} {box.informativeText()}" for box in found]
    for box in found:
        box.close()
    return texts


def test_train_explains_and_leads_to_the_networks(program):
    panel = open_train(program)
    texts = [label.text() for label in panel.findChildren(QLabel) if label.isVisible()]
    assert any("Training needs torch" in text for text in texts)
    assert not panel.new.isVisible()
    assert not panel.segments["running"].isVisible()
    [button] = [b for b in panel.findChildren(QPushButton) if b.text() == "Show the networks"]
    button.click()
    assert panel.page == "networks"
    panel.activate_wanted.emit("l2")
    assert program.networks.active_key == "l2"
    assert program.training._engine.process_id is None


def test_checking_the_numbers_says_what_is_missing(program):
    draw(program.window.desk.canvas, digit_strokes(7))
    program.recognition.recognize_now()
    program.window.actions_by_name["check"].trigger()
    [text] = boxes(program)
    assert "Checking the numbers needs torch" in text
    assert "work all the same" in text


def test_only_the_cpu_can_be_chosen_and_the_menu_says_why(program):
    actions = program.window._choices["Device"].actions()
    assert [action.data() for action in actions if action.isEnabled()] == ["cpu"]
    menus = program.window.findChildren(QMenu)
    [why] = [a for menu in menus for a in menu.actions() if a.text().startswith("Why only")]
    why.trigger()
    [text] = boxes(program)
    assert "Another device than the CPU needs torch" in text


def test_so_do_the_settings(program):
    program.window.actions_by_name["settings"].trigger()
    [dialog] = [d for d in program.window.findChildren(QDialog) if d.isVisible()]
    buttons = dialog.findChildren(QRadioButton)
    enabled = [button.text() for button in buttons if button.isEnabled()]
    assert enabled == ["CPU", "Like the system", "Light", "Dark"]
    assert any("needs torch" in label.text() for label in dialog.findChildren(QLabel))
    dialog.close()


def test_a_gpu_of_the_full_program_is_not_asked_for(qtbot, program):
    with qtbot.waitSignal(program.recognition.device_failed) as failed:
        program.settings.change(device="cuda")
    assert "needs torch" in failed.args[0]
    assert program.settings.settings.device == "cpu"
    assert program.engine.process_id is None


@pytest.fixture
def full(monkeypatch, build_program, folders):
    """The full program, its job engine in this process, with samples."""
    folders.data.mkdir()
    fill(folders.samples)
    real = application.Engine

    def engine(name, *arguments, **options):
        return EngineHere() if name == "job" else real(name, *arguments, **options)

    monkeypatch.setattr(application, "Engine", engine)
    return build_program()


def test_a_training_that_cannot_go_on_here_is_left_to_the_full_program(
    qtbot, full, build_program, monkeypatch
):
    panel = open_train(full)
    start(full, panel, SLOW)
    qtbot.waitUntil(lambda: len(panel.running.course.reports) >= 2, timeout=PATIENCE_MS)
    full.window.close()
    with monkeypatch.context() as without:
        without.setattr(installation, "has", lambda _: False)
        small = build_program()
        assert open_train(small).page == "new"
        assert small.training.state == "idle"
        small.window.close()
    again = build_program()
    panel = open_train(again)
    assert (panel.page, again.training.state) == ("running", "paused")
    panel.running.progress.cancel.click()


def test_a_result_that_waits_can_be_kept_here(qtbot, full, lite, build_program):
    panel = open_train(full)
    start(full, panel)
    qtbot.waitUntil(lambda: full.training.state == "ended", timeout=PATIENCE_MS)
    full.window.close()
    lite()
    small = build_program()
    panel = open_train(small)
    assert panel.page == "running"
    assert panel.segments["running"].isVisible()
    panel.running.report.keep.click()
    assert small.networks.active_key.startswith("own/")
