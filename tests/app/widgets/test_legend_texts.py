"""Numbers of a legend: as many as there is room for."""

from __future__ import annotations

import pytest

from app.theme import load_fonts
from app.widgets.legend_texts import fitting_texts

SIGNED, UNSIGNED = ("−8.0", "0", "+8.0"), ("0", "", "13.8")


@pytest.fixture(autouse=True)
def _fonts(qapp):
    load_fonts()


def test_all_three_where_they_have_room():
    assert SIGNED == fitting_texts(SIGNED, 120)
    assert UNSIGNED == fitting_texts(UNSIGNED, 84)


@pytest.mark.parametrize("width", [20, 40, 58])
def test_numbers_that_would_run_together_become_one(width):
    assert ("", "±8.0", "") == fitting_texts(SIGNED, width)


def test_without_room_the_end_remains():
    assert ("", "", "13.8") == fitting_texts(UNSIGNED, 30)


def test_words_stay_words():
    words = ("", "all products are 0", "")
    assert words == fitting_texts(words, 40)
    assert ("0 paper", "", "1 ink") == fitting_texts(("0 paper", "", "1 ink"), 200)
