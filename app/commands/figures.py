"""From answers to the figures that `digitscope evaluate` prints and reports, as plain values."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import compress
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.commands.evaluation_sets import DigitSet, NotDigitSet
from model import measures
from model.answers import Answers, gather
from model.disturbances import DISTURBANCES, Disturbance
from model.network import Network
from model.recognizer import recognize_arrays, recognize_many

WORST = 60  # pictures on a sheet
_DISTURBED = 1_000  # digits, evenly spread, that every step of every disturbance is tried on
_COVERAGES = np.linspace(0.5, 1.0, 101)


@dataclass(frozen=True, slots=True, eq=False)
class Measured:
    """A set, a network's answers to it in the same order, and the figures of one line."""

    of: DigitSet | NotDigitSet
    answers: Answers
    figures: dict[str, Any]


def measure_digits(network: Network, digits: DigitSet) -> Measured:
    """Recognise labelled digits and count."""
    answers = _recognize(network, digits)
    return Measured(digits, answers, _digit_figures(digits.labels, answers))


def measure_not_digits(
    network: Network, others: NotDigitSet, digit_scores: NDArray[np.float64]
) -> Measured:
    """Recognise what is no digit and count; digit_scores (m,): those of real digits."""
    answers = _recognize(network, others)
    return Measured(others, answers, _not_digit_figures(others, answers, digit_scores))


def _digit_figures(labels: NDArray[np.int64], answers: Answers) -> dict[str, Any]:
    confusion = measures.confusion_matrix(labels, answers.predictions)
    wrong = answers.predictions != labels
    errors, refused = _rate(wrong), _rate(answers.refused)
    return {
        "samples": errors.samples,
        "errors": errors.count,
        "error_rate": errors.rate,
        "error_interval": list(errors.interval),
        "refused_rate": refused.rate,
        "refused_interval": list(refused.interval),
        "refused_because": _reasons(answers),
        "cross_entropy": measures.cross_entropy(answers.probabilities, labels),
        "calibration_error": measures.reliability(answers.confidences, ~wrong).calibration_error,
        "confusion": confusion.tolist(),
    }


def _not_digit_figures(
    others: NotDigitSet, answers: Answers, digit_scores: NDArray[np.float64]
) -> dict[str, Any]:
    # AUROC: real digits against these, by digit score; None without any digits.
    refused = _rate(answers.refused)
    groups = measures.count_by(others.groups, answers.refused)
    has_both = len(digit_scores) > 0
    return {
        "samples": refused.samples,
        "refused_rate": refused.rate,
        "refused_interval": list(refused.interval),
        "refused_because": _reasons(answers),
        "auroc": measures.auroc(digit_scores, answers.digit_scores) if has_both else None,
        f"by_{others.grouping}": {name: _refused(group) for name, group in groups.items()},
    }


def digit_details(network: Network, digits: DigitSet, answers: Answers) -> dict[str, Any]:
    """What a report adds about labelled digits."""
    wrong = answers.predictions != digits.labels
    confusion = measures.confusion_matrix(digits.labels, answers.predictions)
    return {
        "per_class": [_class(each) for each in measures.per_class(confusion)],
        "reliability": _reliability(answers.confidences, ~wrong),
        "coverage": _coverage(answers, wrong),
        "worst": _worst(digits, answers, np.flatnonzero(wrong)),
        "robustness": _robustness(network, digits),
    }


def accepted(others: NotDigitSet, answers: Answers) -> list[dict[str, Any]]:
    """What passed for a digit, highest digit score first, at most a sheet of them."""
    passed = np.flatnonzero(~answers.refused)
    order = passed[np.argsort(-answers.digit_scores[passed], kind="stable")][:WORST]
    return [
        {
            "index": int(index),
            "group": others.groups[index],
            "read": int(answers.predictions[index]),
            "digit_score": float(answers.digit_scores[index]),
        }
        for index in order
    ]


def _recognize(network: Network, each: DigitSet | NotDigitSet) -> Answers:
    """Drawings are known to hold several digits, bare arrays are not."""
    if each.drawn:
        return gather(recognize_many(network, each.drawn))
    return gather(recognize_arrays(network, each.arrays))


