"""What the explanation service works on: a drawing with a question, and how far that has come."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.explanation import Attribution, Method, Occluder, Target
from model.recognizer import Recognition
from model.weights import NetworkRecord

Stage = Literal["gradients", "occlusion", "deletion", "insertion", "random"]


@dataclass(slots=True, eq=False)
class Subject:
    """What is explained, and how far that has come. since: perf_counter of the question."""

    recognition: Recognition
    record: NetworkRecord
    target: Target
    occluder: Occluder
    since: float
    maps: dict[Method, Attribution] = field(default_factory=dict)
    done: set[Stage] = field(default_factory=set)
    failures: dict[Stage, int] = field(default_factory=dict)

    def same_as(self, other: Subject | None) -> bool:
        """Whether the other asks the same about the same answer."""
        return (
            other is not None
            and self.recognition is other.recognition
            and (self.target, self.occluder) == (other.target, other.occluder)
        )

    @property
    def arguments(self) -> tuple[str, str, NDArray[np.float32]]:
        """What every task begins with."""
        raster = np.array(self.recognition.raster.array)
        return str(self.record.folder), self.record.checksum, raster
