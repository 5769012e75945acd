"""Training in an engine against the bare loop, and how long cancelling takes."""

from __future__ import annotations

import subprocess
import sys
import time

from tests.benchmarks import harness

SECONDS, CANCELS = 8.0, 5
BARE = """
import sys, time
from pathlib import Path
from model.data.mnist import load_digits, split_by_writer
from model.learning.training import TrainingConfig, train
parts = split_by_writer(Path(sys.argv[1]), load_digits(Path(sys.argv[1]), "train"))
steps = train(parts[0], parts[1], TrainingConfig(epochs=50))
first = next(steps)
while (last := next(steps)).elapsed_s - first.elapsed_s < float(sys.argv[2]):
    pass
print((last.step - first.step) / (last.elapsed_s - first.elapsed_s))
"""


def bare(folder):
    """Steps per second of the generator alone in a process."""
    done = subprocess.run(
        [sys.executable, "-c", BARE, str(folder), str(SECONDS)], cwd=harness.CHECKOUT,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return float(done.stdout)


def in_engine(folder):
    """Steps per second through the engine, and milliseconds until it was cancelled."""
    from app.engine import task_names
    from app.engine.client import Engine
    from model.learning.training import TrainingConfig

    engine = Engine("job", in_background=True)
    reports, cancelled = [], []
    engine.progressed.connect(lambda _, step: reports.append(step))
    engine.cancelled.connect(cancelled.append)
    number = engine.request(task_names.TRAIN, str(folder), TrainingConfig(epochs=50))
    harness.wait_for(lambda: len(reports) >= 2)
    first = reports[0]
    harness.wait_for(lambda: reports[-1].elapsed_s - first.elapsed_s >= SECONDS)
    last = reports[-1]
    start = time.perf_counter()
    engine.cancel(number)
    harness.wait_for(lambda: bool(cancelled))
    cancel_ms = 1000 * (time.perf_counter() - start)
    engine.close()
    return (last.step - first.step) / (last.elapsed_s - first.elapsed_s), cancel_ms


def main():
    from app.application import make_application

    _application = make_application()
    folder = harness.mnist_folder()
    ratios, cancels = [], []
    for _ in range(3):
        alone = bare(folder)
        through, cancel_ms = in_engine(folder)
        ratios.append(alone / through)
        cancels.append(cancel_ms)
    slower = sorted(ratios)[1]
    budgets = {
        "bare loop / in the program": (slower, 1 / 0.9),
        "cancel ms": (max(cancels), 250.0),
    }
    harness.report("training", budgets, throughput_against_bare=round(1 / slower, 3))


if __name__ == "__main__":
    main()
