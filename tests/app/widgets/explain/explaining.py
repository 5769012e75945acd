"""Maps with numbers that can be followed by hand."""

from __future__ import annotations

import numpy as np

from app.commands.self_test import digit_drawing
from app.explained import ShownMap
from model.explanation import Attribution, Curves, Occluder, Randomisation, Target
from model.raster import rasterize
from model.recognizer import recognize

FACTS = {
    "integrated": {"sum": 6.195, "change": 6.104, "gap": 0.091, "steps": 64.0},
    "occlusion": {"places": 784.0, "largest": 1.94},
}


def recognition_of(record, digit=7):
    return recognize(record.network, rasterize(digit_drawing(digit)))


def shown_map(record, method="gradient", target=Target(7), values=None, occluder=Occluder()):
    """A map of the plain 7 whose scale is 1.0: a pixel at 2.0, more at 1.0 and -1.0."""
    if values is None:
        values = np.zeros((28, 28), np.float32)
        values[0, 3] = 2.0  # 1 of 69 that are not 0 is less than 2 %
        values[1, :20], values[2, :20], values[27] = 1.0, -1.0, 1.0
    attribution = Attribution(method, target, values, 5.0, FACTS.get(method, {}))
    return ShownMap(recognition_of(record), target, occluder, attribution)


def curves(kind="deletion", digit=7):
    """Three level lines, 0.2 (occlusion), 0.4 (gradient) and, as if it were read, 0.6 (random)."""
    pixels = np.arange(5) * 10
    made = {"gradient": 0.4, "occlusion": 0.2, "random": 0.6}
    return Curves(kind, digit, pixels, {name: np.full(5, mean) for name, mean in made.items()})


def randomised():
    """Guided hardly changes, the gradient does."""
    generator = np.random.default_rng(5)
    maps = {
        n: generator.normal(size=(3, 28, 28)).astype(np.float32) for n in ("gradient", "guided")
    }
    similar = {"gradient": np.array([1.0, 0.4, 0.1]), "guided": np.array([1.0, 0.9, 0.8])}
    return Randomisation(("", "Out", "F6"), maps, similar)
