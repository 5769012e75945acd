"""From a pen event to the answer and all maps painted, at 125 Hz: quiet, and during training."""

from __future__ import annotations

import sys
import time

from tests.benchmarks import harness
from tests.benchmarks.harness import PERIOD_S, Mouse, percentiles

EVENTS = 3000


def measure(parts, count):
    """Seconds from each mouse event to the end of the paint that shows its answer."""
    from PySide6.QtCore import QEvent, QEventLoop, QObject
    from PySide6.QtWidgets import QApplication

    class Painted(QObject):
        def eventFilter(self, _watched, event):  # noqa: N802
            if event.type() == QEvent.Type.Paint and state["answered"]:
                state["painted"] = True
            return False

    state = {"answered": False, "painted": False}
    watcher = Painted()
    parts.window.inspect.network_view.installEventFilter(watcher)
    parts.recognition.recognized.connect(lambda _: state.update(answered=True))
    canvas = parts.window.desk.canvas
    mouse, paths, application = Mouse(canvas), harness.digit_paths(canvas.width()), QApplication
    taken = []
    while len(taken) < count:
        path = next(paths)
        mouse.press(*path[0])
        for x, y in path[1:]:
            state.update(answered=False, painted=False)
            start = time.perf_counter()
            mouse.move(x, y)
            while not state["painted"]:
                application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)
            taken.append(time.perf_counter() - start)
            while time.perf_counter() - start < PERIOD_S:
                application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)
        mouse.release(*path[-1])
        if len(canvas.drawing.strokes) >= 3:
            canvas.clear()
    return taken


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    with harness.running_program() as parts:
        measure(parts, 200)
        quiet = percentiles(measure(parts, count))
        with harness.training_in_an_engine():
            busy = percentiles(measure(parts, count))
    budgets = {
        "quiet p95 ms": (quiet["p95"], 8.0),
        "quiet p99 ms": (quiet["p99"], 16.0),
        "training p95 ms": (busy["p95"], 16.0),
    }
    harness.report("latency", budgets, events=count, quiet_ms=quiet, training_ms=busy)


if __name__ == "__main__":
    main()
