"""What is measured about answers: errors, calibration, refusals, and how sure one may be of each.

Everywhere: n answers, one number each. Rates are 0 to 1. Nothing here knows a network.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Z_95 = 1.959963984540054  # a standard normal lies within ±z with probability 0.95
BINS = 15
_LEAST = 1e-30  # what a probability of 0 counts as in a logarithm


@dataclass(frozen=True, slots=True)
class Rate:
    """`count` of `samples`, at least one, with Wilson's 95 % interval."""

    count: int
    samples: int

    @property
    def rate(self) -> float:
        """0 to 1."""
        return self.count / self.samples

    @property
    def interval(self) -> tuple[float, float]:
        """Low and high end, 0 to 1."""
        return wilson_interval(self.count, self.samples)


@dataclass(frozen=True, slots=True)
class ClassMeasures:
    """One class in a confusion matrix; a rate without anything to count is None.

    support: how many truly are of this class; read: how many were read as it.
    precision: right / read; recall: right / support; error_rate: 1 - recall.
    """

    support: int
    read: int
    right: int

    @property
    def precision(self) -> float | None:
        """Part of those read as this class that are of it."""
        return self.right / self.read if self.read else None

    @property
    def recall(self) -> float | None:
        """Part of this class that was read as it."""
        return self.right / self.support if self.support else None

    @property
    def error_rate(self) -> float | None:
        """Part of this class that was read as another."""
        return (self.support - self.right) / self.support if self.support else None


@dataclass(frozen=True, slots=True, eq=False)
class Reliability:
    """Answers by confidence, in bins of equal width over (0, 1]; arrays are (bins,).

    counts: answers in the bin, int64; confidence, accuracy: their means, float64, NaN where a
    bin is empty.
    """

    counts: NDArray[np.int64]
    confidence: NDArray[np.float64]
    accuracy: NDArray[np.float64]

    @property
    def calibration_error(self) -> float:
        """Expected calibration error: sum over bins of n_b / n * |accuracy_b - confidence_b|.

        Guo, Pleiss, Sun & Weinberger 2017, "On calibration of modern neural networks", eq. 3.
        """
        filled = self.counts > 0
        gaps = np.abs(self.accuracy - self.confidence)[filled]
        return float(self.counts[filled] @ gaps) / int(self.counts.sum())


@dataclass(frozen=True, slots=True, eq=False)
class RiskCoverage:
    """Error among the answers kept, as the least sure are refused; arrays are (n,) float64.

    coverage: part of the answers kept, 1/n ... 1; risk: error rate among these.
    """

    coverage: NDArray[np.float64]
    risk: NDArray[np.float64]

    @property
    def area(self) -> float:
        """Area under the curve (AURC): the mean risk over all n coverages.

        Geifman, Uziel & El-Yaniv 2019, "Bias-reduced uncertainty estimation", section 2.
        """
        return float(self.risk.mean())

    def risk_at(self, coverage: float) -> float:
        """Error rate among the surest `coverage` (0 to 1) of the answers, at least one."""
        kept = max(1, round(coverage * len(self.risk)))
        return float(self.risk[kept - 1])


def wilson_interval(count: int, total: int, z: float = Z_95) -> tuple[float, float]:
    """Confidence interval of a rate count / total; z of the normal: 1.96 gives 95 %.

    (p + z²/2n ± z sqrt(p (1 - p) / n + z²/4n²)) / (1 + z²/n): Wilson 1927, "Probable inference,
    the law of succession, and statistical inference". Within [0, 1], also for 0 and all.
    """
    if not 0 <= count <= total or total < 1:
        raise ValueError(f"{count} of {total}, expected a part of at least one")
    p, share = count / total, z * z / total
    middle = p + share / 2
    half = z * float(np.sqrt(p * (1 - p) / total + share / (4 * total)))
    # At 0 and at all, an end is exactly 0 or 1; rounding would leave it beside.
    low = 0.0 if count == 0 else (middle - half) / (1 + share)
    high = 1.0 if count == total else (middle + half) / (1 + share)
    return low, high


