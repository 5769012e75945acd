"""An axis on which 0.9, 0.99 and 0.999 are equally far apart, as 0.1, 0.01 and 0.001 are."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

_TINY = 1e-12


def log_odds(p: float) -> float:
    """ln(p / (1 - p)); 0 and 1 give large finite numbers."""
    inside = min(max(p, _TINY), 1 - _TINY)
    return math.log(inside / (1 - inside))


@dataclass(frozen=True, slots=True)
class LogOddsAxis:
    """From the probability `low` to `high`; what lies beyond is drawn at the end."""

    low: float
    high: float

    def place(self, p: float) -> float:
        """Where a probability stands: 0 at `low`, 1 at `high`."""
        first, last = log_odds(self.low), log_odds(self.high)
        return min(max((log_odds(p) - first) / (last - first), 0.0), 1.0)

    def places(self, values: NDArray[np.float64]) -> NDArray[np.float64]:
        """`place` for probabilities (n,)."""
        first, last = log_odds(self.low), log_odds(self.high)
        inside = np.clip(values, _TINY, 1 - _TINY)
        found = (np.log(inside / (1 - inside)) - first) / (last - first)
        return np.asarray(np.clip(found, 0.0, 1.0))
