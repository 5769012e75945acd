"""MNIST's four files, from a folder: images, labels, and a validation part cut by writer."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.data.idx import read_idx

FILES = {
    "train": ("train-images-idx3-ubyte", "train-labels-idx1-ubyte"),
    "test": ("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"),
}
NOT_A_DIGIT = 10  # the label of what is none of the ten
WRITERS_FILE = "qmnist-train-labels-idx2-int"  # QMNIST: column 2 is the writer of a training image


@dataclass(frozen=True, slots=True, eq=False)
class Digits:
    """Labelled rasters. images: (n, 28, 28) uint8, ink = 255.

    labels: (n,) int64 in 0 ... 9, or NOT_A_DIGIT.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.int64]

    def __len__(self) -> int:
        return len(self.labels)

    def rasters(self) -> NDArray[np.float32]:
        """(n, 28, 28) float32 in [0, 1]."""
        return self.images.astype(np.float32) / np.float32(255)

    def take(self, index: NDArray[np.int64] | NDArray[np.bool_]) -> Digits:
        """The digits at an index or where a mask is true."""
        return Digits(self.images[index], self.labels[index])


def find(folder: Path, name: str) -> Path | None:
    """The file `name`, plain or gzipped, in `folder` or in one folder below it."""
    for place in (folder, *sorted(p for p in folder.glob("*") if p.is_dir())):
        for candidate in (place / name, place / f"{name}.gz"):
            if candidate.is_file():
                return candidate
    return None


def load_digits(folder: Path, part: str) -> Digits:
    """Read the "train" or "test" part.

    Raises ValueError that names the folder or file when one is missing or does not fit.
    """
    paths = [find(folder, name) for name in FILES[part]]
    for name, path in zip(FILES[part], paths, strict=True):
        if path is None:
            raise ValueError(f"{folder}: {name}[.gz] is missing; --download fetches MNIST there")
    images, labels = (read_idx(path) for path in paths if path is not None)
    if images.ndim != 3 or images.shape[1:] != (28, 28) or images.dtype != np.uint8:
        raise ValueError(f"{paths[0]}: {images.shape} {images.dtype}, expected (n, 28, 28) bytes")
    if not len(images):
        raise ValueError(f"{paths[0]}: no digits")
    if labels.shape != images.shape[:1]:
        raise ValueError(f"{paths[1]}: {labels.shape} labels for {len(images)} images")
    wrong = labels[~np.isin(labels, np.arange(10))]
    if len(wrong):
        raise ValueError(f"{paths[1]}: label {wrong[0]} is not a digit")
    return Digits(images, labels.astype(np.int64))


def split_by_writer(folder: Path, digits: Digits, part: float = 0.1) -> tuple[Digits, Digits, str]:
    """Cut MNIST's training part into training and validation; see `held_out_by_writer`.

    Returns training, validation, and how it was cut in words.
    """
    held_out, how = held_out_by_writer(folder, len(digits), part)
    return digits.take(~held_out), digits.take(held_out), how


def held_out_by_writer(
    folder: Path, count: int, part: float = 0.1
) -> tuple[NDArray[np.bool_], str]:
    """Which of MNIST's training digits are for validation, (count,), and how that was cut.

    With QMNIST's writer file in `folder`, every tenth writer is validation, so that no hand
    stands on both sides; without it, the last tenth of the images.
    """
    path = find(folder, WRITERS_FILE)
    if path is None:
        return np.arange(count) >= round(count * (1 - part)), "the last tenth of the images"
    table = read_idx(path)
    if table.ndim != 2 or len(table) != count or table.shape[1] < 3:
        raise ValueError(f"{path}: {table.shape}, expected ({count}, 8)")
    writers = table[:, 2].astype(np.int64)
    every = round(1 / part)
    return np.isin(writers, np.unique(writers)[::every]), f"every {every}th writer"
