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
from model.unit import INPUT

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
    same colour in both.
    maps: layer name -> the largest value of each of its maps, when every map has its own; shared
    before and after the activation, and by what is pooled from it.
    """

    largest: dict[str, float]
    maps: dict[str, tuple[float, ...]] | None = None

    @property
    def per_map(self) -> bool:
        """True when every map has a scale of its own."""
        return self.maps is not None

    def span(self, layer: str, channel: int) -> float:
        """What the ends of the colours stand for in one map; 1 for the raster, "input"."""
        if layer == INPUT:
            return 1.0
        if self.maps is not None and layer in self.maps:
            return self.maps[layer][channel]
        return self.largest.get(layer, 0.0)

    def spans(self, layer: str, channels: int) -> NDArray[np.float32]:
        """(channels,) float32: the same for all maps of a layer."""
        return np.array([self.span(layer, n) for n in range(channels)], np.float32)


@lru_cache(maxsize=8)
def layer_groups(spec: NetworkSpec) -> dict[str, str]:
    """Layer name -> name of the layer whose scale it shares."""
    groups: dict[str, str] = {}
    for before, layer in zip((None, *spec.layers), spec.layers, strict=False):
        shares = isinstance(layer, Pooling) and before is not None
        groups[layer.name] = groups[before.name] if shares and before else layer.name
    return groups


def measure(
    spec: NetworkSpec,
    trace: Trace,
    mode: ScaleMode,
    other: tuple[NetworkSpec, Trace] | None = None,
) -> Scale:
    """The scale of one forward pass (its first raster), or one scale for two of them.

    Layers of the same name, and those whose scale they share on either side, have the same
    largest value in both.
    """
    sides = [(spec, trace)] if other is None else [(spec, trace), other]
    groups = layer_groups(spec) if other is None else _joined_groups(spec, other[0])
    largest = dict.fromkeys(groups.values(), 0.0)
    for _, numbers in sides:
        for arrays in (numbers.pre_activations, numbers.activations):
            for layer, values in arrays.items():
                group = groups[layer]
                largest[group] = max(largest[group], _largest(values[0]))
    if mode == "network":
        largest = dict.fromkeys(largest, max(largest.values()))
    of_maps = _maps(sides, groups) if mode == "map" else None
    return Scale({layer: largest[group] for layer, group in groups.items()}, of_maps)


@lru_cache(maxsize=8)
def _joined_groups(first: NetworkSpec, second: NetworkSpec) -> dict[str, str]:
    """Layer name -> the layer whose scale it shares, in either network or through both."""
    groups = dict(layer_groups(first))
    for layer, group in layer_groups(second).items():
        known, target = groups.get(layer), groups.setdefault(group, group)
        groups[layer] = target
        if known is not None and known != target:
            groups = {name: target if g == known else g for name, g in groups.items()}
    return groups


def _maps(
    sides: list[tuple[NetworkSpec, Trace]], groups: dict[str, str]
) -> dict[str, tuple[float, ...]]:
    """The largest amount of every map, in the layers that have maps."""
    peaks: dict[str, NDArray[np.float32]] = {}
    vectors = {
        layer.name
        for spec, _ in sides
        for layer in spec.layers
        if spec.shape_of(layer.name).is_vector
    }
    for _, numbers in sides:
        for arrays in (numbers.pre_activations, numbers.activations):
            for layer, values in arrays.items():
                if layer not in vectors:
                    amounts = np.abs(values[0]).max(axis=(1, 2))
                    peaks[groups[layer]] = _higher(peaks.get(groups[layer]), amounts)
    return {
        layer: tuple(peaks[group].tolist())
        for layer, group in groups.items()
        if group in peaks and layer not in vectors
    }


def _higher(first: NDArray[np.float32] | None, second: NDArray[np.float32]) -> NDArray[np.float32]:
    """The larger of both map by map; two networks need not have as many."""
    if first is None:
        return second
    few, many = sorted((first, second), key=len)
    result = many.copy()
    result[: len(few)] = np.maximum(result[: len(few)], few)
    return result


def _largest(values: NDArray[np.float32]) -> float:
    return max(float(values.max()), -float(values.min()))
