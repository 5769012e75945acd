"""Random distortions of digits, whole batches at a time (Simard, Steinkraus & Platt 2003)."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional


@dataclass(frozen=True, slots=True)
class Augmentation:
    """How far digits are distorted; each value is drawn evenly from -limit to +limit."""

    rotation: float = 10.0  # degrees
    scale: float = 0.1  # of the size, along x and y independently
    shear: float = 0.15
    shift: float = 1.2  # pixels
    elastic: float = 0.5  # pixels, standard deviation of a smooth displacement field
    thickness: float = 0.5  # pixels by which lines become wider or narrower


def augment(rasters: Tensor, amount: Augmentation, generator: torch.Generator) -> Tensor:
    """Distort (N, 1, 28, 28) in [0, 1]; every raster its own way.

    All random numbers come from `generator`, on the CPU, so that a seed means the same
    everywhere.
    """
    count, _, _, width = rasters.shape
    grid = functional.affine_grid(
        _matrices(count, amount, generator, width).to(rasters.device),
        list(rasters.shape),
        align_corners=False,
    )
    grid = grid + _displacements(count, amount.elastic, generator, width).to(rasters.device)
    warped = functional.grid_sample(rasters, grid, padding_mode="zeros", align_corners=False)
    return _change_thickness(warped, amount.thickness, generator)


def _uniform(count: int, limit: float, generator: torch.Generator) -> Tensor:
    return (2 * torch.rand(count, generator=generator) - 1) * limit


def _matrices(count: int, amount: Augmentation, generator: torch.Generator, side: int) -> Tensor:
    """(N, 2, 3): rotation, shear and scale about the middle, then a shift."""
    angle = _uniform(count, math.radians(amount.rotation), generator)
    shear = _uniform(count, amount.shear, generator)
    x = torch.exp(_uniform(count, amount.scale, generator))
    y = torch.exp(_uniform(count, amount.scale, generator))
    shift = (2 * torch.rand(count, 2, generator=generator) - 1) * (2 * amount.shift / side)
    cos, sin = torch.cos(angle), torch.sin(angle)
    top = torch.stack([cos * x, (cos * shear - sin) * y, shift[:, 0]], dim=1)
    bottom = torch.stack([sin * x, (sin * shear + cos) * y, shift[:, 1]], dim=1)
    return torch.stack([top, bottom], dim=1)


def _displacements(count: int, sigma: float, generator: torch.Generator, side: int) -> Tensor:
    """(N, 28, 28, 2): a coarse random field, enlarged smoothly."""
    # 1.2 makes up for what the interpolation between the coarse points takes away.
    coarse = torch.randn(count, 2, 5, 5, generator=generator) * (2 * sigma / side) * 1.2
    field = functional.interpolate(coarse, size=(side, side), mode="bicubic", align_corners=True)
    return field.permute(0, 2, 3, 1)


def _change_thickness(rasters: Tensor, limit: float, generator: torch.Generator) -> Tensor:
    """Mix every raster with its dilation (wider) or its erosion (narrower)."""
    if limit <= 0:
        return rasters
    amount = _uniform(len(rasters), limit, generator).to(rasters.device)[:, None, None, None]
    wide = functional.max_pool2d(rasters, 3, 1, 1)
    narrow = -functional.max_pool2d(-rasters, 3, 1, 1)
    return torch.lerp(rasters, torch.where(amount > 0, wide, narrow), 0.5 * amount.abs())
