"""Real stores of a few samples whose readings are known beforehand."""

from __future__ import annotations

import numpy as np

from model.samples.sample import NewSample, Reading
from model.samples.store import SampleStore
from model.strokes import Drawing, make_stroke
from model.verdict import Verdict

NETWORK, OTHER_NETWORK = "a" * 64, "b" * 64


def reading(prediction, confidence=0.9, kind="digit", score=0.95):
    """A network's answer; what the prediction does not have, the others share equally."""
    rest = (1 - confidence) / 9
    probabilities = tuple(confidence if n == prediction else rest for n in range(10))
    return Reading(probabilities, Verdict(kind, score))


def scrawl(number):
    """A drawing that is no near-duplicate of another number's."""
    points = np.random.default_rng(number).uniform(20, 236, (6, 2))
    return Drawing((make_stroke([(float(x), float(y)) for x, y in points], 18.0),))


def sample(number, label, read=None, **more):
    """A new sample; read: a reading, or the digit that was read."""
    if isinstance(read, int):
        read = reading(read, 0.9 + number / 1000)
    return NewSample(scrawl(number), label, network=NETWORK, reading=read, **more)


# label and what was read; the last but one is refused, the last is none of the ten.
MIXED = (
    *((0, 0), (0, 8), (0, 8), (0, 4), (1, 1), (1, 7), (2, 2), (3, 3), (4, 4), (7, 7)),
    (5, reading(3, 0.6, "unlike", 0.3)),
    (10, reading(6, 0.8)),
)


def mixed_store(path):
    """The samples of MIXED; returns the open store and their ids in that order."""
    store = SampleStore(path)
    stored = store.add_many([sample(n, label, read) for n, (label, read) in enumerate(MIXED)])
    return store, list(stored.ids)
