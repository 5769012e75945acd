"""A round of asking."""

from __future__ import annotations

import numpy as np
import pytest

from app.services.guided import GuidedService


@pytest.fixture
def counts():
    return np.zeros((11, 2), np.int64)


@pytest.fixture
def guided(qtbot, counts):
    guided = GuidedService(lambda: counts, seed=3)
    guided.wishes = []
    guided.ends = []
    guided.asked.connect(guided.wishes.append)
    guided.stopped.connect(lambda: guided.ends.append(1))
    yield guided
    guided.deleteLater()


def test_it_asks_until_there_is_enough(guided, counts):
    guided.start(enough=2)
    while guided.digit is not None:
        counts[guided.digit, len(guided.wishes) % 2] += 1  # held out or not: both count
        guided.go_on()
    assert counts.sum(axis=1).tolist() == [2] * 10 + [0]
    assert [wish.done for wish in guided.wishes] == list(range(21))
    assert guided.wishes[-1].digit is None
    assert guided.ends == [1]


def test_outside_a_round_nothing_is_asked(guided):
    guided.go_on()
    guided.skip()
    guided.ask_for(3)
    guided.stop()
    assert (guided.wishes, guided.ends, guided.digit) == ([], [], None)


def test_what_was_taken_back_is_asked_for_again(guided, counts):
    guided.start()
    first = guided.digit
    counts[first, 0] += 1
    guided.go_on()
    counts[first, 0] -= 1
    guided.ask_for(first)
    assert guided.digit == first
    assert guided.wishes[-1].done == 0


def test_the_next_round_has_another_order(guided):
    orders = []
    for _ in range(2):
        guided.start()
        for _ in range(12):
            guided.skip()
        orders.append([wish.digit for wish in guided.wishes[-13:]])
        guided.stop()
    assert orders[0] != orders[1]
    assert guided.ends == [1, 1]


def test_a_store_that_cannot_be_asked_ends_it(qtbot):
    guided = GuidedService(lambda: None, seed=0)
    ends = []
    guided.stopped.connect(lambda: ends.append(1))
    guided.start()
    assert (guided.digit, ends) == (None, [1])
    guided.deleteLater()
