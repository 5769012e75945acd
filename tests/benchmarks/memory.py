"""Memory of the window's process over 10,000 strokes; reference counts stay flat."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from tests.benchmarks import harness
from tests.benchmarks.harness import Mouse

STROKES, WARM_UP = 10_000, 1_500


def resident_mb():
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def draw(parts, count):
    from PySide6.QtWidgets import QApplication

    canvas = parts.window.desk.canvas
    mouse, paths = Mouse(canvas), harness.digit_paths(canvas.width())
    for number in range(count):
        path = next(paths)[::3]
        mouse.press(*path[0])
        for x, y in path[1:]:
            mouse.move(x, y)
            QApplication.processEvents()
        mouse.release(*path[-1])
        if number % 3 == 2:
            canvas.clear()


def main():
    with harness.running_program() as parts:
        draw(parts, WARM_UP)
        before, counts = resident_mb(), [sys.getrefcount(v) for v in (None, True, False)]
        draw(parts, STROKES)
        after, later = resident_mb(), [sys.getrefcount(v) for v in (None, True, False)]
    growth = 1000 * (after - before) / STROKES
    drift = max(abs(a - b) for a, b in zip(counts, later, strict=True))
    budgets = {"MB per 1,000 strokes": (growth, 1.0), "reference count drift": (drift, 500)}
    harness.report("memory", budgets, resident_mb={"before": before, "after": after})


if __name__ == "__main__":
    main()
