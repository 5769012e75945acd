"""The end of a retraining: how far to go, how sure to be, what became of the answers.

Generators yield how far they are, 0 to 1, so that whoever waits for them can stop at once.
"""

from __future__ import annotations

import math
from collections.abc import Generator

import numpy as np
import torch
from numpy.typing import NDArray

from model.data.mnist import NOT_A_DIGIT, Digits
from model.forward import softmax
from model.learning.module import to_module
from model.network import CLASSES, Calibration, Network
from model.retraining_result import MOST_WORSE, Outcome, Outcomes
from model.verdict import digit_scores, judge

# Not to the very end: its last part is what single odd samples ask for.
WAYS = (0.25, 0.4, 0.55, 0.7, 0.85)
_LEARNT = 0.95  # of what the longest way saves of the samples' loss, so much is enough
_MORE_PASSED = 0.01  # the part of what is no digit that may be let through for the held-out ones
_PORTION = 128  # rasters between two reports, about 30 ms


def read_all(
    network: Network, held_out: Digits, check: dict[str, Digits]
) -> Generator[float, None, Outcomes]:
    """Read the held-out samples and every set of the check."""
    sets = {"": held_out} | check
    outcomes: dict[str, Outcome] = {}
    for number, (name, digits) in enumerate(sets.items()):
        logits = yield from _logits(network, digits, number / len(sets), (number + 1) / len(sets))
        refused = np.zeros(len(digits), np.bool_)
        for first in range(0, len(digits), _PORTION):
            rows = slice(first, first + _PORTION)
            pairs = zip(logits[rows], digits.images[rows] / np.float32(255), strict=True)
            refused[rows] = [
                not judge(row, network.calibration, raster).is_digit for row, raster in pairs
            ]
            yield (number + 1) / len(sets)
        outcomes[name] = Outcome(digits.labels, logits.argmax(axis=1).astype(np.int64), refused)
    return Outcomes(outcomes.pop(""), outcomes)


def choose_way(
    base: Network, learnt: Network, samples: Digits, check: dict[str, Digits]
) -> Generator[float, None, tuple[float, Network]]:
    """Go from the old weights to the new no farther than is needed, nor farther than is good.

    On the straight line between the two (Wortsman et al. 2022, "Robust fine-tuning of zero-shot
    models") it is the nearest network that has learnt almost all there is to learn of the samples,
    by their loss. When it reads a check set worse than the base, it is the farthest before it
    that does not, if there is one. Returns how far, and the network there.
    """
    logits = yield from _logits(base, samples, 0.0, 0.1)
    before = _loss(logits, samples)
    networks, losses = [], []
    for way in WAYS:
        networks.append(_between(base, learnt, way))
        logits = yield from _logits(networks[-1], samples, 0.1, 0.7)
        losses.append(_loss(logits, samples))
    enough = before - _LEARNT * max(0.0, before - min(losses))
    chosen = next((n for n, loss in enumerate(losses) if loss <= enough), 0)
    digits = [part.take(part.labels != NOT_A_DIGIT) for part in check.values()]
    allowed = yield from _error_rates(base, digits)
    for number in range(chosen, -1, -1):
        rates = yield from _error_rates(networks[number], digits)
        if all(rate <= most + MOST_WORSE for rate, most in zip(rates, allowed, strict=True)):
            return WAYS[number], networks[number]
    return WAYS[chosen], networks[chosen]


def calibrated(
    base: Network, network: Network, check: dict[str, Digits], held_out: Digits
) -> Generator[float, None, Network]:
    """Fit temperature and threshold again, as well as it goes without the data of the first fit.

    The base was calibrated on real digits that need not be here. So the generated ones tell how
    much has changed: the new temperature is that at which the new network is as sure of them as
    the base; the threshold where it refuses the same part of them, but not higher than it was.
    For the held-out samples' sake it may lie lower still, as long as at most a hundredth more of
    what is no digit passes.
    """
    generated = check["generated"]
    real = generated.take(generated.labels != NOT_A_DIGIT)
    none = generated.take(generated.labels == NOT_A_DIGIT)
    own = held_out.take(held_out.labels != NOT_A_DIGIT)
    rows = yield from _logits(base, real, 0.0, 0.3)
    wanted = softmax(rows, base.calibration.temperature)
    threshold = base.calibration.threshold
    refused = digit_scores(rows, base.calibration.temperature) < threshold
    rows = yield from _logits(network, real, 0.3, 0.6)
    temperature = round(_temperature(rows, wanted, base.calibration.temperature), 4)
    scores = digit_scores(rows, temperature)
    threshold = min(threshold, _quantile(scores, float(refused.mean())))
    if len(own) and len(none):
        rows = yield from _logits(network, none, 0.6, 0.8)
        passed = digit_scores(rows, temperature)
        most = float((passed >= threshold).mean()) + _MORE_PASSED
        rows = yield from _logits(network, own, 0.8, 1.0)
        least = float(digit_scores(rows, temperature).min())
        threshold = min(threshold, max(least, _quantile(passed, max(0.0, 1 - most))))
    # Rounded down: a threshold of 1 would refuse every digit.
    calibration = Calibration(temperature, math.floor(threshold * 1e4) / 1e4)
    return Network(network.name, network.spec, network.parameters, calibration)


def _between(base: Network, learnt: Network, way: float) -> Network:
    share = np.float32(way)
    parameters = {
        name: old + share * (learnt.parameters[name] - old) for name, old in base.parameters.items()
    }
    return Network(base.name, base.spec, parameters, base.calibration)


def _logits(
    network: Network, digits: Digits, first: float, last: float
) -> Generator[float, None, NDArray[np.float32]]:
    """Logits (n, 10), computed by torch: in batches it is faster than numpy."""
    module = to_module(network)
    parts = [np.zeros((0, CLASSES), np.float32)]
    for begin in range(0, len(digits), _PORTION):
        x = torch.tensor(digits.images[begin : begin + _PORTION, None]).float() / 255
        with torch.inference_mode():
            parts.append(module(x).numpy())
        yield first + (last - first) * begin / len(digits)
    return np.concatenate(parts)


def _error_rates(network: Network, sets: list[Digits]) -> Generator[float, None, list[float]]:
    """Digits read as another one, in every set."""
    rates = []
    for digits in sets:
        logits = yield from _logits(network, digits, 0.7, 1.0)
        rates.append(float((logits.argmax(axis=1) != digits.labels).mean()))
    return rates


def _loss(logits: NDArray[np.float32], digits: Digits) -> float:
    """Mean cross-entropy in nats, with "none of the ten" as the eleventh class of logit 0."""
    probabilities = softmax(np.pad(logits, ((0, 0), (0, 1))))
    right = probabilities[np.arange(len(digits)), digits.labels]
    return float(-np.log(np.maximum(right, 1e-30)).mean())


def _temperature(logits: NDArray[np.float32], wanted: NDArray[np.float64], old: float) -> float:
    """The temperature near the old one with the least cross-entropy to wanted answers (n, 10)."""

    def loss(temperature: float) -> float:
        answers = np.maximum(softmax(logits, temperature), 1e-30)
        return float(-(wanted * np.log(answers)).sum(axis=1).mean())

    candidates = np.clip(old * np.exp(np.linspace(-0.5, 0.5, 101)), 0.2, 5.0)
    temperatures: list[float] = candidates.tolist()
    return min(temperatures, key=loss)


def _quantile(scores: NDArray[np.float64], part: float) -> float:
    return float(np.quantile(scores, part, method="higher"))
