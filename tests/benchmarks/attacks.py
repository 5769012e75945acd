"""How many attacks the refusal stops: those that do not know it, and those that attack it as well.

A number, never a proof: whoever searches longer, or otherwise, may find more. Every row is printed
as soon as it is measured, so that a long run can be broken off.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter, deque

from tests.benchmarks import harness  # limits BLAS to one thread, so before numpy

import numpy as np  # isort: skip

SURE, WANTED = 0.9, 0.99
LEAST_REFUSED, MOST_ACCEPTED = 0.95, 0.2  # the targets
BUDGET = 20_000  # evaluations of an attack that knows the refusal
CLASSES = range(10)


def main():
    import torch

    from app import paths
    from model.weights import load

    parser = argparse.ArgumentParser()
    parser.add_argument("--runs", type=int, default=50, help="with ten classes and its own seed")
    parser.add_argument("--drawings", type=int, default=20, help="that are changed")
    parser.add_argument("--part", choices=("knows", "knows-not", "all"), default="all")
    parser.add_argument("--network", default=paths.DEFAULT_NETWORK)
    options = parser.parse_args()
    torch.set_num_threads(1)
    network = load(paths.bundled_network(options.network)).network
    runs = range(options.runs)
    if options.part != "knows":
        for encoding in ("direct", "cppn"):
            tell(
                options, f"evolution, {encoding}", "knows not", *evolutions(network, encoding, runs)
            )
        tell(options, "ascent, blank", "knows not", ascents(network, "blank", 1))
        tell(options, "ascent, noise", "knows not", ascents(network, "noise", options.runs))
        for norm, most in (("l2", 6.0), ("linf", 0.5), ("pixels", 60.0)):
            changed = changes(network, norm, most, options.drawings)
            tell(options, f"least change, {norm}", "knows not, of a real digit", changed)
    if options.part != "knows-not":
        for encoding in ("direct", "cppn"):
            found, _ = evolutions(network, encoding, runs, knows_refusal=True)
            tell(options, f"evolution, {encoding}", "knows", found)
        tell(options, "ascent, noise", "knows", restarted(network, runs))


def tell(options, attack, kind, found, early=None):
    """Print a row: of the pictures above SURE, how many are refused; of all, how many pass."""
    sure = [f for f in found if f.prediction == f.target and f.confidence > SURE]
    refused = sum(not f.verdict.is_digit for f in sure)
    succeeded = len(sure) - refused
    row = {
        "attack": attack,
        "kind": kind,
        "pictures": len(found),
        "above 0.9": len(sure),
        "mean confidence": round(float(np.mean([f.confidence for f in found])), 4),
        "refused of those above 0.9": round(refused / len(sure), 4) if sure else None,
        "verdicts of those above 0.9": dict(Counter(f.verdict.kind for f in sure)),
        "accepted above 0.9 of all": round(succeeded / len(found), 4),
    }
    if kind == "knows not":
        row |= {"target": LEAST_REFUSED, "met": bool(sure) and refused / len(sure) >= LEAST_REFUSED}
    if kind == "knows":
        met = succeeded / len(found) <= MOST_ACCEPTED
        row |= {"evaluations": BUDGET, "aim": MOST_ACCEPTED, "met": met}
    if early:
        stopped = sum(not f.verdict.is_digit for f in early)
        row["when first above 0.99"] = len(early)
        row["of these refused"] = round(stopped / len(early), 4)
    row |= {"network": options.network, "seconds": round(time.perf_counter() - BEGUN, 1)}
    print(json.dumps(row), flush=True)


BEGUN = time.perf_counter()


def evolutions(network, encoding, seeds, *, knows_refusal=False):
    """The elites at the end of every run, and each when it first was above WANTED."""
    from model.evolution.evolving import evolve
    from model.fooling import EvolutionConfig

    found, early = [], []
    config = EvolutionConfig(encoding)
    generations = BUDGET // config.children - 1 if knows_refusal else config.generations
    for seed in seeds:
        config = EvolutionConfig(encoding, generations, seed=seed, knows_refusal=knows_refusal)
        first = {}
        for report in evolve(network, config):
            for elite in report.best:
                if elite.confidence > WANTED:
                    first.setdefault(elite.target, elite)
        found += report.best
        early += first.values()
    return found, early


def ascents(network, kind, runs):
    """Every class once per run."""
    from model.fooling import AscentConfig, read_as
    from model.learning.fooling.ascent import climb, start
    from model.learning.fooling.reader import Reader

    config = AscentConfig()
    found = []
    for seed in range(runs):
        reader = Reader(network, CLASSES, knows_refusal=False)
        first = start(kind, 10, seed)
        (pictures,) = deque(climb(reader, first, config.steps, config.rate), maxlen=1)
        found += read_as(network, pictures, CLASSES)
    return found


def restarted(network, seeds):
    """The best of as many starts from noise as the budget allows, for every class of every run."""
    from model.fooling import AscentConfig, read_as
    from model.learning.fooling.ascent import climb, start
    from model.learning.fooling.reader import Reader

    config = AscentConfig()
    starts = BUDGET // (10 * (config.steps + 1))
    targets = np.repeat(CLASSES, starts)
    found = []
    for seed in seeds:
        reader = Reader(network, targets.tolist(), knows_refusal=True)
        first = start("noise", len(targets), seed)
        (pictures,) = deque(climb(reader, first, config.steps, config.rate), maxlen=1)
        objectives, _ = reader.slopes(pictures)
        best = objectives.reshape(10, starts).argmax(axis=1) + starts * np.arange(10)
        found += read_as(network, pictures[best], CLASSES)
    return found


def changes(network, norm, most, count):
    """Digits of MNIST's test part, or generated ones without it, turned into nine others each."""
    from model.data.mnist import load_digits
    from model.fooling import ChangeConfig
    from model.learning.fooling.least_change import least_changes

    digits = load_digits(harness.mnist_folder(), "test")
    found = []
    for raster, label in zip(digits.rasters()[:count], digits.labels[:count].tolist(), strict=True):
        targets = tuple(target for target in CLASSES if target != label)
        search = least_changes(network, raster, ChangeConfig(norm, targets, most))
        last = {change.target: change for change in search}
        found += [change.result for change in last.values()]
    return found


if __name__ == "__main__":
    main()
