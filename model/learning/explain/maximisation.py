"""Activation maximisation: gradient ascent on a picture until a unit is as excited as can be.

Simonyan, Vedaldi & Zisserman 2014, section 2; the regularisers are those of Yosinski et al. 2015,
section 3 (decay, Gaussian blur every few steps), total variation as in Mahendran & Vedaldi 2015,
equation 3, jitter as in Mordvintsev et al. 2015. Without them the pictures are noise to an eye.
"""

from __future__ import annotations

import math
from collections.abc import Generator

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from model.explanation import Target
from model.layers import Activation
from model.learning.explain.reverse import reverse
from model.learning.module import SpecModule, activate
from model.maximisation import SEEDS, MaximisationConfig, MaximisationReport
from model.raster import SIDE

_BREATH = 0.05  # largest ink of a blank start: all seeds would make the same picture without any
_ROUND = 0.1  # ink; differences below count less than in proportion
_NOISE = 0.3  # largest ink of a noisy start
_TRIES, _GRAIN = 64, 4  # noisy pictures that may wake a unit; pixels of their grains' sides
_TOLD_EVERY = 4  # steps


def maximise(
    module: SpecModule, target: Target, config: MaximisationConfig
) -> Generator[MaximisationReport, None, MaximisationReport]:
    """Make SEEDS pictures that excite a target; reports every few steps, and the end.

    A step: x <- (1 - decay) (x + rate (g / |g| - variation v / 28)) clamped to [0, 1], where g is
    the gradient of the target at the jittered picture and v that of the total variation, whose
    length is 28 where every pixel is an edge. A picture is weighed after its blur only, so that
    what is kept is always as smooth as asked. Deterministic by seed. Raises ValueError when the
    network has no such target.
    """
    randoms = [np.random.default_rng(config.seed + n) for n in range(SEEDS)]
    x = torch.tensor(np.stack([_start(config, random) for random in randoms]))
    x, is_woken = _woken(module, target, config, x)
    kernel = _gaussian(config.blur) if config.blur else None
    start, _ = reverse(module, x, target)
    best, pictures = start.clone(), x.clone()
    yield _report(0, config, pictures, best, start, is_woken=is_woken)
    for step in range(1, config.steps + 1):
        x = _stepped(module, target, config, x, randoms)
        is_last = step == config.steps
        is_blurred = step % config.blur_every == 0 or is_last
        if kernel is not None and is_blurred:
            x = _blurred(x, kernel)
        if kernel is None or is_blurred:
            values, _ = reverse(module, x, target)
            is_better = values > best
            best = torch.where(is_better, values, best)
            pictures = torch.where(is_better[:, None, None], x, pictures)
        if step % _TOLD_EVERY == 0 or is_last:
            yield _report(step, config, pictures, best, start, is_woken=is_woken)
    return _report(config.steps, config, pictures, best, start, is_woken=is_woken)


def total_variation(x: Tensor) -> Tensor:
    """(N, 28, 28) -> (N,): sum of sqrt(dx^2 + dy^2) over all pixels, rounded near 0."""
    right = functional.pad(x[:, :, 1:] - x[:, :, :-1], (0, 1))
    below = functional.pad(x[:, 1:] - x[:, :-1], (0, 0, 0, 1))
    # At 0 the root has no gradient, and beside it steps would leap to and fro.
    return ((right**2 + below**2 + _ROUND**2).sqrt() - _ROUND).sum(dim=(1, 2))


def _start(config: MaximisationConfig, random: np.random.Generator) -> np.ndarray:
    most = _BREATH if config.start == "blank" else _NOISE
    return (most * random.random((SIDE, SIDE))).astype(np.float32)


