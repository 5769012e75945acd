"""Guided collecting: which digit to ask a person for next, until each class has enough."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass

from model.network import CLASSES

ENOUGH = 10  # samples per class


@dataclass(frozen=True, slots=True)
class Wish:
    """What is asked for: a digit, or None when all classes have enough; done of total are there."""

    digit: int | None
    done: int
    total: int


class Guide:
    """Asks for digits in random order, what is missing most the most often.

    The same digit is asked for twice in a row only when no other one is missing: people who
    repeat a digit draw copies. `seed` fixes the order.
    """

    def __init__(self, seed: int, enough: int = ENOUGH) -> None:
        if enough < 1:
            raise ValueError(f"{enough} samples per class, expected at least 1")
        self._random = random.Random(seed)  # noqa: S311  an order, no secret
        self._enough = enough
        self._last: int | None = None

    def ask(self, counts: Sequence[int]) -> Wish:
        """What to ask for when there are so many samples of each of the ten digits."""
        if len(counts) != CLASSES:
            raise ValueError(f"{len(counts)} counts, expected {CLASSES}")
        missing = [max(0, self._enough - count) for count in counts]
        total = CLASSES * self._enough
        done = total - sum(missing)
        if not any(missing):
            return Wish(None, done, total)
        others = [m if digit != self._last else 0 for digit, m in enumerate(missing)]
        [digit] = self._random.choices(range(CLASSES), others if any(others) else missing)
        self._last = digit
        return Wish(digit, done, total)
