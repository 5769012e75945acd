"""Digits as people draw them, made up: a way of writing, a hand, and chance."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from model.strokes import Drawing
from model.synthetic import eight_and_nine, six_and_seven, three_to_five, zero_to_two
from model.synthetic.allograph import Allograph
from model.synthetic.hand import Hand, random_hand, write

ALLOGRAPHS: Mapping[int, tuple[Allograph, ...]] = {
    0: zero_to_two.ZERO,
    1: zero_to_two.ONE,
    2: zero_to_two.TWO,
    3: three_to_five.THREE,
    4: three_to_five.FOUR,
    5: three_to_five.FIVE,
    6: six_and_seven.SIX,
    7: six_and_seven.SEVEN,
    8: eight_and_nine.EIGHT,
    9: eight_and_nine.NINE,
}


def synthetic_digit(label: int, rng: np.random.Generator, hand: Hand | None = None) -> Drawing:
    """Draw a digit 0 ... 9 in one of its ways; by `hand`, or by one that is made up as well.

    The same label, hand and state of `rng` give the same drawing.
    Raises ValueError when the label is not a digit.
    """
    if label not in ALLOGRAPHS:
        raise ValueError(f"label {label!r} is not a digit 0 ... 9")
    ways = ALLOGRAPHS[label]
    left = rng.random() * sum(way.weight for way in ways)
    for way in ways:
        left -= way.weight
        if left < 0:
            break
    lines = way.shape(rng)
    return write(lines, random_hand(rng) if hand is None else hand, rng)
