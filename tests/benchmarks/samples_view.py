"""Longest gap of the event loop while 50,000 samples are opened, filtered, scrolled, selected.

python -m tests.benchmarks.samples_view [COUNT] [--store PATH]

--store: where the store is kept for the next run; making it takes some minutes.
"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.benchmarks import harness
from tests.benchmarks.event_loop import Heartbeat

import numpy as np  # isort: skip  # after the harness has limited its threads

COUNT = 50_000
NETWORK = "0" * 64
LIMIT_MS = 100.0
AT_ONCE = 2_000


def new_samples(count: int) -> Iterator[object]:
    """Scrawls of random points, each with what a network might have said."""
    from model.samples.sample import NewSample, Reading
    from model.strokes import PAPER, Drawing, make_stroke
    from model.verdict import Verdict

    rng = np.random.default_rng(0)
    for n in range(count):
        points = rng.uniform(0.1 * PAPER, 0.9 * PAPER, (6, 2))
        probabilities = rng.dirichlet(np.full(10, 0.05))
        label = int(probabilities.argmax()) if rng.random() < 0.95 else n % 11
        kind = "digit" if rng.random() < 0.97 else "unlike"
        reading = Reading(tuple(probabilities.tolist()), Verdict(kind, float(rng.random())))
        drawing = Drawing((make_stroke([(float(x), float(y)) for x, y in points], 18.0),))
        origin = ("drawn", "guided", "imported:some-archive")[n % 3]
        yield NewSample(drawing, label, origin, NETWORK, "a network", reading)


def make_store(path: Path, count: int) -> None:
    """A store of `count` samples, if there is none yet."""
    from model.samples.store import SampleStore

    with SampleStore(path) as store:
        if store.count() >= count:
            return
        batch = []
        for new in new_samples(count):
            batch.append(new)
            if len(batch) == AT_ONCE:
                store.add_many(batch)
                batch.clear()
        store.add_many(batch)


def settle(panel: object) -> None:
    """Run the event loop until every answer has come and every page is read."""
    seen: list[object] = []
    signals = panel._questions.lists_counted, panel._questions.found
    connections = [signal.connect(seen.append) for signal in signals]
    panel._questions.list_samples(panel.choice)
    panel._questions.count()
    harness.wait_for(lambda: len(seen) >= 2)
    for signal, connection in zip(signals, connections, strict=True):
        signal.disconnect(connection)
    harness.spin(0.3)


def find(panel: object, act: object) -> None:
    """Act, and run the event loop until the samples that it asks for are shown."""
    seen: list[object] = []
    connection = panel._questions.found.connect(seen.append)
    act()
    harness.wait_for(lambda: seen)
    panel._questions.found.disconnect(connection)
    harness.spin(0.3)


def filter_all(panel: object) -> None:
    """Every kind of filter and order, on and off."""
    from dataclasses import replace

    from app.widgets.samples.choice import Choice

    chips, toggles = panel.filters.chips, panel.filters.toggles
    for button in (chips[3], chips[None], *toggles.values()):
        find(panel, button.click)
    for order in ("newest", "doubt", "label probability"):
        find(panel, lambda order=order: panel.choose(Choice(order=order)))
    everything = panel.choice
    for change in ({"origin": "guided"}, {"held_out": True}, {"days": 0}, {"cell": (3, 3)}, {}):
        find(panel, lambda change=change: panel.choose(replace(everything, **change)))


def scroll(panel: object) -> None:
    """By the wheel's steps, by whole pages, and as if the handle were dragged."""
    bar = panel.grid.verticalScrollBar()
    for _ in range(120):
        bar.setValue(bar.value() + 60)
        harness.spin(0.008)
    for _ in range(40):
        bar.setValue(bar.value() + bar.pageStep())
        harness.spin(0.02)
    for share in np.linspace(0, 1, 80):
        bar.setValue(round(share * bar.maximum()))
        harness.spin(0.008)


def select(panel: object) -> None:
    """Everything, nothing, and a refresh with everything selected."""
    panel.grid.selectAll()
    harness.spin(0.5)
    find(panel, panel.refresh)
    panel.grid.clearSelection()
    harness.spin(0.5)


def sizes(panel: object) -> None:
    """Other tiles, another window."""
    for factor in (1, 3, 2):
        panel.header.factors[factor].click()
        harness.spin(0.3)
    panel.resize(1504, 1028)
    harness.spin(0.5)


def measure(path: Path) -> dict[str, float]:
    """The longest gap of each kind of use in milliseconds."""
    from app.application import make_application
    from app.panels.samples import SamplesPanel
    from app.theme import style_sheet
    from app.tokens import LIGHT
    from model.samples.store import SampleStore

    application = make_application()
    application.setStyleSheet(style_sheet(LIGHT))
    store, beat, panel = SampleStore(path), Heartbeat(), SamplesPanel()
    panel.resize(1030, 716)
    panel.show()
    harness.spin(0.5)

    def open_store() -> None:
        panel.show_store(store, NETWORK)
        settle(panel)

    gaps = {
        what: beat.during(lambda act=act: act(panel) if act else open_store())
        for what, act in (
            ("opening", None),
            ("filtering", filter_all),
            ("scrolling", scroll),
            ("selecting all", select),
            ("tile and window size", sizes),
            ("scrolling in a large window", scroll),
        )
    }
    panel.close_store()
    panel.close()
    store.close()
    return gaps


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("count", nargs="?", type=int, default=COUNT)
    parser.add_argument("--store", type=Path)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = given.store or Path(folder) / "samples.sqlite3"
        make_store(path, given.count)
        gaps = measure(path)
    budgets = {f"{what} ms": (gap, LIMIT_MS) for what, gap in gaps.items()}
    harness.report("samples_view", budgets, samples=given.count)


if __name__ == "__main__":
    main()
