"""A network with bounds, as gradients need it: pictures in, objectives and their slopes out."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from model.fooling import frame
from model.learning.module import to_module
from model.network import Network
from model.raster import SIDE

LOWEST, HIGHEST = np.float32(0), np.float32(1)  # ink: paper and pen


class Reader:
    """How sure a network is that pictures are their targets.

    targets: one for each picture, or one for all. knows_refusal: whether the refusal is attacked
    as well. highest: (28, 28), the most ink that an attack may use; when it knows the refusal,
    none outside a digit's frame, which lies around the ink of `around`. evaluations: pictures
    read so far.
    """

    def __init__(
        self,
        network: Network,
        targets: Sequence[int],
        *,
        knows_refusal: bool,
        around: NDArray[np.float32] | None = None,
    ) -> None:
        self._module = to_module(network).requires_grad_(requires_grad=False)
        self._temperature = network.calibration.temperature
        self._targets = torch.tensor(list(targets))[:, None]
        self._knows_refusal = knows_refusal
        self.highest = frame(around) if knows_refusal else np.full((SIDE, SIDE), HIGHEST)
        self.evaluations = 0

    def objective(self, pictures: Tensor) -> Tensor:
        """(N,): log p(target) of pictures (N, 28, 28); plus the log digit score where it counts.

        p is the calibrated softmax z_t / T - log S, with S the sum of e^(z / T); the digit score is
        S / (1 + S) (`model.verdict`).
        """
        z = self._module(pictures[:, None]) / self._temperature
        total = z.logsumexp(dim=1)
        objective: Tensor = z.gather(1, self._targets.expand(len(z), 1))[:, 0] - total
        if self._knows_refusal:
            objective = objective + functional.logsigmoid(total)
        return objective

    def slopes(self, pictures: NDArray[np.float32]) -> tuple[NDArray[np.float32], ...]:
        """Objectives (N,) of pictures (N, 28, 28), and their gradients (N, 28, 28)."""
        self.evaluations += len(pictures)
        x = torch.tensor(pictures, requires_grad=True)
        objective = self.objective(x)
        (gradient,) = torch.autograd.grad(objective.sum(), x)
        return objective.detach().numpy(), gradient.numpy()
