"""From numbers to colours: tables interpolated in OKLab (Ottosson 2020), 0 exactly neutral."""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from app.tokens import STOPS

HALF = 1023  # table positions on either side of zero

_TO_LMS = np.array(
    [
        [0.4122214708, 0.5363325363, 0.0514459929],
        [0.2119034982, 0.6806995451, 0.1073969566],
        [0.0883024619, 0.2817188376, 0.6299787005],
    ]
)
_TO_LAB = np.array(
    [
        [0.2104542553, 0.7936177850, -0.0040720468],
        [1.9779984951, -2.4285922050, 0.4505937099],
        [0.0259040371, 0.7827717662, -0.8086757660],
    ]
)


@lru_cache(maxsize=32)
def table(positive: str, negative: str | None, gamma: float, is_dark: bool) -> NDArray[np.uint32]:
    """Colours (2 * HALF + 1,) as 0xFFRRGGBB for -max ... 0 ... +max.

    positive, negative: names in `tokens.STOPS`; without `negative` the lower half is neutral.
    gamma: position of a colour = (|value| / max) ** gamma.
    """
    upper = _half(positive, gamma, is_dark)
    lower = _half(negative, gamma, is_dark) if negative else np.repeat(upper[:1], HALF + 1)
    result = np.concatenate([lower[:0:-1], upper])
    result.flags.writeable = False
    return result


def activation_table(gamma: float, is_dark: bool) -> NDArray[np.uint32]:
    """Blue, neutral, orange: for activations, pre-activations, products and logits."""
    return table("activation+", "activation-", gamma, is_dark)


def weight_table(is_dark: bool) -> NDArray[np.uint32]:
    """Teal, neutral, brown: for kernels and weights, never bent."""
    return table("weight+", "weight-", 1.0, is_dark)


def ink_table(is_dark: bool) -> NDArray[np.uint32]:
    """Paper to ink, for rasters."""
    return table("ink", None, 1.0, is_dark)


def colors(
    values: NDArray[np.float32], largest: float, lut: NDArray[np.uint32]
) -> NDArray[np.uint32]:
    """Colours of an array, same shape; `largest` is what the ends of the table stand for.

    A scale of 0, as a constant layer has, draws everything neutral, never stretched.
    """
    factor = HALF / largest if largest > 1e-30 else 0.0
    index = values * np.float32(factor)
    np.clip(index, -HALF, HALF, out=index)
    np.rint(index, out=index)
    chosen: NDArray[np.uint32] = lut[index.astype(np.int16) + np.int16(HALF)]
    return chosen


def _half(name: str, gamma: float, is_dark: bool) -> NDArray[np.uint32]:
    stops = np.array([_rgb(stop) for stop in STOPS[name][is_dark].split()])
    lab = _oklab(stops)
    position = np.linspace(0, 1, HALF + 1) ** gamma * (len(stops) - 1)
    mixed = np.stack(
        [np.interp(position, np.arange(len(stops)), lab[:, channel]) for channel in range(3)], 1
    )
    rgb = np.rint(_srgb(mixed) * 255).astype(np.uint32)
    return np.asarray(0xFF000000 | rgb[:, 0] << 16 | rgb[:, 1] << 8 | rgb[:, 2], np.uint32)


def _rgb(text: str) -> tuple[float, float, float]:
    value = int(text[1:], 16)
    return (value >> 16) / 255, (value >> 8 & 255) / 255, (value & 255) / 255


def _oklab(srgb: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = np.where(srgb <= 0.04045, srgb / 12.92, ((srgb + 0.055) / 1.055) ** 2.4)
    return np.asarray(np.cbrt(linear @ _TO_LMS.T) @ _TO_LAB.T)


def _srgb(lab: NDArray[np.float64]) -> NDArray[np.float64]:
    linear = (lab @ np.linalg.inv(_TO_LAB).T) ** 3 @ np.linalg.inv(_TO_LMS).T
    linear = np.clip(linear, 0.0, 1.0)
    return np.where(linear <= 0.0031308, 12.92 * linear, 1.055 * linear ** (1 / 2.4) - 0.055)
