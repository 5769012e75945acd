"""Omniglot's characters (Lake, Salakhutdinov & Tenenbaum 2015): pen drawings that are no digits."""

from __future__ import annotations

import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from model.data.mnist import find
from model.data.pendigits import drawing_of
from model.strokes import Drawing

FILE = "strokes_background_small1.zip"
HELD_OUT_ALPHABETS = ("Early_Aramaic", "Greek")  # never trained on: these are the unseen ones
# Numbers of the characters that anybody would take for a digit, chosen by looking at them:
# o, l, s and the like, also the Aramaic 4 and 7, and in Hangul what looks like 0, 1, 2, 4 or 7.
LOOK_ALIKES = {
    "Balinese": frozenset({5, 14}),
    "Early_Aramaic": frozenset({2, 3, 4, 6, 7, 12, 14, 16, 17, 20}),
    "Greek": frozenset({4, 6, 8, 9, 15, 18}),
    "Korean": frozenset({10, 12, 21, 22, 27, 33, 37}),
    "Latin": frozenset({1, 2, 7, 9, 12, 15, 17, 19, 25, 26}),
}


@dataclass(frozen=True, slots=True, eq=False)
class NotDigit:
    """A character of an alphabet, as one of twenty people drew it. character and drawer from 1."""

    drawing: Drawing
    alphabet: str
    character: int
    drawer: int

    @property
    def is_held_out(self) -> bool:
        """True for the alphabets that belong to validation."""
        return self.alphabet in HELD_OUT_ALPHABETS

    @property
    def looks_like_a_digit(self) -> bool:
        """True for characters that a person without context would read as a digit."""
        return self.character in LOOK_ALIKES.get(self.alphabet, frozenset())


def load_not_digits(folder: Path) -> list[NotDigit]:
    """Read every character from the archive in `folder` or a folder in it.

    Raises ValueError that names the file when it is missing or does not fit.
    """
    path = find(folder, FILE)
    if path is None:
        raise ValueError(f"{folder}: {FILE} is missing")
    found = []
    try:
        with zipfile.ZipFile(path) as archive:
            for name in sorted(archive.namelist()):
                place = PurePosixPath(name)
                if place.suffix == ".txt" and place.parts[0] != "__MACOSX":
                    found.append(_character(place, archive.read(name)))
    except (zipfile.BadZipFile, zlib.error, EOFError, ValueError) as error:
        raise ValueError(f"{path}: {error}") from None
    if not found:
        raise ValueError(f"{path}: no characters")
    return found


def _character(place: PurePosixPath, data: bytes) -> NotDigit:
    """From e.g. `Greek/character03/0394_07.txt`."""
    try:
        *_, alphabet, character, _ = place.parts
        _, drawer = place.stem.split("_")
        number = int(character.removeprefix("character"))
        drawing = drawing_of(_strokes(data.decode("ascii")))
        return NotDigit(drawing, alphabet, number, int(drawer))
    except ValueError as error:
        raise ValueError(f"{place}: {error}") from None


def _strokes(text: str) -> list[list[tuple[float, float]]]:
    """From lines x,y,t, y negative downwards."""
    strokes: list[list[tuple[float, float]]] = [[]]
    for line in text.split():
        if line == "BREAK":
            strokes.append([])
        elif line != "START":
            x, y, _ = line.split(",")
            strokes[-1].append((float(x), -float(y)))
    strokes = [stroke for stroke in strokes if stroke]
    if not strokes:
        raise ValueError("no strokes")
    return strokes
