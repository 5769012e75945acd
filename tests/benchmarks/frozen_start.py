"""How fast the frozen program starts, against the same program from source, seen on a screen.

python -m tests.benchmarks.frozen_start PROGRAM

PROGRAM is `dist/Digitscope/digitscope`. Each start finds a drawing of last time, a seven: the
window is shown when its canvas is on the screen, and answers when a probability bar is. Both take
turns; what was started before lies in the file cache, so this is a warm start.
"""

from __future__ import annotations

import json
import statistics
import sys
import tempfile
import time
from pathlib import Path

from tests.benchmarks import harness  # isort: skip  (before numpy)
from app.commands.self_test import digit_drawing
from model.strokes import drawing_to_json, on_paper
from tests.frozen.driver import Program
from tests.frozen.screen import Screen
from tests.frozen.story import has_answer, is_painted

ROUNDS = 7
_GONE_S = 20


def start(command, folder, screen):
    """Seconds until the window is on the screen, and until it has answered."""
    drawing = folder / "data" / "Digitscope" / "drawing.json"
    drawing.parent.mkdir(parents=True, exist_ok=True)
    drawing.write_text(json.dumps(drawing_to_json(on_paper(digit_drawing(7)))))
    program = Program(command, folder, screen.display, poll_s=0.001)
    try:
        program.wait_for(lambda: is_painted(screen), "the window")
        shown = time.monotonic() - program.started
        program.wait_for(lambda: has_answer(screen), "the answer")
        answered = time.monotonic() - program.started
    finally:
        program.kill()
    end = time.monotonic() + _GONE_S
    while is_painted(screen):  # the server takes a killed program's window away
        assert time.monotonic() < end, "the window stays"
    return shown, answered


def main():
    frozen = [str(Path(sys.argv[1]).absolute())]
    source = [str(Path(sys.executable).with_name("digitscope"))]
    places = {"frozen": frozen, "source": source}
    found = {name: [] for name in places}
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        screen = Screen(folder / "screen")
        try:
            for number in range(ROUNDS + 1):
                for name in sorted(places, reverse=bool(number % 2)):
                    times = start(places[name], folder / name, screen)
                    if number:  # the first one fills the file cache
                        found[name].append(times)
        finally:
            screen.close()
    seconds = {
        f"{name} {what}": statistics.median(times[part] for times in found[name])
        for name in places
        for part, what in enumerate(("shown", "answered"))
    }
    budgets = {
        "window shown, s": (seconds["frozen shown"], 1.0),
        "first answer, s": (seconds["frozen answered"], 1.5),
        "window shown / from source": (seconds["frozen shown"] / seconds["source shown"], 2.0),
    }
    rounded = {name: round(value, 3) for name, value in seconds.items()}
    worst = round(max(times[0] for times in found["frozen"]), 3)
    harness.report("frozen_start", budgets, rounds=ROUNDS, seconds=rounded, slowest_shown=worst)


if __name__ == "__main__":
    main()
