"""Kill the window with SIGKILL while it stores samples, at random moments, and look.

python -m tests.endurance.kill_window [ROUNDS] [SEED]

In every round the real program runs without a screen and stores drawing after drawing; each sample
that was confirmed is written down. Afterwards the store must open without a complaint and hold all
of them. Prints one JSON object; the exit code is 0 when nothing was lost.
"""

from __future__ import annotations

import json
import os
import random
import signal
import subprocess
import sys
import tempfile
from pathlib import Path

from model.samples.store import SampleStore

ROUNDS = 40


def store_drawings(folder):
    """Be the program: draw and store until killed; a line for each confirmed sample."""
    from app.application import Folders, build, make_application
    from app.commands.self_test import digit_drawing

    application = make_application()
    place = Path(folder)
    parts = build(application, None, Folders(place, place))
    parts.window.show()
    parts.samples.stored.connect(lambda sample, _: os.write(1, f"{sample.id}\n".encode()))
    for number in range(100_000):
        parts.window.desk.canvas.set_drawing(digit_drawing(number % 10))
        parts.recognition.recognize_now()
        parts.collecting.store(number % 10)
        application.processEvents()


def run(rounds, seed):
    """Kill, look, go on with the same store; return what was seen."""
    rng = random.Random(seed)  # noqa: S311  no secret
    confirmed, lost, problems = set(), set(), []
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    with tempfile.TemporaryDirectory() as folder:
        for _ in range(rounds):
            command = [sys.executable, "-m", "tests.endurance.kill_window", "--store", folder]
            process = subprocess.Popen(command, stdout=subprocess.PIPE, env=environment)
            try:
                said, _ = process.communicate(timeout=rng.uniform(0.8, 2.5))
            except subprocess.TimeoutExpired:
                process.send_signal(signal.SIGKILL)
                said, _ = process.communicate()
            confirmed |= {line for line in said.decode().split("\n")[:-1] if line}
            with SampleStore(Path(folder) / "samples.sqlite3") as store:
                lost |= confirmed - set(store.ids())
                problems += [store.problem] if store.problem else []
    return {
        "endurance": "kill_window",
        "kills": rounds,
        "confirmed": len(confirmed),
        "lost": sorted(lost),
        "problems": problems,
    }


def main():
    """Run from the command line; with --store: be the program that is killed."""
    if len(sys.argv) > 2 and sys.argv[1] == "--store":
        store_drawings(sys.argv[2])
        return 0
    rounds = int(sys.argv[1]) if len(sys.argv) > 1 else ROUNDS
    found = run(rounds, int(sys.argv[2]) if len(sys.argv) > 2 else 0)
    print(json.dumps(found))
    return int(bool(found["lost"] or found["problems"]))


if __name__ == "__main__":
    sys.exit(main())
