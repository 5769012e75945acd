"""The position follows the time that has passed; nothing here waits."""

from __future__ import annotations

import pytest

from app.widgets.slide.slide_clock import FRAME_MS, SPEEDS, SlideClock


@pytest.fixture
def clock(qapp):
    clock = SlideClock()
    clock.places, clock.runs = [], []
    clock.moved.connect(clock.places.append)
    clock.running_changed.connect(clock.runs.append)
    clock.begin(100)
    yield clock
    clock.pause()
    clock.deleteLater()


def test_it_is_at_rest_at_first(clock):
    clock.advance(10_000)
    assert (0, False, [], []) == (clock.number, clock.is_running, clock.places, clock.runs)


@pytest.mark.parametrize("speed", SPEEDS)
def test_a_second_brings_as_many_positions_as_the_speed_says(clock, speed):
    clock.set_speed(speed)
    clock.play()
    for _ in range(40):
        clock.advance(25)
    assert speed == clock.number


@pytest.mark.parametrize("elapsed_ms", [1, 7, 16, 33, 400, 2000])
def test_however_often_it_looks_it_is_where_the_time_asks_for(clock, elapsed_ms):
    clock.set_speed(10)
    clock.play()
    for _ in range(-(-3210 // elapsed_ms)):
        clock.advance(elapsed_ms)
    assert int(-(-3210 // elapsed_ms) * elapsed_ms / 100) == clock.number


def test_a_late_look_moves_once_by_several(clock):
    clock.set_speed(20)
    clock.play()
    clock.advance(510)
    assert [10] == clock.places


def test_what_is_left_over_counts_for_the_next_look(clock):
    clock.set_speed(4)
    clock.play()
    clock.advance(240)
    assert [] == clock.places
    clock.advance(20)
    assert [1] == clock.places


def test_at_the_end_it_pauses_and_plays_from_the_start_again(clock):
    clock.play()
    clock.advance(1_000_000)
    assert (99, False, [True, False]) == (clock.number, clock.is_running, clock.runs)
    clock.play()
    assert (0, True) == (clock.number, clock.is_running)
    clock.advance(1000)
    assert clock.speed == clock.number


def test_a_step_pauses_and_stays_within_the_ends(clock):
    clock.play()
    clock.step(1)
    assert (1, False) == (clock.number, clock.is_running)
    clock.step(-5)
    assert 0 == clock.number
    clock.step(1000)
    assert 99 == clock.number


def test_a_pause_forgets_the_part_of_the_way(clock):
    clock.set_speed(1)
    clock.play()
    clock.advance(900)
    clock.pause()
    clock.play()
    clock.advance(900)
    assert 0 == clock.number


def test_a_change_of_speed_counts_from_then_on(clock):
    clock.set_speed(10)
    clock.play()
    clock.advance(1000)
    clock.set_speed(60)
    clock.advance(500)
    assert 40 == clock.number


def test_one_position_never_plays(clock):
    clock.begin(1)
    clock.play()
    assert not clock.is_running


def test_to_begin_anew_pauses(clock):
    clock.play()
    clock.begin(10, 4)
    assert (4, 10, False) == (clock.number, clock.count, clock.is_running)


@pytest.mark.parametrize("call", ["begin(5, 5)", "begin(0)", "go_to(100)", "go_to(-1)"])
def test_there_is_no_such_position(clock, call):
    with pytest.raises(ValueError, match="expected 0 to"):
        eval(f"clock.{call}")  # noqa: S307  the calls stand above


@pytest.mark.parametrize("speed", [0, 0.5, 61, -1])
def test_speeds_have_limits(clock, speed):
    with pytest.raises(ValueError, match="expected 1 to 60"):
        clock.set_speed(speed)


def test_it_looks_again_when_the_next_position_is_due_but_not_within_a_frame(clock):
    for speed, wait_ms in ((1, 1000), (5, 200), (60, 17)):
        clock.set_speed(speed)
        clock.play()
        assert wait_ms == clock._timer.interval() >= FRAME_MS
        clock.pause()
        assert not clock._timer.isActive()


def test_the_timer_itself_moves_it(clock, qtbot):
    clock.set_speed(60)
    clock.play()
    qtbot.waitUntil(lambda: clock.number >= 3)
