"""`digitscope retrain`: from labelled drawings to a network that reads this hand better."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import installation
from app.commands.card import made_with
from app.commands.console import answer, say
from app.commands.recognize import SourceDrawing, read_drawings
from app.paths import bundled_network
from app.retraining_card import Origins, retraining_card
from model.data.mnist import NOT_A_DIGIT, load_digits
from model.retraining import (
    LabelledSample,
    RetrainingConfig,
    RetrainingSamples,
    labelled_drawing,
)
from model.retraining_result import RetrainReport, RetrainResult
from model.samples.store import SampleStore
from model.strokes import drawing_to_json
from model.weights import check_place, load, save

if TYPE_CHECKING:
    from model.learning.retraining import Reports

_HELD_OUT_EVERY = 5  # of every class, about one in so many
_NONE = (None, "none", "not a digit")  # how a label says that it is no digit


def retrain_network(options: argparse.Namespace) -> int:
    """Retrain `--from` on the samples in `--store`, save it, and print one JSON object."""
    installation.require("Training")
    out: Path = options.out
    check_place(out)  # before the training, not after it
    base = load(options.base or bundled_network())
    samples = load_samples(options.store)
    rehearsal = None if options.mnist is None else load_digits(options.mnist, "train")
    config = RetrainingConfig(seed=options.seed, device=options.device)
    say(f"{len(samples.training):,} samples to learn from, {len(samples.held_out):,} held out")
    from model.learning.retraining import retrain

    work = out.with_name(out.name + ".work")
    result = _follow(retrain(base.network, samples, config, rehearsal, work))
    command = "digitscope retrain --store PATH --out DIR"
    command += f" --seed {config.seed} --device {config.device}"
    origins = Origins(command, made_with(), 0 if rehearsal is None else len(rehearsal))
    card = retraining_card(base, samples, config, result, origins)
    record = save(result.network, out, card)
    if result.is_worse:
        say("the new network reads the check set worse than the old one did")
    saved = {"saved": str(out), "sha256": record.checksum, "parent": base.checksum}
    answer(saved | result.to_json())
    return 0


def load_samples(store: Path) -> RetrainingSamples:
    """The samples of a store, those held out apart; which side they stand on, the store knows.

    A `.jsonl` file instead of a store has a drawing per line with a "label": 0 to 9, or null,
    "none" or "not a digit"; "held_out" says on which side it stands, and where that is missing,
    its strokes do.
    Raises ValueError that names file and line when one does not fit, or when there is no store.
    """
    if store.suffix.lower() != ".jsonl":
        return _load_store(store)
    training: list[LabelledSample] = []
    held_out: list[LabelledSample] = []
    sides = _sides(store)
    for item in read_drawings(store):
        if item.drawing is None:
            raise ValueError(item.problem)
        sample = labelled_drawing(item.drawing, _label(item))
        side = sides[item.index]
        is_held_out = _is_held_out(item, sample.label) if side is None else side
        (held_out if is_held_out else training).append(sample)
    return RetrainingSamples(tuple(training), tuple(held_out))


def _load_store(path: Path) -> RetrainingSamples:
    if not path.is_file():
        raise ValueError(f"{path}: there is no such store")
    with SampleStore(path) as store:
        samples = store.get(store.ids())
    sides: dict[bool, list[LabelledSample]] = {False: [], True: []}
    for sample in samples:
        sides[sample.held_out].append(LabelledSample(sample.raster, sample.label, sample.drawing))
    return RetrainingSamples(tuple(sides[False]), tuple(sides[True]))


def _sides(store: Path) -> list[bool | None]:
    """What each line says about its side."""
    with store.open("rb") as lines:
        values = [_value(line) for line in lines if line.strip()]
    sides = [value.get("held_out") if isinstance(value, dict) else None for value in values]
    return [side if isinstance(side, bool) else None for side in sides]


def _value(line: bytes) -> Any:
    try:
        return json.loads(line)
    except (ValueError, RecursionError):
        return None  # `read_drawings` says what is wrong with it


def _label(item: SourceDrawing) -> int:
    if type(item.label) is int and 0 <= item.label <= 9:
        return item.label
    if item.label in _NONE:
        return NOT_A_DIGIT
    raise ValueError(f'{item.place}: label {item.label!r}, expected 0 to 9, null or "none"')


def _is_held_out(item: SourceDrawing, label: int) -> bool:
    """The same drawing stands on the same side whenever and wherever it is read."""
    assert item.drawing is not None
    text = json.dumps([label, drawing_to_json(item.drawing)], sort_keys=True)
    return int(hashlib.sha256(text.encode()).hexdigest(), 16) % _HELD_OUT_EVERY == 0


def _follow(reports: Reports) -> RetrainResult:
    """Run the retraining to its end, telling how far it is."""
    while True:
        try:
            report = next(reports)
        except StopIteration as end:
            result: RetrainResult = end.value
            return result
        if isinstance(report, RetrainReport):
            if report.epoch < 0:  # the base: the JSON object tells how it reads
                continue
            errors = report.outcomes.held_out.errors
            held_out = f", held-out error {100 * errors.rate:.2f} %" if errors else ""
            say(
                f"epoch {report.epoch + 1} of {report.epochs}: loss {report.loss:.4f}{held_out}, "
                f"{report.left_s:.0f} s left"
            )
        elif sys.stderr is not None and sys.stderr.isatty():
            text = f"{report.phase} {report.done:4.0%}  {report.left_s:.0f} s left"
            print(f"\r{text:<60}\r", end="", file=sys.stderr, flush=True)
