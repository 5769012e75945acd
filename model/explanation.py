"""Why the network decided as it did: what is asked, and what an explanation says.

Values only; they travel from the engine to the window. How they are computed stands in
`model.learning.explain` (gradients) and `model.occlusion`, `model.honesty` (forward passes).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from model.layers import Pooling
from model.network import CLASSES, NetworkSpec
from model.raster import SIDE
from model.unit import Unit, position_of

Array = NDArray[np.float32]
Method = Literal["deconvnet", "gradient", "guided", "integrated", "occlusion"]
METHODS: tuple[Method, ...] = get_args(Method)
FASTEST_FIRST: tuple[Method, ...] = ("gradient", "guided", "deconvnet", "integrated", "occlusion")
TIMES_INK: tuple[Method, ...] = ("deconvnet", "gradient", "guided")  # per unit of ink
CLIPPED = 0.02  # part of the pixels that are not 0, the largest, that a map shows as its ends
READ = 0.5  # probability from which deletion and insertion of a digit say something


@dataclass(frozen=True, slots=True)
class Target:
    """The number that is explained: a logit, a difference of two, or a unit's pre-activation.

    A pooling unit has no pre-activation: its output is explained. Raises ValueError when neither
    or both of digit and unit are given, or for classes that are none or twice the same.
    """

    digit: int | None = None
    rather_than: int | None = None
    unit: Unit | None = None

    def __post_init__(self) -> None:
        if (self.digit is None) == (self.unit is None):
            raise ValueError("a target is a digit or a unit")
        for digit in (self.digit, self.rather_than):
            if digit is not None and not 0 <= digit < CLASSES:
                raise ValueError(f"digit is {digit}, expected 0 to {CLASSES - 1}")
        if self.rather_than is not None and self.rather_than == self.digit:
            raise ValueError(f"why {self.digit} rather than itself")
        if self.rather_than is not None and self.unit is not None:
            raise ValueError("rather than another class is asked of a class")

    @property
    def text(self) -> str:
        """For example `7`, `7 rather than 1`, `C3 · 26 · 3, 6`."""
        if self.unit is not None:
            unit = self.unit
            return f"{unit.layer} · {unit.channel} · {unit.row}, {unit.column}"
        return f"{self.digit}" + (
            "" if self.rather_than is None else f" rather than {self.rather_than}"
        )

    def check(self, spec: NetworkSpec) -> None:
        """Raise ValueError when the network has no such unit; the input's pixels are none."""
        if self.unit is not None:
            position_of(spec, self.unit)

    def values(
        self,
        spec: NetworkSpec,
        logits: Any,
        pre_activations: Mapping[str, Any],
        activations: Mapping[str, Any],
    ) -> Any:
        """(N,): the target's number in a forward pass of N rasters.

        From numpy arrays as in `model.forward.Trace`, or from torch's tensors of these shapes.
        Raises ValueError when the network has no such unit.
        """
        if self.unit is None:
            values = logits[:, self.digit]
            return values if self.rather_than is None else values - logits[:, self.rather_than]
        unit, layer = self.unit, spec.layers[position_of(spec, self.unit)]
        volumes = (activations if isinstance(layer, Pooling) else pre_activations)[layer.name]
        shaped = volumes.reshape(len(volumes), *spec.shape_of(layer.name))
        return shaped[:, unit.channel, unit.row, unit.column]


@dataclass(frozen=True, slots=True)
class Occluder:
    """What covers a place of the raster. size: pixels along each side; fill: ink, 0 to 1.

    A place is covered with paper (0), grey (0.5) or ink (1). Raises ValueError for a size that
    is not 1 to 28, or a fill outside 0 to 1.
    """

    size: int = 5
    fill: float = 0.0

    def __post_init__(self) -> None:
        if not 1 <= self.size <= SIDE:
            raise ValueError(f"the occluder's size is {self.size}, expected 1 to {SIDE}")
        if not 0 <= self.fill <= 1:
            raise ValueError(f"the occluder's fill is {self.fill}, expected 0 to 1")


def scale_of(values: Array) -> float:
    """What the ends of a map's colours stand for; never 0.

    The (1 - CLIPPED) quantile of the amounts that are not 0: a map that is 0 off the ink is not
    clipped more than one that covers the raster.
    """
    amounts = np.abs(values[values != 0])
    return float(np.quantile(amounts, 1 - CLIPPED)) if amounts.size else 1.0


@dataclass(frozen=True, slots=True, eq=False)
class Attribution:
    """One map. values: (28, 28) float32, read-only, positive speaks for the target.

    value: the target's number for this drawing, in the same forward pass.
    facts: further numbers by name. Integrated gradients: "sum", "change" (target's number minus
        that of blank paper), "gap" (sum - change), "steps" (between paper and drawing).
        Occlusion: "places", "largest" (largest fall).
    """

    method: Method
    target: Target
    values: Array
    value: float
    facts: Mapping[str, float]

    @property
    def scale(self) -> float:
        """What +1 of the legend stands for, as `scale_of`."""
        return scale_of(self.values)


@dataclass(frozen=True, slots=True, eq=False)
class Curves:
    """Deletion or insertion: the target's probability while pixels are erased or put back.

    Only the ink's pixels are erased or put back: every curve begins and ends alike.
    pixels: (n,) how many, ascending from 0; curves: method or "random" -> (n,) probabilities in
    [0, 1] of `digit`; "random" is the mean over ten orders of the ink's pixels.
    """

    kind: Literal["deletion", "insertion"]
    digit: int
    pixels: NDArray[np.int64]
    curves: Mapping[str, NDArray[np.float64]]

    def mean(self, name: str) -> float:
        """Mean probability along a curve: low is good in deletion, high in insertion."""
        return float(self.curves[name].mean())

    @property
    def whole(self) -> float:
        """Probability of the digit in the whole drawing, where all curves meet."""
        return float(self.curves["random"][0 if self.kind == "deletion" else -1])

    @property
    def is_read(self) -> bool:
        """Whether the digit is probable enough that its fall or rise says something."""
        return self.whole >= READ


@dataclass(frozen=True, slots=True, eq=False)
class Randomisation:
    """Maps while the weights are made random from the last layer to the first (Adebayo 2018).

    layers: what is random, cumulatively: ("", "Out", "F6", ...), "" for the trained network. Of a
    unit only those that it depends on: layers behind it change nothing.
    maps: method -> (len(layers), 28, 28); similarity: method -> (len(layers),) Spearman's rank
    correlation of |map| with the trained network's, over the pixels that are not 0 in both.
    """

    layers: tuple[str, ...]
    maps: Mapping[Method, Array]
    similarity: Mapping[Method, NDArray[np.float64]]
