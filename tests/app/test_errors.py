"""What nobody expected reaches the log and one dialog, and the program goes on."""

from __future__ import annotations

import logging
import sys
import threading

import pytest
from PySide6.QtCore import QObject, QTimer, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QDialog, QPlainTextEdit, QPushButton

from app.errors import LOG_FILE, ErrorReporter, start_logging


class Bell(QObject):
    """Something whose slot fails."""

    rung = Signal()

    def __init__(self, parent):
        super().__init__(parent)
        self.rung.connect(self.ring)

    def ring(self):
        raise LookupError("the clapper is missing")


@pytest.fixture
def log_file(tmp_path):
    """The log of a program that has started logging into a folder that is not there yet."""
    root = logging.getLogger()
    before, level = list(root.handlers), root.level
    start_logging(tmp_path / "logs")
    yield tmp_path / "logs" / LOG_FILE
    for handler in set(root.handlers) - set(before):
        root.removeHandler(handler)
        handler.close()
    root.setLevel(level)


@pytest.fixture
def dialogs(qapp, log_file, monkeypatch):
    """The dialogs that are open, as a function; the reporter is Python's exception hook."""
    monkeypatch.setattr(sys, "excepthook", sys.excepthook)
    monkeypatch.setattr(threading, "excepthook", threading.excepthook)
    reporter = ErrorReporter(log_file.parent, qapp)
    reporter.install()

    def visible():
        widgets = qapp.topLevelWidgets()
        return [w for w in widgets if isinstance(w, QDialog) and w.isVisible()]

    yield visible
    for dialog in visible():
        dialog.close()
    reporter.deleteLater()


@pytest.fixture
def bell(qapp):
    bell = Bell(qapp)
    yield bell
    bell.deleteLater()


def test_an_exception_in_a_slot_reaches_the_log_and_a_dialog(bell, dialogs, log_file, qtbot):
    bell.rung.emit()
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    text = log_file.read_text(encoding="utf-8")
    assert "CRITICAL app.errors" in text
    assert "LookupError: the clapper is missing" in text
    assert "in ring" in text


def test_what_fails_again_and_again_opens_one_dialog(bell, dialogs, log_file, qtbot):
    timer = QTimer(bell, interval=0)
    timer.timeout.connect(bell.ring)
    timer.start()
    qtbot.waitUntil(lambda: log_file.exists() and log_file.read_text().count("Traceback") > 20)
    timer.stop()
    qtbot.wait(0)
    assert len(dialogs()) == 1


def test_after_closing_the_next_one_is_shown_again(bell, dialogs, qtbot):
    bell.rung.emit()
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    dialogs()[0].close()
    qtbot.waitUntil(lambda: not dialogs())
    qtbot.wait(0)  # it is deleted now
    bell.rung.emit()
    qtbot.waitUntil(lambda: len(dialogs()) == 1)


def test_the_details_can_be_copied(bell, dialogs, log_file, qtbot):
    bell.rung.emit()
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    buttons = {button.text(): button for button in dialogs()[0].findChildren(QPushButton)}
    buttons["Copy details"].click()
    text = QGuiApplication.clipboard().text()
    assert dialogs()[0].findChild(QPlainTextEdit).toPlainText().strip() in text
    for part in ("Traceback (most recent call last)", "in ring", "LookupError: the clapper"):
        assert part in text
    assert str(log_file.parent) in text


def test_an_exception_in_a_thread_is_shown_too(bell, dialogs, log_file, qtbot):
    thread = threading.Thread(target=bell.ring)
    thread.start()
    thread.join()
    qtbot.waitUntil(lambda: len(dialogs()) == 1)
    assert "LookupError: the clapper is missing" in log_file.read_text()


def test_ctrl_c_is_no_error(dialogs, qapp, log_file):
    sys.excepthook(KeyboardInterrupt, KeyboardInterrupt(), None)
    qapp.processEvents()
    assert [] == dialogs()
    assert not log_file.exists()


def test_the_log_keeps_its_size(log_file):
    log = logging.getLogger("test")
    for _ in range(45):
        log.info("x" * 100_000)
    files = sorted(log_file.parent.glob(f"{LOG_FILE}*"))
    assert 4 == len(files)
    assert max(file.stat().st_size for file in files) <= 1_000_000
