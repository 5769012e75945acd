"""Pixel by pixel: each becomes paper or full ink, the most helpful one first.

After the saliency attack of Papernot et al. 2016, greedily: the gradient proposes some pixels, the
network reads each of these changes, and the best one is made for good.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from model.learning.fooling.reader import LOWEST, Reader

Array = NDArray[np.float32]

_PROPOSED = 24  # pixels that are tried in every step


def greedy(reader: Reader, original: Array) -> Iterator[Array]:
    """Yield (28, 28) pictures with 0, 1, 2, ... pixels changed, to paper or the most ink."""
    picture = original.copy()
    is_free = np.ones(original.size, np.bool_)
    yield picture.copy()
    while is_free.any():
        _, gradients = reader.slopes(picture[None])
        slope, ink = gradients[0].ravel(), picture.ravel()
        wanted = np.where(slope > 0, reader.highest.ravel(), LOWEST)
        gains = np.where(is_free, slope * (wanted - ink), -np.inf)
        proposed = np.argsort(-gains, kind="stable")[:_PROPOSED]
        proposed = proposed[is_free[proposed]]
        tries = np.broadcast_to(ink, (len(proposed), ink.size)).copy()
        tries[np.arange(len(proposed)), proposed] = wanted[proposed]
        objectives, _ = reader.slopes(tries.reshape(-1, *picture.shape))
        best = proposed[objectives.argmax()]
        is_free[best] = False
        picture.ravel()[best] = wanted[best]
        yield picture.copy()
