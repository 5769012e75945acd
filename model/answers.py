"""A network's answers to many rasters at once, as arrays to measure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from model.network import CLASSES
from model.verdict import Verdict


@dataclass(frozen=True, slots=True, eq=False)
class Answers:
    """n answers in the order of their rasters.

    probabilities: (n, 10) float64; digit_scores: (n,) float64 in [0, 1]; kinds: of the verdicts;
    refused: (n,) bool.
    """

    probabilities: NDArray[np.float64]
    digit_scores: NDArray[np.float64]
    kinds: tuple[str, ...]
    refused: NDArray[np.bool_]

    @property
    def predictions(self) -> NDArray[np.int64]:
        """(n,) int64, also of what was refused."""
        return np.asarray(self.probabilities.argmax(axis=1))

    @property
    def confidences(self) -> NDArray[np.float64]:
        """(n,) probabilities of the predictions."""
        return np.asarray(self.probabilities.max(axis=1))


def gather(answers: Iterable[tuple[NDArray[np.float64], Verdict]]) -> Answers:
    """Put answers of `recognizer.recognize_many` or `recognize_arrays` into arrays."""
    found = list(answers)
    verdicts = [verdict for _, verdict in found]
    return Answers(
        np.array([probabilities for probabilities, _ in found]).reshape(-1, CLASSES),
        np.array([verdict.digit_score for verdict in verdicts], np.float64),
        tuple(verdict.kind for verdict in verdicts),
        np.array([not verdict.is_digit for verdict in verdicts], np.bool_),
    )
