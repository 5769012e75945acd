"""Long work a little at a time."""

from __future__ import annotations

import time

import pytest
from PySide6.QtCore import QTimer

from app.services.portions import WORK_MS, Portions


@pytest.fixture
def portions(qtbot):
    portions = Portions()
    portions.told = []
    for name in ("finished", "failed"):
        getattr(portions, name).connect(lambda value, n=name: portions.told.append((n, value)))
    portions.cancelled.connect(lambda: portions.told.append("cancelled"))
    yield portions
    portions.cancel()
    portions.deleteLater()


def spin(ms):
    end = time.perf_counter() + ms / 1000
    while time.perf_counter() < end:
        pass


def test_it_ends_with_what_was_returned(portions, qtbot):
    def count():
        yield from range(1000)
        return "counted"

    portions.start(count())
    qtbot.waitUntil(lambda: not portions.is_running)
    assert portions.told == [("finished", "counted")]


def test_the_window_gets_its_turn_every_few_milliseconds(portions, qtbot):
    turns, seen = [], []

    def work():
        for _ in range(60):
            spin(1)
            yield len(turns)

    clock = QTimer(interval=0)
    clock.timeout.connect(lambda: turns.append(time.perf_counter()))
    portions.progressed.connect(seen.append)
    portions.start(work())
    clock.start()
    qtbot.waitUntil(lambda: not portions.is_running)
    clock.stop()
    assert len(set(seen)) >= 60 / WORK_MS / 2  # other things ran between two portions
    clock.deleteLater()


@pytest.mark.parametrize("error", [ValueError("bad"), OSError("gone")])
def test_a_failure_is_told_once(portions, qtbot, error):
    def fail():
        yield 1
        raise error

    portions.start(fail())
    qtbot.waitUntil(lambda: not portions.is_running)
    assert portions.told == [("failed", str(error))]


def test_cancelling_closes_it_where_it_stands(portions, qtbot):
    closed = []

    def endless():
        try:
            while True:
                spin(1)
                yield 0
        finally:
            closed.append(1)

    portions.start(endless())
    with qtbot.waitSignal(portions.progressed):
        pass
    portions.cancel()
    portions.cancel()
    assert closed == [1]
    assert portions.told == ["cancelled"]


def test_a_new_one_replaces_it(portions, qtbot):
    def returning(value):
        yield value
        return value

    portions.start(returning(1))
    portions.start(returning(2))
    qtbot.waitUntil(lambda: not portions.is_running)
    assert portions.told == ["cancelled", ("finished", 2)]
