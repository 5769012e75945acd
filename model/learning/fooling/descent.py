"""Projected gradient descent (Madry et al. 2018): the best change within a budget.

The objective rises, so that it is an ascent; the name is the literature's.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.learning.fooling.reader import HIGHEST, LOWEST

Array = NDArray[np.float32]

_LONG = 2.5  # all steps together reach so many budgets far, as in the paper's own code
_STARTED = 0.5  # part of the budget within which the random start lies
_ROUNDING = 1 - 1e-6  # float32: a norm that is computed again is not above the budget


def started(original: Array, norm: str, budget: float, rng: np.random.Generator) -> Array:
    """A random picture (28, 28) within half of the budget."""
    change = rng.uniform(-1, 1, original.shape) if norm == "linf" else rng.normal(size=(28, 28))
    if norm == "l2":
        change /= np.linalg.norm(change)
    return projected(original + _STARTED * budget * change, original, norm, budget)


def stepped(
    picture: Array, gradient: Array, original: Array, norm: str, budget: float, steps: int
) -> Array:
    """One of `steps` steps up the gradient (28, 28), back into budget and bounds."""
    if norm == "linf":
        direction = np.sign(gradient)
    else:
        direction = gradient / max(float(np.linalg.norm(gradient)), 1e-30)
    return projected(picture + _LONG * budget / steps * direction, original, norm, budget)


def projected(picture: NDArray[np.floating], original: Array, norm: str, budget: float) -> Array:
    """The nearest picture in the budget around the original, then the nearest to that in bounds.

    The second step cannot leave the budget: the original lies in the bounds.
    """
    change = np.asarray(picture, np.float64) - original
    most = budget * _ROUNDING
    if norm == "linf":
        change = np.clip(change, -most, most)
    else:
        change *= min(1.0, most / max(float(np.linalg.norm(change)), 1e-30))
    return np.clip(original + change, LOWEST, HIGHEST).astype(np.float32)
