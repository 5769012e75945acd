"""Occlusion (Zeiler & Fergus 2013, section 4.2): cover a place and see how far the target falls."""

from __future__ import annotations

import numpy as np

from model.explanation import Array, Attribution, Occluder, Target
from model.forward import trace
from model.network import Network
from model.raster import SIDE

_BATCH = 64  # rasters in one pass: the patches still fit the cache


def occluded(raster: Array, row: int, column: int, occluder: Occluder) -> Array:
    """A copy of the raster (28, 28) with the occluder's centre at a pixel, clipped at the border.

    An even size reaches one pixel further up and left. Raises ValueError off the raster.
    """
    if not (0 <= row < SIDE and 0 <= column < SIDE):
        raise ValueError(f"row {row}, column {column} is not on the raster")
    covered: Array = raster.copy()
    covered[place(row, occluder), place(column, occluder)] = occluder.fill
    return covered


def place(centre: int, occluder: Occluder) -> slice:
    """The rows, or columns, that an occluder covers whose centre lies at `centre`."""
    first = centre - occluder.size // 2
    return slice(max(first, 0), min(first + occluder.size, SIDE))


def occlusion(network: Network, raster: Array, target: Target, occluder: Occluder) -> Attribution:
    """The fall of the target with the occluder's centre at each of the 784 pixels.

    raster: (28, 28) float32 in [0, 1]. A map's value is the target's number for the drawing minus
    that for the covered drawing: positive where what is covered spoke for the target. Raises
    ValueError when the network has no such target.
    """
    covered = np.stack([occluded(raster, *divmod(n, SIDE), occluder) for n in range(SIDE * SIDE)])
    changes = (covered != raster).any(axis=(1, 2))  # paper on paper changes nothing
    values = target_values(network, np.concatenate([raster[None], covered[changes]]), target)
    falls = np.zeros((SIDE, SIDE), np.float32)
    falls[changes.reshape(falls.shape)] = values[0] - values[1:]
    falls.flags.writeable = False
    facts = {"places": float(falls.size), "largest": float(falls.max())}
    return Attribution("occlusion", target, falls, float(values[0]), facts)


def target_values(network: Network, rasters: Array, target: Target) -> Array:
    """(N,) float32: the target's number for each of the rasters (N, 28, 28)."""
    parts = []
    for first in range(0, len(rasters), _BATCH):
        result = trace(network, rasters[first : first + _BATCH])
        parts.append(
            target.values(network.spec, result.logits, result.pre_activations, result.activations)
        )
    return np.concatenate(parts)
