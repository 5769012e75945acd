"""Is it honest: curves in the order of their results, findings, and what is out of date."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.theme import load_fonts
from app.tokens import DARK
from app.widgets.explain.honesty_card import HonestyCard
from model.explanation import Target
from model.unit import Unit
from tests.app.widgets.explain.explaining import curves, randomised

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def card(qtbot):
    load_fonts()
    card = HonestyCard()
    qtbot.addWidget(card)
    card.resize(494, 276)
    card.show()
    qtbot.waitExposed(card)
    return card


def test_the_best_stands_first_and_that_depends_on_the_trial(card):
    card.show_curves(curves("deletion"))
    assert ["occlusion", "gradient", "random"] == card.chart.names
    card.choose_trial("insertion")
    assert [] == card.chart.names
    card.show_curves(curves("insertion"))
    assert ["random", "gradient", "occlusion"] == card.chart.names
    assert "best first: random order 60 %" in card.chart.accessibleDescription()


def test_a_name_chooses_its_line_the_random_one_does_not(card, qtbot):
    card.show_curves(curves())
    with qtbot.waitSignal(card.chosen) as chosen:
        QTest.mouseClick(card.chart, LEFT, pos=card.chart.row(1).center().toPoint())
    assert ["gradient"] == chosen.args
    with qtbot.assertNotEmitted(card.chosen):
        QTest.mouseClick(card.chart, LEFT, pos=card.chart.row(2).center().toPoint())
    card.choose("gradient")
    with qtbot.waitSignal(card.chosen) as chosen:
        QTest.keyClick(card.chart, Qt.Key.Key_Up)
    assert ["occlusion"] == chosen.args


def test_a_line_runs_through_its_numbers(card):
    card.show_curves(curves())
    chart = card.chart
    assert chart.plot.bottom() == chart.point(0, 0).y()
    assert chart.plot.topRight() == chart.point(40, 1)
    picture = chart.grab().toImage()
    at = chart.point(20, 0.2)  # of occlusion, which is not dashed
    assert picture.pixelColor(at.toPoint()) != picture.pixelColor(at.toPoint().x(), int(at.y()) - 6)


def test_what_is_older_than_the_drawing_is_tinted_trial_by_trial(card):
    assert not card.is_stale
    card.show_curves(curves("deletion"))
    card.show_curves(curves("insertion"))
    card.set_outdated(Target(7))
    assert card.is_stale
    assert "updating" == card.updating.text()
    card.show_curves(curves("deletion"))
    assert not card.is_stale
    card.choose_trial("insertion")
    assert card.is_stale
    card.clear()
    assert not card.is_stale


def test_random_weights_name_what_hardly_changes(card, qtbot):
    with qtbot.waitSignal(card.trial_chosen) as chosen:
        QTest.mouseClick(card.segments["random"], LEFT)
    assert ["random"] == chosen.args
    card.show_progress(0.5)
    assert 0.5 == card.random.progress
    card.grab()
    card.show_randomised(randomised())
    assert ["gradient", "guided"] == card.random.names
    assert card.random.hardly_changes("guided")
    assert not card.random.hardly_changes("gradient")
    assert "guided hardly changes, mean +0.85" in card.random.accessibleDescription()
    card.set_tokens(DARK)
    card.grab()
    with qtbot.waitSignal(card.chosen) as chosen:
        QTest.mouseClick(card.random, LEFT, pos=card.random.map_box(1, 0).center().toPoint())
    assert ["guided"] == chosen.args


def test_the_sentence_speaks_of_digit_and_trial(card):
    assert "makes the answer fall" in card.sentence.full_text
    card.show_curves(curves(digit=3))
    assert "makes the 3 fall fast" in card.sentence.full_text
    card.choose_trial("insertion")
    assert "makes the 3 rise fast" in card.sentence.full_text
    card.set_outdated(Target(unit=Unit("C3", 1, 2, 3)))
    assert "About the 3 that is read, not the unit" in card.sentence.full_text
    card.choose_trial("random")
    assert "random weights" in card.sentence.full_text


def test_a_digit_that_is_not_read_ranks_no_map(card):
    ranked, rising = curves(digit=1), [0.0001, 0.0, 0.3, 0.5, 0.8]
    unread = replace(ranked, curves={name: np.array(rising) for name in ranked.curves})
    assert (unread.whole, unread.is_read) == (0.0001, False)
    card.show_curves(unread)
    assert (
        "1 has 0.01 %: there is nothing to fall (white paper has 80 %)" in card.sentence.full_text
    )
    assert list(unread.curves) == card.chart.names
    assert "best first" not in card.chart.accessibleDescription()
    card.grab()
    card.choose_trial("insertion")
    card.show_curves(replace(unread, kind="insertion"))
    assert "makes the 1 rise fast" in card.sentence.full_text  # it ends at 80 %
    card.choose_trial("deletion")
    assert "there is nothing to fall" in card.figure_line


def test_random_weights_say_what_number_and_word_stand_for(card):
    card.choose_trial("random")
    card.show_randomised(randomised())
    for part in ("1 = unchanged", "0.50 or more", "without occlusion"):
        assert part in card.figure_line
    assert "behind the unit" not in card.figure_line
    card.set_outdated(Target(unit=Unit("C3", 1, 2, 3)))
    assert "behind the unit" in card.figure_line
    card.grab()


def test_without_torch_the_random_weights_say_what_is_missing(qtbot):
    card = HonestyCard("Explaining needs torch.")
    qtbot.addWidget(card)
    card.choose_trial("random")
    assert "Explaining needs torch." == card.random.accessibleDescription()
