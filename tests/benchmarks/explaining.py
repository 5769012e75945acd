"""All five maps of a drawing against its forward pass, alternating, one thread."""

from __future__ import annotations

import statistics
import time

from tests.benchmarks import harness

ROUNDS = 20


def main():
    from app import paths
    from app.commands.self_test import digit_drawing
    from model.explanation import FASTEST_FIRST, METHODS, Occluder, Target
    from model.forward import trace
    from model.honesty import curves
    from model.learning.device import torch_device
    from model.learning.explain.explaining import explain
    from model.learning.module import to_module
    from model.raster import rasterize
    from model.weights import load

    network = load(paths.bundled_network()).network
    module = to_module(network).to(torch_device("cpu"))
    rasters = [rasterize(digit_drawing(digit)).array for digit in range(10)]
    forward, everything, honesty = [], [], []
    each = {method: [] for method in FASTEST_FIRST}
    for number in range(ROUNDS + 1):  # the first one only warms up
        digit = number % len(rasters)
        raster, maps = rasters[digit], []
        forward.append(_ms(lambda raster=raster: trace(network, raster[None])))
        begun = time.perf_counter()
        start = begun
        for item in explain(network, module, raster, Target(digit), METHODS, Occluder()):
            maps.append(item)
            end = time.perf_counter()
            each[item.method].append(1000 * (end - start))
            start = end
        everything.append(1000 * (end - begun))
        honesty.append(
            _ms(lambda raster=raster, maps=maps: curves(network, raster, maps, "deletion"))
        )
    median = {name: statistics.median(times[1:]) for name, times in each.items()}
    median |= {"all five": statistics.median(everything[1:])}
    median |= {"deletion curves": statistics.median(honesty[1:])}
    median |= {"forward pass": statistics.median(forward[1:])}
    ratio = median["all five"] / median["forward pass"]
    harness.report(
        "explaining",
        {"all five / 784 + 3 * 96 forward passes": (ratio / (784 + 3 * 96), 1.0)},
        forward_passes=round(ratio, 1),
        median_ms={name: round(value, 3) for name, value in median.items()},
    )


def _ms(call):
    start = time.perf_counter()
    call()
    return 1000 * (time.perf_counter() - start)


if __name__ == "__main__":
    main()
