"""The samples of a retraining: chosen once from the store, noted, and the same ever after."""

from __future__ import annotations

import hashlib
import itertools
import json
from collections.abc import Generator, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from app.training_job import SAMPLES_FILE, StoreLook, TrainingJob
from model.data.mnist import NOT_A_DIGIT
from model.network import Network
from model.recognizer import recognize_arrays
from model.retraining import LabelledSample, RetrainingSamples
from model.samples.listing import SampleFilter
from model.samples.sample import LABELS, Sample
from model.samples.store import SampleStore

_AT_ONCE = 100  # samples between two reports, about 20 ms


@dataclass(frozen=True, slots=True, eq=False)
class TakenSamples:
    """samples: as the retraining takes them; left_out: how many contradict each other.

    checksum: sha256 of the noted ids and labels.
    """

    samples: RetrainingSamples
    left_out: int
    checksum: str


def take_samples(job: TrainingJob, base: Network) -> Generator[float, None, TakenSamples]:
    """Choose the samples of a job, or take those that were chosen when it first began.

    Yields how far it is, 0 to 1. Raises ValueError when there is nothing to learn from or a sample
    that was chosen is not there any more.
    """
    file = Path(job.folder) / SAMPLES_FILE
    with SampleStore(Path(job.store)) as store:
        if not file.exists():
            noted = yield from _choose(store, job, base)
            note(file, noted)
        data = file.read_bytes()
        noted = json.loads(data)
        training = yield from _read(store, noted["training"])
        held_out = yield from _read(store, noted["held_out"])
    samples = RetrainingSamples(tuple(training), tuple(held_out))
    return TakenSamples(samples, int(noted["left_out"]), hashlib.sha256(data).hexdigest())


def look_at_store(store: str, base: Network) -> Generator[None, None, StoreLook]:
    """Count the training samples, and those of them that a network misreads."""
    training, misread = np.zeros(len(LABELS), np.int64), np.zeros(len(LABELS), np.int64)
    with SampleStore(Path(store)) as opened:
        for some in _portions(opened.ids(SampleFilter(held_out=False))):
            rasters, labels = opened.arrays(some)
            wrong = _misread(base, rasters, labels.tolist())
            training += np.bincount(labels, minlength=len(LABELS))
            misread += np.bincount(labels[wrong], minlength=len(LABELS))
            yield
        held_out = opened.count(SampleFilter(held_out=True))
    return StoreLook(tuple(training.tolist()), tuple(misread.tolist()), held_out)


def some_samples(
    job: TrainingJob, base: Network, count: int
) -> Generator[float, None, tuple[LabelledSample, ...]]:
    """At most so many of the samples that a job would learn from, spread over all of them."""
    with SampleStore(Path(job.store)) as store:
        noted = yield from _choose(store, job, base)
        ids = noted["training"]
        shown = min(count, len(ids))
        some = [ids[n * len(ids) // shown] for n in range(shown)]
        return tuple((yield from _read(store, some)))


def note(file: Path, value: Any) -> None:
    """Write plain values beside the place, then move them there in one step."""
    beside = file.with_suffix(".new")
    beside.write_text(json.dumps(value), encoding="utf-8")
    beside.replace(file)


def _choose(
    store: SampleStore, job: TrainingJob, base: Network
) -> Generator[float, None, dict[str, Any]]:
    """Ids with labels of both sides; what contradicts itself is left out."""
    labels = job.labels if job.which == "labels" else None
    learnt = store.ids(SampleFilter(held_out=False, labels=labels), "oldest")
    held_out = store.ids(SampleFilter(held_out=True), "oldest")
    found: list[list[tuple[str, int, bytes]]] = []
    for side, ids in enumerate((learnt, held_out)):
        found.append([])
        for some in _portions(ids):
            rasters, numbers = store.arrays(some)
            taken = np.ones(len(some), np.bool_)
            if side == 0 and job.which == "misread":
                taken = _misread(base, rasters, numbers.tolist())
            rows = zip(some, numbers.tolist(), rasters, strict=True)
            chosen = itertools.compress(rows, taken)
            found[side] += [(name, label, raster.tobytes()) for name, label, raster in chosen]
            yield 0.0
    return _without_contradictions(*found)


def _without_contradictions(
    training: Sequence[tuple[str, int, bytes]], held_out: Sequence[tuple[str, int, bytes]]
) -> dict[str, Any]:
    """Leave out rasters with two labels, and training samples that are also held out."""
    labels: dict[bytes, set[int]] = {}
    for _, label, raster in (*training, *held_out):
        labels.setdefault(raster, set()).add(label)
    measured = {raster for _, _, raster in held_out}
    kept = {
        "training": [
            (name, label)
            for name, label, raster in training
            if len(labels[raster]) == 1 and raster not in measured
        ],
        "held_out": [(name, y) for name, y, raster in held_out if len(labels[raster]) == 1],
    }
    left_out = len(training) + len(held_out) - sum(map(len, kept.values()))
    return {**kept, "left_out": left_out}


def _read(
    store: SampleStore, noted: Sequence[tuple[str, int]]
) -> Generator[float, None, list[LabelledSample]]:
    """Samples by id, deleted ones as well, with the labels they had when they were chosen."""
    result: list[LabelledSample] = []
    for first in range(0, len(noted), _AT_ONCE):
        some = noted[first : first + _AT_ONCE]
        samples: dict[str, Sample] = {s.id: s for s in store.get([name for name, _ in some])}
        for name, label in some:
            if name not in samples:
                raise ValueError(f"sample {name[:8]}… was removed for ever: this cannot go on")
            result.append(LabelledSample(samples[name].raster, label, samples[name].drawing))
        yield first / len(noted)
    return result


def _misread(network: Network, rasters: np.ndarray, labels: Iterable[int]) -> np.ndarray:
    """(n,) bool: as `SampleFilter.misread` has it."""
    arrays = rasters.astype(np.float32) / np.float32(255)
    return np.array(
        [
            verdict.is_digit if label == NOT_A_DIGIT else int(row.argmax()) != label
            for label, (row, verdict) in zip(labels, recognize_arrays(network, arrays), strict=True)
        ],
        np.bool_,
    )


def _portions(ids: Sequence[str]) -> Iterable[Sequence[str]]:
    return (ids[first : first + _AT_ONCE] for first in range(0, len(ids), _AT_ONCE))
