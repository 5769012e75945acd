"""One drawing explained in several ways, map after map."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping

from model.explanation import FASTEST_FIRST, Array, Attribution, Method, Occluder, Target
from model.learning.explain.deconvnet import deconvnet
from model.learning.explain.gradient import gradient
from model.learning.explain.guided import guided
from model.learning.explain.integrated import integrated
from model.learning.module import SpecModule
from model.network import Network
from model.occlusion import occlusion

_REVERSE: Mapping[Method, Callable[[SpecModule, Array, Target], Attribution]] = {
    "gradient": gradient,
    "guided": guided,
    "deconvnet": deconvnet,
    "integrated": integrated,
}


def explain(
    network: Network,
    module: SpecModule,
    raster: Array,
    target: Target,
    methods: Collection[Method],
    occluder: Occluder = Occluder(),
) -> Iterator[Attribution]:
    """Yield a map for each method, the fast ones first.

    module: the network for torch; raster: (28, 28) float32 in [0, 1]. Raises ValueError for a
    target that the network does not have, or an unknown method.
    """
    unknown = set(methods) - set(FASTEST_FIRST)
    if unknown:
        raise ValueError(f"unknown method {', '.join(sorted(unknown))}")
    target.check(network.spec)
    for method in FASTEST_FIRST:
        if method == "occlusion" and method in methods:
            yield occlusion(network, raster, target, occluder)
        elif method in methods:
            yield _REVERSE[method](module, raster, target)
