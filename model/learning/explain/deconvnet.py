"""Deconvnet (Zeiler & Fergus 2013, section 2.1): the network walked back to the pixels.

Transposed kernels, the switches of this drawing's max pooling, and at every ReLU a ReLU on what
comes back, whether its unit was active or not. Average, L2 pooling and sub-sampling have no
switches: what comes back spreads as in the gradient. A tanh has no rule and passes the gradient.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import Tensor

from model.explanation import Array, Attribution, Target
from model.learning.explain.reverse import at_relu, explain_by
from model.learning.module import SpecModule


def deconvnet(module: SpecModule, raster: Array, target: Target) -> Attribution:
    """The target, projected onto the raster. raster: (28, 28) in [0, 1]."""
    return explain_by("deconvnet", module, raster, target, at_relu(_DeconvReLU))


class _DeconvReLU(torch.autograd.Function):
    @staticmethod
    def forward(ctx: Any, x: Tensor) -> Tensor:  # noqa: ARG004  the way back asks for nothing
        return torch.relu(x)

    @staticmethod
    def backward(ctx: Any, signal: Tensor) -> Tensor:  # noqa: ARG004
        return torch.relu(signal)
