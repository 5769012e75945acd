"""Two forward passes of the same raster, compared number by number."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from model.forward import Trace

TOLERANCE = 1e-4


@dataclass(frozen=True, slots=True)
class LayerCheck:
    """The largest difference between numpy and torch within a layer, and its largest value."""

    name: str
    numbers: int
    difference: float
    largest: float


@dataclass(frozen=True, slots=True)
class NumbersCheck:
    """All layers of one forward pass, checked."""

    layers: tuple[LayerCheck, ...]

    @property
    def agrees(self) -> bool:
        """True when no number differs by more than TOLERANCE."""
        return all(layer.difference <= TOLERANCE for layer in self.layers)


def compare(shown: Trace, witness: Trace) -> NumbersCheck:
    """Compare two forward passes layer by layer."""
    layers = []
    for title, ours, theirs in (
        ("before activation", shown.pre_activations, witness.pre_activations),
        ("", shown.activations, witness.activations),
    ):
        for name, values in ours.items():
            difference = float(np.abs(values - theirs[name]).max())
            text = f"{name} {title}".strip()
            layers.append(LayerCheck(text, values.size, difference, float(np.abs(values).max())))
    order = {name: index for index, name in enumerate(shown.activations)}
    layers.sort(key=lambda layer: (order[layer.name.split()[0]], " " not in layer.name))
    return NumbersCheck(tuple(layers))