def _woken(
    module: SpecModule, target: Target, config: MaximisationConfig, x: Tensor
) -> tuple[Tensor, bool]:
    """The first pictures, and whether some that had no way up were replaced by noise that has one.

    The root of an L2 pooling has no gradient where all that it pools is 0. Coarse noise wakes more
    units than fine noise: kernels answer to areas and edges. The same seed finds the same noise.
    """
    is_woken = False
    for n in range(SEEDS):
        if _can_climb(module, target, x[n : n + 1]).any():
            continue
        random = np.random.default_rng(config.seed + n)
        coarse = random.random((_TRIES, SIDE // _GRAIN, SIDE // _GRAIN), np.float32)
        tries = torch.tensor(np.kron(coarse, np.ones((1, _GRAIN, _GRAIN), np.float32)))
        found = _can_climb(module, target, tries).nonzero()
        if len(found):
            x[n], is_woken = tries[found[0, 0]], True
    return x, is_woken


def _can_climb(module: SpecModule, target: Target, x: Tensor) -> Tensor:
    """(N,) whether a picture (N, 28, 28) has any gradient."""
    return (_gradient(module, target, x) != 0).flatten(1).any(dim=1)


def _stepped(
    module: SpecModule,
    target: Target,
    config: MaximisationConfig,
    x: Tensor,
    randoms: list[np.random.Generator],
) -> Tensor:
    """One step uphill, decayed and clamped."""
    moves = [random.integers(-config.jitter, config.jitter + 1, 2).tolist() for random in randoms]
    moved = torch.stack([torch.roll(x[n], move, (0, 1)) for n, move in enumerate(moves)])
    gradient = _gradient(module, target, moved)
    back = [torch.roll(gradient[n], [-d for d in move], (0, 1)) for n, move in enumerate(moves)]
    upward = _unit_length(torch.stack(back))
    if config.variation:
        upward = upward - config.variation / SIDE * _variation_gradient(x)
    return ((1 - config.decay) * (x + config.rate * upward)).clamp(0, 1)


def _gradient(module: SpecModule, target: Target, x: Tensor) -> Tensor:
    """Of the target, (N, 28, 28).

    Where it is 0 because every ReLU on the way is shut, as before a pooling unit that sleeps, the
    ReLUs let the way back through, until the unit wakes.
    """
    _, gradient = reverse(module, x, target)
    is_shut = (gradient == 0).flatten(1).all(dim=1)
    if is_shut.any():
        _, opened = reverse(module, x, target, _open)
        gradient = torch.where(is_shut[:, None, None], opened, gradient)
    return gradient


def _open(x: Tensor, activation: Activation) -> Tensor:
    if activation != "relu":
        return activate(x, activation)
    return torch.relu(x).detach() + (x - x.detach())  # its value, with the gradient of x


def _variation_gradient(x: Tensor) -> Tensor:
    with torch.enable_grad():
        x = x.detach().requires_grad_()
        gradient: Tensor = torch.autograd.grad(total_variation(x).sum(), x)[0]
    return gradient


def _unit_length(gradient: Tensor) -> Tensor:
    """Each picture's gradient with length 1; one that is 0 stays 0."""
    length = gradient.flatten(1).norm(dim=1)[:, None, None]
    result: Tensor = gradient / length.clamp_min(1e-12)
    return result


def _gaussian(sigma: float) -> Tensor:
    """Weights of a Gaussian blur along one axis, with the sum 1."""
    reach = max(1, math.ceil(3 * sigma))
    places = torch.arange(-reach, reach + 1, dtype=torch.float32)
    weights = torch.exp(-(places**2) / (2 * sigma**2))
    return weights / weights.sum()


def _blurred(x: Tensor, kernel: Tensor) -> Tensor:
    """Beyond the edge there is paper."""
    reach = len(kernel) // 2
    x = functional.conv2d(x[:, None], kernel[None, None, :, None], padding=(reach, 0))
    return functional.conv2d(x, kernel[None, None, None], padding=(0, reach))[:, 0]


def _report(
    step: int,
    config: MaximisationConfig,
    pictures: Tensor,
    best: Tensor,
    start: Tensor,
    *,
    is_woken: bool,
) -> MaximisationReport:
    arrays = [part.numpy().copy() for part in (pictures, best, start)]
    for array in arrays:
        array.flags.writeable = False
    best_pictures, best_values, started = arrays
    return MaximisationReport(
        step, config.steps, best_pictures, best_values, started, is_woken=is_woken
    )
