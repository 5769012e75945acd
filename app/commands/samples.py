"""`digitscope samples`: the user's samples from the command line.

`add` and `list` answer with one JSON object per sample, `import`, `export` and `check` with one
about what they did.
"""

from __future__ import annotations

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import Any

from app import paths
from app.commands.console import BAD_INPUT, answer, say
from model.data.mnist import NOT_A_DIGIT
from model.samples.checking import examine
from model.samples.exporting import export_samples
from model.samples.importing import ImportReport, import_samples
from model.samples.listing import SampleFilter
from model.samples.sample import NOT_A_DIGIT_TEXT, Sample
from model.samples.sources import Kind
from model.samples.store import SampleStore
from model.weights import load

STORE_FILE = "samples.sqlite3"
_AT_ONCE = 500  # samples listed from one query
_KINDS: dict[str, Kind] = {".jsonl": "jsonl", ".zip": "zip"}


def user_store() -> Path:
    """Where the window keeps the user's samples."""
    from PySide6.QtCore import QCoreApplication

    if QCoreApplication.instance() is None:
        QCoreApplication.setApplicationName("Digitscope")  # as the window: it names the folder
    return paths.user_data() / STORE_FILE


def add(options: argparse.Namespace) -> int:
    """Store the labelled drawings of a file; name those that cannot be read, and return 2 then."""
    if options.file.suffix.lower() not in (".jsonl", ".json"):
        raise ValueError(f"{options.file}: a .jsonl file was expected; `import` takes the others")
    return _take_in(options, options.file, lists_samples=True)


def import_path(options: argparse.Namespace) -> int:
    """Import a file or folder; name what was refused, and return 2 then."""
    return _take_in(options, options.path, lists_samples=False)


def _take_in(options: argparse.Namespace, path: Path, *, lists_samples: bool) -> int:
    record = load(options.network or paths.bundled_network())
    with _store(options) as store:
        job = import_samples(store, path, record)
        try:
            while True:
                progress = next(job)
                if progress.done and not lists_samples:
                    say(f"{progress.done:,} of {progress.total:,} read")
        except StopIteration as end:
            report: ImportReport = end.value
        for refused in report.refused:
            say(f"digitscope: {refused.place}: {refused.reason}")
        if lists_samples:
            _list(store, report.ids)
            if report.present:
                say(f"{report.present:,} were there already")
        else:
            refused_count = len(report.refused)
            counts = {"added": len(report.ids), "present": report.present, "refused": refused_count}
            answer({"store": str(store.path)} | counts | {"samples": store.count()})
    return BAD_INPUT if report.refused else 0


def list_samples(options: argparse.Namespace) -> int:
    """Print the samples that the options leave, the newest first."""
    with _store(options, must_exist=True) as store:
        _list(store, store.ids(_filter(options), options.order))
    return 0


def export_path(options: argparse.Namespace) -> int:
    """Write the samples that the options leave."""
    kind: Kind = options.format or _KINDS.get(options.path.suffix.lower(), "png")
    with _store(options, must_exist=True) as store:
        job = export_samples(store, store.ids(_filter(options), "oldest"), options.path, kind)
        try:
            while True:
                next(job)
        except StopIteration as end:
            report = end.value
    if report.left_out:
        say(f"{report.left_out:,} samples are no digit, for which IDX has no label: left out")
    answer({"path": str(options.path), "format": kind} | asdict(report))
    return 0


def check(options: argparse.Namespace) -> int:
    """Look at all of a store without changing it; 2 when something is damaged."""
    path = options.store or user_store()
    findings = examine(path)
    for problem in findings.problems:
        say(f"digitscope: {path}: {problem}")
    answer({"store": str(path), "ok": not findings.problems} | asdict(findings))
    return BAD_INPUT if findings.problems else 0


def _store(options: argparse.Namespace, *, must_exist: bool = False) -> SampleStore:
    """The store that was asked for. A path that somebody typed must be right where only reading."""
    if must_exist and options.store is not None and not options.store.is_file():
        raise FileNotFoundError(2, "there is no store of samples", str(options.store))
    store = SampleStore(options.store or user_store())
    if store.problem:
        say(f"digitscope: {store.problem}")
    return store


def _filter(options: argparse.Namespace) -> SampleFilter:
    label = options.label
    return SampleFilter(
        labels=None if label is None else (label,),
        misread=options.misread,
        refused=options.refused,
        origin=options.origin,
        held_out={"held-out": True, "training": False}.get(options.part),
    )


def _list(store: SampleStore, ids: tuple[str, ...] | list[str]) -> None:
    for first in range(0, len(ids), _AT_ONCE):
        for sample in store.get(ids[first : first + _AT_ONCE]):
            answer(_as_json(sample))


def _as_json(sample: Sample) -> dict[str, Any]:
    reading = sample.reading
    value = {
        "id": sample.id,
        "label": NOT_A_DIGIT_TEXT if sample.label == NOT_A_DIGIT else sample.label,
        "created": sample.created,
        "origin": sample.origin,
        "held_out": sample.held_out,
        "network": sample.network_name,
    }
    if reading is None:
        return value | {"prediction": None}
    return value | {
        "prediction": reading.prediction,
        "confidence": reading.confidence,
        "is_digit": reading.verdict.is_digit,
        "digit_score": reading.verdict.digit_score,
        "reason": reading.verdict.reason,
    }
