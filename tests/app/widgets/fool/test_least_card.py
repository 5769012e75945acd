"""Budgets by class, the chosen change, its bisection and its verdict."""

from __future__ import annotations

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.theme import load_fonts
from app.widgets.fool.bisection_axis import ticks
from app.widgets.fool.least_card import LeastCard
from model.raster import rasterize
from model.recognizer import recognize
from model.strokes import Drawing, make_stroke
from tests.app.widgets.fool.foolings import change


@pytest.fixture
def seven(record):
    points = [(60, 50), (190, 50), (110, 210)]
    return recognize(record.network, rasterize(Drawing((make_stroke(points, 18.0),))))


@pytest.fixture
def card(qtbot):
    load_fonts()
    card = LeastCard()
    qtbot.addWidget(card)
    card.resize(612, 357)
    card.set_refusal("on", 0.95)
    card.show()
    qtbot.waitExposed(card)
    return card


def find(card, qtbot):
    with qtbot.waitSignal(card.find_wanted) as wanted:
        QTest.mouseClick(card.search, Qt.MouseButton.LeftButton)
    card.begin(wanted.args[0])
    card.set_state("running")
    return wanted.args[0]


def test_without_a_drawing_it_asks_for_one(card):
    assert not card.search.isEnabled()
    assert "draw a digit first" == card.caption.text()
    assert "Draw a digit" in card.verdict.text


def test_blank_paper_leaves_no_class_out(card, record, seven):
    card.show_recognition(recognize(record.network, rasterize(Drawing())))
    assert tuple(range(10)) == card.budgets.rows
    card.show_recognition(seven)
    assert 7 not in card.budgets.rows


@pytest.mark.parametrize(
    ("most", "norm", "expected"),
    [
        (60, "pixels", [0, 10, 20, 30, 40, 50, 60]),
        (7, "pixels", [0, 2, 4, 6, 7]),
        (13, "pixels", [0, 3, 6, 9, 13]),
        (5, "pixels", [0, 1, 2, 3, 4, 5]),
        (3.0, "l2", [0, 0.5, 1, 1.5, 2, 2.5, 3]),
    ],
)
def test_pixels_are_counted_in_whole_numbers(most, norm, expected):
    assert expected == ticks(most, norm)


def test_it_asks_for_all_other_classes_in_the_chosen_measure(card, qtbot, seven):
    card.show_recognition(seven)
    card.choice.norms["linf"].click()
    card.choice.slider.setValue(6)
    config = find(card, qtbot)
    assert (0, 1, 2, 3, 4, 5, 6, 8, 9) == config.targets
    assert ("linf", 0.3) == (config.norm, config.most)
    assert not config.knows_refusal
    assert "Stop" == card.search.text()
    with qtbot.waitSignal(card.stop_wanted):
        card.search.click()


def test_results_come_one_by_one(card, qtbot, seven):
    card.show_recognition(seven)
    find(card, qtbot)
    assert "searching …" == card.caption.text()
    card.show_found(change(0, budget=None))
    assert card.budgets.chosen is None
    card.show_found(change(9))
    card.show_found(change(4, budget=3.0))
    assert 4 == card.budgets.chosen  # the one in work is shown
    assert 4 == card.searching
    card.set_state("idle")
    assert 9 == card.budgets.chosen  # the smallest budget
    assert card.searching is None
    assert "9: 2.00" in card.budgets.summary()
    assert "0: none up to 6.00" in card.budgets.summary()
    assert "smallest L2 budget for another digit above 90 %" == card.caption.text()
    assert "refused: unlike any digit  ·  digit score 0.400, limit 0.95" == card.verdict.text
    assert "3.00 turns, 1.50 stays, 2.00 turns" == card.axis.summary()
    assert "7 changed into 9" == card.picked.name


def test_the_keys_walk_through_the_classes(card, qtbot, seven):
    card.show_recognition(seven)
    find(card, qtbot)
    for target in (0, 1, 2):
        card.show_found(change(target))
    card.budgets.setFocus()
    QTest.keyClick(card.budgets, Qt.Key.Key_Up)
    assert 1 == card.budgets.chosen
    card.show_found(change(3))
    assert 1 == card.budgets.chosen  # the user's choice stays
    assert card.sum.found is card.results[1]
    place = card.budgets.rect_of(2).center().toPoint()
    QTest.mouseClick(card.budgets, Qt.MouseButton.LeftButton, pos=place)
    assert card.sum.found is card.results[2]


def test_what_is_shown_is_the_very_change(card, qtbot, seven):
    card.show_recognition(seven)
    find(card, qtbot)
    found = change(4)
    card.show_found(found)
    largest = float(np.abs(found.change).max())
    assert largest == card.sum.largest
    assert 1 / largest == pytest.approx(card.sum.factor)
    assert not card.grab().isNull()


def test_results_of_another_drawing_are_said_to_be_so(card, qtbot, seven, record):
    card.show_recognition(seven)
    find(card, qtbot)
    card.show_found(change(9))
    card.set_state("idle")
    other = rasterize(Drawing((make_stroke([(120, 30), (120, 220)], 18.0),)))
    card.show_recognition(recognize(record.network, other))
    assert card.is_stale
    assert "of the drawing before" in card.caption.text()
    assert 7 == card.drawn
    card.show_recognition(recognize(record.network, seven.raster))
    assert not card.is_stale


def test_without_the_refusal_it_says_what_is_read(card, qtbot, seven):
    card.show_recognition(seven)
    find(card, qtbot)
    card.show_found(change(9))
    card.set_refusal("off", 0.95)
    assert "reads 9 with 94.0 %; nobody asks the refusal" == card.verdict.text
    card.set_refusal("known", 0.95)
    card.set_state("idle")
    assert find(card, qtbot).knows_refusal


def test_four_pixels_for_one_in_the_smallest_window(card):
    assert 4 == card.sum.cell
