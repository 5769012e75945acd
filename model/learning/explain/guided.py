"""Guided backpropagation (Springenberg et al. 2015, figure 1): both rules at once.

A ReLU passes a signal back only where its unit was active and the signal is positive. A tanh has
no such rule and passes the gradient.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from model.explanation import Array, Attribution, Target
from model.learning.explain.reverse import at_relu, explain_by
from model.learning.module import SpecModule


def guided(module: SpecModule, raster: Array, target: Target) -> Attribution:
    """The target's signal, guided back to the raster. raster: (28, 28) in [0, 1]."""
    return explain_by("guided", module, raster, target, at_relu(_GuidedReLU))


class _GuidedReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:
        ctx.save_for_backward(x)
        return torch.relu(x)

    @staticmethod
    def backward(ctx: Any, signal: Tensor) -> Tensor:
        (x,) = ctx.saved_tensors
        passed: Tensor = torch.relu(signal) * (x > 0)
        return passed
