"""Defend: buttons by state, the table, and a sentence that is honest whatever came of it."""

from __future__ import annotations

import pytest

from app.theme import load_fonts
from app.widgets.fool.defend_page import DefendPage, honest_sentence
from model.defence import DefenceReport
from tests.app.widgets.fool.foolings import fooling, rounds


@pytest.fixture
def page(qtbot):
    load_fonts()
    page = DefendPage()
    qtbot.addWidget(page)
    page.resize(1030, 676)
    page.show()
    qtbot.waitExposed(page)
    return page


@pytest.mark.parametrize(
    ("before", "after", "says"),
    [
        (8, 2, "It helped against these attacks; that says nothing of others"),
        (8, 6, "It helped a little"),
        (8, 8, "It changed nothing"),
        (4, 9, "It did not help"),
    ],
)
def test_the_sentence_is_honest(before, after, says):
    text = honest_sentence(rounds(before, after))
    assert text.startswith(says)
    assert f"{before}0.0 % of the attacks succeeded, now {after}0.0 %" in text
    assert "Errors on MNIST test: 0.41 % before, 0.44 % now (10,000 digits)." in text


def test_the_table_has_a_row_for_each_attack(page):
    page.show_rounds(rounds())
    assert ("0, as it was", "smooth", "10", "10", "8", "80.0 %", "0.990", "0.41 %") == (
        page.table.rows[0]
    )
    assert ("1, +20 labelled", "") == (page.table.rows[2][0], page.table.rows[3][0])
    assert not page.grab().isNull()


def test_buttons_wake_when_they_make_sense(page, qtbot):
    assert (True, False, False) == (
        page.start.isEnabled(),
        page.cancel.isEnabled(),
        page.keep.isEnabled(),
    )
    page.count.setValue(2)
    with qtbot.waitSignal(page.start_wanted) as wanted:
        page.start.click()
    assert 2 == wanted.args[0].rounds
    page.begin()
    page.set_state("running")
    page.show_report(
        DefenceReport(1, "retraining", "12 pictures", 0.5, (), (fooling(4),), 40.0, 40.0)
    )
    page._clock.show_now()
    assert "round 1: retraining, 12 pictures · 40 s left" == page.progress.text()
    assert (False, True) == (page.start.isEnabled(), page.cancel.isEnabled())
    assert [4] == [tile.target for tile in page.strip.tiles if tile.fooling is not None]
    page.set_state("ended")
    for button, signal in ((page.keep, page.keep_wanted), (page.discard, page.discard_wanted)):
        assert button.isEnabled()
        with qtbot.waitSignal(signal):
            button.click()


def test_the_pictures_are_of_the_attack_that_made_them(page):
    page.begin()
    title = page.newest.text()
    for number, phase, what, expected in (
        (0, "attacking", "evolution", ": evolution, on the network as it was"),
        (1, "retraining", "12 pictures", ": evolution, on the network as it was"),
        (1, "attacking", "ascent", ": ascent, on the network retrained in round 1"),
        (1, "checking", "check set", ": ascent, on the network retrained in round 1"),
    ):
        page.show_report(DefenceReport(number, phase, what, 0.5, (), (fooling(4),), 40.0, 40.0))
        assert title + expected == page.newest.text()
    page.begin()
    assert title == page.newest.text()


def test_what_became_of_it_ends_with_one_full_stop(page):
    page.show_rounds(rounds())
    page.show_decided("Kept as “New”, which answers now.")
    assert page.result.text().endswith("digits). Kept as “New”, which answers now.")


def test_without_torch_it_says_what_is_missing(page):
    page.set_lack("Fooling needs torch, which is not here.")
    assert not page.start.isEnabled()
    assert "Fooling needs torch, which is not here." == page.result.text()
