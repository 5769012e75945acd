"""Start-up: window shown and first answer, against `python -c "import torch"` in the same run."""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time

from tests.benchmarks import harness

ROUNDS = 7

# The program's own start, stopped where it would wait for its user.
PROGRAM = """
import json, sys, time
from PySide6.QtWidgets import QApplication
import gc; gc.disable()  # as app.cli does
from app import application
def until_answered(self):
    window = next(w for w in self.topLevelWidgets() if w.windowTitle() == "Digitscope")
    while not window.windowHandle().isExposed():
        self.processEvents()
    window.repaint()
    shown = time.time()
    from app.commands.self_test import digit_drawing
    window.desk.canvas.replace_drawing(digit_drawing(7), "benchmark")
    while not window.desk.answer.summary().startswith("7"):
        self.processEvents()
    print(json.dumps({"shown": shown, "answered": time.time(), "torch": "torch" in sys.modules}))
    window.close()
    return 0
QApplication.exec = until_answered
sys.exit(application.run_window())
"""


def run(code, folder):
    """Wall-clock start, end and printed result of a Python process."""
    variables = os.environ | {"XDG_DATA_HOME": folder, "XDG_CONFIG_HOME": folder}
    # A warm start is one with its bytecode, as an installed program and torch have it.
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    start = time.time()
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=harness.CHECKOUT, env=variables,
        capture_output=True, text=True, check=True,
    )  # fmt: skip
    return start, time.time(), done.stdout


def main():
    shown, answered, torch_s = [], [], []
    with tempfile.TemporaryDirectory() as folder:
        run(PROGRAM, folder)
        run("import torch", folder)
        for _ in range(ROUNDS):
            start, end, _ = run("import torch", folder)
            torch_s.append(end - start)
            start, _, printed = run(PROGRAM, folder)
            result = json.loads(printed)
            assert not result["torch"]
            shown.append(result["shown"] - start)
            answered.append(result["answered"] - start)
    reference = statistics.median(torch_s)
    budgets = {
        "window / import torch": (statistics.median(shown) / reference, 0.25),
        "first answer / import torch": (statistics.median(answered) / reference, 0.4),
    }
    seconds = {
        "import_torch": round(reference, 3),
        "shown": round(statistics.median(shown), 3),
        "answered": round(statistics.median(answered), 3),
    }
    harness.report("startup", budgets, rounds=ROUNDS, seconds=seconds)


if __name__ == "__main__":
    main()
