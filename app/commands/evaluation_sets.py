"""What `digitscope evaluate` measures on: labelled digits, and what is no digit, as rasters."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.data import omniglot, pendigits
from model.data.mnist import FILES as MNIST_FILES
from model.data.mnist import WRITERS_FILE, Digits, find, load_digits, split_by_writer
from model.data.omniglot import NotDigit
from model.raster import SIDE, Raster, rasterize

Array = NDArray[np.float32]

_FILES = (MNIST_FILES["test"][0], pendigits.FILE, omniglot.FILE)
_DRAWINGS_OF_A_KIND = 100
_SEED = 2026  # of the generated sets; trainings count theirs from 0


@dataclass(frozen=True, slots=True, eq=False)
class DigitSet:
    """Digits whose labels are known. arrays: (n, 28, 28) float32; labels: (n,) int64.

    drawn: the n rasters with the drawings they come from; empty where there are no drawings.
    is_reference: whether what is no digit is compared with these.
    """

    name: str
    arrays: Array
    labels: NDArray[np.int64]
    drawn: Sequence[Raster] = ()
    is_reference: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class NotDigitSet:
    """What is no digit. arrays: (n, 28, 28) float32; drawn: as of a `DigitSet`.

    groups: n names; grouping: what they are, "alphabet" or "kind".
    """

    name: str
    arrays: Array
    groups: Sequence[str]
    grouping: str
    drawn: Sequence[Raster] = ()


def mnist_test(folder: Path) -> DigitSet:
    """MNIST's test digits. Raises ValueError as `load_digits`."""
    return _from_digits("MNIST test", load_digits(folder, "test"))


def from_drawings(name: str, labels: Sequence[int], rasters: Sequence[Raster]) -> DigitSet:
    """Labelled rasters of drawings."""
    return DigitSet(name, _stack(rasters), np.array(labels, np.int64), rasters)


def digit_sets(folder: Path, tell: Callable[[str], None]) -> Iterator[DigitSet]:
    """Yield every set of digits that a data folder holds; `tell` hears what is being read.

    Files are looked for in the folder and in those in it. Raises ValueError that names the folder
    when none is there, or the file that does not fit.
    """
    if not any(find(folder, name) for name in _FILES):
        expected = ", ".join(_FILES)
        raise ValueError(f"{folder}: none of {expected} is there or in a folder below")
    if find(folder, MNIST_FILES["test"][0]):
        tell("reading MNIST")
        yield mnist_test(folder)
        if find(folder, MNIST_FILES["train"][0]) and find(folder, WRITERS_FILE):
            _, held_out, cut = split_by_writer(folder, load_digits(folder, "train"))
            yield _from_digits(f"MNIST validation, {cut}", held_out, is_reference=False)
    if find(folder, pendigits.FILE):
        tell("reading pen digits")
        held_out_pen = [pen for pen in pendigits.load_pendigits(folder) if pen.is_held_out]
        rasters = [rasterize(pen.drawing) for pen in held_out_pen]
        labels = [pen.label for pen in held_out_pen]
        if labels:
            yield from_drawings("pen digits, held-out writers", labels, rasters)


def not_digit_sets(folder: Path, tell: Callable[[str], None]) -> Iterator[NotDigitSet]:
    """Yield the characters of a data folder, if any, and what is generated."""
    if find(folder, omniglot.FILE):
        tell("reading alphabets")
        unseen = [each for each in omniglot.load_not_digits(folder) if each.is_held_out]
        clear = [each for each in unseen if not each.looks_like_a_digit]
        if unseen:
            yield _characters("unseen alphabets", unseen)
        if clear:
            yield _characters("unseen alphabets, without look-alikes", clear)
    tell("drawing what is no digit")
    yield _synthetic()
    yield _noise()


def _from_digits(name: str, digits: Digits, *, is_reference: bool = True) -> DigitSet:
    return DigitSet(name, digits.rasters(), digits.labels, is_reference=is_reference)


def _characters(name: str, characters: Sequence[NotDigit]) -> NotDigitSet:
    rasters = [rasterize(each.drawing) for each in characters]
    alphabets = [each.alphabet for each in characters]
    return NotDigitSet(name, _stack(rasters), alphabets, "alphabet", rasters)


def _synthetic() -> NotDigitSet:
    from model.synthetic.not_digits import KINDS, synthetic_not_digit

    generator = np.random.default_rng(_SEED)
    kinds = [kind for kind in KINDS for _ in range(_DRAWINGS_OF_A_KIND)]
    rasters = [rasterize(synthetic_not_digit(generator, kind)) for kind in kinds]
    return NotDigitSet("synthetic not digits", _stack(rasters), kinds, "kind", rasters)


def _noise() -> NotDigitSet:
    from model.synthetic.not_digits import NOISE_KINDS, noise_raster

    generator = np.random.default_rng(_SEED)
    kinds = [kind for kind in NOISE_KINDS for _ in range(_DRAWINGS_OF_A_KIND)]
    arrays = np.array([noise_raster(generator, kind) for kind in kinds], np.float32)
    return NotDigitSet("noise", arrays, kinds, "kind")


def _stack(rasters: Sequence[Raster]) -> Array:
    return np.array([raster.array for raster in rasters], np.float32).reshape(-1, SIDE, SIDE)
