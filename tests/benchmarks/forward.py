"""numpy's forward pass with all layers against torch eager, alternating, at 125 Hz."""

from __future__ import annotations

import statistics
import time

from tests.benchmarks import harness  # limits BLAS to one thread, so before numpy

import numpy as np  # isort: skip
from tests.benchmarks.harness import PERIOD_S

ROUNDS, BLOCK = 12, 60


def main():
    import torch

    from app import paths
    from app.commands.self_test import digit_drawing
    from model.forward import trace
    from model.learning import module
    from model.raster import rasterize
    from model.weights import load

    torch.set_num_threads(1)
    network = load(paths.bundled_network()).network
    torch_network = module.to_module(network)
    raster = rasterize(digit_drawing(8)).array[None]
    tensor = torch.tensor(np.array(raster))[:, None]

    def by_torch():
        with torch.inference_mode():
            torch_network.steps(tensor)

    def block(call):
        times = []
        for _ in range(BLOCK):
            start = time.perf_counter()
            call()
            times.append(time.perf_counter() - start)
            time.sleep(max(0.0, PERIOD_S - times[-1]))
        return statistics.median(times)

    ours, theirs = [], []
    for _ in range(ROUNDS):
        ours.append(block(lambda: trace(network, raster)))
        theirs.append(block(by_torch))
    ratio = statistics.median(a / b for a, b in zip(ours, theirs, strict=True))
    ms = {"numpy": 1000 * statistics.median(ours), "torch": 1000 * statistics.median(theirs)}
    harness.report("forward", {"numpy / torch": (ratio, 0.5)}, aim=0.35, median_ms=ms)


if __name__ == "__main__":
    main()
