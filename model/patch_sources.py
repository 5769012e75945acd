"""The inputs that strongest patches are looked for in: generated, the user's samples, MNIST."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import astuple, dataclass, replace
from pathlib import Path
from typing import Self

import numpy as np
from numpy.typing import NDArray

from model.data.mnist import NOT_A_DIGIT, Digits, load_digits
from model.patches import Batch, Origin
from model.picture import Picture
from model.raster import SIDE, rasterize
from model.samples.store import SampleStore
from model.strokes import Drawing
from model.synthetic.digits import synthetic_digit
from model.synthetic.not_digits import synthetic_not_digit

AT_ONCE = 32  # inputs in a batch, about 40 ms; more at once are hardly faster
GENERATED = 2_200  # 200 of each digit, and as many that are none
MOST_MNIST = 10_000
_VERSION = 1  # of what is generated and kept; another one makes every scan anew


@dataclass(frozen=True, slots=True)
class Sources:
    """What is scanned. generated: how many drawings, 0 for none; seed: of these.

    samples: path of the store, mnist: folder with MNIST; empty: neither.
    """

    generated: int = GENERATED
    seed: int = 0
    samples: str = ""
    mnist: str = ""

    @property
    def fingerprint(self) -> str:
        """16 hexadecimal digits: the same for the same choice, whatever the sources hold."""
        return hashlib.sha256(repr((_VERSION, astuple(self))).encode()).hexdigest()[:16]


class Inputs:
    """All inputs of some sources; opened when it is made, to be used as a context.

    Raises ValueError or OSError that says why a source cannot be read.
    """

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._digits = _mnist(Path(sources.mnist)) if sources.mnist else None
        place = Path(sources.samples)
        self._store = SampleStore(place) if sources.samples and place.is_file() else None
        self._ids = self._store.ids(order="oldest") if self._store is not None else []

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        if self._store is not None:
            self._store.close()

    @property
    def total(self) -> int:
        """How many there are."""
        return self._sources.generated + len(self._ids) + len(self._digits or ())

    def batches(self) -> Iterator[Batch]:
        """All of them; a sample that is damaged is left out."""
        for some in _portions(range(self._sources.generated)):
            yield _generated(self._sources.seed, some)
        if self._store is not None:
            for some in _portions(range(len(self._ids))):
                yield from _stored(self._store, self._ids, some)
        if self._digits is not None:
            for some in _portions(range(len(self._digits))):
                labels = self._digits.labels[some.start : some.stop].tolist()
                yield Batch(
                    self._digits.images[some.start : some.stop],
                    tuple(Origin("mnist", n, y) for n, y in zip(some, labels, strict=True)),
                )


def generated_drawing(seed: int, number: int) -> tuple[Drawing, int]:
    """The drawing with this number, and its label; every eleventh is not a digit."""
    random = np.random.default_rng((seed, number))
    label = number % (NOT_A_DIGIT + 1)
    if label == NOT_A_DIGIT:
        return synthetic_not_digit(random), label
    return synthetic_digit(label, random), label


def on_canvas(raster: NDArray[np.float32]) -> Drawing:
    """A raster (28, 28) as a picture that fills the paper, for what has no strokes."""
    values = np.array(raster, np.float32)
    values.flags.writeable = False
    drawing = Drawing()
    width, height = drawing.size
    return replace(drawing, picture=Picture(values, (0.0, 0.0, width, height)))


def has_mnist(folder: Path) -> bool:
    """Whether MNIST can be read there."""
    try:
        return folder.is_dir() and len(_mnist(folder)) > 0
    except (ValueError, OSError):
        return False


def _mnist(folder: Path) -> Digits:
    """The test digits, which no network has learnt from; else the first training digits."""
    try:
        digits = load_digits(folder, "test")
    except ValueError:
        digits = load_digits(folder, "train")
    return digits.take(np.arange(min(MOST_MNIST, len(digits))))


def _generated(seed: int, some: range) -> Batch:
    made = [generated_drawing(seed, number) for number in some]
    rasters = np.stack([_bytes(rasterize(drawing).array) for drawing, _ in made])
    labels = (label for _, label in made)
    return Batch(
        rasters, tuple(Origin("generated", n, y) for n, y in zip(some, labels, strict=True))
    )


def _bytes(array: NDArray[np.float32]) -> NDArray[np.uint8]:
    """As samples and MNIST have it: ink = 255."""
    values: NDArray[np.uint8] = np.rint(array * np.float32(255)).astype(np.uint8)
    return values


def _stored(store: SampleStore, ids: Sequence[str], some: range) -> Iterator[Batch]:
    try:
        rasters, labels = store.arrays([ids[n] for n in some])
    except OSError:
        if len(some) > 1:
            for n in some:
                yield from _stored(store, ids, range(n, n + 1))
        return
    if len(rasters) == len(some):  # else some were removed for ever meanwhile
        yield Batch(
            rasters.reshape(-1, SIDE, SIDE),
            tuple(
                Origin("samples", n, label, ids[n])
                for n, label in zip(some, labels.tolist(), strict=True)
            ),
        )


def _portions(numbers: range) -> Iterator[range]:
    return (numbers[first : first + AT_ONCE] for first in range(0, len(numbers), AT_ONCE))
