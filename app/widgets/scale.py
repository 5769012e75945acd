"""What the ends of the colour maps stand for: per map, per layer, the network, or locked."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.forward import Trace
from model.layers import Pooling
from model.network import NetworkSpec

ScaleMode = Literal["layer", "map", "network", "locked"]
SCALE_TEXTS: dict[ScaleMode, str] = {
    "layer": "shared in layer",
    "map": "each map its own",
    "network": "whole network",
    "locked": "locked",
}
GAMMAS = (1.0, 0.7, 0.5)


@dataclass(frozen=True, slots=True)
class Scale:
    """Largest absolute value by layer name; before and after the activation share it.

    A pooling layer shares the scale of the layer it reduces, so that the same number has the
    same colour in both. per_map: every map is drawn with its own largest value instead.
    """

    largest: dict[str, float]
    per_map: bool = False


@lru_cache(maxsize=8)
def layer_groups(spec: NetworkSpec) -> dict[str, str]:
    """Layer name -> name of the layer whose scale it shares."""
    groups: dict[str, str] = {}
    for before, layer in zip((None, *spec.layers), spec.layers, strict=False):
        shares = isinstance(layer, Pooling) and before is not None
        groups[layer.name] = groups[before.name] if shares and before else layer.name
    return groups


def measure(spec: NetworkSpec, trace: Trace, mode: ScaleMode) -> Scale:
    """The scale of one forward pass (its first raster)."""
    groups = layer_groups(spec)
    largest = dict.fromkeys(groups.values(), 0.0)
    for layer, group in groups.items():
        for arrays in (trace.pre_activations, trace.activations):
            if layer in arrays:
                largest[group] = max(largest[group], _largest(arrays[layer][0]))
    if mode == "network":
        largest = dict.fromkeys(largest, max(largest.values()))
    return Scale({layer: largest[group] for layer, group in groups.items()}, mode == "map")


def _largest(values: NDArray[np.float32]) -> float:
    return max(float(values.max()), -float(values.min()))
