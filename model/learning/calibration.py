"""After training: how sure a network may be, and below which digit score it refuses."""

from __future__ import annotations

import math

import numpy as np
import torch
from torch import Tensor, nn

from model.data.mnist import Digits
from model.forward import trace
from model.learning.mixture import Mixture, mixture_of
from model.network import Calibration, Network
from model.verdict import digit_scores

REFUSED = 0.004  # part of the validation digits of each source that the threshold may refuse


def predict(network: Network, rasters: np.ndarray) -> np.ndarray:
    """Logits (N, 10) of rasters (N, 28, 28), in batches."""
    parts = [trace(network, rasters[i : i + 256]).logits for i in range(0, len(rasters), 256)]
    return np.concatenate(parts)


def calibrate(network: Network, validation: Digits | Mixture) -> Network:
    """Fit the temperature (Guo et al. 2017) and the threshold of refusal on validation digits.

    Every source of a mixture counts alike for the temperature. The threshold refuses at most
    REFUSED of any source.
    """
    digits = [source.digits for source in mixture_of(validation).sources]
    logits = [predict(network, part.rasters()) for part in digits]
    pairs = [
        (torch.tensor(rows).double(), torch.tensor(part.labels))
        for rows, part in zip(logits, digits, strict=True)
    ]
    # Rounded first, so that the threshold belongs to the temperature that is stored.
    temperature = round(_fit_temperature(pairs), 4)
    # "lower": between two scores the upper one might be refused, too.
    threshold = min(
        float(np.quantile(digit_scores(rows, temperature), REFUSED, method="lower"))
        for rows in logits
    )
    # Rounded down: a threshold of 1 would refuse every digit.
    calibration = Calibration(temperature, math.floor(threshold * 1e4) / 1e4)
    return Network(network.name, network.spec, network.parameters, calibration)


def _fit_temperature(pairs: list[tuple[Tensor, Tensor]]) -> float:
    """The temperature with the least cross-entropy, by golden section on its logarithm."""
    low, high = np.log(0.2), np.log(5.0)
    golden = (np.sqrt(5) - 1) / 2

    def loss(value: float) -> float:
        factor = float(np.exp(-value))
        return sum(float(nn.functional.cross_entropy(z * factor, y)) for z, y in pairs)

    while high - low > 1e-4:
        first, second = high - golden * (high - low), low + golden * (high - low)
        if loss(first) < loss(second):
            high = second
        else:
            low = first
    return float(np.exp(0.5 * (low + high)))
