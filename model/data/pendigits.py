"""UCI's pen digits (Alpaydin & Alimoglu 1998): drawings with label and writer, from UNIPEN text."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from model.data.idx import read_unpacked
from model.data.mnist import find
from model.strokes import Drawing, Stroke, make_stroke

FILE = "pendigits-orig.tra"
_HELD_OUT_EVERY = 5  # of 30 writers, six are never trained on


@dataclass(frozen=True, slots=True, eq=False)
class PenDigit:
    """A drawing, the digit 0 ... 9 its writer was asked for, and who that was."""

    drawing: Drawing
    label: int
    writer: int

    @property
    def is_held_out(self) -> bool:
        """True for the writers that belong to validation."""
        return self.writer % _HELD_OUT_EVERY == 0


def load_pendigits(folder: Path) -> list[PenDigit]:
    """Read the training part, plain or gzipped, from `folder` or a folder in it.

    Raises ValueError that names the file and the line when something does not fit.
    """
    path = find(folder, FILE)
    if path is None:
        raise ValueError(f"{folder}: {FILE}[.gz] is missing")
    lines = read_unpacked(path).decode("ascii", "replace").splitlines()
    digits: list[PenDigit] = []
    comment, strokes = "", list[list[tuple[float, float]]]()
    for number, line in enumerate([*lines, ".SEGMENT"], 1):  # one more ends the last digit
        try:
            if line.startswith(".SEGMENT"):
                _finish(digits, comment, strokes)
                comment, strokes = "", []
            elif line.startswith(".COMMENT"):
                comment = line
            elif line.startswith(".PEN_DOWN"):
                strokes.append([])
            elif line.strip() and not line.startswith(".") and strokes:
                x, y = line.split()
                strokes[-1].append((float(x), -float(y)))  # the file's y points up
        except ValueError as error:
            raise ValueError(f"{path}, line {number}: {error}") from None
    if not digits:
        raise ValueError(f"{path}: no digits")
    return digits


def _finish(digits: list[PenDigit], comment: str, strokes: list[list[tuple[float, float]]]) -> None:
    """Add the segment that has just ended."""
    if not any(strokes):
        return
    label, writer = (int(word) for word in comment.split()[1:3])
    if not 0 <= label <= 9:
        raise ValueError(f"label {label} is not a digit")
    digits.append(PenDigit(drawing_of([s for s in strokes if s]), label, writer))


def drawing_of(strokes: list[list[tuple[float, float]]]) -> Drawing:
    """Strokes in any coordinates (y down) on a square canvas with a margin."""
    points = np.concatenate([np.array(stroke, np.float64) for stroke in strokes])
    low, high = points.min(axis=0), points.max(axis=0)
    side = max(float((high - low).max()), 1.0) * 1.5
    corner = 0.5 * (low + high) - 0.5 * side
    moved: tuple[Stroke, ...] = tuple(make_stroke(np.array(s) - corner) for s in strokes)
    return Drawing(moved, (side, side))
