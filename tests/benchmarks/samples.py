"""A store of 50,000 samples: opening it, listing, filtering, a page of tiles, storing one more.

python -m tests.benchmarks.samples [COUNT]
"""

from __future__ import annotations

import itertools
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

from tests.benchmarks import harness

COUNT = 50_000
PAGE = 120  # tiles on a large screen
ROUNDS = 7


def new_samples(count):
    """Pen digits, each with what a network might have said."""
    from model.samples.sample import NewSample, Reading
    from model.strokes import PAPER, Drawing, make_stroke
    from model.verdict import Verdict

    rng = np.random.default_rng(0)
    for n, path in enumerate(itertools.islice(harness.digit_paths(PAPER), count)):
        probabilities = rng.dirichlet(np.full(10, 0.2))
        kind = "digit" if rng.random() < 0.97 else "unlike"
        reading = Reading(tuple(probabilities.tolist()), Verdict(kind, float(rng.random())))
        drawing = Drawing((make_stroke(path, 18.0),))
        yield NewSample(drawing, n % 11, "drawn", "0" * 64, "a network", reading)


def median_ms(call):
    times = []
    for _ in range(ROUNDS):
        start = time.perf_counter()
        call()
        times.append(1000 * (time.perf_counter() - start))
    return float(np.median(times))


def main():
    from model.samples.listing import SampleFilter
    from model.samples.store import SampleStore

    count = int(sys.argv[1]) if len(sys.argv) > 1 else COUNT
    network = "0" * 64
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "samples.sqlite3"
        store = SampleStore(path)
        start = time.perf_counter()
        store.add_many(new_samples(count))
        adding_s = time.perf_counter() - start
        store.close()
        reference = median_ms(lambda: sum(map(len, path.read_bytes().split(b"\0"))))

        def open_and_close():
            SampleStore(path).close()

        opening = median_ms(open_and_close)
        store = SampleStore(path)
        ids = store.ids()
        more = new_samples(2 * ROUNDS)
        start = time.perf_counter()
        store.add(next(more))
        first_add = 1000 * (time.perf_counter() - start)
        some = ids[:: max(1, count // 200)]
        times = {
            "newest": median_ms(store.ids),
            "doubt": median_ms(lambda: store.ids(SampleFilter(network), "doubt")),
            "label probability": median_ms(
                lambda: store.ids(SampleFilter(network), "label probability")
            ),
            "one label": median_ms(lambda: store.ids(SampleFilter(network, labels=(3,)))),
            "misread": median_ms(lambda: store.ids(SampleFilter(network, misread=True), "doubt")),
            "refused": median_ms(lambda: store.count(SampleFilter(network, refused=True))),
            "page": median_ms(lambda: store.rows(ids[count // 2 :][:PAGE], network)),
            "balance": median_ms(store.balance),
            "confusion": median_ms(lambda: store.confusion(SampleFilter(network))),
            "near-duplicates": median_ms(store.near_duplicates),
            "add": median_ms(lambda: store.add(next(more))),
            "relabel 200": median_ms(lambda: store.relabel(some, 4)),
            "changed since": median_ms(lambda: store.changed_since(1)),
            "data version": median_ms(store.data_version),
        }
        size = path.stat().st_size
        store.close()
    harness.report(
        "samples",
        # Lists and counts are asked in a thread; these three in the window's own.
        {f"{name}, ms": (times[name], 100.0) for name in ("page", "add", "relabel 200")},
        samples=count,
        bytes_per_sample=round(size / count),
        add_many_ms_per_sample=round(1000 * adding_s / count, 3),
        opening_with_check_ms=round(opening, 2),
        first_add_ms=round(first_add, 2),
        ms={name: round(value, 2) for name, value in times.items()},
        against_reading_the_file={n: round(value / reference, 3) for n, value in times.items()},
    )


if __name__ == "__main__":
    main()
