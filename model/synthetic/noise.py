"""Rasters that are pictures and not strokes: noise, textures, gratings, filled shapes, prints.

They are what a network trained on digits alone is most sure about (Hendrycks & Gimpel 2017).
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from model import ink
from model.raster import FIT_SIDE, MIDDLE, SIDE, rasterize
from model.synthetic.digits import synthetic_digit
from model.synthetic.prints import printed

Array = NDArray[np.float32]
Field = NDArray[np.float64]

_ROWS, _COLUMNS = np.mgrid[:SIDE, :SIDE].astype(np.float64)
_FREQUENCY = np.hypot(np.fft.fftfreq(SIDE)[:, None], np.fft.rfftfreq(SIDE)[None, :])  # per pixel


def uniform(rng: np.random.Generator) -> Field:
    """Every pixel its own grey."""
    return np.asarray(rng.random((SIDE, SIDE)) ** rng.uniform(0.4, 3.0))


def gaussian(rng: np.random.Generator) -> Field:
    """Normally distributed greys about some level."""
    return np.asarray(
        rng.uniform(0.0, 0.8) + rng.uniform(0.1, 0.6) * rng.standard_normal((SIDE, SIDE))
    )


def salt(rng: np.random.Generator) -> Field:
    """Single inked pixels on empty paper, few or many."""
    density = math.exp(rng.uniform(math.log(0.01), math.log(0.3)))
    return np.asarray((rng.random((SIDE, SIDE)) < density) * rng.uniform(0.4, 1.0, (SIDE, SIDE)))


def binary(rng: np.random.Generator) -> Field:
    """Black and white pixels, single or in blocks of two to four."""
    block = int(rng.integers(1, 5))
    cells = -(-SIDE // block)
    small = (rng.random((cells, cells)) < rng.uniform(0.2, 0.8)).astype(np.float64)
    return np.asarray(np.kron(small, np.ones((block, block)))[:SIDE, :SIDE])


def blobs(rng: np.random.Generator) -> Field:
    """Smooth noise of one scale."""
    return _spread(_smooth(rng, rng.uniform(0.7, 4.0)), rng)


def blotches(rng: np.random.Generator) -> Field:
    """Smooth noise cut at a level: patches with soft edges."""
    field = _smooth(rng, rng.uniform(0.8, 3.0))
    level = rng.uniform(-0.8, 0.8)
    return np.asarray(np.clip(0.5 + (field - level) * rng.uniform(2, 10), 0.0, 1.0))


def veins(rng: np.random.Generator) -> Field:
    """Lines along the zeros of smooth noise: like handwriting without any letter."""
    field = np.abs(_smooth(rng, rng.uniform(1.2, 2.5)))
    return np.asarray(np.clip(1.2 - field * rng.uniform(2.5, 6.0), 0.0, 1.0))


def patch(rng: np.random.Generator) -> Field:
    """Noise with the spectrum of photographs, amplitude about 1/f (Field 1987)."""
    amplitude = np.maximum(_FREQUENCY, 1 / SIDE) ** -rng.uniform(0.8, 2.0)
    return _spread(_filtered(rng, amplitude), rng)


def grating(rng: np.random.Generator) -> Field:
    """Parallel bars, sine or square, of any angle, three or more of them; sometimes crossed."""
    field = _waves(rng)
    if rng.random() < 0.3:
        field = field * _waves(rng) if rng.random() < 0.5 else np.maximum(field, _waves(rng))
    return field


def checkerboard(rng: np.random.Generator) -> Field:
    """Squares in turn empty and inked, straight or turned."""
    size = rng.uniform(1.5, 6.0)
    u, v = _axes(rng.choice([0.0, 0.0, rng.uniform(0, math.pi)]))
    return np.asarray((np.floor(u / size + 50) + np.floor(v / size + 50)) % 2)


def rings(rng: np.random.Generator) -> Field:
    """Circles about one middle, three or more."""
    middle = 13.5 + 4.0 * rng.standard_normal(2)
    radius = np.hypot(_ROWS - middle[0], _COLUMNS - middle[1])
    wave = np.sin(2 * math.pi * radius / rng.uniform(2.5, 4.5) + rng.uniform(0, 6))
    return np.asarray(np.clip(0.5 + rng.uniform(0.5, 3.0) * wave, 0.0, 1.0))


def gradient(rng: np.random.Generator) -> Field:
    """From ink to paper along a direction, or from the middle outwards or inwards."""
    if rng.random() < 0.7:
        field, _ = _axes(rng.uniform(0, 2 * math.pi))
    else:
        middle = 13.5 + 5.0 * rng.standard_normal(2)
        field = np.hypot(_ROWS - middle[0], _COLUMNS - middle[1]) * rng.choice([-1, 1])
    field = (field - field.min()) / np.ptp(field)
    return np.asarray(field ** rng.uniform(0.5, 2.0))


def half_plane(rng: np.random.Generator) -> Field:
    """Ink on one side of a line, or on all sides but one quarter."""
    u, v = _axes(rng.uniform(0, 2 * math.pi))
    field = np.clip(u + rng.uniform(-6, 6) + 0.5, 0.0, 1.0)
    if rng.random() < 0.3:
        field = np.maximum(field, np.clip(v + rng.uniform(-6, 6) + 0.5, 0.0, 1.0))
    return np.asarray(field)


def full(rng: np.random.Generator) -> Field:
    """Ink everywhere, evenly."""
    return np.full((SIDE, SIDE), rng.uniform(0.3, 1.0))


def inverted(rng: np.random.Generator) -> Field:
    """A digit left empty in full ink."""
    digit = rasterize(synthetic_digit(int(rng.integers(10)), rng)).array
    return 1.0 - digit.astype(np.float64)


def noisy_strokes(rng: np.random.Generator) -> Field:
    """Short lines at random places and angles, as hairs on a scanner."""
    count = int(rng.integers(5, 30))
    middle = rng.uniform(2, 26, (count, 1, 2))
    angle, reach = rng.uniform(0, math.pi, count), rng.uniform(0.5, 4.0, count)
    half = reach[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1)
    lines = list(middle + np.stack([-half, half], axis=1))
    return ink.line_coverage(lines, rng.uniform(0.8, 2.5), (SIDE, SIDE)).astype(np.float64)


_FIELDS: dict[str, tuple[Callable[[np.random.Generator], Field], float]] = {
    "uniform noise": (uniform, 2.0),
    "gaussian noise": (gaussian, 1.0),
    "salt": (salt, 1.0),
    "black and white noise": (binary, 1.0),
    "blobs": (blobs, 2.0),
    "blotches": (blotches, 2.0),
    "veins": (veins, 1.5),
    "photograph": (patch, 1.5),
    "grating": (grating, 1.5),
    "checkerboard": (checkerboard, 1.0),
    "rings": (rings, 0.5),
    "gradient": (gradient, 1.0),
    "half plane": (half_plane, 1.0),
    "full": (full, 0.4),
    "inverted digit": (inverted, 1.5),
    "hairs": (noisy_strokes, 1.0),
    "printed shape": (printed, 4.0),
}
NOISE_KINDS = tuple(_FIELDS)
_WEIGHTS = np.cumsum([weight for _, weight in _FIELDS.values()])
# What fills the whole raster may as well be cut to the box into which ink is fitted. The others
# would become a bar or a bow when cut.
_CUT = frozenset(NOISE_KINDS) - {"half plane", "printed shape", "gradient", "hairs"}


def noise_raster(rng: np.random.Generator, kind: str | None = None) -> Array:
    """A raster (28, 28) float32 in [0, 1], ink = 1, that is no drawing and no digit.

    kind: one of NOISE_KINDS; drawn by weight when None. The same state of `rng` gives the same
    raster. Raises KeyError for another kind.
    """
    if kind is None:
        place = np.searchsorted(_WEIGHTS, rng.uniform(0.0, _WEIGHTS[-1]), side="right")
        kind = NOISE_KINDS[min(int(place), len(NOISE_KINDS) - 1)]
    field = np.clip(_FIELDS[kind][0](rng), 0.0, 1.0)
    if kind in _CUT and rng.random() < 0.5:
        field = field * _window(rng)
    if rng.random() < 0.4:
        field = field * rng.uniform(0.35, 1.0)  # faint
    if rng.random() < 0.15:
        field = field + rng.uniform(0.05, 0.25) * rng.random((SIDE, SIDE))  # grain
    return np.asarray(np.clip(field, 0.0, 1.0).astype(np.float32))


def _window(rng: np.random.Generator) -> Field:
    """(28, 28): 1 inside a box as after fitting, or inside a disc, 0 outside."""
    if rng.random() < 0.25:
        radius = np.hypot(_ROWS - MIDDLE, _COLUMNS - MIDDLE)
        return np.asarray(np.clip(rng.uniform(9, 13) - radius, 0.0, 1.0))
    window = np.zeros((SIDE, SIDE))
    height, width = FIT_SIDE, int(rng.integers(15, FIT_SIDE + 1))
    if rng.random() < 0.3:
        height, width = width, height
    top, left = (SIDE - height) // 2, (SIDE - width) // 2
    window[top : top + height, left : left + width] = 1.0
    return window


def _filtered(rng: np.random.Generator, amplitude: Field) -> Field:
    """White noise with the given amplitude per frequency; mean 0, standard deviation 1."""
    spectrum = np.fft.rfft2(rng.standard_normal((SIDE, SIDE))) * amplitude
    spectrum[0, 0] = 0.0
    field = np.fft.irfft2(spectrum, s=(SIDE, SIDE))
    return np.asarray(field / max(float(field.std()), 1e-9))


def _smooth(rng: np.random.Generator, sigma: float) -> Field:
    """White noise smoothed by a Gaussian of `sigma` pixels; mean 0, standard deviation 1."""
    return _filtered(rng, np.exp(-2 * (math.pi * sigma * _FREQUENCY) ** 2))


def _spread(field: Field, rng: np.random.Generator) -> Field:
    """Greys from a field of standard deviation 1: some brightness, some contrast."""
    return np.asarray(rng.uniform(0.1, 0.8) + rng.uniform(0.15, 0.5) * field)


def _axes(angle: float) -> tuple[Field, Field]:
    """Pixels from the middle along a direction and across it."""
    x, y = _COLUMNS - 13.5, _ROWS - 13.5
    cos, sin = math.cos(angle), math.sin(angle)
    return cos * x + sin * y, cos * y - sin * x


def _waves(rng: np.random.Generator) -> Field:
    """Bars of 2 to 6 pixels from one to the next."""
    u, _ = _axes(rng.uniform(0, math.pi))
    wave = np.sin(2 * math.pi * u / rng.uniform(2.2, 6.0) + rng.uniform(0, 2 * math.pi))
    return np.asarray(np.clip(0.5 + rng.choice([0.5, 1.0, 4.0]) * wave, 0.0, 1.0))
