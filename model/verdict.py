"""Digit, or not a digit and why.

The networks are trained with an eleventh class, "none of the ten", whose logit is always 0.
The digit score is what the ten have together among all eleven, S / (1 + S) with S the sum of
e^(z/T): a drawing is refused when it is below the network's threshold. Which of the ten it is,
is another question: when no digit has a clear lead, the drawing lies between two of them.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from model.forward import softmax
from model.network import Calibration

Kind = Literal["digit", "blank", "little ink", "several", "unlike", "too large", "between"]

_LEAST_SIDE = 14  # pixels; fitting gives every digit 20, only what is shorter than a pen has less
_LARGEST_SIDE = 22  # pixels; fitting gives every digit 20, what is moved by a fraction blurs
_INK = 0.1  # from here on a pixel counts as inked
CLEAR = 0.55  # of all ten; with less, the most probable digit hardly leads


@dataclass(frozen=True, slots=True)
class Verdict:
    """Digit, or not a digit and why.

    kind: which rule decided.
    digit_score: share of the ten classes together, 0 to 1; below the network's threshold the
        drawing is refused. The rest is the share of "none of the ten".
    digits: the digits the reason speaks of: between which two, or which several.
    """

    kind: Kind
    digit_score: float = 0.0
    digits: tuple[int, ...] = ()

    @property
    def is_digit(self) -> bool:
        """True when no rule speaks against it."""
        return self.kind == "digit"

    @property
    def reason(self) -> str:
        """Why it is no digit, in a few words; empty for a digit."""
        *most, last = (str(digit) for digit in self.digits or ("",))
        names = f"{', '.join(most)} and {last}" if most else last
        return {
            "digit": "",
            "blank": "blank",
            "little ink": "too little ink",
            "several": f"several digits: {names}",
            "unlike": "unlike any digit",
            "too large": "beyond a digit's frame",
            "between": f"between {names}",
        }[self.kind]


def digit_scores(logits: NDArray[np.floating[Any]], temperature: float) -> NDArray[np.float64]:
    """(N, 10) logits to (N,) digit scores in [0, 1]."""
    z = np.asarray(logits, np.float64) / temperature
    highest = np.maximum(z.max(axis=-1, keepdims=True), 0.0)
    total = np.exp(z - highest).sum(axis=-1)
    return np.asarray(total / (total + np.exp(-highest[..., 0])))


def judge(
    logits: NDArray[np.floating[Any]],
    calibration: Calibration,
    raster: NDArray[np.float32],
    is_fitted: bool = True,
) -> Verdict:
    """Decide from logits (10,) and the raster (28, 28) they came from.

    is_fitted: False when the raster was not fitted to 20 pixels; being small then says nothing.
    What is too large is so in either case: no network has learnt what it should make of it.
    Whether a refused drawing holds several digits is for `recognizer` to find out: it has the
    drawing.
    """
    inked = raster > _INK
    if not inked.any():
        return Verdict("blank")
    side = max(int(np.ptp(places)) + 1 for places in np.nonzero(inked))
    if is_fitted and side < _LEAST_SIDE:
        return Verdict("little ink")
    score = float(digit_scores(logits, calibration.temperature))
    if score < calibration.threshold:
        return Verdict("unlike", score)
    if side > _LARGEST_SIDE:
        return Verdict("too large", score)
    probabilities = softmax(logits, calibration.temperature)
    second, first = (int(digit) for digit in np.argsort(probabilities)[-2:])
    if probabilities[first] < CLEAR:
        return Verdict("between", score, (first, second))
    return Verdict("digit", score)
