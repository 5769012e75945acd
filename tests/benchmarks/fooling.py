"""Evolution against the bare forward pass over the same number of pictures, in one run.

Both encodings, the default configuration: 200 generations, ten classes at once, without refusal.
"""

from __future__ import annotations

import argparse
import time

from tests.benchmarks import harness  # limits BLAS to one thread, so before numpy

import numpy as np  # isort: skip

MOST, WANTED = 10.0, 0.99
PORTIONS = 100  # the forward pass is timed in between, so that both meet the same noise


def main():
    from app import paths
    from model.weights import load

    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=0)
    seed = parser.parse_args().seed
    network = load(paths.bundled_network()).network
    found = {encoding: evolved(network, encoding, seed) for encoding in ("direct", "cppn")}
    budgets = {
        f"{name}: evolution / forward": (each.pop("ratio"), MOST) for name, each in found.items()
    }
    lowest = min(each["lowest confidence"] for each in found.values())
    budgets["0.99 - lowest confidence"] = (WANTED - lowest, 0.0)
    harness.report("fooling", budgets, seed=seed, **found)


def evolved(network, encoding, seed):
    from model.evolution.evolving import evolve, read
    from model.fooling import EvolutionConfig

    config = EvolutionConfig(encoding, seed=seed)
    rng = np.random.default_rng(0)
    forward_s, passes = 0.0, 0
    first_above = None
    for report in evolve(network, config):
        if first_above is None and report.confidences[-1].min() > WANTED:
            first_above = report.generation
        if report.generation % (config.generations // PORTIONS) == 0:
            pictures = rng.random((config.children, 28, 28), np.float32)
            begun = time.perf_counter()
            read(network, pictures)
            forward_s += time.perf_counter() - begun
            passes += 1
    same_s = forward_s / passes * report.evaluations / config.children
    lowest = float(report.confidences[-1].min())
    return {
        "ratio": report.elapsed_s / same_s,
        "generations": report.generation,
        "children": config.children,
        "all ten > 0.99": lowest > WANTED,
        "all ten > 0.99 in generation": first_above,
        "lowest confidence": round(lowest, 6),
        "seconds": round(report.elapsed_s, 2),
        "forward seconds": round(same_s, 2),
    }


if __name__ == "__main__":
    main()
