"""The occluder: dragged, walked, and what the bars and the sentence say."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.explained import Occluded
from app.theme import load_fonts
from app.tokens import DARK
from app.widgets.explain.occluder_card import OccluderCard
from model.explanation import Occluder
from tests.app.widgets.explain.explaining import recognition_of

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def card(qtbot, record):
    load_fonts()
    card = OccluderCard()
    qtbot.addWidget(card)
    card.resize(492, 276)
    card.show()
    qtbot.waitExposed(card)
    card.show_occluded(occluded(record))
    return card


def occluded(record, **changed):
    """The plain 7 with some of its certainty moved to other digits."""
    before = recognition_of(record)
    probabilities = np.zeros(10)
    probabilities[7] = 0.726
    probabilities[3] = 0.204
    probabilities[9] = 0.07
    for digit, value in changed.items():
        probabilities[int(digit[1:])] = value
    covered = before.raster.array.copy()
    covered[14:19, 12:17] = 0
    return Occluded(before, covered, probabilities, range(14, 19), range(12, 17))


def at(card, row, column):
    box = card.view.box
    side = box.width() / 28
    return QPoint(int(box.left() + (column + 0.5) * side), int(box.top() + (row + 0.5) * side))


def test_dragging_moves_it_in_whole_pixels(card):
    moves = []
    card.moved.connect(lambda *place: moves.append(place))
    QTest.mousePress(card.view, LEFT, pos=at(card, 5, 6))
    QTest.mouseMove(card.view, at(card, 5, 7))
    QTest.mouseMove(card.view, at(card, 5, 7) + QPoint(2, 0))
    QTest.mouseMove(card.view, QPoint(-50, 9999))
    QTest.mouseRelease(card.view, LEFT, pos=at(card, 5, 7))
    assert [(5, 6), (5, 7), (27, 0)] == moves


def test_arrow_keys_move_it_a_pixel_or_five(card):
    moves = []
    card.moved.connect(lambda *place: moves.append(place))
    QTest.keyClick(card.view, Qt.Key.Key_Right)
    QTest.keyClick(card.view, Qt.Key.Key_Up, Qt.KeyboardModifier.ShiftModifier)
    assert [(14, 15), (9, 15)] == moves


def test_without_a_drawing_nothing_moves(card):
    card.show_occluded(None)
    moves = []
    card.moved.connect(lambda *place: moves.append(place))
    QTest.mouseClick(card.view, LEFT, pos=at(card, 5, 6))
    QTest.keyClick(card.view, Qt.Key.Key_Right)
    assert [] == moves
    assert "" == card.bars.sentence()
    assert "no drawing yet" == card.bars.accessibleDescription()
    card.grab()


def test_the_sentence_names_who_falls_and_who_rises(card, record):
    assert "7 falls to 72.6 %, 3 rises to 20.4 %" == card.bars.sentence()
    assert "rows 14–18, cols 12–16" == card.bars.place()
    words = card.bars.accessibleDescription()
    assert "3: 20.4 %" in words
    same = recognition_of(record)
    still = Occluded(same, same.raster.array, same.probabilities, range(5), range(5))
    card.show_occluded(still)
    assert card.bars.sentence().startswith("7 stays at")
    assert "rises" not in card.bars.sentence()


def test_bars_are_as_long_as_their_numbers_and_marks_as_those_before(card):
    picture = card.bars.grab().toImage()
    trough = card.bars.trough(3)
    y = int(trough.center().y())
    inside = picture.pixelColor(int(trough.left() + 0.19 * trough.width()), y)
    outside = picture.pixelColor(int(trough.left() + 0.23 * trough.width()), y)
    assert inside != outside
    seven = card.bars.trough(7)
    mark = picture.pixelColor(round(seven.left() + seven.width()) - 1, int(seven.top()) - 1)
    assert mark.lightness() < 60


def test_size_and_fill_are_chosen(card, qtbot):
    assert Occluder(5, 0.0) == card.occluder
    with qtbot.waitSignal(card.occluder_chosen) as chosen:
        QTest.keyClick(card.sizes, Qt.Key.Key_Down)
    assert [Occluder(7, 0.0)] == chosen.args
    with qtbot.waitSignal(card.occluder_chosen) as chosen:
        QTest.keyClick(card.fills, Qt.Key.Key_Down)
    assert [Occluder(7, 0.5)] == chosen.args


def test_the_covered_raster_is_what_is_shown(card, record):
    card.set_tokens(DARK)
    assert card.view.covered_box.width() == 5 * card.view.box.width() / 28
    picture = card.view.grab().toImage()
    ink = np.argwhere(occluded(record).covered > 0.99)[0]
    paper = picture.pixelColor(at(card, 1, 1))
    assert picture.pixelColor(at(card, *map(int, ink))).lightness() > paper.lightness() + 100
