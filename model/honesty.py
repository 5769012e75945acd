"""Is an explanation honest? Deletion and insertion curves (Petsiuk, Das & Saenko 2018).

Erase first what a map calls most important: the faster the answer falls, the better the map.
Put it on blank paper first: the faster the answer rises, the better.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.explanation import TIMES_INK, Array, Attribution, Curves
from model.forward import softmax, trace
from model.network import Network

RANDOM = "random"
_ORDERS = 10  # at random, of which the mean is shown
_POINTS = 41  # of a curve, at most
_SEED = 2018

Order = NDArray[np.int64]  # places in the flat raster, the most important first


def curves(
    network: Network,
    raster: Array,
    attributions: Sequence[Attribution],
    kind: Literal["deletion", "insertion"],
) -> Curves:
    """The calibrated probability of the target's digit along every map's order, and at random.

    raster: (28, 28) float32 in [0, 1]. A unit's maps are judged by the digit that the network
    reads. Raises ValueError when the maps explain different digits.
    """
    digit = _digit(network, raster, attributions)
    orders: dict[str, list[Order]] = {
        item.method: [order_of(item, raster)] for item in attributions
    }
    random = np.random.default_rng(_SEED)
    orders[RANDOM] = [random.permutation(_ink(raster)) for _ in range(_ORDERS)]
    pixels = np.unique(np.linspace(0, len(_ink(raster)), _POINTS).round().astype(np.int64))
    found = {
        name: np.mean([_curve(network, raster, one, pixels, kind)[:, digit] for one in some], 0)
        for name, some in orders.items()
    }
    return Curves(kind, digit, pixels, found)


def order_of(attribution: Attribution, raster: Array) -> Order:
    """The ink's pixels, the most important first; equal ones from left to right, row by row.

    Erasing does nothing where there is no ink, and in proportion to it elsewhere: a map that is
    stated per unit of ink is multiplied by it.
    """
    values = attribution.values
    importance = values * raster if attribution.method in TIMES_INK else values
    ink = _ink(raster)
    return ink[np.argsort(-importance.ravel()[ink], kind="stable")]


def _ink(raster: Array) -> Order:
    return np.flatnonzero(raster)


def _digit(network: Network, raster: Array, attributions: Sequence[Attribution]) -> int:
    digits = {item.target.digit for item in attributions}
    if len(digits) > 1:
        raise ValueError(f"the maps explain different digits: {digits}")
    digit = digits.pop() if digits else None
    return int(trace(network, raster[None]).logits[0].argmax()) if digit is None else digit


def _curve(
    network: Network, raster: Array, order: Order, pixels: Order, kind: str
) -> NDArray[np.float64]:
    """(n, 10): the probabilities after so many pixels of this order."""
    is_there = np.zeros((len(pixels), raster.size), np.bool_)
    is_there[:, order] = (np.arange(len(order)) >= pixels[:, None]) == (kind == "deletion")
    is_there = is_there.reshape(-1, *raster.shape)
    logits = trace(network, np.where(is_there, raster, np.float32(0))).logits
    return softmax(logits, network.calibration.temperature)


def rank_correlation(first: Array, second: Array) -> float:
    """Spearman's rank correlation of two arrays, -1 to 1, equal values sharing their mean rank.

    0 when all values of one are equal: then nothing can be ranked.
    """
    ranks = [_ranks(values) for values in (first, second)]
    centred = [values - values.mean() for values in ranks]
    size = np.sqrt((centred[0] ** 2).sum() * (centred[1] ** 2).sum())
    return float((centred[0] * centred[1]).sum() / size) if size else 0.0


def _ranks(values: Array) -> NDArray[np.float64]:
    _, which, counts = np.unique(values.ravel(), return_inverse=True, return_counts=True)
    mean_ranks = np.cumsum(counts) - (counts - 1) / 2
    return np.asarray(mean_ranks[which.ravel()], np.float64)
