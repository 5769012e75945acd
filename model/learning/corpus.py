"""Everything the bundled networks are trained and validated on, made from the data folder.

Pen data is written anew by other hands, several times over, and drawn through the same raster
as the canvas; the synthetic drawings are unlimited and need no data at all.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.data.mnist import (
    NOT_A_DIGIT,
    Digits,
    held_out_by_writer,
    load_digits,
    split_by_writer,
)
from model.data.mnist_strokes import load_mnist_strokes
from model.data.omniglot import load_not_digits
from model.data.pendigits import load_pendigits
from model.learning.mixture import Mixture, Source
from model.raster import rasterize
from model.strokes import Drawing
from model.synthetic.digits import synthetic_digit
from model.synthetic.hand import Hand, random_hand, write
from model.synthetic.not_digits import noise_raster, synthetic_not_digit

Line = NDArray[np.float64]
Wanted = tuple[int, list[Line] | None]  # a label, and what to write anew; None to invent it
Progress = Callable[[str, float], None]  # what is being made, and how far all is, 0 to 1

PEN_COPIES = 8  # of every pen digit, each by another hand
ALPHABET_COPIES = 6
SYNTHETIC_DIGITS = 60_000
SYNTHETIC_NOT_DIGITS = 70_000
NOISE = 15_000

# Shares of an epoch in per cent. Scans and pen lines are about even; a quarter is no digit.
SHARES = {
    "MNIST": 36,
    "MNIST as strokes": 14,
    "pen digits": 12,
    "synthetic digits": 13,
    "alphabets": 6,
    "synthetic not digits": 15,
    "noise": 4,
}


# Rasters that were kept under another key are made again. Shares are kept beside them.
CORPUS_KEY = (
    f"2 {SHARES} {PEN_COPIES} {ALPHABET_COPIES} {SYNTHETIC_DIGITS} {SYNTHETIC_NOT_DIGITS} {NOISE}"
)
_SEED = 1998
_CHUNK = 1000  # drawings that one process makes at a time


def training_mixture(folder: Path, progress: Progress, workers: int = 1) -> Mixture:
    """Make the training rasters: same folder, same rasters, however many processes draw them.

    Raises ValueError that names the file when one is missing or damaged.
    """
    digits, strokes = load_digits(folder, "train"), load_mnist_strokes(folder)
    if len(strokes) != len(digits):
        raise ValueError(
            f"{folder}: {len(strokes):,} digits of MNIST as strokes, expected {len(digits):,}"
        )
    held_out, _ = held_out_by_writer(folder, len(digits))
    kept = np.flatnonzero(~held_out)
    pen = [digit for digit in load_pendigits(folder) if not digit.is_held_out]
    alphabets = [
        _lines(character.drawing)
        for character in load_not_digits(folder)
        if not character.is_held_out and not character.looks_like_a_digit
    ]
    wanted: dict[str, list[Wanted]] = {
        "MNIST as strokes": [(int(digits.labels[i]), strokes[i]) for i in kept],
        "pen digits": [
            (digit.label, _lines(digit.drawing)) for _ in range(PEN_COPIES) for digit in pen
        ],
        "synthetic digits": [(number % 10, None) for number in range(SYNTHETIC_DIGITS)],
        "alphabets": [(NOT_A_DIGIT, lines) for _ in range(ALPHABET_COPIES) for lines in alphabets],
        "synthetic not digits": [(NOT_A_DIGIT, None)] * SYNTHETIC_NOT_DIGITS,
    }
    drawn = _drawn_in_chunks(wanted, progress, workers)
    drawn["MNIST"] = digits.take(kept)
    drawn["noise"] = _noise(NOISE)
    return Mixture(tuple(Source(name, drawn[name], share) for name, share in SHARES.items()))


def _drawn_in_chunks(
    wanted: dict[str, list[Wanted]], progress: Progress, workers: int
) -> dict[str, Digits]:
    """Draw by several processes; every chunk has random numbers of its own."""
    chunks = [
        (name, first, items[first : first + _CHUNK])
        for name, items in wanted.items()
        for first in range(0, len(items), _CHUNK)
    ]
    images: dict[str, list[NDArray[np.uint8]]] = {name: [] for name in wanted}
    with ProcessPoolExecutor(workers, get_context("spawn")) as pool:
        for number, (chunk, drawn) in enumerate(zip(chunks, pool.map(_draw, chunks), strict=True)):
            images[chunk[0]].append(drawn)
            progress(chunk[0], (number + 1) / len(chunks))
    return {
        name: Digits(np.concatenate(images[name]), np.array([label for label, _ in items]))
        for name, items in wanted.items()
    }


def _draw(chunk: tuple[str, int, list[Wanted]]) -> NDArray[np.uint8]:
    """The rasters (n, 28, 28) of one chunk."""
    name, first, items = chunk
    rng = np.random.default_rng([_SEED, list(SHARES).index(name), first])
    return _rasters(_drawing(label, lines, rng) for label, lines in items)


def _drawing(label: int, lines: list[Line] | None, rng: np.random.Generator) -> Drawing:
    if lines is not None:
        return _rewritten(lines, rng)
    return synthetic_not_digit(rng) if label == NOT_A_DIGIT else synthetic_digit(label, rng)


def validation_mixture(folder: Path) -> Mixture:
    """Real digits of writers who are never trained on: MNIST's held-out ones, and with a pen."""
    _, scans, _ = split_by_writer(folder, load_digits(folder, "train"))
    pen = [digit for digit in load_pendigits(folder) if digit.is_held_out]
    drawn = Digits(
        _rasters(digit.drawing for digit in pen), np.array([digit.label for digit in pen])
    )
    return Mixture((Source("MNIST", scans), Source("pen digits", drawn)))


def _rasters(drawings: Iterable[Drawing]) -> NDArray[np.uint8]:
    return np.stack(
        [np.round(rasterize(drawing).array * 255).astype(np.uint8) for drawing in drawings]
    )


def _noise(count: int) -> Digits:
    rng = np.random.default_rng([_SEED, list(SHARES).index("noise")])
    images = np.stack([np.round(noise_raster(rng) * 255) for _ in range(count)]).astype(np.uint8)
    return Digits(images, np.full(count, NOT_A_DIGIT))


def _lines(drawing: Drawing) -> list[Line]:
    return [stroke.points[:, :2] for stroke in drawing.strokes]


def _rewritten(lines: list[Line], rng: np.random.Generator) -> Drawing:
    """The same lines by another hand. They have a slant and a shape of their own already."""
    points = np.concatenate(lines)
    low, extent = points.min(axis=0), float(np.ptp(points, axis=0).max())
    unit = [(line - low) / max(extent, 1e-9) for line in lines]
    return write(unit, _gentle_hand(rng), rng)


def _gentle_hand(rng: np.random.Generator) -> Hand:
    hand = random_hand(rng)
    return replace(
        hand,
        slant=float(np.clip(0.15 * rng.standard_normal(), -0.35, 0.35)),
        aspect=float(np.exp(np.clip(0.12 * rng.standard_normal(), -0.3, 0.3))),
        curvature=0.6 * hand.curvature,
        gaps=0.3 * hand.gaps,
    )
