"""What a file of samples would bring, as a dialog shows it before anything is stored."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.samples.importing import Refused
from model.samples.sources import Kind


@dataclass(frozen=True, slots=True, eq=False)
class FileLook:
    """A look into a file or folder.

    total: how many samples it says to have; looked_at: how many of them were read.
    counts: (11,) of the readable ones by label. rasters: (n, 28, 28) uint8, ink = 255, of the
    first few, and their labels.
    """

    path: str
    kind: Kind
    total: int
    looked_at: int
    counts: NDArray[np.int64]
    rasters: NDArray[np.uint8]
    labels: tuple[int, ...]
    refused: tuple[Refused, ...]
