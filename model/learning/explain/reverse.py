"""The way back from a target to the raster, in the same pass that computes the target.

No hooks: the forward pass is walked with an activation whose reverse pass follows the method's
rule, so that there is nothing to restore, whatever happens on the way.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import torch
from torch import Tensor

from model.explanation import Array, Attribution, Method, Target
from model.layers import Activation
from model.learning.module import SpecModule, activate

Rule = Callable[[Tensor, Activation], Tensor]


def reverse(
    module: SpecModule, rasters: Tensor, target: Target, rule: Rule = activate
) -> tuple[Tensor, Tensor]:
    """The target's numbers (N,), and what arrives at the rasters (N, 28, 28).

    rasters: (N, 28, 28), dtype and device of the module's; rule: the activation, with its way
    back. Changes neither the module's mode nor its parameters' gradients. Raises ValueError when
    the network has no such target.
    """
    with torch.enable_grad():
        x = rasters.detach()[:, None].requires_grad_()
        values: Tensor = target.values(module.spec, *module.steps(x, rule))
        (signals,) = torch.autograd.grad(values.sum(), x)
    return values.detach(), signals[:, 0]


def at_relu(relu: type[torch.autograd.Function]) -> Rule:
    """The rule of a method that has its own way back through a ReLU; elsewhere the gradient's."""

    def rule(x: Tensor, activation: Activation) -> Tensor:
        if activation != "relu":
            return activate(x, activation)
        result: Tensor = relu.apply(x)
        return result

    return rule


def tensor_of(module: SpecModule, raster: Array) -> Tensor:
    """(28, 28) raster as the module computes: its dtype, its device."""
    likeness = next(module.parameters())
    if raster.shape != module.spec.input[1:]:
        raise ValueError(f"the raster has shape {raster.shape}, expected {module.spec.input[1:]}")
    return torch.tensor(np.array(raster), dtype=likeness.dtype, device=likeness.device)


def attribution(
    method: Method,
    target: Target,
    values: Tensor,
    value: Tensor,
    facts: Mapping[str, float] | None = None,
) -> Attribution:
    """Plain numbers of one map (28, 28)."""
    array = values.float().cpu().numpy()
    array.flags.writeable = False
    return Attribution(method, target, array, float(value), facts or {})


def explain_by(
    method: Method, module: SpecModule, raster: Array, target: Target, rule: Rule
) -> Attribution:
    """One raster's map by a reverse pass with this rule."""
    values, signals = reverse(module, tensor_of(module, raster)[None], target, rule)
    return attribution(method, target, signals[0], values[0])
