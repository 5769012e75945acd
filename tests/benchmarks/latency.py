"""From a pen event to the answer and all maps painted, at 125 Hz: quiet, with a unit pinned and its
ledger beneath, and during training. And from a movement of the pointer to the outlines painted.
"""

from __future__ import annotations

import sys
import time

from tests.benchmarks import harness
from tests.benchmarks.harness import PERIOD_S, Mouse, percentiles  # before numpy: threads

import numpy as np  # isort: skip

from app.selection import Selection
from model.unit import Unit

EVENTS = 3000
FRAME_MS = 1000 / 60
PINNED = Unit("C3", 12, 3, 6)


class Painted:
    """Notices when the layers have been painted since `since` was called."""

    def __init__(self, view):
        from PySide6.QtCore import QEvent, QObject

        self.is_waiting = self.is_done = False
        owner = self

        class Filter(QObject):
            def eventFilter(self, _watched, event):  # noqa: N802
                if event.type() == QEvent.Type.Paint and not owner.is_waiting:
                    owner.is_done = True
                return False

        self._filter = Filter()
        view.installEventFilter(self._filter)

    def expect(self, is_waiting):
        """From here on a paint counts; is_waiting: not before that is set back."""
        self.is_waiting, self.is_done = is_waiting, False


def until(condition):
    """Run the event loop until something is true."""
    from PySide6.QtCore import QEventLoop
    from PySide6.QtWidgets import QApplication

    while not condition():
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 1)


def measure(parts, count):
    """Seconds from each mouse event to the end of the paint that shows its answer."""
    painted = Painted(parts.window.inspect.network_view)
    answered = parts.recognition.recognized.connect(lambda _: setattr(painted, "is_waiting", False))
    canvas = parts.window.desk.canvas
    mouse, paths = Mouse(canvas), harness.digit_paths(canvas.width())
    taken = []
    while len(taken) < count:
        path = next(paths)
        mouse.press(*path[0])
        for x, y in path[1:]:
            painted.expect(is_waiting=True)
            start = time.perf_counter()
            mouse.move(x, y)
            until(lambda: painted.is_done)
            taken.append(time.perf_counter() - start)
            until(lambda start=start: time.perf_counter() - start >= PERIOD_S)
        mouse.release(*path[-1])
        if len(canvas.drawing.strokes) >= 3:
            canvas.clear()
    parts.recognition.recognized.disconnect(answered)
    return taken


def measure_pinned(parts, count):
    """The same with a unit of C3 pinned; its ledger follows the maps 30 ms later."""
    inspect = parts.window.inspect
    inspect.pin(PINNED)
    ledger = inspect.sheets.ledger
    harness.spin(0.5)
    terms = Painted(ledger._convolution.grids)
    terms.expect(is_waiting=False)
    taken = measure(parts, count)
    assert ledger.isVisible()
    assert terms.is_done
    return taken


def measure_hovering(parts, count):
    """Seconds from each movement of the pointer, to another cell, to the outlines painted."""
    from PySide6.QtCore import QPoint
    from PySide6.QtTest import QTest

    view, window = parts.window.inspect.network_view, parts.window
    painted, random = Painted(view), np.random.default_rng(0)
    told, taken = [], []
    hovered = view.hovered.connect(told.append)
    while len(taken) < count:
        column = view.columns[random.integers(len(view.columns))]
        number = random.integers(column.count)
        left, top, wide, tall = column.cell_box(number, *random.integers(column.shape))
        ratio = view.devicePixelRatioF()
        at = view.mapTo(
            window, QPoint(int((left + wide / 2) / ratio), int((top + tall / 2) / ratio))
        )
        told.clear()
        painted.expect(is_waiting=False)
        start = time.perf_counter()
        QTest.mouseMove(window.windowHandle(), at)
        if not told:  # the same cell again: nothing is painted
            continue
        until(lambda: painted.is_done)
        taken.append(time.perf_counter() - start)
        until(lambda start=start: time.perf_counter() - start >= PERIOD_S)
    view.hovered.disconnect(hovered)
    return taken


def main():
    count = int(sys.argv[1]) if len(sys.argv) > 1 else EVENTS
    with harness.running_program() as parts:
        measure(parts, 200)
        quiet = percentiles(measure(parts, count))
        hovering = percentiles(measure_hovering(parts, count // 3))
        measure_pinned(parts, 200)
        pinned = percentiles(measure_pinned(parts, count))
        hovering_pinned = percentiles(measure_hovering(parts, count // 3))
        parts.window.inspect.select(Selection())
        with harness.training_in_an_engine():
            busy = percentiles(measure(parts, count))
    budgets = {
        "quiet p95 ms": (quiet["p95"], 8.0),
        "quiet p99 ms": (quiet["p99"], 16.0),
        "unit pinned p95 ms": (pinned["p95"], 8.0),
        "unit pinned p99 ms": (pinned["p99"], 16.0),
        "hovering p99 ms": (max(hovering["p99"], hovering_pinned["p99"]), FRAME_MS),
        "training p95 ms": (busy["p95"], 16.0),
    }
    figures = {
        "quiet_ms": quiet,
        "unit_pinned_ms": pinned,
        "hovering_ms": hovering,
        "hovering_with_unit_pinned_ms": hovering_pinned,
        "training_ms": busy,
    }
    harness.report("latency", budgets, events=count, **figures)


if __name__ == "__main__":
    main()
