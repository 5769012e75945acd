"""Two traces side by side: two drawings, or two networks of the same shapes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.forward import Trace

Array = NDArray[np.float32]


@dataclass(frozen=True, slots=True, eq=False)
class LayerDifference:
    """The second trace less the first, within one layer. Arrays are float32 and read-only.

    scale: the largest amount in both, before and after the activation alike: with it, one colour
        means one number on both sides.
    pre_activations: (N, C, H, W), or (N, C) for fully connected layers; None for pooling.
    activations: the same shape.
    """

    name: str
    scale: float
    pre_activations: Array | None
    activations: Array

    @property
    def largest(self) -> float:
        """The largest difference before or after the activation: the scale to paint both with."""
        return max(_amount(self.activations), _amount(self.pre_activations))

    @property
    def by_channel(self) -> Array:
        """(C,): the largest difference of activations within every map or unit."""
        axes = tuple(axis for axis in range(self.activations.ndim) if axis != 1)
        amounts: Array = np.abs(self.activations).max(axis=axes)
        return amounts


def shared_scales(first: Trace, second: Trace) -> dict[str, float]:
    """Layer name -> the largest amount in both traces, before and after the activation alike.

    Raises ValueError when the traces are not of the same layers and shapes.
    """
    _check(first, second)
    return {
        name: max(
            _amount(values.get(name))
            for side in (first, second)
            for values in (side.pre_activations, side.activations)
        )
        for name in first.activations
    }


def subtract(first: Trace, second: Trace) -> tuple[LayerDifference, ...]:
    """What changes from the first trace to the second, layer by layer.

    Raises ValueError when the traces are not of the same layers and shapes.
    """
    return tuple(
        LayerDifference(
            name,
            scale,
            _difference(first.pre_activations.get(name), second.pre_activations.get(name)),
            _frozen(second.activations[name] - first.activations[name]),
        )
        for name, scale in shared_scales(first, second).items()
    )


def _check(first: Trace, second: Trace) -> None:
    shapes = [
        [{name: values.shape for name, values in part.items()} for part in parts]
        for parts in (
            (first.activations, first.pre_activations),
            (second.activations, second.pre_activations),
        )
    ]
    if shapes[0] != shapes[1]:
        raise ValueError(
            f"the traces are of different layers: {shapes[0][0]} against {shapes[1][0]}"
        )


def _difference(first: Array | None, second: Array | None) -> Array | None:
    return None if first is None or second is None else _frozen(second - first)


def _frozen(array: Array) -> Array:
    array.flags.writeable = False
    return array


def _amount(array: Array | None) -> float:
    return 0.0 if array is None else float(np.abs(array).max(initial=0))
