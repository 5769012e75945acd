"""`digitscope fool`: pictures that the network takes for digits, as files and a report."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from app import installation
from app.commands.console import answer, say
from app.commands.recognize import load_network, read_drawings
from model.evolution.evolving import evolve
from model.fooling import (
    AscentConfig,
    ChangeConfig,
    Criterion,
    EvolutionConfig,
    Fooling,
    Norm,
    Start,
)
from model.network import CLASSES, Network
from model.raster import rasterize

ALL = "all"
REPORT = "report.json"
_LARGEST_TRIED: dict[Norm, float] = {"l2": 6.0, "linf": 0.5, "pixels": 60.0}  # without --budget
_OF_METHOD = {
    "encoding": "evolve",
    "generations": "evolve",
    "start": "ascend",
    "norm": "change",
    "budget": "change",
}
_ENLARGED = 10  # pixels on a side for each of the raster's

Raster = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """evaluations: pictures the network has read; budget: of a change, None when none sufficed."""

    fooling: Fooling
    evaluations: int
    success: bool
    budget: float | None = None


def fool(options: argparse.Namespace) -> int:
    """Attack a network, write every picture, and answer with one object for each target.

    Raises ValueError or OSError that says what is wrong with an option, a file or a folder. That
    an attack does not succeed is an answer, no error.
    """
    out: Path = options.out
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise ValueError(f"{out}: expected a new or an empty folder")
    _check_options(options)
    if options.method != "evolve":
        installation.require(f"The method {options.method}")
    network = load_network(options.network)
    targets = tuple(range(CLASSES)) if options.target == ALL else (int(options.target),)
    drawing = None if options.drawing is None else _raster(options.drawing)
    attack = {"evolve": _evolved, "ascend": _climbed, "change": _changed}[options.method]
    rows: list[dict[str, Any]] = []
    for found, config in attack(network, targets, drawing, options):
        if not rows:
            _make(out)
        name = str(found.fooling.target)
        save_picture(found.fooling.picture, out / name)
        rows.append(_row(options.method, found, config) | {"picture": f"{name}.npy"})
        answer(rows[-1])
    if drawing is not None:
        save_picture(drawing, out / "drawing")
    report = {"network": network.name, "results": rows}
    (out / REPORT).write_text(json.dumps(report, indent=1, allow_nan=False), encoding="utf-8")
    return 0


def _check_options(options: argparse.Namespace) -> None:
    """Raise ValueError for an option that the method does not have."""
    for name, method in _OF_METHOD.items():
        if getattr(options, name) is not None and options.method != method:
            raise ValueError(f"--{name} is an option of --method {method}, not {options.method}")


def _make(out: Path) -> None:
    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise ValueError(f"{out}: the folder cannot be made ({error.strerror})") from error


def save_picture(picture: Raster, place: Path) -> None:
    """Write a picture (28, 28) three times: exact, as 8 bits, and these enlarged; ink is white."""
    np.save(place.with_name(f"{place.name}.npy"), picture)
    values = np.rint(picture * 255).astype(np.uint8)
    Image.fromarray(values).save(place.with_name(f"{place.name}.png"))
    enlarged = np.kron(values, np.ones((_ENLARGED, _ENLARGED), np.uint8))
    Image.fromarray(enlarged).save(place.with_name(f"{place.name}-enlarged.png"))


Attack = Iterator[tuple[_Found, dict[str, Any]]]


def _evolved(
    network: Network, targets: tuple[int, ...], drawing: Raster | None, options: argparse.Namespace
) -> Attack:
    if drawing is not None:
        raise ValueError("an evolution starts from no drawing: --method ascend or change does")
    config = EvolutionConfig(
        options.encoding or "cppn",
        options.generations or 200,
        seed=options.seed,
        knows_refusal=options.knows_refusal,
    )
    for report in evolve(network, config):
        _progress(f"generation {report.generation} of {config.generations}")
    for target in targets:
        fooling = report.best[target]
        success = Criterion(accepted=config.knows_refusal).is_met(fooling)
        yield _Found(fooling, report.evaluations, success), asdict(config)


def _climbed(
    network: Network, targets: tuple[int, ...], drawing: Raster | None, options: argparse.Namespace
) -> Attack:
    from model.learning.fooling.ascent import ascend

    start: Start = options.start or ("blank" if drawing is None else "drawing")
    for target in targets:
        config = AscentConfig(target, start, seed=options.seed, knows_refusal=options.knows_refusal)
        for report in ascend(network, config, drawing):
            _progress(f"{target}: step {report.step} of {report.steps}")
        success = Criterion(accepted=config.knows_refusal).is_met(report.result)
        yield _Found(report.result, report.step + 1, success), asdict(config)


def _changed(
    network: Network, targets: tuple[int, ...], drawing: Raster | None, options: argparse.Namespace
) -> Attack:
    from model.learning.fooling.least_change import least_changes

    if drawing is None:
        raise ValueError("--method change needs a --drawing to change")
    for target in targets:
        config = _change_config(target, options)
        for change in least_changes(network, drawing, config):
            _progress(f"{target}: {len(change.tries)} tries")
        if change.budget == 0:
            say(f"{options.drawing}: it already reads {target}, nothing has to change")
        success = change.budget is not None
        yield _Found(change.result, change.evaluations, success, change.budget), asdict(config)


def _change_config(target: int, options: argparse.Namespace) -> ChangeConfig:
    norm: Norm = options.norm or "l2"
    most = _LARGEST_TRIED[norm] if options.budget is None else options.budget
    try:
        return ChangeConfig(
            norm, (target,), most, seed=options.seed, knows_refusal=options.knows_refusal
        )
    except ValueError as error:  # of the values by their names in the model
        raise ValueError(str(error).replace("most is", "--budget is")) from error


def _raster(file: Path) -> Raster:
    """The raster of the first drawing in a file."""
    item = next(read_drawings(file), None)
    if item is None or item.drawing is None:
        raise ValueError(item.problem if item else f"{file}: no drawing")
    return rasterize(item.drawing).array


def _row(method: str, found: _Found, config: dict[str, Any]) -> dict[str, Any]:
    fooling = found.fooling
    return {
        "method": method,
        "target": fooling.target,
        "success": found.success,
        "prediction": fooling.prediction,
        "confidence": fooling.confidence,
        "accepted": fooling.verdict.is_digit,
        "reason": fooling.verdict.reason,
        "digit_score": fooling.verdict.digit_score,
        "evaluations": found.evaluations,
        "budget": found.budget,
        "config": config,
    }


def _progress(text: str) -> None:
    if sys.stderr is not None and sys.stderr.isatty():
        print(f"\r{text:<40}\r", end="", file=sys.stderr, flush=True)
