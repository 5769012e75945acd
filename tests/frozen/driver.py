"""Drives the program as its user does: with a mouse and keys, looking at the screen.

Nothing here knows the program from inside: what it shows is on the screen, what it keeps is on the
disk, and what it says goes to its log and to stderr.
"""

from __future__ import annotations

import itertools
import os
import re
import select
import signal
import subprocess
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from tests.end_to_end.program import processes_in
from tests.frozen.screen import Screen

TITLE = "^Digitscope$"
_POLL_S = 0.02
_XDOTOOL_S = 30
_STEPS = 6  # of the pen, from one corner of a digit to the next
_PERIOD_S = 0.008  # of a mouse at 125 Hz; an X server merges what comes at once
_TROUBLE = re.compile(r"^\S+ \S+ (ERROR|CRITICAL) |Traceback", re.MULTILINE)

Point = tuple[float, float]


class Program:
    """The program in a session of its own, with folders of its own for what it keeps.

    command: how it is started; folder: for all it writes; inside: what that folder is called where
    the program runs, if it runs behind another root; poll_s: from one look to the next.
    """

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        display: str,
        inside: str = "",
        poll_s: float = _POLL_S,
    ) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self._folder, self._poll_s = folder, poll_s
        self.data = folder / "data" / "Digitscope"
        environment = user_environment(inside or str(folder)) | {"DISPLAY": display}
        self._said = (folder / "said").open("w+")
        self.started = time.monotonic()
        self.process = subprocess.Popen(
            command, env=environment, cwd=folder, stdout=self._said, stderr=self._said,
            start_new_session=True,
        )  # fmt: skip
        self._end = os.pidfd_open(self.process.pid)

    @property
    def log(self) -> str:
        """All of its log."""
        path = self.data / "logs" / "digitscope.log"
        return path.read_text("utf-8") if path.exists() else ""

    @property
    def said(self) -> str:
        """What came on stdout and stderr; a window says nothing."""
        return (self._folder / "said").read_text("utf-8", "replace")

    @property
    def troubles(self) -> list[str]:
        """Lines of the log that tell of an error."""
        return [line for line in self.log.splitlines() if _TROUBLE.search(line)]

    def wait_for(self, condition: Callable[[], object], what: str, seconds: float = 30) -> None:
        """Look again and again; fails when it takes too long, or the program ends before."""
        end = time.monotonic() + seconds
        while not condition():
            assert time.monotonic() < end, f"{what}: not within {seconds} s\n{self.log}{self.said}"
            ended, _, _ = select.select([self._end], [], [], self._poll_s)
            assert not ended, f"{what}: the program has ended\n{self.log}{self.said}"

    def wait_closed(self, seconds: float = 20) -> int:
        """Wait for its end, and that of every process it started; the exit code."""
        code = self.process.wait(seconds)
        end = time.monotonic() + seconds
        while left := processes_in(self.process.pid):
            assert time.monotonic() < end, f"processes are left: {left}"
            select.select([], [], [], _POLL_S)
        return code

    def kill(self) -> None:
        """End whatever is still there."""
        for pid in processes_in(self.process.pid):
            os.kill(pid, signal.SIGKILL)
        self.process.wait()
        os.close(self._end)
        self._said.close()


class Hand:
    """Mouse and keys. Places are those of the screen, on which the window has its corner."""

    def __init__(self, screen: Screen) -> None:
        self._screen = screen

    def find_window(self) -> None:
        """Wait until the window is on the screen, and let it have the keys."""
        found = self._do("search", "--sync", "--onlyvisible", "--name", TITLE)
        self._do("windowfocus", "--sync", found.split()[0])

    def press(self, *keys: str) -> None:
        """Press keys one after the other: "7", "ctrl+3"."""
        self._do("key", *keys)

    def click(self, x: float, y: float) -> None:
        """Click with the left button."""
        self._do("mousemove", str(round(x)), str(round(y)), "click", "1")

    def draw(self, strokes: Iterable[Sequence[Point]]) -> int:
        """Draw strokes of corner points; how many points the mouse was at."""
        count = 0
        for corners in strokes:
            line = list(_between(corners))
            words = [*_move(line[0]), "mousedown", "1"]
            for point in line[1:]:
                words += ["sleep", str(_PERIOD_S), *_move(point)]
            self._do(*words, "mouseup", "1")
            count += len(line)
        return count

    def _do(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=os.environ | {"DISPLAY": self._screen.display},
            capture_output=True, text=True, check=True, timeout=_XDOTOOL_S,
        )  # fmt: skip
        return done.stdout


def user_environment(folder: str) -> Mapping[str, str]:
    """What a user's session has, and nothing of the developer's: no Python, no Qt, no paths."""
    return {
        "PATH": "/usr/bin:/bin",
        "LANG": "C.UTF-8",
        "HOME": folder,
        "XDG_DATA_HOME": f"{folder}/data",
        "XDG_CONFIG_HOME": f"{folder}/config",
    }


def _between(corners: Sequence[Point]) -> Iterable[Point]:
    yield corners[0]
    for (x, y), (to_x, to_y) in itertools.pairwise(corners):
        for step in range(1, _STEPS + 1):
            part = step / _STEPS
            yield x + part * (to_x - x), y + part * (to_y - y)


def _move(point: Point) -> list[str]:
    return ["mousemove", str(round(point[0])), str(round(point[1]))]
