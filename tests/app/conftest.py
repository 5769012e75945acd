"""The real program, built with folders of the test's own."""

from __future__ import annotations

import itertools

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app import paths
from app.application import Folders, build
from app.commands.self_test import _DIGITS
from app.engine.client import Engine
from app.theme import load_fonts
from model.weights import load


@pytest.fixture(scope="session")
def record():
    """The bundled network."""
    return load(paths.bundled_network())


@pytest.fixture
def engine(qtbot):
    """A real engine, its process ended at the end."""
    engine = Engine("test")
    yield engine
    engine.close()
    engine.deleteLater()


@pytest.fixture
def folders(tmp_path):
    return Folders(tmp_path / "data", tmp_path / "settings")


@pytest.fixture
def build_program(qapp, qtbot, record, folders):
    """Build and show the program; everything is closed at the end.

    first: the network that answers; None for the one chosen last time.
    """
    built = []
    load_fonts()

    def start(size=(1366, 768), first=record):
        for folder in (folders.data, folders.settings):
            folder.mkdir(exist_ok=True)
        parts = build(qapp, first, folders)
        # On the small screen of the tests it starts maximized, and would keep that size.
        parts.window.setWindowState(Qt.WindowState.WindowNoState)
        parts.window.resize(*size)
        parts.window.show()
        qtbot.waitExposed(parts.window)
        built.append(parts)
        return parts

    yield start
    for parts in built:
        stop(parts)


def stop(parts):
    """Close the program as its user would, and delete its objects."""
    parts.window.close()
    services = parts.recognition, parts.checking, parts.comparing, parts.health
    for part in (*services, parts.pictures, parts.drawings, parts.samples, parts.sample_files):
        part.deleteLater()
    for part in (parts.guided, parts.training, parts.planning, parts.explanation, parts.patches):
        part.deleteLater()
    for part in (parts.networks, parts.engine, parts.settings, parts.appearance, parts.window):
        part.deleteLater()


@pytest.fixture
def program(build_program):
    return build_program()


def draw(canvas, strokes, lift=True):
    """Draw strokes of points in 0 ... 100 with the mouse; `lift` ends the last one."""
    for number, points in enumerate(strokes):
        at = [
            QPoint(round(x * canvas.width() / 100), round(y * canvas.height() / 100))
            for x, y in points
        ]
        QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=at[0])
        for start, end in itertools.pairwise(at):
            for step in range(1, 6):
                QTest.mouseMove(canvas, start + (end - start) * step / 5)
        if lift or number < len(strokes) - 1:
            QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=at[-1])


def digit_strokes(digit):
    """A plainly drawn digit."""
    return _DIGITS[digit]
