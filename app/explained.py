"""What Explain asks, and what it shows: questions and answers of the explanation service."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from model.explanation import Attribution, Occluder, Target
from model.network import CLASSES
from model.recognizer import Recognition
from model.unit import Unit


@dataclass(frozen=True, slots=True)
class Question:
    """Why this digit, rather than another one; or why this unit.

    digit: None asks about the answer, whatever it is. rather_than: None for any other.
    """

    digit: int | None = None
    rather_than: int | None = None
    unit: Unit | None = None

    def target(self, prediction: int) -> Target:
        """What is explained when `prediction` is the answer."""
        if self.unit is not None:
            return Target(unit=self.unit)
        digit = prediction if self.digit is None else self.digit
        return Target(digit, self.rather_than if self.rather_than != digit else None)

    def with_digit(self, digit: int | None) -> Question:
        """About another class, or the answer; a digit is not asked for rather than itself."""
        if digit is not None and not 0 <= digit < CLASSES:
            raise ValueError(f"digit is {digit}, expected 0 to {CLASSES - 1}")
        other = None if digit is not None and digit == self.rather_than else self.rather_than
        return replace(self, digit=digit, rather_than=other, unit=None)


@dataclass(frozen=True, slots=True, eq=False)
class ShownMap:
    """A map with the drawing and the question that it belongs to.

    attribution: None where nothing is drawn; occluder: which an occlusion map was made with.
    """

    recognition: Recognition
    target: Target
    occluder: Occluder
    attribution: Attribution | None

    @property
    def raster(self) -> NDArray[np.float32]:
        """(28, 28) float32 in [0, 1], whose ink is outlined."""
        return self.recognition.raster.array


@dataclass(frozen=True, slots=True, eq=False)
class Occluded:
    """The drawing without the occluder (`before`) and with it.

    covered: (28, 28) float32, what is read then; probabilities: (10,) float64 of it;
    rows, columns: what is covered.
    """

    before: Recognition
    covered: NDArray[np.float32]
    probabilities: NDArray[np.float64]
    rows: range
    columns: range

    @property
    def prediction(self) -> int:
        """The most probable class of what is covered."""
        return int(self.probabilities.argmax())
