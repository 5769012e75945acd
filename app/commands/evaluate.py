"""`digitscope evaluate`: errors of a network on labelled digits, and what it refuses."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np

from app.commands import evaluation_sets, report
from app.commands.console import BAD_INPUT, answer, say
from app.commands.evaluation_sets import DigitSet
from app.commands.figures import Measured, measure_digits, measure_not_digits
from app.commands.recognize import read_drawings
from app.paths import bundled_network
from model.network import CLASSES, Network
from model.raster import rasterize
from model.weights import load


def evaluate(options: argparse.Namespace) -> int:
    """Measure, print, and write a report when one is wanted.

    Drawings that cannot be read are named, then the exit code is 2.
    """
    if options.report is not None:
        report.check_place(options.report)  # before the work, not after it
    record = load(options.network or bundled_network())
    failed = False
    if options.data is not None:
        measured = []
        for each in _measures(record.network, options.data):
            measured.append(each)
            _print({"measure": each.of.name} | each.figures, table=options.table)
    else:
        if options.mnist is not None:
            digits = evaluation_sets.mnist_test(options.mnist)
        else:
            digits, failed = _labelled_drawings(options.drawings)
        measured = [measure_digits(record.network, digits)]
        _print(measured[0].figures, table=options.table)
    if options.report is not None:
        source = options.data or options.mnist or options.drawings
        say("measuring what the digits withstand")
        report.write(options.report, record, str(source), measured)
        say(f"report in {options.report / report.PAGE}")
    return BAD_INPUT if failed else 0


def _labelled_drawings(file: Path) -> tuple[DigitSet, bool]:
    """The drawings with a label, and whether there were others."""
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
    return evaluation_sets.from_drawings("drawings", labels, rasters), failed


def measure_folder(network: Network, folder: Path) -> list[Measured]:
    """Measure on all there is in a data folder, and on what is generated.

    Raises ValueError that names the folder or file when there is nothing, or it does not fit.
    """
    return list(_measures(network, folder))


def _measures(network: Network, folder: Path) -> Iterator[Measured]:
    scores = [np.zeros(0)]
    for digits in evaluation_sets.digit_sets(folder, say):
        measured = measure_digits(network, digits)
        if digits.is_reference:
            scores.append(measured.answers.digit_scores)
        yield measured
    for others in evaluation_sets.not_digit_sets(folder, say):
        yield measure_not_digits(network, others, np.concatenate(scores))


def _print(figures: dict[str, Any], *, table: bool) -> None:
    if table:
        print(_table(figures))
    else:
        answer(figures)


def _table(figures: dict[str, Any]) -> str:
    lines = [figures["measure"], ""] if "measure" in figures else []
    rows = _digit_rows(figures) if "confusion" in figures else _not_digit_rows(figures)
    return "\n".join([*lines, *rows, *([""] if lines else [])])


def _digit_rows(figures: dict[str, Any]) -> list[str]:
    rows = [
        f"samples     {figures['samples']:>8,}",
        f"errors      {figures['errors']:>8,}   {100 * figures['error_rate']:.2f} %",
        f"refused     {100 * figures['refused_rate']:>8.2f} %",
        "",
        "true \\ read " + "".join(f"{digit:>6}" for digit in range(CLASSES)) + "   error",
    ]
    for digit, row in enumerate(figures["confusion"]):
        total = sum(row)
        error = f"{100 * (total - row[digit]) / total:6.2f} %" if total else "      –"
        rows.append(f"{digit:>11} " + "".join(f"{count:>6}" for count in row) + f"  {error}")
    return rows


def _not_digit_rows(figures: dict[str, Any]) -> list[str]:
    rows = [
        f"samples     {figures['samples']:>8,}",
        f"refused     {100 * figures['refused_rate']:>8.2f} %",
    ]
    if figures["auroc"] is not None:
        rows.append(f"auroc       {figures['auroc']:>8.4f}")
    groups = figures.get("by_alphabet") or figures["by_kind"]
    rows += ["", f"{'':<28} samples   refused"]
    for name, group in groups.items():
        rows.append(f"{name:<28} {group['samples']:>7,} {100 * group['refused_rate']:>8.2f} %")
    return rows
