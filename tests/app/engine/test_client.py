"""Engine processes: real ones."""

from __future__ import annotations

import logging
import os
import signal
import time

import pytest

from app import installation
from app.engine import task_names
from app.engine.client import CANCEL_MS

HERE = "tests.app.engine.jobs"


def ask(qtbot, engine, task, *arguments):
    """The value of a finished request."""
    with qtbot.waitSignal(engine.finished, timeout=20_000) as finished:
        engine.request(f"{HERE}:{task}", *arguments)
    return finished.args[1]


def test_a_function_runs_in_another_process(qtbot, engine):
    assert ask(qtbot, engine, "process_id") == engine.process_id != os.getpid()


def test_requests_are_answered_one_after_the_other(qtbot, engine):
    numbers = []
    engine.finished.connect(lambda number, _: numbers.append(number))
    asked = [engine.request(f"{HERE}:add", 1, n) for n in range(3)]
    qtbot.waitUntil(lambda: len(numbers) == 3, timeout=20_000)
    assert asked == numbers


def test_a_job_reports_and_returns(qtbot, engine):
    reports = []
    engine.progressed.connect(lambda _, value: reports.append(value))
    assert ask(qtbot, engine, "count_to", 3) == "counted"
    assert reports == [0, 1, 2]


def test_a_job_that_reports_is_cancelled_in_order(qtbot, engine):
    number = engine.request(f"{HERE}:count_to", 10**9)
    qtbot.waitSignal(engine.progressed, timeout=20_000).wait()
    before = engine.process_id
    with qtbot.waitSignal(engine.cancelled) as cancelled:
        engine.cancel(number)
    assert cancelled.args == [number]
    assert engine.process_id == before
    assert ask(qtbot, engine, "add", 2, 3) == 5


def test_a_job_that_does_not_listen_is_cancelled_with_its_process(qtbot, engine):
    first = ask(qtbot, engine, "process_id")
    number = engine.request(f"{HERE}:never_end")
    start = time.monotonic()
    with qtbot.waitSignal(engine.cancelled, timeout=5000):
        engine.cancel(number)
    assert time.monotonic() - start >= CANCEL_MS / 1000 * 0.9
    assert ask(qtbot, engine, "process_id") != first


def test_a_waiting_request_is_cancelled_at_once(qtbot, engine):
    running = engine.request(f"{HERE}:count_to", 10**9)
    waiting = engine.request(f"{HERE}:add", 1, 1)
    with qtbot.waitSignal(engine.cancelled) as cancelled:
        engine.cancel(waiting)
    assert cancelled.args == [waiting]
    with qtbot.waitSignal(engine.cancelled, timeout=20_000):
        engine.cancel(running)


def test_an_error_carries_the_childs_traceback_to_the_log(qtbot, engine, caplog):
    with caplog.at_level(logging.ERROR), qtbot.waitSignal(engine.failed, timeout=20_000) as failed:
        engine.request(f"{HERE}:fail", "no such thing")
    assert failed.args[1].message == "no such thing"
    assert "in fail" in caplog.text
    assert "ValueError: no such thing" in caplog.text


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills with a POSIX signal")
def test_a_killed_engine_is_told_and_started_again(qtbot, engine):
    first = ask(qtbot, engine, "process_id")
    with qtbot.waitSignals([engine.died, engine.failed], timeout=20_000):
        engine.request(f"{HERE}:kill_myself")
    assert ask(qtbot, engine, "process_id") != first


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills with a POSIX signal")
def test_an_idle_engine_that_is_killed_is_started_again(qtbot, engine):
    first = ask(qtbot, engine, "process_id")
    with qtbot.waitSignal(engine.died, timeout=20_000):
        os.kill(first, signal.SIGKILL)
    assert ask(qtbot, engine, "process_id") != first


def test_closing_ends_a_process_that_is_busy(qtbot, engine):
    engine.request(f"{HERE}:count_to", 10**9)
    qtbot.waitSignal(engine.progressed, timeout=20_000).wait()
    process_id = engine.process_id
    engine.close()
    assert engine.process_id is None
    with pytest.raises(ProcessLookupError):
        os.kill(process_id, 0)


def test_closing_ends_a_process_that_is_just_starting(engine):
    engine.request(f"{HERE}:add", 1, 1)
    engine.close()
    assert engine.process_id is None


def test_values_larger_than_the_pipe_come_through(qtbot, engine):
    assert len(ask(qtbot, engine, "zeros", 5_000_000)) == 5_000_000


def test_a_closed_engine_starts_no_process_again(engine):
    engine.close()
    engine.request(f"{HERE}:add", 1, 1)
    assert engine.process_id is None


def test_a_job_is_told_something_and_hears_it_when_it_reports(qtbot, engine):
    heard = []
    engine.progressed.connect(lambda _, value: heard.append(value))
    number = engine.request(f"{HERE}:listen")
    waiting = engine.request(f"{HERE}:listen")
    engine.tell(waiting, "for the second")
    qtbot.waitUntil(lambda: heard != [], timeout=20_000)
    engine.tell(number, "end")
    with qtbot.waitSignal(engine.finished, timeout=20_000) as finished:
        pass
    assert finished.args == [number, ["end"]]
    engine.tell(number, "too late")
    engine.tell(waiting, "end")
    with qtbot.waitSignal(engine.finished, timeout=20_000) as finished:
        pass
    assert finished.args == [waiting, ["for the second", "end"]]


def test_what_this_installation_cannot_do_fails_with_its_reason_and_no_process(
    qtbot, engine, monkeypatch
):
    monkeypatch.setattr(installation, "has", lambda _: False)
    number = engine.request(task_names.DEVICES)
    with qtbot.waitSignal(engine.failed) as failed:
        assert engine.process_id is None
    assert failed.args[0] == number
    assert "needs torch" in failed.args[1].message
    assert engine.process_id is None


def test_a_closed_engine_says_nothing_of_what_it_could_not_do(qtbot, engine, monkeypatch):
    monkeypatch.setattr(installation, "has", lambda _: False)
    failed = []
    engine.failed.connect(lambda *arguments: failed.append(arguments))
    engine.request(task_names.DEVICES)
    engine.close()
    qtbot.wait(0)
    assert failed == []
