"""What a user does from the first start to the close, told once for every place it is tried in."""

from __future__ import annotations

import contextlib
import json
import sqlite3
from collections.abc import Callable
from pathlib import Path

import numpy as np

from app.commands.self_test import _DIGITS
from app.tokens import LIGHT
from tests.frozen.driver import Hand, Point, Program
from tests.frozen.screen import Screen, filled_box, is_color

# Where things are in the window at 1366 x 768, from its corner.
_CANVAS = (16, 44, 248)  # left, top, side
_CANVAS_PLACE = np.s_[44:292, 16:264]
_BARS = np.s_[480:650, 0:280]  # the ten probability bars
_WORKSPACE = 336  # its left edge
_RESULT = 448  # upper edge of "Before and now" in Train
_BUTTON = (60, 24)  # a violet button is at least so wide and high
_BAR = (40, 4)  # and a violet probability bar so long and thick
_TRAINING_S = 180
# Under network 0 stands what was said at storing; see `model.samples.schema`.
_STORED = """
SELECT samples.label, readings.prediction FROM samples JOIN readings USING (number)
WHERE readings.network = 0 ORDER BY samples.number
"""

Run = Callable[..., str]


class Story:
    """One session. run: runs the same program as a command, gives its stdout.

    look: is called with the name of each scene.
    """

    def __init__(
        self, program: Program, screen: Screen, run: Run, look: Callable[[str], None]
    ) -> None:
        self.program, self._screen, self._run, self.look = program, screen, run, look
        self._hand = Hand(screen)
        self._rng = np.random.default_rng(0)

    def start(self) -> None:
        """The window comes up."""
        self.program.wait_for(lambda: "started" in self.program.log, "the start")
        self._hand.find_window()
        self.program.wait_for(lambda: is_painted(self._screen), "the window on the screen")
        self.look("started")

    def draw(self, digit: int) -> int:
        """Draw a digit, until the window shows an answer to it; points that the pen reported."""
        points = self._hand.draw(self._written(digit))
        self.program.wait_for(lambda: has_answer(self._screen), f"an answer to a drawn {digit}")
        return points

    def kept_points(self) -> int:
        """Points of the drawing that the window keeps on the disk, once it has a stroke."""
        self.program.wait_for(lambda: _points(self._drawing) > 0, "the drawing on the disk")
        return _points(self._drawing)

    def read_again(self) -> int:
        """What the program reads in the drawing that the window keeps, asked as a command."""
        return json.loads(self._run("recognize", self._drawing))["prediction"]

    @property
    def _drawing(self) -> Path:
        return self.program.data / "drawing.json"

    def store(self, digit: int) -> int:
        """Store what is drawn under its label; what the window says to have read."""
        self._hand.press(str(digit))
        self.program.wait_for(lambda: not has_answer(self._screen), "an empty canvas")
        label, prediction = self.stored()[-1]
        assert label == digit
        return prediction

    def stored(self) -> list[tuple[int, int]]:
        """Label of every sample on the disk, and what the window had read when it stored it."""
        place = f"file:{self.program.data / 'samples.sqlite3'}?mode=ro"
        with contextlib.closing(sqlite3.connect(place, uri=True)) as store:
            return store.execute(_STORED).fetchall()

    def open_train(self) -> None:
        """Change to Train."""
        before = self._screen.look()[:, _WORKSPACE:]
        self._hand.press("ctrl+3")
        self.program.wait_for(
            lambda: (self._screen.look()[:, _WORKSPACE:] != before).any(axis=2).mean() > 0.05,
            "the Train workspace",
        )
        self.look("train")

    def retrain(self) -> Path:
        """Train with the settings that are there, and keep the result; the new network's folder."""
        trainings, networks = self.program.data / "trainings", self.program.data / "networks"
        self._click_violet("Start")
        self.program.wait_for(lambda: list(trainings.glob("*/training.json")), "the training")
        self.program.wait_for(
            lambda: list(trainings.glob("*/work/networks/*/network.json")), "an epoch", _TRAINING_S
        )
        self.look("training")
        self.program.wait_for(
            lambda: list(trainings.glob("*/end.json")), "the end of the training", _TRAINING_S
        )
        self.look("trained")
        self._click_violet("Keep", _RESULT)  # not the "Stop and keep" above
        self.program.wait_for(lambda: list(networks.glob("*/network.json")), "the kept network")
        self.look("kept")
        return next(networks.iterdir())

    def close(self) -> int:
        """Quit; the exit code when every process has ended."""
        self._hand.press("ctrl+q")
        return self.program.wait_closed()

    # -- what is on the screen ------------------------------------------------------------------

    def has_violet_button(self) -> bool:
        """Whether there is something to start or to keep."""
        return self._violet_button() is not None

    def _click_violet(self, name: str, beneath: int = 0) -> None:
        """Click the primary button of the workspace, the only violet one, when it is there."""
        self.program.wait_for(lambda: self._violet_button(beneath), f"the violet button {name}")
        left, top, right, bottom = self._violet_button(beneath) or (0, 0, 0, 0)
        self._hand.click((left + right) / 2, (top + bottom) / 2)

    def _violet_button(self, beneath: int = 0) -> tuple[int, int, int, int] | None:
        mask = is_color(self._screen.look(), LIGHT.accent)
        mask[:beneath] = mask[:, :_WORKSPACE] = False
        return filled_box(mask, _BUTTON)

    def _written(self, digit: int) -> list[list[Point]]:
        """A digit on the canvas, written a little differently each time."""
        left, top, side = _CANVAS
        size, (x, y) = self._rng.uniform(0.75, 0.95), self._rng.uniform(-6, 6, 2)
        strokes = []
        for corners in _DIGITS[digit]:
            points = np.array(corners) + self._rng.normal(0, 1.2, (len(corners), 2)) - 50
            place = np.clip((points * size + 50 + (x, y)) * side / 100, 4, side - 4)
            strokes.append([(left + px, top + py) for px, py in place.tolist()])
        return strokes


def is_painted(screen: Screen) -> bool:
    """The canvas is there, mostly empty."""
    return bool(is_color(screen.look(_CANVAS_PLACE), LIGHT.surface).mean() > 0.8)


def has_answer(screen: Screen) -> bool:
    """One of the ten bars is violet: that of the predicted digit."""
    return filled_box(is_color(screen.look(_BARS), LIGHT.accent), _BAR) is not None


def _points(path: Path) -> int:
    try:
        strokes = json.loads(path.read_text("utf-8"))["strokes"]
    except (OSError, ValueError):
        return 0
    return sum(len(stroke["points"]) for stroke in strokes)
