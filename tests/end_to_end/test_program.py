"""The program as its user starts it: real processes, watched from outside."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest

from tests.end_to_end.program import IS_LITE, processes_in, wait_until

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="looks at processes through /proc"
)


@pytest.mark.skipif(IS_LITE, reason="the lite program has no engine for this")
def test_a_killed_window_leaves_no_orphan(start):
    program = start({"device": "torch-cpu"})
    wait_until(lambda: "engine quick started" in program.log)
    wait_until(lambda: len(program.children()) >= 1)
    os.kill(program.process.pid, signal.SIGKILL)
    program.process.wait()
    wait_until(lambda: processes_in(program.process.pid) == [], seconds=20)


def test_the_program_starts_without_a_word_and_without_an_engine(start):
    program = start()
    wait_until(lambda: "started" in program.log)
    assert program.children() == []
    assert program.process.poll() is None
    assert program.end() == ""


def test_bad_settings_and_a_damaged_drawing_do_not_keep_it_from_starting(start, tmp_path):
    data = tmp_path / "data" / "Digitscope"
    data.mkdir(parents=True)
    (data / "drawing.json").write_text('{"strokes": [{"points": [[1, NaN]]}]}')
    program = start({"device": "quantum", "gamma": [], "pen_width": -5})
    wait_until(lambda: "started" in program.log)
    assert "setting device is 'quantum'" in program.log
    assert "NaN" in program.log
    assert (data / "drawing.damaged-1.json").exists()


def test_folders_that_cannot_be_written_are_said_and_do_not_stop_it(start, tmp_path):
    (tmp_path / "data").write_text("a file where the folder should be")
    program = start()
    wait_until(lambda: "started" in program.temporary_log)
    assert "cannot be written; nothing is kept after this session" in program.temporary_log
    assert program.end() == ""


def test_the_log_begins_with_what_a_report_of_an_error_needs(start):
    program = start()
    program.wait_for_start()
    first = program.log.splitlines()[0]
    for part in ("Digitscope ", "Qt 6.", "on offscreen", "program in ", f"data in {program.data}"):
        assert part in first
    assert any(kind in first for kind in ("(full, ", "(lite, "))
