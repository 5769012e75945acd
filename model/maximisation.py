"""Activation maximisation: what is asked, and what comes of it. Values only.

The ascent itself is in `model.learning.explain.maximisation`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Start = Literal["blank", "noise"]
STARTS: tuple[Start, ...] = get_args(Start)
SEEDS = 4  # pictures side by side
MOST_STEPS = 2_000


@dataclass(frozen=True, slots=True)
class MaximisationConfig:
    """How a picture is made that excites a unit.

    seed: of the first of SEEDS pictures, the others have the seeds after it. start: white paper
    with a breath of noise, or noise, which is taken for paper where that leaves the unit without
    a gradient. rate: length (L2) of a step along the gradient.
    decay: part of the ink that is lost in each step, 0 to 1. blur: standard deviation in pixels of
    the Gaussian blur after every `blur_every` steps, 0 for none. variation: weight of the total
    variation against the gradient, 0 to 1. jitter: pixels by which the picture is moved at most
    in each step.
    Raises ValueError that names what is out of range.
    """

    seed: int = 0
    steps: int = 200
    start: Start = "blank"
    rate: float = 1.0
    decay: float = 0.002
    blur: float = 0.4
    blur_every: int = 4
    variation: float = 0.2
    jitter: int = 1

    def __post_init__(self) -> None:
        ranges = {
            "seed": (0, 2**31),
            "steps": (1, MOST_STEPS),
            "rate": (1e-3, 100.0),
            "decay": (0.0, 1.0),
            "blur": (0.0, 5.0),
            "blur_every": (1, MOST_STEPS),
            "variation": (0.0, 1.0),
            "jitter": (0, 8),
        }
        for name, (least, most) in ranges.items():
            if not least <= getattr(self, name) <= most:
                raise ValueError(f"{name} is {getattr(self, name)}, expected {least} to {most}")
        if self.start not in STARTS:
            raise ValueError(f"start is {self.start!r}, expected one of {STARTS}")


@dataclass(frozen=True, slots=True, eq=False)
class MaximisationReport:
    """Where the pictures stand.

    pictures: (SEEDS, 28, 28) float32 in [0, 1], the best so far of each seed; values: (SEEDS,)
    float32, what the unit says to these (pre-activation, logit, or a pooling's output).
    start: (SEEDS,) float32, what it said to the first pictures.
    is_woken: white paper left the unit without any way up, so that it was begun with noise.
    """

    step: int
    steps: int
    pictures: NDArray[np.float32]
    values: NDArray[np.float32]
    start: NDArray[np.float32]
    is_woken: bool = False
