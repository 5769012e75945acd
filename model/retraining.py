"""What goes into a retraining: plain values, for window and engine alike.

The work itself is `model.learning.retraining`, what comes out `model.retraining_result`.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.data.mnist import NOT_A_DIGIT, Digits
from model.raster import SIDE, rasterize
from model.strokes import Drawing

Layers = Literal["all", "fully connected"]


@dataclass(frozen=True, slots=True)
class RetrainingConfig:
    """Everything that decides what comes out. Same config, samples, base and device: same weights.

    samples_in_step, rehearsal_in_step: rasters of either kind in one step.
    learning_rate: the peak; it rises over a fifth of the steps, then falls to 0.
    augmentation: whether the samples are written anew and distorted.
    layers: which learn; "fully connected" leaves the kernels as they are.
    rehearsal_digits, rehearsal_not_digits: generated drawings on which the old answers are kept.
    distillation: weight of keeping the old answers, against the samples' own loss.
    mixing: part of the rehearsal rasters that are two laid over each other.
    anchoring: weight of staying near the old weights (L2-SP, Li, Grandvalet & Davoine 2018).
    """

    seed: int = 0
    epochs: int = 10
    steps_in_epoch: int = 20  # at least; every sample is seen in every epoch
    samples_in_step: int = 32
    rehearsal_in_step: int = 64
    learning_rate: float = 0.0005
    augmentation: bool = True
    layers: Layers = "all"
    rehearsal_digits: int = 2000
    rehearsal_not_digits: int = 700
    distillation: float = 6.0
    softness: float = 2.0  # temperature at which old and new answers are compared
    mixing: float = 0.5
    anchoring: float = 0.01
    check_digits: int = 1000
    check_not_digits: int = 300
    device: str = "cpu"
    threads: int = 1  # the order of sums, and so the last digit of a weight, depends on it

    def __post_init__(self) -> None:
        """Raise ValueError for numbers with which nothing can be trained or checked."""
        least = {"epochs": 1, "steps_in_epoch": 1, "samples_in_step": 1, "threads": 1}
        least |= {"rehearsal_in_step": 2, "rehearsal_digits": 10, "check_digits": 10}
        least |= {"rehearsal_not_digits": 1, "check_not_digits": 1}
        for name, smallest in least.items():
            if getattr(self, name) < smallest:
                raise ValueError(f"{name} is {getattr(self, name)}, expected at least {smallest}")
        for name in ("learning_rate", "softness"):
            if not getattr(self, name) > 0:
                raise ValueError(f"{name} is {getattr(self, name)}, expected more than 0")
        for name in ("distillation", "anchoring"):
            if not getattr(self, name) >= 0:
                raise ValueError(f"{name} is {getattr(self, name)}, expected 0 or more")
        if not 0 <= self.mixing <= 1:
            raise ValueError(f"mixing is {self.mixing}, expected 0 to 1")
        if self.layers not in ("all", "fully connected"):
            raise ValueError(f'layers is {self.layers!r}, expected "all" or "fully connected"')


@dataclass(frozen=True, slots=True, eq=False)
class LabelledSample:
    """A raster (28, 28) uint8, its label 0 ... 9 or NOT_A_DIGIT, and the drawing if there is one.

    Raises ValueError for another label, shape or dtype.
    """

    raster: NDArray[np.uint8]
    label: int
    drawing: Drawing | None = None

    def __post_init__(self) -> None:
        """Check label and raster."""
        if type(self.label) is not int or not 0 <= self.label <= NOT_A_DIGIT:
            raise ValueError(f"label {self.label!r}, expected 0 to 9 or {NOT_A_DIGIT} for none")
        if self.raster.shape != (SIDE, SIDE) or self.raster.dtype != np.uint8:
            raise ValueError(
                f"a raster is {self.raster.shape} {self.raster.dtype}, expected (28, 28) uint8"
            )


def labelled_drawing(drawing: Drawing, label: int) -> LabelledSample:
    """A sample of a drawing, with the raster that the network reads."""
    return LabelledSample(np.round(rasterize(drawing).array * 255).astype(np.uint8), label, drawing)


@dataclass(frozen=True, slots=True, eq=False)
class RetrainingSamples:
    """What is learnt from, and what is held out: measured before and after, never trained on.

    Raises ValueError when nothing is to be learnt from, or the same raster stands under two
    labels or on both sides.
    """

    training: tuple[LabelledSample, ...]
    held_out: tuple[LabelledSample, ...] = ()

    def __post_init__(self) -> None:
        """Look for what cannot be learnt or measured."""
        if not self.training:
            raise ValueError("there are no samples to learn from")
        seen: dict[bytes, tuple[str, int, int]] = {}
        for side, number, sample in self._all():
            key = sample.raster.tobytes()
            before = seen.setdefault(key, (side, number, sample.label))
            if before[2] != sample.label:
                raise ValueError(
                    f"{before[0]} sample {before[1]} and {side} sample {number} are the same "
                    f"raster with two labels: {name_of(before[2])} and {name_of(sample.label)}"
                )
            if before[0] != side:
                raise ValueError(
                    f"{before[0]} sample {before[1]} and {side} sample {number} are the same"
                )

    def _all(self) -> Iterator[tuple[str, int, LabelledSample]]:
        for side, samples in (("training", self.training), ("held-out", self.held_out)):
            for number, sample in enumerate(samples):
                yield side, number, sample


def name_of(label: int) -> str:
    """How a label is called in texts."""
    return "not a digit" if label == NOT_A_DIGIT else str(label)


def digits_of(samples: tuple[LabelledSample, ...]) -> Digits:
    """The rasters and labels of samples, in their order."""
    images = np.array([sample.raster for sample in samples], np.uint8).reshape(-1, SIDE, SIDE)
    return Digits(images, np.array([sample.label for sample in samples], np.int64))
