"""Do the maps depend on what was learnt? Weights made random, layer by layer (Adebayo et al. 2018).

From the last layer to the first, cumulatively. A map that hardly changes shows the drawing, not
what the network has learnt of it.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Iterator

import numpy as np

from model.explanation import METHODS, Array, Method, Occluder, Randomisation, Target
from model.honesty import rank_correlation
from model.learning.explain.explaining import explain
from model.learning.module import to_module
from model.network import Network


def randomise(
    network: Network,
    raster: Array,
    target: Target,
    methods: Collection[Method],
    seed: int,
    occluder: Occluder = Occluder(),
) -> Generator[float, None, Randomisation]:
    """Maps of the trained network and of ever more random ones; yields the part done, 0 to 1.

    raster: (28, 28) float32 in [0, 1]. Raises ValueError as `explain`.
    """
    names = [layer.name for layer in network.spec.layers]
    end = names[-1] if target.unit is None else target.unit.layer
    target.check(network.spec)
    behind = set(names[names.index(end) + 1 :])
    layers = ("", *(name for name in layers_from_the_end(network) if name not in behind))
    maps: dict[Method, list[Array]] = {method: [] for method in METHODS if method in methods}
    steps = len(layers) * len(maps)
    for number, changed in enumerate(_before(behind, network, seed)):
        found = explain(changed, to_module(changed), raster, target, methods, occluder)
        for done, item in enumerate(found, 1):
            maps[item.method].append(item.values)
            yield (number * len(maps) + done) / steps
    stacked = {method: np.stack(some) for method, some in maps.items()}
    return Randomisation(
        layers,
        stacked,
        {
            method: np.array([similarity(some[0], one) for one in some])
            for method, some in stacked.items()
        },
    )


def _before(behind: Collection[str], network: Network, seed: int) -> Iterator[Network]:
    """The network itself, and those in which more is random than the layers behind a unit."""
    for layer, changed in zip(
        ("", *layers_from_the_end(network)), randomised(network, seed), strict=True
    ):
        if layer not in behind:
            yield changed


def similarity(first: Array, second: Array) -> float:
    """Spearman's rank correlation of two maps' amounts, -1 to 1.

    Pixels that are 0 in both are left out. Off the ink integrated gradients are 0 whatever the
    network is; counting that as agreement would call any two of their maps alike.
    """
    differs = (first != 0) | (second != 0)
    return rank_correlation(np.abs(first[differs]), np.abs(second[differs]))


def layers_from_the_end(network: Network) -> tuple[str, ...]:
    """Names of the layers that have weights, the last first."""
    counts = network.spec.parameter_counts
    return tuple(name for name in reversed(counts) if counts[name])


def randomised(network: Network, seed: int) -> Iterator[Network]:
    """The network itself, then with its last layer random, its last two, ... all of them.

    Weights and biases are drawn from a normal distribution around 0 as large as what was learnt
    (same root mean square), so that signals keep their size; what is not connected stays 0.
    """
    random = np.random.default_rng(seed)
    parameters, masks = dict(network.parameters), network.spec.masks
    yield network
    for layer in layers_from_the_end(network):
        for name in (f"{layer}.weight", f"{layer}.bias"):
            learnt = network.parameters[name]
            mask = masks.get(name, np.ones(learnt.shape, np.bool_))
            size = np.sqrt(np.mean(learnt[mask] ** 2))
            drawn = random.normal(0, size, learnt.shape) * mask
            parameters[name] = drawn.astype(np.float32)
        yield Network(network.name, network.spec, dict(parameters), network.calibration)
