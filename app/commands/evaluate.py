"""`digitscope evaluate`: errors of a network on labelled digits."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.commands.console import BAD_INPUT, answer, say
from app.commands.recognize import load_network, read_drawings
from model.data.mnist import load_digits
from model.network import CLASSES
from model.raster import rasterize
from model.recognizer import Verdict, recognize_arrays, recognize_many


def evaluate_mnist(folder: Path, network_folder: Path | None, table: bool) -> int:
    """Measure on MNIST's test digits."""
    network = load_network(network_folder)
    digits = load_digits(folder, "test")
    rasters = digits.rasters()
    blank = [not raster.any() for raster in rasters]
    _report(digits.labels, recognize_arrays(network, rasters, blank), table)
    return 0


def evaluate_drawings(file: Path, network_folder: Path | None, table: bool) -> int:
    """Measure on drawings with a "label"; those that cannot be read are named, then exit code 2."""
    network = load_network(network_folder)
    labels, rasters, failed = [], [], False
    for item in read_drawings(file):
        problem = item.problem
        if item.drawing is not None and not (type(item.label) is int and 0 <= item.label < CLASSES):
            problem = f"{item.place}: label {item.label!r}, expected 0 to 9"
        if problem:
            failed = True
            say(f"digitscope: {problem}")
        elif item.drawing is not None:
            labels.append(item.label)
            rasters.append(rasterize(item.drawing))
    if not labels:
        raise ValueError(f"{file}: no labelled drawing could be read")
    _report(np.array(labels), recognize_many(network, rasters), table)
    return BAD_INPUT if failed else 0


def _report(
    labels: NDArray[np.int64],
    answers: Iterable[tuple[NDArray[np.float64], Verdict]],
    table: bool,
) -> None:
    confusion = np.zeros((CLASSES, CLASSES), np.int64)  # true by predicted
    refused, cross_entropy = 0, 0.0
    for label, (probabilities, verdict) in zip(labels, answers, strict=True):
        confusion[label, probabilities.argmax()] += 1
        refused += not verdict.is_digit
        cross_entropy -= float(np.log(max(probabilities[label], 1e-30)))
    samples = int(confusion.sum())
    errors = samples - int(np.trace(confusion))
    report = {
        "samples": samples,
        "errors": errors,
        "error_rate": errors / samples,
        "refused_rate": refused / samples,
        "cross_entropy": cross_entropy / samples,
        "confusion": confusion.tolist(),
    }
    if table:
        print(_table(report, confusion))
    else:
        answer(report)


def _table(report: dict[str, Any], confusion: NDArray[np.int64]) -> str:
    lines = [
        f"samples     {report['samples']:>8,}",
        f"errors      {report['errors']:>8,}   {100 * report['error_rate']:.2f} %",
        f"refused     {100 * report['refused_rate']:>8.2f} %",
        "",
        "true \\ read " + "".join(f"{digit:>6}" for digit in range(CLASSES)) + "   error",
    ]
    for digit, row in enumerate(confusion):
        total = int(row.sum())
        error = f"{100 * (total - row[digit]) / total:6.2f} %" if total else "      –"
        lines.append(f"{digit:>11} " + "".join(f"{count:>6}" for count in row) + f"  {error}")
    return "\n".join(lines)
