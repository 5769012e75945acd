"""`digitscope self-test`: does this installation work? Needs no screen and no network."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np

from app import installation, paths
from app.commands import self_checks, self_checks_insight
from app.commands.console import answer, say
from app.engine import task_names
from model.comparison import TOLERANCE, compare
from model.forward import trace
from model.raster import rasterize
from model.recognizer import recognize, recognize_many
from model.strokes import PEN_WIDTH, Drawing, make_stroke
from model.synthetic.digits import synthetic_digit
from model.synthetic.not_digits import synthetic_not_digit
from model.weights import load

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


@dataclass(frozen=True, slots=True)
class Check:
    """run: returns what was found, raises when something is wrong.

    needs: a package without which it is skipped: the lite program has neither torch nor onnx.
    """

    name: str
    run: Callable[[], Any]
    needs: str = ""


def self_test() -> int:
    """Run every check, print one JSON object each; 0 when none failed."""
    counts = {"passed": 0, "failed": 0, "skipped": 0}
    for check in checks():
        start = time.perf_counter()
        if check.needs and not installation.has(check.needs):
            outcome, found = "skipped", installation.lack("This", check.needs)
        else:
            outcome, found = _outcome(check)
        counts[outcome] += 1
        seconds = round(time.perf_counter() - start, 3)
        result = {"check": check.name, "passed": outcome == "passed", "found": found}
        if outcome == "skipped":  # neither passed nor failed
            result |= {"passed": None, "skipped": True}
        answer(result | {"seconds": seconds})
    skipped = f", {counts['skipped']} skipped" if counts["skipped"] else ""
    say(f"self-test: {counts['passed']} passed, {counts['failed']} failed{skipped}")
    return 1 if counts["failed"] else 0


def checks() -> list[Check]:
    """All there are, in the order in which one needs what the other has shown."""
    folders = sorted(paths.resources().glob("networks/*/"))
    return [
        Check("resources", _check_resources),
        *(Check(f"network {folder.name}", partial(_check_network, folder)) for folder in folders),
        Check("window", _check_window),
        Check("icons", self_checks.check_icons),
        Check("pictures", self_checks.check_pictures),
        Check("dropped pictures", self_checks.check_dropped),
        Check("figures", self_checks.check_figures),
        Check("samples", self_checks.check_samples),
        Check("export own", partial(self_checks.check_export, "own")),
        Check("export onnx", partial(self_checks.check_export, "onnx"), needs="onnx"),
        Check("export torch", partial(self_checks.check_export, "torch"), needs="torch"),
        Check("https", self_checks.check_https),
        Check("engine", _check_engine, needs="torch"),
        Check("training", self_checks.check_training, needs="torch"),
        Check("explaining", self_checks_insight.check_explaining, needs="torch"),
        Check("fooling", self_checks_insight.check_fooling),
    ]


def _outcome(check: Check) -> tuple[str, Any]:
    try:
        return "passed", check.run()
    except Exception as error:  # noqa: BLE001  whatever is wrong with an installation is told
        say(f"self-test: {check.name} failed: {error}")
        return "failed", f"{type(error).__name__}: {error}"


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
    with self_checks.opened_window() as parts:
        parts.window.desk.canvas.replace_drawing(digit_drawing(7), "self-test")
        summary = self_checks.answer_of(parts)
    if not summary.startswith("7"):
        raise ValueError(f"the window reads a seven as {summary!r}")
    return summary


def _check_engine() -> dict[str, Any]:
    """Compare all numbers of a forward pass in an engine, from torch, with numpy's."""
    record = load(paths.bundled_network())
    rasters = np.stack([rasterize(digit_drawing(digit)).array for digit in _DIGITS])
    arguments = ("torch-cpu", str(record.folder), record.checksum, rasters)
    found, _ = self_checks.ask_engine(task_names.TRACE, *arguments)
    check = compare(trace(record.network, rasters), found)
    worst = max(layer.difference for layer in check.layers)
    if not check.agrees:
        raise ValueError(f"numpy and torch differ by {worst:.1e}, more than {TOLERANCE:.0e}")
    return {"numbers": sum(layer.numbers for layer in check.layers), "largest_difference": worst}
