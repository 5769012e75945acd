"""`digitscope self-test`: does this installation work? Needs no screen and no network."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from app import paths
from app.commands.console import answer, say
from model.comparison import TOLERANCE, compare
from model.forward import trace
from model.raster import rasterize
from model.recognizer import recognize, recognize_many
from model.strokes import PEN_WIDTH, Drawing, make_stroke
from model.synthetic.digits import synthetic_digit
from model.synthetic.not_digits import synthetic_not_digit
from model.weights import load

_ENGINE_S = 120.0
_GENERATED = 100  # digits, and as many that are none
_LEAST_READ, _LEAST_REFUSED = 0.95, 0.9  # of them, by every bundled network

# Plain digits as corner points in a square of 100; drawn like any other drawing.
_DIGITS: dict[int, list[list[tuple[float, float]]]] = {
    0: [[(50, 12), (32, 20), (25, 50), (32, 80), (50, 88), (68, 80), (75, 50), (68, 20), (50, 12)]],
    1: [[(52, 12), (50, 88)]],
    2: [[(28, 30), (40, 15), (60, 15), (70, 32), (50, 60), (28, 86), (74, 86)]],
    3: [[(30, 18), (52, 12), (68, 28), (48, 47), (70, 66), (54, 88), (28, 80)]],
    4: [[(55, 12), (28, 58), (76, 58)], [(62, 38), (60, 90)]],
    5: [[(70, 14), (38, 14), (34, 46), (58, 44), (70, 64), (54, 88), (30, 80)]],
    6: [[(60, 12), (38, 38), (32, 68), (48, 88), (66, 74), (58, 56), (36, 62)]],
    7: [[(28, 16), (72, 16), (46, 88)]],
    8: [
        [(52, 48), (36, 34), (40, 16), (60, 14), (66, 32), (52, 48)],
        [(52, 48), (34, 64), (38, 84), (60, 88), (68, 70), (52, 48)],
    ],
    9: [[(66, 26), (48, 14), (34, 30), (46, 46), (64, 38), (66, 24), (60, 88)]],
}


def digit_drawing(digit: int) -> Drawing:
    """A plainly drawn digit on a canvas of 100 x 100."""
    width = PEN_WIDTH * 100 / 248
    strokes = tuple(make_stroke(points, width) for points in _DIGITS[digit])
    return Drawing(strokes, (100.0, 100.0))


def self_test() -> int:
    """Run every check, print one JSON object each; 0 when all passed."""
    folders = sorted(paths.resources().glob("networks/*/"))
    checks: list[tuple[str, Callable[[], Any]]] = [
        ("resources", _check_resources),
        *((f"network {folder.name}", partial(_check_network, folder)) for folder in folders),
        ("window", _check_window),
        ("engine", _check_engine),
    ]
    failed = 0
    for name, check in checks:
        start = time.perf_counter()
        try:
            result = {"check": name, "passed": True, "found": check()}
        except Exception as error:  # noqa: BLE001  whatever is wrong with an installation is told
            failed += 1
            result = {"check": name, "passed": False, "found": f"{type(error).__name__}: {error}"}
            say(f"self-test: {name} failed: {error}")
        answer(result | {"seconds": round(time.perf_counter() - start, 3)})
    say(f"self-test: {len(checks) - failed} passed, {failed} failed")
    return 1 if failed else 0


def _check_resources() -> str:
    root = paths.resources()
    for name in (
        "style.qss.txt",
        "fonts/Inter-Regular.ttf",
        "icons/pencil.svg",
        "networks/default",
    ):
        if not (root / name).exists():
            raise ValueError(f"{root / name} is missing")
    return str(root)


def _check_network(folder: Path) -> dict[str, Any]:
    """Loading checks names, shapes and checksum; then plain and generated digits must be read.

    What is generated as no digit must be refused.
    """
    record = load(folder)
    read = [
        recognize(record.network, rasterize(digit_drawing(digit))).prediction for digit in _DIGITS
    ]
    wrong = [f"{digit} read as {seen}" for digit, seen in enumerate(read) if digit != seen]
    if wrong:
        raise ValueError(f"digits are misread: {', '.join(wrong)}")
    rng = np.random.default_rng(0)
    digits = [rasterize(synthetic_digit(n % 10, rng)) for n in range(_GENERATED)]
    answers = recognize_many(record.network, digits)
    right = sum(int(row.argmax()) == n % 10 for n, (row, _) in enumerate(answers))
    others = [rasterize(synthetic_not_digit(rng)) for _ in range(_GENERATED)]
    refused = sum(not verdict.is_digit for _, verdict in recognize_many(record.network, others))
    found = {"right": right, "refused": refused, "of": _GENERATED}
    if right < _LEAST_READ * _GENERATED or refused < _LEAST_REFUSED * _GENERATED:
        raise ValueError(f"generated drawings are misread: {found}")
    return {"sha256": record.checksum, "read": read, "generated": found}


def _check_window() -> str:
    """Draw in the real window, without a screen if there is none."""
    if sys.platform.startswith("linux") and not os.environ.get("DISPLAY"):
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    import tempfile

    from app.application import Folders, build, make_application

    application = make_application()
    with tempfile.TemporaryDirectory(prefix="digitscope-") as place:
        folders = Folders(Path(place), Path(place))
        parts = build(application, load(paths.bundled_network()), folders)
        parts.window.show()
        parts.window.desk.canvas.replace_drawing(digit_drawing(7), "self-test")
        parts.recognition.recognize_now()
        application.processEvents()
        summary = parts.window.desk.answer.summary()
        parts.window.close()
    if not summary.startswith("7"):
        raise ValueError(f"the window reads a seven as {summary!r}")
    return summary


def _check_engine() -> dict[str, Any]:
    """Start an engine and compare all its numbers, from torch, with numpy's."""
    from PySide6.QtCore import QCoreApplication, QEventLoop, QTimer

    from app.engine import task_names
    from app.engine.client import Engine

    _application = QCoreApplication.instance() or QCoreApplication([])
    record = load(paths.bundled_network())
    rasters = np.stack([rasterize(digit_drawing(digit)).array for digit in _DIGITS])
    engine = Engine("self-test")
    loop = QEventLoop()
    answers: list[Any] = []

    def keep(_number: int, value: Any) -> None:
        answers.append(value)
        loop.quit()

    engine.finished.connect(keep)
    engine.failed.connect(keep)
    QTimer.singleShot(int(1000 * _ENGINE_S), loop.quit)
    engine.request(task_names.TRACE, "torch-cpu", str(record.folder), record.checksum, rasters)
    loop.exec()
    engine.close()
    if not answers or not hasattr(answers[0], "logits"):
        raise ValueError(
            f"the engine did not answer: {answers[0].message if answers else 'time out'}"
        )
    check = compare(trace(record.network, rasters), answers[0])
    worst = max(layer.difference for layer in check.layers)
    if not check.agrees:
        raise ValueError(f"numpy and torch differ by {worst:.1e}, more than {TOLERANCE:.0e}")
    return {"numbers": sum(layer.numbers for layer in check.layers), "largest_difference": worst}
