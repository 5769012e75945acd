"""What a retraining goes by besides the samples: generated drawings, and the samples written anew.

Everything is made in small portions: the functions are generators that yield how far they are, 0
to 1, so that whoever waits for them can stop at once.
"""

from __future__ import annotations

import math
from collections.abc import Generator

import numpy as np
from numpy.typing import NDArray

from model.data.mnist import NOT_A_DIGIT, Digits
from model.raster import rasterize, visible_lines
from model.retraining import LabelledSample
from model.strokes import Drawing
from model.synthetic.digits import synthetic_digit
from model.synthetic.hand import Hand, write
from model.synthetic.not_digits import noise_raster, synthetic_not_digit

_PORTION = 16  # drawings between two reports, about 30 ms
_NOISE_EVERY = 6  # every such raster that is no digit is noise


def generated(digits: int, not_digits: int, seed: int) -> Generator[float, None, Digits]:
    """Make digits of all ten classes and rasters that are none; the same seed makes the same."""
    rng = np.random.default_rng([_GENERATED, seed])
    labels = [number % 10 for number in range(digits)] + [NOT_A_DIGIT] * not_digits
    images: list[NDArray[np.uint8]] = []
    for number, label in enumerate(labels):
        if label != NOT_A_DIGIT:
            images.append(_bytes(rasterize(synthetic_digit(label, rng)).array))
        elif number % _NOISE_EVERY:
            images.append(_bytes(rasterize(synthetic_not_digit(rng)).array))
        else:
            images.append(_bytes(noise_raster(rng)))
        if number % _PORTION == _PORTION - 1:
            yield (number + 1) / len(labels)
    return Digits(np.stack(images), np.array(labels, np.int64))


_GENERATED, _REWRITTEN = 2016, 2003  # so that the two never share their random numbers


def rewritten(
    samples: tuple[LabelledSample, ...], copies: int, seed: int
) -> Generator[float, None, Digits]:
    """Give all samples as they are, and every drawing written anew `copies` times.

    A sample's own variations follow one after the other, the sample itself first. What has no
    pen strokes, or lies over a picture, is repeated as it is.
    """
    rng = np.random.default_rng([_REWRITTEN, seed])
    images: list[NDArray[np.uint8]] = []
    for number, sample in enumerate(samples):
        images.append(sample.raster)
        lines = _lines(sample.drawing)
        for copy in range(copies):
            if not lines:
                images.append(sample.raster)
                continue
            images.append(_bytes(rasterize(_again(lines, rng)).array))
            if copy % _PORTION == _PORTION - 1:
                yield (number + copy / copies) / len(samples)
        if number % _PORTION == _PORTION - 1:
            yield (number + 1) / len(samples)
    labels = np.repeat([sample.label for sample in samples], copies + 1)
    return Digits(np.stack(images), labels.astype(np.int64))


def _lines(drawing: Drawing | None) -> list[NDArray[np.float64]]:
    """The visible pen lines in the unit box; none where there is a picture."""
    if drawing is None or drawing.picture is not None:
        return []
    lines = visible_lines(drawing)
    if not lines:
        return []
    points = np.concatenate(lines)
    low, extent = points.min(axis=0), float(np.ptp(points, axis=0).max())
    # A dot stays smaller than the pen, as its own raster shows it.
    return [(line - low) / extent for line in lines] if extent > 0 else []


def _again(lines: list[NDArray[np.float64]], rng: np.random.Generator) -> Drawing:
    """The same lines by the same hand at another moment: turned, slanted, stretched and bent."""
    turned, slanted, wider = rng.uniform(-1.0, 1.0, 3)
    hand = Hand(
        slant=0.15 * slanted,
        aspect=math.exp(0.15 * wider),
        rotation=10.0 * turned,
        curvature=0.03,
        spacing=0.02,
    )
    return write(lines, hand, rng)


def _bytes(array: NDArray[np.floating]) -> NDArray[np.uint8]:
    return np.round(array * 255).astype(np.uint8)
