"""The confirmation on the canvas: read, undone, drawn over."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.canvas.canvas import Canvas
from app.theme import load_fonts
from app.widgets.saved_note import SavedNote
from model.data.mnist import NOT_A_DIGIT
from tests.app.conftest import draw


@pytest.fixture
def canvas(qtbot):
    load_fonts()
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.setFixedSize(248, 248)
    canvas.show()
    qtbot.waitExposed(canvas)
    return canvas


@pytest.fixture
def note(canvas):
    note = SavedNote(canvas)
    canvas.drawing_changed.connect(note.make_way)
    return note


def test_it_says_what_was_saved(note):
    assert not note.isVisible()
    note.show_saved(7, 1319)
    assert note.isVisible()
    assert note.shown_text == "Saved as 7, sample 1,319"
    note.show_saved(NOT_A_DIGIT, 2)
    assert note.accessibleDescription() == "Saved as not a digit, sample 2"


def test_undo_is_a_click_or_the_space_key(note):
    wishes = []
    note.undo_wanted.connect(lambda: wishes.append(1))
    note.show_saved(7, 1)
    QTest.mouseClick(note.link, Qt.MouseButton.LeftButton)
    QTest.keyClick(note.link, Qt.Key.Key_Space)
    assert len(wishes) == 2


def test_a_stroke_may_begin_on_it_and_then_it_is_gone(canvas, note):
    note.show_saved(7, 1)
    at = note.geometry().center()
    assert canvas.childAt(at) is None  # the pointer meets the paper
    draw(canvas, [[(at.x() / 2.48, at.y() / 2.48), (50, 80)]])
    assert len(canvas.drawing.strokes) == 1
    assert canvas.drawing.strokes[0].points[0, 1] == pytest.approx(at.y(), abs=1)
    assert not note.isVisible()
    assert not note.link.isVisible()


def test_it_stays_while_the_sheet_stays_empty(canvas, note):
    note.show_saved(7, 1)
    QTest.mouseMove(canvas, QPoint(100, 150))
    canvas.clear()
    assert note.isVisible()


@pytest.mark.parametrize("side", [248, 328, 120])
def test_it_is_as_wide_as_the_paper_and_its_text_fits(canvas, note, side):
    note.show_saved(7, 12_345)
    canvas.setFixedSize(side, side)
    assert note.geometry().getRect() == (8, 8, side - 16, 36)
    assert note.link.geometry().right() < note.geometry().right()
    end = 8 + 30 + note.fontMetrics().horizontalAdvance(note.shown_text)
    assert end < note.link.x()
    assert note.shown_text == ("Saved as 7, sample 12,345" if side > 200 else "")
