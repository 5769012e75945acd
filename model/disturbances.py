"""Rasters made harder in steps: what a network's answers withstand.

Every disturbance takes rasters (N, 28, 28) float32 in [0, 1] and an amount, and returns the same
shape and range. Directions and places are random, the same for the same seed; the amount is not.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]
Floats = NDArray[np.float64]

_INK_SIDE = 20  # digits are fitted into the middle 20x20: patches that hide something lie there


@dataclass(frozen=True, slots=True)
class Disturbance:
    """A way to disturb rasters.

    unit: what the amounts count, for people.
    amounts: the steps; the first leaves a raster as it is.
    """

    name: str
    unit: str
    amounts: tuple[float, ...]
    apply: Callable[[Array, float, np.random.Generator], Array]

    def __call__(self, rasters: Array, amount: float, seed: int = 0) -> Array:
        """Disturb rasters (N, 28, 28) by an amount; the first of `amounts` changes nothing."""
        if amount == self.amounts[0]:
            return rasters
        return self.apply(rasters, amount, np.random.default_rng(seed))


def shift(rasters: Array, distance: float, generator: np.random.Generator) -> Array:
    """Move each raster by `distance` pixels in a direction of its own."""
    angle = generator.uniform(0, 2 * np.pi, len(rasters))
    offsets = distance * np.stack([np.sin(angle), np.cos(angle)], axis=1)
    return _warp(rasters, np.broadcast_to(np.eye(2), (len(rasters), 2, 2)), offsets)


def rotate(rasters: Array, degrees: float, generator: np.random.Generator) -> Array:
    """Turn each raster about its middle, half of them the other way."""
    angle = np.radians(degrees) * generator.choice([-1.0, 1.0], len(rasters))
    cos, sin = np.cos(angle), np.sin(angle)
    matrices = np.stack([cos, -sin, sin, cos], axis=1).reshape(-1, 2, 2)
    return _warp(rasters, matrices, np.zeros((len(rasters), 2)))


def resize(rasters: Array, factor: float, _: np.random.Generator) -> Array:
    """Make each raster `factor` times as large, about its middle; what leaves it is lost."""
    matrices = np.broadcast_to(np.eye(2) / factor, (len(rasters), 2, 2))
    return _warp(rasters, matrices, np.zeros((len(rasters), 2)))


def thicken(rasters: Array, pixels: float, _: np.random.Generator) -> Array:
    """Make lines wider by so many pixels, or narrower where negative.

    The largest (smallest) of 3x3 neighbours widens (narrows) a line by 2 pixels; less than that
    is a mixture of before and after.
    """
    extreme = np.maximum if pixels > 0 else np.minimum
    left = abs(pixels) / 2
    while left > 0:
        weight = np.float32(min(left, 1.0))
        rasters = rasters + weight * (_neighbours(rasters, extreme) - rasters)
        left -= 1
    return np.clip(rasters, 0, 1)


def add_noise(rasters: Array, deviation: float, generator: np.random.Generator) -> Array:
    """Add normal noise of a standard deviation to every pixel, cut off at 0 and 1."""
    noise = generator.standard_normal(rasters.shape, np.float32)
    return np.clip(rasters + np.float32(deviation) * noise, 0, 1)


def blur(rasters: Array, sigma: float, _: np.random.Generator) -> Array:
    """Blur with a Gaussian of `sigma` pixels; beyond the edge is no ink."""
    side = rasters.shape[-1]
    distance = np.subtract.outer(np.arange(side), np.arange(side))
    kernel = np.exp(-0.5 * (distance / sigma) ** 2)
    # The sum over a whole line, not over what the edge leaves of it.
    whole = np.exp(-0.5 * (np.arange(-side, side + 1) / sigma) ** 2).sum()
    along = (kernel / whole).astype(np.float32)
    blurred: Array = along @ rasters @ along
    return np.clip(blurred, 0, 1)


def occlude(rasters: Array, side: float, generator: np.random.Generator) -> Array:
    """Empty a square patch of `side` pixels, somewhere in the middle 20x20 of each raster."""
    size, extent = int(side), rasters.shape[-1]
    first = (extent - _INK_SIDE) // 2
    corners = generator.integers(first, first + _INK_SIDE - size + 1, (len(rasters), 2, 1))
    inside = (np.arange(extent) >= corners) & (np.arange(extent) < corners + size)
    hidden = inside[:, 0, :, None] & inside[:, 1, None, :]
    return np.where(hidden, np.float32(0), rasters)


DISTURBANCES = (
    Disturbance("shift", "pixels", (0, 1, 2, 3, 4), shift),
    Disturbance("rotation", "degrees", (0, 10, 20, 30, 40), rotate),
    Disturbance("scale", "times the size", (1, 0.9, 0.8, 1.1, 1.2, 1.3), resize),
    Disturbance("thickness", "pixels of line width", (0, -0.5, -1, 1, 2, 3), thicken),
    Disturbance("noise", "standard deviation", (0, 0.1, 0.2, 0.3, 0.4), add_noise),
    Disturbance("blur", "pixels, sigma", (0, 0.5, 1, 1.5, 2), blur),
    Disturbance("occlusion", "pixels, side of the patch", (0, 4, 6, 8, 10), occlude),
)


def _neighbours(rasters: Array, extreme: Callable[[Array, Array], Array]) -> Array:
    """The extreme of each pixel and its neighbours; beyond the edge is no ink."""
    padded = np.pad(rasters, ((0, 0), (1, 1), (1, 1)))
    rows = extreme(extreme(padded[:, :-2], padded[:, 1:-1]), padded[:, 2:])
    return extreme(extreme(rows[..., :-2], rows[..., 1:-1]), rows[..., 2:])


def _warp(rasters: Array, matrices: Floats, offsets: Floats) -> Array:
    """Sample each raster at matrix @ (position - middle) + middle - offset, bilinearly.

    matrices: (N, 2, 2) and offsets: (N, 2), both (y, x) in pixels.
    """
    count, side = len(rasters), rasters.shape[-1]
    middle = (side - 1) / 2
    grid = np.indices((side, side)).reshape(2, -1).T - middle  # (side², 2)
    places = grid @ matrices.transpose(0, 2, 1) + middle - offsets[:, None]  # (N, side², 2)
    places = np.clip(places, -1, side) + 1  # one row and column of no ink around
    low = np.floor(places).astype(np.int64)
    part = (places - low).astype(np.float32)
    padded = np.pad(rasters, ((0, 0), (1, 2), (1, 2)))
    index = np.arange(count)[:, None]
    y, x, b, a = low[..., 0], low[..., 1], part[..., 0], part[..., 1]
    top = (1 - a) * padded[index, y, x] + a * padded[index, y, x + 1]
    bottom = (1 - a) * padded[index, y + 1, x] + a * padded[index, y + 1, x + 1]
    warped: Array = ((1 - b) * top + b * bottom).reshape(rasters.shape)
    return warped
