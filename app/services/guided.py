"""Guided collecting: the window asks for digits until the store has enough of each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, Signal, Slot

from model.network import CLASSES
from model.samples.guided import ENOUGH, Guide, Wish

ORIGIN = "guided"


class GuidedService(QObject):
    """One round of asking, from `start` to `stop` or until there is enough.

    A drawing is stored only when the person says so, never because a new stroke begins or the pen
    rests: a 4, 5 or 7 has several strokes, and nothing tells the second of them from the next
    digit. A wrong label in the store is worse than one more key.

    balance: counts (11, 2) of what is stored, label by training and held out; None when the store
    cannot be asked.

    Signals
    -------
    asked(Wish): draw this one; without a digit when all classes have enough: then it has ended.
    stopped(): it has ended.
    """

    asked = Signal(object)
    stopped = Signal()

    def __init__(
        self,
        balance: Callable[[], NDArray[np.int64] | None],
        seed: int,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._balance = balance
        self._seed = seed
        self._guide: Guide | None = None
        self._wish: Wish | None = None

    @property
    def digit(self) -> int | None:
        """What is asked for now; None outside a round."""
        return None if self._wish is None else self._wish.digit

    def start(self, enough: int = ENOUGH) -> None:
        """Begin a round, in an order of its own."""
        self._guide = Guide(self._seed, enough)
        self._seed += 1
        self._ask()

    @Slot()
    def skip(self) -> None:
        """Ask for something else."""
        self._ask()

    @Slot()
    def go_on(self) -> None:
        """Samples were stored or taken back: the next wish, while a round is under way."""
        self._ask()

    @Slot(int)
    def ask_for(self, digit: int) -> None:
        """A drawing of this digit was taken back and lies on the paper: ask for the same again."""
        self._ask(digit)

    @Slot()
    def stop(self) -> None:
        """End the round."""
        if self._guide is not None:
            self._guide = self._wish = None
            self.stopped.emit()

    def _ask(self, digit: int | None = None) -> None:
        if self._guide is None:
            return
        balance = self._balance()
        if balance is None:
            self.stop()
            return
        wish = self._guide.ask(balance.sum(axis=1)[:CLASSES].tolist())
        if digit in range(CLASSES):
            wish = replace(wish, digit=digit)
        self._wish = wish
        self.asked.emit(wish)
        if wish.digit is None:
            self.stop()
