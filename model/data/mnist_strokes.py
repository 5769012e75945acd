"""MNIST's training digits as pen strokes (de Jong's tracing): drawings of many American hands."""

from __future__ import annotations

import tarfile
from io import BytesIO
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.data.idx import read_unpacked
from model.data.mnist import find

FILE = "train-padded-trailing.tar.gz"
_SMOOTHING = np.exp(-0.5 * (np.arange(-4, 5) / 1.6) ** 2)  # along the line, in traced points


def load_mnist_strokes(folder: Path) -> list[list[NDArray[np.float64]]]:
    """Read the lines (n, 2) of every digit, in pixels of MNIST's pictures, y down.

    Row i is MNIST's training picture i. The tracing went from pixel to pixel; the lines are
    smoothed so that they look drawn. Raises ValueError that names the file and the cause.
    """
    path = find(folder, FILE)
    if path is None:
        raise ValueError(f"{folder}: {FILE} is missing")
    unpacked = BytesIO(read_unpacked(path))
    try:
        with tarfile.open(fileobj=unpacked) as archive:
            member = next(m for m in archive.getmembers() if m.isfile())
            stream = archive.extractfile(member)
            assert stream is not None
            table = _array(stream.read())
    except StopIteration:
        raise ValueError(f"{path}: there is no file in it") from None
    except (tarfile.TarError, OSError, EOFError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from None
    return [_lines(rows) for rows in table]


def _array(data: bytes) -> NDArray[np.float64]:
    """(n, points, 4): dx, dy, last of its stroke, last of its digit; padded with zeros."""
    table = np.load(BytesIO(data), allow_pickle=False)
    if table.ndim != 3 or table.shape[2] != 4 or table.dtype != np.float64:
        raise ValueError(f"{table.shape} {table.dtype}, expected (n, points, 4) float64")
    if not np.isfinite(table).all():
        raise ValueError("it holds NaN or infinity")
    return np.asarray(table)


def _lines(rows: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """The lines of one digit; the first row is a place, the others are steps."""
    ends = np.flatnonzero(rows[:, 3])
    count = int(ends[0]) + 1 if len(ends) else len(rows)
    points = np.cumsum(rows[:count, :2], axis=0) - 1.0  # the file counts pixels from 1
    breaks = np.flatnonzero(rows[: count - 1, 2]) + 1
    return [_smooth(line) for line in np.split(points, breaks) if len(line)]


def _smooth(line: NDArray[np.float64]) -> NDArray[np.float64]:
    """A running mean along the line that leaves its ends where they are."""
    if len(line) < 3:
        return line
    reach = len(_SMOOTHING) // 2
    # Continued by point reflection at both ends, so that the mean does not pull them inwards.
    before = 2 * line[0] - line[1 : reach + 1][::-1]
    after = 2 * line[-1] - line[-reach - 1 : -1][::-1]
    longer = np.concatenate([before, line, after])
    missing = len(_SMOOTHING) - 1 - (len(longer) - len(line))
    if missing:  # a line shorter than the kernel: repeat its ends
        longer = np.pad(longer, ((missing // 2, missing - missing // 2), (0, 0)), mode="edge")
    kernel = _SMOOTHING / _SMOOTHING.sum()
    smooth = np.stack([np.convolve(column, kernel, "valid") for column in longer.T], axis=1)
    smooth[0], smooth[-1] = line[0], line[-1]
    return smooth
