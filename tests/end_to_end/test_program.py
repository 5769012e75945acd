"""The program as its user starts it: real processes, watched from outside."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="looks at processes through /proc"
)


def processes_in(group):
    """Process ids of a session, zombies left out."""
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                state, _, _, session = (entry / "stat").read_text().rsplit(")", 1)[1].split()[:4]
            except (OSError, ValueError):
                continue
            if int(session) == group and state != "Z":
                found.append(int(entry.name))
    return found


def wait_until(condition, seconds=60):
    """Poll an outside process; there is no signal to wait for."""
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "timed out"
        os.sched_yield()


class Program:
    """The window in a process and session of its own."""

    def __init__(self, folder, settings=None):
        self.data = folder / "data" / "Digitscope"
        config = folder / "config" / "Digitscope"
        config.mkdir(parents=True)
        (config / "settings.json").write_text(json.dumps(settings or {}))
        variables = {
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
        }
        self.errors = (folder / "stderr").open("w+")
        self.process = subprocess.Popen(
            [sys.executable, "-m", "app"],
            cwd=CHECKOUT,
            env=os.environ | variables,
            stderr=self.errors,
            start_new_session=True,
        )

    @property
    def log(self):
        path = self.data / "logs" / "digitscope.log"
        return path.read_text() if path.exists() else ""

    def children(self):
        return [pid for pid in processes_in(self.process.pid) if pid != self.process.pid]

    def end(self):
        for pid in processes_in(self.process.pid):
            os.kill(pid, signal.SIGKILL)
        self.process.wait()
        self.errors.seek(0)
        text = self.errors.read()
        self.errors.close()
        return text


@pytest.fixture
def start(tmp_path):
    programs = []

    def run(settings=None):
        programs.append(Program(tmp_path, settings))
        return programs[-1]

    yield run
    for program in programs:
        if not program.errors.closed:
            program.end()


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


def test_folders_that_cannot_be_written_are_said_and_do_not_stop_it(tmp_path):
    (tmp_path / "data").write_text("a file where the folder should be")
    code = f"""
import os
os.environ.update(XDG_DATA_HOME={str(tmp_path / "data")!r}, XDG_CONFIG_HOME={str(tmp_path)!r})
from app.application import make_application, user_folders
application = make_application()
folders = user_folders()
print(folders.problem, folders.data.is_dir())
"""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=CHECKOUT, env=os.environ | {"QT_QPA_PLATFORM": "offscreen"},
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert "cannot be written" in done.stdout
    assert done.stdout.strip().endswith("True")
