"""Projected gradient descent (Madry et al. 2018): the best change within a budget.

The objective rises, so that it is an ascent; the name is the literature's.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.learning.fooling.reader import LOWEST

Array = NDArray[np.float32]

_LONG = 2.5  # all steps together reach so many budgets far, as in the paper's own code
_STARTED = 0.5  # part of the budget within which the random start lies
_ROUNDING = 1 - 1e-6  # float32: a norm that is computed again is not above the budget


@dataclass(frozen=True, slots=True, eq=False)
class Ball:
    """What lies within a budget around an original (28, 28), and in the bounds.

    norm: "l2" or "linf"; highest: (28, 28), the most ink; nowhere less than the original's.
    """

    original: Array
    norm: str
    budget: float
    highest: Array

    def start(self, rng: np.random.Generator) -> Array:
        """A random picture (28, 28) within half of the budget."""
        shape = self.original.shape
        change = rng.uniform(-1, 1, shape) if self.norm == "linf" else rng.normal(size=shape)
        if self.norm == "l2":
            change /= np.linalg.norm(change)
        return self.nearest(self.original + _STARTED * self.budget * change)

    def step(self, picture: Array, gradient: Array, steps: int) -> Array:
        """One of `steps` steps up the gradient (28, 28), back into the ball."""
        if self.norm == "linf":
            direction = np.sign(gradient)
        else:
            direction = gradient / max(float(np.linalg.norm(gradient)), 1e-30)
        return self.nearest(picture + _LONG * self.budget / steps * direction)

    def nearest(self, picture: NDArray[np.floating]) -> Array:
        """The nearest picture in the budget, then the nearest to that in the bounds.

        The second step cannot leave the budget: the original lies in the bounds.
        """
        change = np.asarray(picture, np.float64) - self.original
        most = self.budget * _ROUNDING
        if self.norm == "linf":
            change = np.clip(change, -most, most)
        else:
            change *= min(1.0, most / max(float(np.linalg.norm(change)), 1e-30))
        return np.clip(self.original + change, LOWEST, self.highest).astype(np.float32)