def confusion_matrix(
    labels: NDArray[np.int64], predictions: NDArray[np.int64], classes: int = 10
) -> NDArray[np.int64]:
    """(classes, classes) int64: how often a label (row) was read as a prediction (column)."""
    cells = np.bincount(labels * classes + predictions, minlength=classes * classes)
    return cells.reshape(classes, classes).astype(np.int64)


def per_class(confusion: NDArray[np.int64]) -> tuple[ClassMeasures, ...]:
    """Measures of each class of a confusion matrix, true by predicted."""
    return tuple(
        ClassMeasures(int(row.sum()), int(column.sum()), int(row[index]))
        for index, (row, column) in enumerate(zip(confusion, confusion.T, strict=True))
    )


def cross_entropy(probabilities: NDArray[np.float64], labels: NDArray[np.int64]) -> float:
    """Mean of -log p(label) in nats; probabilities: (n, classes), rows that sum to 1."""
    of_labels = probabilities[np.arange(len(labels)), labels]
    return float(-np.log(np.maximum(of_labels, _LEAST)).mean())


def reliability(confidences: ArrayLike, right: ArrayLike, bins: int = BINS) -> Reliability:
    """Sort answers into bins by confidence (n,) in [0, 1]; right: (n,) whether each was right.

    Bin b holds ((b - 1) / bins, b / bins], as in Guo et al. 2017; 0 falls into the first.
    Raises ValueError without any answer.
    """
    values, hits = np.asarray(confidences, np.float64), np.asarray(right, np.float64)
    if not len(values):
        raise ValueError("no answers to sort by confidence")
    index = np.searchsorted(np.arange(1, bins) / bins, values, side="left")
    counts = np.bincount(index, minlength=bins)
    with np.errstate(invalid="ignore"):  # 0 / 0 is the NaN of an empty bin
        confidence = np.bincount(index, values, bins) / counts
        accuracy = np.bincount(index, hits, bins) / counts
    return Reliability(counts.astype(np.int64), confidence, accuracy)


def risk_coverage(sureness: ArrayLike, wrong: ArrayLike) -> RiskCoverage:
    """Refuse the least sure first; sureness: (n,) numbers; wrong: (n,) whether each was wrong.

    El-Yaniv & Wiener 2010, "On the foundations of noise-free selective classification". Those
    equally sure are taken in random order: each counts with the mean error of its equals, so
    that the order of the answers does not matter. Raises ValueError without any answer.
    """
    values, errors = np.asarray(sureness, np.float64), np.asarray(wrong, np.float64)
    if not len(values):
        raise ValueError("no answers to refuse")
    _, group, sizes = np.unique(-values, return_inverse=True, return_counts=True)
    means = np.bincount(group, errors) / sizes
    kept = np.arange(1, len(values) + 1)
    return RiskCoverage(kept / len(values), np.cumsum(np.repeat(means, sizes)) / kept)


def auroc(positives: ArrayLike, negatives: ArrayLike) -> float:
    """Probability that a positive's score lies above a negative's; a tie counts half.

    (R - n (n + 1) / 2) / (n m) with R the sum of the positives' ranks among all, ties sharing
    their mean rank: the U of Mann & Whitney 1947, which is the area under the ROC curve (Hanley &
    McNeil 1982). Raises ValueError when either side is empty.
    """
    above, below = np.asarray(positives, np.float64), np.asarray(negatives, np.float64)
    n, m = len(above), len(below)
    if not n or not m:
        raise ValueError(f"{n} positives and {m} negatives, expected at least one of each")
    _, group, sizes = np.unique(
        np.concatenate([above, below]), return_inverse=True, return_counts=True
    )
    mean_ranks = np.cumsum(sizes) - (sizes - 1) / 2
    ranks = float(mean_ranks[group[:n]].sum())
    return (ranks - n * (n + 1) / 2) / (n * m)


def count_by(groups: Sequence[str], flags: Sequence[bool] | NDArray[np.bool_]) -> dict[str, Rate]:
    """How many flags are true within each group, groups in alphabetic order."""
    members: dict[str, list[bool]] = {}
    for group, flag in zip(groups, flags, strict=True):
        members.setdefault(group, []).append(bool(flag))
    return {group: Rate(sum(members[group]), len(members[group])) for group in sorted(members)}
