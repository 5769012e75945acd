"""Numbers that people read change at most five times a second, and end up right."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QTimer

from app.widgets.text_clock import PERIOD_MS, TextClock


class Numbers:
    """A number that changes, and when which value of it was shown."""

    def __init__(self, parent):
        self.value = 0
        self.shown = []
        self.times = []
        self.clock = TextClock(self.show, parent)

    def show(self):
        self.shown.append(self.value)
        self.times.append(time.monotonic())

    def change(self):
        self.value += 1
        self.clock.tick()


@pytest.fixture
def numbers(qapp):
    numbers = Numbers(qapp)
    yield numbers
    numbers.clock._timer.stop()
    numbers.clock.deleteLater()


def test_five_times_a_second_at_most():
    assert 200 == PERIOD_MS


def test_the_first_tick_is_shown_at_once(numbers):
    numbers.change()
    assert [1] == numbers.shown


def test_ticks_in_quick_succession_are_gathered_and_the_last_is_not_lost(numbers, qtbot):
    for _ in range(50):
        numbers.change()
    assert [1] == numbers.shown
    qtbot.waitUntil(lambda: len(numbers.shown) == 2)
    assert [1, 50] == numbers.shown
    assert PERIOD_MS <= 1000 * (numbers.times[1] - numbers.times[0]) + 1


def test_when_nothing_changes_nothing_is_shown(numbers, qtbot):
    numbers.change()
    numbers.change()
    qtbot.waitUntil(lambda: len(numbers.shown) == 2)
    assert not numbers.clock._timer.isActive()


def test_steady_ticks_are_shown_at_their_pace(numbers, qtbot):
    timer = QTimer(interval=5)
    timer.timeout.connect(numbers.change)
    timer.start()
    qtbot.waitUntil(lambda: len(numbers.shown) == 4)
    timer.stop()
    gaps = [1000 * (b - a) for a, b in zip(numbers.times, numbers.times[1:], strict=False)]
    assert min(gaps) >= PERIOD_MS - 1


def test_after_a_pause_a_tick_is_shown_at_once_again(numbers, monkeypatch):
    numbers.change()
    later = time.monotonic() + PERIOD_MS / 1000
    monkeypatch.setattr(time, "monotonic", lambda: later)
    numbers.change()
    assert [1, 2] == numbers.shown


def test_showing_now_replaces_what_waits(numbers):
    numbers.change()
    numbers.change()
    numbers.clock.show_now()
    assert [1, 2] == numbers.shown
    assert not numbers.clock._timer.isActive()
