"""Time of `rasterize`, and of the same with an eraser stroke and with a picture."""

from __future__ import annotations

import itertools
import time

from tests.benchmarks import harness  # limits BLAS to one thread, so before numpy

import numpy as np  # isort: skip
from tests.benchmarks.harness import percentiles

ROUNDS = 300


def measure(drawing):
    from model.raster import rasterize

    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        rasterize(drawing)
        times.append(time.perf_counter() - start)
    return percentiles(times)


def main():
    from model.picture import place
    from model.strokes import PAPER, Drawing, make_stroke

    paths = list(itertools.islice(harness.digit_paths(PAPER), 13))
    strokes = [make_stroke(path, 18.0) for path in paths]
    pen = [measure(Drawing((stroke,))) for stroke in strokes]
    erased = Drawing((strokes[0], make_stroke(paths[1][:10], 18.0, "eraser")))
    ink = np.zeros((280, 280), np.float32)
    ink[40:240, 120:150] = 1
    erasers = tuple(make_stroke(path, 18.0, "eraser") for path in paths[:5])
    figures = {
        "drawing_ms": max(pen, key=lambda row: row["p50"]),
        "with_eraser_ms": measure(erased),
        "picture_erased_ms": measure(Drawing(erasers, picture=place(ink, PAPER))),
        "picture_ms": measure(Drawing(picture=place(ink, PAPER))),
    }
    median = float(np.median([row["p50"] for row in pen]))
    harness.report("preprocessing", {"median ms": (median, 1.0)}, **figures)


if __name__ == "__main__":
    main()
