"""Explanations in an engine process: what it can be asked for. Names: `task_names`.

Everywhere: folder and checksum are those of the network, raster is (28, 28) float32 in [0, 1].
All raise ValueError when the network has no such target.

EXPLAIN    (folder, checksum, raster, target: Target, occluder: Occluder,
            methods: Collection[Method]) -> yields an Attribution as soon as it is there, the fast
            ones first (gradient, guided, deconvnet, integrated, occlusion); result: tuple of all
            in the same order
OCCLUDE    (folder, checksum, raster, target, occluder) -> Attribution; needs no torch
CURVES     (folder, checksum, raster, attributions: Sequence[Attribution],
            kind: "deletion" | "insertion") -> Curves; needs no torch
RANDOMISE  (folder, checksum, raster, target, occluder, methods, seed: int) -> yields the part
            done, 0 to 1; result: Randomisation

The occluder under the pointer needs no engine: `model.occlusion.occluded`, then `recognizer`.
torch is imported only by what needs it: the lite program has engines too.
"""

from __future__ import annotations

from collections.abc import Collection, Generator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from model import honesty, occlusion
from model.explanation import Array, Attribution, Curves, Method, Occluder, Randomisation, Target
from model.network import Network
from model.weights import load

if TYPE_CHECKING:
    from model.learning.module import SpecModule


def explain(
    folder: str,
    checksum: str,
    raster: Array,
    target: Target,
    occluder: Occluder,
    methods: Collection[Method],
) -> Generator[Attribution, None, tuple[Attribution, ...]]:
    """A map for each method, one after the other."""
    from model.learning.explain.explaining import explain as explain_all

    network, module = _network(folder, checksum), _module(folder, checksum)
    found = []
    for item in explain_all(network, module, raster, target, methods, occluder):
        found.append(item)
        yield item
    return tuple(found)


def occlude(
    folder: str, checksum: str, raster: Array, target: Target, occluder: Occluder
) -> Attribution:
    """The map of all places that an occluder can cover."""
    return occlusion.occlusion(_network(folder, checksum), raster, target, occluder)


def curves(
    folder: str,
    checksum: str,
    raster: Array,
    attributions: Sequence[Attribution],
    kind: Literal["deletion", "insertion"],
) -> Curves:
    """What becomes of the answer when pixels go, or come, in the order of each map."""
    return honesty.curves(_network(folder, checksum), raster, attributions, kind)


def randomise(
    folder: str,
    checksum: str,
    raster: Array,
    target: Target,
    occluder: Occluder,
    methods: Collection[Method],
    seed: int,
) -> Generator[float, None, Randomisation]:
    """The maps of ever more random networks."""
    from model.learning.explain.randomisation import randomise as randomise_all

    network = _network(folder, checksum)
    return (yield from randomise_all(network, raster, target, methods, seed, occluder))


@lru_cache(maxsize=2)  # two, as they are compared
def _network(folder: str, checksum: str) -> Network:  # noqa: ARG001  what changed is read anew
    return load(Path(folder)).network


@lru_cache(maxsize=2)
def _module(folder: str, checksum: str) -> SpecModule:
    """The network as a torch module on the CPU, and torch on one thread."""
    from model.learning.device import torch_device
    from model.learning.module import to_module

    return to_module(_network(folder, checksum)).to(torch_device("cpu"))
