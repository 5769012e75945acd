"""Drawings that are not digits, of as many kinds as we could think of.

A classifier that has seen them learns to refuse also what it has not seen (outlier exposure,
Hendrycks, Mazeika & Dietterich 2019). Whatever somebody could mean as a digit is left out: a
plain ring, a lone upright bar, an S, a Z, a b and the like.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np

from model.strokes import Drawing
from model.synthetic import alphabets, letters, scribbles, shapes, spoiled
from model.synthetic.glyphs import in_unit_box
from model.synthetic.hand import Line, random_hand, write
from model.synthetic.noise import NOISE_KINDS, noise_raster

__all__ = ["KINDS", "NOISE_KINDS", "noise_raster", "synthetic_not_digit"]

Shape = Callable[[np.random.Generator], list[Line]]

_SHAPES: dict[str, tuple[Shape, float]] = {
    "walk": (scribbles.walk, 3.0),
    "tangle": (scribbles.tangle, 2.0),
    "hatching": (scribbles.hatching, 2.0),
    "zigzag": (scribbles.zigzag, 2.0),
    "wave": (scribbles.wave, 1.0),
    "spiral": (scribbles.spiral, 2.0),
    "square spiral": (scribbles.square_spiral, 0.7),
    "loops": (scribbles.loops, 1.5),
    "garland": (scribbles.garland, 1.0),
    "knot": (scribbles.knot, 1.5),
    "scribbled out": (scribbles.scribbled_out, 1.5),
    "filled area": (scribbles.filled, 2.0),
    "smear": (scribbles.smear, 1.0),
    "dots": (scribbles.dots, 1.5),
    "speck": (scribbles.speck, 1.0),
    "lying bar": (scribbles.lying_bar, 1.5),
    "crossing bars": (scribbles.crossing_bars, 1.0),
    "bars in a row": (scribbles.bars_in_a_row, 1.0),
    "flourish": (scribbles.flourish, 1.5),
    "sign": (shapes.sign, 5.0),
    "picture": (shapes.picture, 4.0),
    "polygon": (shapes.polygon, 2.0),
    "star": (shapes.star, 1.5),
    "face": (shapes.face, 1.5),
    "flower": (shapes.flower, 1.0),
    "sun": (shapes.sun, 1.0),
    "ringed sign": (shapes.ringed, 1.0),
    "grid": (shapes.grid, 1.0),
    "lying eight": (shapes.lying_eight, 0.7),
    "exclamation": (shapes.exclamation, 0.7),
    "latin capital": (letters.latin_capital, 9.0),
    "latin small": (letters.latin_small, 9.0),
    "greek or cyrillic": (letters.greek_or_cyrillic, 5.0),
    "hebrew or arabic": (letters.hebrew_or_arabic, 3.0),
    "kana or hanzi": (letters.kana_or_hanzi, 5.0),
    "word": (letters.word, 3.0),
    "composed": (alphabets.composed, 4.0),
    "joined": (alphabets.joined, 4.0),
    "hung": (alphabets.hung, 2.0),
    "branched": (alphabets.branched, 2.0),
    "mirrored": (alphabets.mirrored, 2.0),
    "hangul": (alphabets.hangul, 2.5),
    "curly": (alphabets.curly, 3.0),
    "side by side": (spoiled.side_by_side, 5.0),
    "one above the other": (spoiled.one_above_the_other, 1.0),
    "stacked": (spoiled.stacked, 1.0),
    "crossed out": (spoiled.crossed_out, 1.5),
    "enclosed": (spoiled.enclosed, 1.5),
    "underlined": (spoiled.underlined, 0.3),
    "overwritten": (spoiled.overwritten, 0.4),
    "lying three": (spoiled.lying_three, 1.0),
    "half zero": (spoiled.half_zero, 0.5),
}
KINDS = tuple(_SHAPES)
_WEIGHTS = np.cumsum([weight for _, weight in _SHAPES.values()])
# These lie. A hand that turns them or makes them narrow could set them upright.
_CALM = frozenset(
    {"lying bar", "lying eight", "speck", "half zero", "exclamation", "polygon", "spiral"}
    | {"filled area", "scribbled out", "ringed sign", "face", "enclosed", "curly", "sun"}
)


def synthetic_not_digit(rng: np.random.Generator, kind: str | None = None) -> Drawing:
    """A drawing that nobody would take for a digit, written by a random hand.

    kind: one of KINDS; drawn by weight when None. The same state of `rng` gives the same
    drawing. Raises KeyError for another kind.
    """
    if kind is None:
        place = np.searchsorted(_WEIGHTS, rng.uniform(0.0, _WEIGHTS[-1]), side="right")
        kind = KINDS[min(int(place), len(KINDS) - 1)]
    lines = _SHAPES[kind][0](rng)
    if kind != "speck":
        lines = in_unit_box(lines)
    hand = random_hand(rng)
    if kind in _CALM:
        hand = replace(hand, aspect=max(hand.aspect, 0.9), slant=min(hand.slant, 0.2))
    if kind == "speck":  # smaller than its pen, so that it is not blown up into a drawing
        hand = replace(
            hand, pen_width=max(hand.pen_width, 12.0), size=min(hand.size, 150.0), tremor=0.0
        )
    return write(lines, hand, rng)
