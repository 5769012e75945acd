"""The program in a process and session of its own, watched from outside.

DIGITSCOPE_PROGRAM is the command of another one, such as a frozen program, to be tested instead.
"""

from __future__ import annotations

import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parents[2]
_GIVEN = os.environ.get("DIGITSCOPE_PROGRAM", "")
COMMAND = shlex.split(_GIVEN) or [sys.executable, "-m", "app"]
COMMAND[0] = str(Path(COMMAND[0]).absolute())  # it is started from other folders too
IS_FROZEN = bool(_GIVEN)
FOLDER = Path(COMMAND[0]).resolve().parent if IS_FROZEN else CHECKOUT
IS_LITE = IS_FROZEN and "lite" in FOLDER.name.lower()  # a frozen program without torch


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


def environment(changes):
    """This process's environment with changes; None takes a variable away."""
    kept = {name: value for name, value in os.environ.items() if name not in changes}
    return kept | {name: value for name, value in changes.items() if value is not None}


def copy_program(target):
    """The program once more, in another folder; return the command and variables to start it."""
    shutil.copytree(CHECKOUT if not IS_FROZEN else FOLDER, target, copy_function=_link,
                    symlinks=True, ignore=None if IS_FROZEN else _only_the_program)  # fmt: skip
    if IS_FROZEN:
        return [str(target / Path(COMMAND[0]).name), *COMMAND[1:]], {}
    return COMMAND, {"PYTHONPATH": str(target)}


def _link(source, target):
    try:
        os.link(source, target)
    except OSError:  # on another disk
        shutil.copy2(source, target)


def _only_the_program(folder, names):
    if Path(folder) == CHECKOUT:
        return [name for name in names if name not in ("app", "model", "resources")]
    return [name for name in names if name == "__pycache__"]


class Program:
    """The window. wrapper: a command that starts it, such as one with disks of its own."""

    def __init__(self, folder, settings=None, *, cwd=CHECKOUT, command=COMMAND, wrapper=(), **env):
        self.data = folder / "data" / "Digitscope"
        config = folder / "config" / "Digitscope"
        config.mkdir(parents=True, exist_ok=True)
        (config / "settings.json").write_text(json.dumps(settings or {}))
        self.temporary = folder / "temporary"
        self.temporary.mkdir(exist_ok=True)
        changes = {
            "QT_QPA_PLATFORM": "offscreen",
            "XDG_DATA_HOME": str(folder / "data"),
            "XDG_CONFIG_HOME": str(folder / "config"),
            "TMPDIR": str(self.temporary),
        } | env
        self.errors = (folder / "stderr").open("w+")
        self.process = subprocess.Popen(
            [*wrapper, *command],
            cwd=cwd,
            env=environment(changes),
            stderr=self.errors,
            start_new_session=True,
        )

    @property
    def log(self):
        path = self.data / "logs" / "digitscope.log"
        return path.read_text() if path.exists() else ""

    @property
    def temporary_log(self):
        """What was logged in the folder that takes the place of one that cannot be written."""
        logs = self.temporary.glob("digitscope-*/logs/digitscope.log")
        return "".join(path.read_text() for path in logs)

    def wait_for_start(self):
        wait_until(lambda: "started" in self.log or self.process.poll() is not None)
        assert self.process.poll() is None, self.end()

    def wait_for_exit(self):
        """Exit code and what it said on stderr."""
        code = self.process.wait(60)
        return code, self.end()

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
