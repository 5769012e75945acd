"""Longest gap of the window's event loop: start-up, drawing, opening pictures, training."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from tests.benchmarks import harness
from tests.benchmarks.harness import PERIOD_S, Mouse

SECONDS = 6.0


class Heartbeat:
    """A timer that wants to beat every millisecond and remembers its longest silence."""

    def __init__(self):
        from PySide6.QtCore import Qt, QTimer

        self._timer = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._beat)
        self._last = None
        self.gaps = []

    def _beat(self):
        now = time.perf_counter()
        if self._last is not None:
            self.gaps.append(now - self._last)
        self._last = now

    def during(self, work):
        """The longest gap in milliseconds while `work` runs."""
        self.gaps, self._last = [0.0], None
        self._timer.start()
        work()
        self._timer.stop()
        return round(1000 * max(self.gaps), 2)


def drawing(parts, seconds=SECONDS):
    """Draw for a while from a timer, as events would come."""
    from PySide6.QtCore import Qt, QTimer

    canvas = parts.window.desk.canvas
    mouse, paths = Mouse(canvas), harness.digit_paths(canvas.width())
    state = {"path": [], "last": (0, 0), "down": False}

    def step():
        if not state["path"]:
            if state["down"]:
                mouse.release(*state["last"])
            if len(canvas.drawing.strokes) >= 2:
                canvas.clear()
            state["path"] = next(paths)
            mouse.press(*state["path"][0])
            state["down"] = True
        state["last"] = state["path"].pop(0)
        mouse.move(*state["last"])

    timer = QTimer(interval=int(1000 * PERIOD_S), timerType=Qt.TimerType.PreciseTimer)
    timer.timeout.connect(step)
    timer.start()
    harness.spin(seconds)
    timer.stop()
    mouse.release(*state["last"])


def opening(parts):
    """Open a large photograph ten times."""
    import numpy as np
    from PIL import Image

    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "photo.jpg"
        rng = np.random.default_rng(0)
        paper = np.clip(rng.normal(200, 8, (3000, 4000)), 0, 255).astype(np.uint8)
        paper[800:2200, 1900:2020] = 40
        Image.fromarray(paper).save(path)
        for _ in range(10):
            parts.pictures.open(path)
            harness.spin(0.5)


def main():
    gaps = {}
    with harness.running_program() as parts:
        beat = Heartbeat()
        gaps["idle after start"] = beat.during(lambda: harness.spin(3.0))
        gaps["drawing"] = beat.during(lambda: drawing(parts))
        gaps["opening pictures"] = beat.during(lambda: opening(parts))

        def train_and_draw():
            with harness.training_in_an_engine():
                drawing(parts)

        gaps["training starts and runs"] = beat.during(train_and_draw)
        gaps["checking the numbers"] = beat.during(
            lambda: (parts.user_actions.check(), harness.spin(6))
        )
    budgets = {f"{what} ms": (gap, 100.0) for what, gap in gaps.items()}
    harness.report("event_loop", budgets)


if __name__ == "__main__":
    main()
