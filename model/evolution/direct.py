"""The direct encoding: a genome is 784 numbers, the ink of every pixel.

As in Nguyen, Yosinski & Clune 2015, section 2.3: independent uniform noise at first; each number is
chosen with the mutation rate, and what is chosen is altered by polynomial mutation. Two things
differ. Every first picture has a largest ink of its own: a network taught with white digits on
black is far from a 1 or 4 wherever half of the ink is there. And the rate halves every 50
generations, not every 1000, since a run has hundreds of them, not tens of thousands.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from model.raster import SIDE

Array = NDArray[np.float32]

_STRENGTH = 15.0  # the paper's: the larger, the smaller the changes
_HALVES = 50  # generations after which the mutation rate halves


def first(count: int, rng: np.random.Generator) -> Array:
    """(count, 784) genomes of uniform noise, each between 0 and a largest ink of its own."""
    largest = rng.random((count, 1), np.float32)
    return largest * rng.random((count, SIDE * SIDE), np.float32)


def mutated(parents: Array, rate: float, generation: int, rng: np.random.Generator) -> Array:
    """(N, 784) children, one for each parent. rate: of mutation in generation 0.

    Polynomial mutation (Deb 2001, equation 4.33; strength is its eta) in [0, 1]: a number moves by
    (2u)^(1 / (eta + 1)) - 1 for u below 1/2, else by 1 - (2 (1 - u))^(1 / (eta + 1)); u uniform.
    """
    rate *= 0.5 ** (generation // _HALVES)
    u = rng.random(parents.shape, np.float32)
    power = np.float32(1 / (_STRENGTH + 1))
    down, up = (2 * u) ** power - 1, 1 - (2 * (1 - u)) ** power
    moves = np.where(u < 0.5, down, up)
    moves[rng.random(parents.shape, np.float32) >= rate] = 0
    return np.asarray(np.clip(parents + moves, 0, 1), np.float32)


def pictures(genomes: Array) -> Array:
    """(N, 28, 28) float32 in [0, 1]."""
    return genomes.reshape(-1, SIDE, SIDE)
