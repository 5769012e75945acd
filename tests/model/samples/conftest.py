"""What the tests of the store share: drawings, readings, stores, folders nobody may write to."""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path

import numpy as np
import pytest

from model.data.mnist import NOT_A_DIGIT
from model.picture import place
from model.samples.sample import NewSample, Reading
from model.samples.store import SampleStore
from model.strokes import Drawing, make_stroke
from model.verdict import Verdict

NETWORK = "ab" * 32


def scribble(seed, points=6):
    """A drawing that is like no other."""
    random = np.random.default_rng(seed)
    return Drawing((make_stroke(random.uniform(20, 220, (points, 2)), 18.0),))


def reading(prediction, confidence=0.8, kind="digit", score=0.95):
    rest = (1 - confidence) / 9
    probabilities = tuple(confidence if d == prediction else rest for d in range(10))
    return Reading(probabilities, Verdict(kind, score))


def sample(seed, label=3, **more):
    return NewSample(scribble(seed), label, **more)


@pytest.fixture
def path(tmp_path):
    return tmp_path / "samples.sqlite3"


@pytest.fixture
def store(path):
    with SampleStore(path) as opened:
        yield opened


@contextmanager
def nobody():
    """As a user without rights, where the tests run as root: root may write everywhere."""
    if os.geteuid() != 0:
        yield
        return
    os.seteuid(65534)
    try:
        yield
    finally:
        os.seteuid(0)


@pytest.fixture
def closed_folder():
    """A folder, outside those of pytest that only root may enter, and a way to close it."""
    folder = Path(tempfile.mkdtemp(prefix="digitscope-"))
    folder.chmod(0o755)

    def close():
        for file in folder.iterdir():
            file.chmod(0o444)
        folder.chmod(0o555)
        return folder

    yield folder, close
    folder.chmod(0o755)
    shutil.rmtree(folder)


def carried_out(job):
    """The result of a generator, and what it reported on the way."""
    reports = []
    try:
        while True:
            reports.append(next(job))
    except StopIteration as end:
        return end.value, reports


def rich_samples():
    """Samples with all that a sample can have."""
    eraser = make_stroke([[20, 20, 0.3], [40.125, 30, 0.9]], None, "eraser")
    values = np.zeros((40, 30), np.float32)
    values[8:32, 10:20] = 1
    between = Reading(reading(3, 0.4).probabilities, Verdict("between", 0.7, (3, 8)))
    drawings = [scribble(1).with_stroke(eraser), Drawing(picture=place(values, 248.0))]
    return [
        NewSample(drawings[0], 3, "guided", NETWORK, "Ein Netz — größer", between),
        NewSample(drawings[1], NOT_A_DIGIT, "fooled", created="2026-11-22T12:00:00.000001+02:00"),
        NewSample(Drawing(scribble(3).strokes, (300.5, 200.0)), 0, held_out=True),
        *(sample(seed, seed % 11, reading=reading(seed % 10)) for seed in range(10, 30)),
    ]


@pytest.fixture
def rich_store(store):
    store.add_many(rich_samples())
    return store
