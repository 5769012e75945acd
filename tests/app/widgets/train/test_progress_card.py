"""Progress: how far, how long, and which buttons are awake."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from tests.app.widgets.train.retrainings import progress


def awake(card):
    return [b.text() for b in (card.pause, card.stop, card.cancel) if b.isEnabled()]


def test_it_names_what_is_learnt_and_from_what(running):
    card = running.progress
    assert "Retraining Default on 102 samples" == card.title.text()
    assert "rehearsal 64 of 96 per batch" in card.details.text()
    assert "seed 7" in card.details.text()


def test_numbers_follow_the_steps(running):
    card = running.progress
    running.show_step(progress(100))
    card._clock.show_now()
    left = 18.0 * (1 - 0.625) / 0.625
    assert "step 100 of 200" == card.steps.text()
    assert f"{left:.0f} s left" == card.left.text()
    assert ("18 s so far", "11 steps/s") == (card.so_far.text(), card.speed.text())
    assert 625 == card.bar.value()
    running.show_step(progress(101, speed=2.34))
    card._clock.show_now()
    assert "2.3 steps/s" == card.speed.text()


@pytest.mark.parametrize(
    ("state", "buttons"),
    [
        ("idle", []),
        ("preparing", ["Pause", "Cancel"]),
        ("running", ["Pause", "Stop and keep", "Cancel"]),
        ("paused", ["Resume", "Stop and keep", "Cancel"]),
        ("measuring", ["Cancel"]),
        ("stopping", ["Cancel"]),
        ("cancelling", []),
        ("ended", []),
        ("failed", []),
    ],
)
def test_only_what_makes_sense_is_awake(running, state, buttons):
    running.set_state(state)
    assert buttons == awake(running.progress)


def test_buttons_say_what_is_wanted(running, qtbot):
    card = running.progress
    running.show_step(progress(20))
    assert "running" == card.state
    for button, signal in (
        (card.pause, card.pause_wanted),
        (card.stop, card.stop_and_keep_wanted),
        (card.cancel, card.cancel_wanted),
    ):
        with qtbot.waitSignal(signal):
            QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    running.set_state("paused")
    with qtbot.waitSignal(card.resume_wanted):
        QTest.mouseClick(card.pause, Qt.MouseButton.LeftButton)


def test_steps_that_are_late_do_not_wake_what_is_paused(running):
    running.show_step(progress(20))
    running.set_state("paused")
    running.show_step(progress(21))
    assert "paused" == running.progress.state
    running.set_state("running")
    running.show_step(progress(200, "measuring"))
    assert "measuring" == running.progress.state


def test_what_broke_off_says_why(running):
    running.show_failed("The engine has died.")
    assert running.problem.isVisible()
    assert "Warning: The engine has died." == running.problem.accessibleName()
    assert [] == awake(running.progress)


def test_cancelled_says_that_nothing_has_changed(running):
    running.show_step(progress(20))
    running.show_cancelled()
    assert "Cancelled" == running.progress.title.text()
    assert "" == running.progress.left.text()