def _rate(flags: NDArray[np.bool_]) -> measures.Rate:
    return measures.Rate(int(np.count_nonzero(flags)), len(flags))


def _reasons(answers: Answers) -> dict[str, int]:
    """How often each kind of verdict was why, the most frequent first."""
    return dict(Counter(compress(answers.kinds, answers.refused)).most_common())


def _refused(rate: measures.Rate) -> dict[str, Any]:
    return {
        "samples": rate.samples,
        "refused_rate": rate.rate,
        "refused_interval": list(rate.interval),
    }


def _class(each: measures.ClassMeasures) -> dict[str, Any]:
    return {
        "support": each.support,
        "read": each.read,
        "precision": each.precision,
        "recall": each.recall,
        "error_rate": each.error_rate,
    }


def _reliability(confidences: NDArray[np.float64], right: NDArray[np.bool_]) -> dict[str, Any]:
    sorted_in = measures.reliability(confidences, right)
    bins = len(sorted_in.counts)
    return {
        "calibration_error": sorted_in.calibration_error,
        "bins": [
            {
                "low": number / bins,
                "high": (number + 1) / bins,
                "samples": int(sorted_in.counts[number]),
                "confidence": _number(sorted_in.confidence[number]),
                "accuracy": _number(sorted_in.accuracy[number]),
            }
            for number in range(bins)
        ],
    }


def _coverage(answers: Answers, wrong: NDArray[np.bool_]) -> dict[str, Any]:
    """The least sure refused first, by confidence; "shipped": what the network itself refuses."""
    curve = measures.risk_coverage(answers.confidences, wrong)
    kept = ~answers.refused
    return {
        "area": curve.area,
        "points": [
            {"coverage": float(part), "error_rate": curve.risk_at(part)} for part in _COVERAGES
        ],
        "shipped": {
            "coverage": float(kept.mean()),
            "error_rate": float(wrong[kept].mean()) if kept.any() else None,
        },
    }


def _worst(
    digits: DigitSet, answers: Answers, wrong: Sequence[int] | NDArray[np.int64]
) -> list[dict[str, Any]]:
    """The errors, surest first, at most a sheet of them."""
    confidences = answers.confidences
    order = sorted(wrong, key=lambda index: -confidences[index])[:WORST]
    return [
        {
            "index": int(index),
            "true": int(digits.labels[index]),
            "read": int(answers.predictions[index]),
            "confidence": float(confidences[index]),
            "refused": bool(answers.refused[index]),
        }
        for index in order
    ]


def _robustness(network: Network, digits: DigitSet) -> list[dict[str, Any]]:
    count = len(digits.labels)
    chosen = np.unique(np.linspace(0, count - 1, min(count, _DISTURBED)).round().astype(np.int64))
    rasters, labels = digits.arrays[chosen], digits.labels[chosen]
    before = _step(network, rasters, labels)  # every first step is this one
    return [_disturbed(network, each, rasters, labels, before) for each in DISTURBANCES]


def _disturbed(
    network: Network,
    disturbance: Disturbance,
    rasters: NDArray[np.float32],
    labels: NDArray[np.int64],
    before: dict[str, Any],
) -> dict[str, Any]:
    none, *amounts = disturbance.amounts
    steps = [
        {"amount": amount} | _step(network, disturbance(rasters, amount), labels)
        for amount in amounts
    ]
    return {
        "disturbance": disturbance.name,
        "unit": disturbance.unit,
        "steps": [{"amount": none} | before, *steps],
    }


def _step(
    network: Network, rasters: NDArray[np.float32], labels: NDArray[np.int64]
) -> dict[str, Any]:
    answers = gather(recognize_arrays(network, rasters))
    errors = _rate(answers.predictions != labels)
    return {
        "samples": errors.samples,
        "errors": errors.count,
        "error_rate": errors.rate,
        "error_interval": list(errors.interval),
        "refused_rate": _rate(answers.refused).rate,
    }


def _number(value: np.float64) -> float | None:
    """A plain number; None, as JSON has it, for NaN."""
    return None if np.isnan(value) else float(value)
