"""The least change that turns a drawing into another digit, found by bisection of the budget."""

from __future__ import annotations

from collections.abc import Generator, Iterator

import numpy as np
from numpy.typing import NDArray

from model.fooling import ChangeConfig, Fooling, LeastChange, bounded, read_as
from model.learning.fooling.descent import Ball
from model.learning.fooling.pixels import greedy
from model.learning.fooling.reader import Reader
from model.network import Network

Array = NDArray[np.float32]
Changes = Generator[LeastChange, None, tuple[LeastChange, ...]]

_HALVINGS = 8  # of the budget: it is known to a 256th of the largest


def least_changes(
    network: Network, drawing: Array, config: ChangeConfig = ChangeConfig()
) -> Changes:
    """Turn a drawing (28, 28) into each target, one after the other; the same config, the same way.

    Yields what is known of a target after each try, its last being the result; returns all results.
    Raises ValueError when the drawing does not fit.
    """
    (original,) = bounded(drawing[None])
    results: list[LeastChange] = []
    for target in config.targets:
        attack = (_Pixels if config.norm == "pixels" else _Descent)(
            network, original, target, config
        )
        for found in _bisected(attack, original, target, config):
            yield found
        results.append(found)
    return tuple(results)


def _bisected(
    attack: _Pixels | _Descent, original: Array, target: int, config: ChangeConfig
) -> Iterator[LeastChange]:
    """Nothing, then everything, then halves of what is left between too little and enough."""
    tries: list[tuple[float, bool]] = []
    budget: float | None = None
    too_little, asked = 0.0, 0.0
    while True:
        result = attack.within(asked)
        turned = config.criterion.is_met(result)
        tries.append((asked, turned))
        if turned or budget is None:  # without one that turned, the strongest is shown
            shown = result
        if turned:
            budget = asked
        else:
            too_little = asked
        yield LeastChange(
            target, config.norm, original, shown, budget, tuple(tries), attack.reader.evaluations
        )
        asked = config.most if len(tries) == 1 else attack.between(too_little, budget or 0.0)
        # Nothing suffices, or everything does not, or they cannot be told apart any better.
        if budget == 0 or (budget is None and len(tries) == 2) or asked in (too_little, budget):
            return
        if len(tries) == _HALVINGS + 2:
            return


def _reader(network: Network, original: Array, target: int, config: ChangeConfig) -> Reader:
    return Reader(network, [target], knows_refusal=config.knows_refusal, around=original)


class _Descent:
    """Projected gradient descent towards one target, within L2 or L infinity budgets."""

    def __init__(
        self, network: Network, original: Array, target: int, config: ChangeConfig
    ) -> None:
        self._network, self._original, self._target = network, original, target
        self._config = config
        self.reader = _reader(network, original, target, config)

    def within(self, budget: float) -> Fooling:
        """The first picture that does it, or that of the highest objective."""
        if budget == 0:
            return self._read(self._original)
        steps = self._config.steps
        highest = np.maximum(self.reader.highest, self._original)
        ball = Ball(self._original, self._config.norm, budget, highest)
        picture = ball.start(np.random.default_rng(self._config.seed))
        best, top = picture, -np.inf
        for step in range(steps + 1):
            (objective,), (gradient,) = self.reader.slopes(picture[None])
            result = self._read(picture)
            if self._config.criterion.is_met(result):
                return result
            if objective > top:
                best, top = picture, objective
            if step < steps:
                picture = ball.step(picture, gradient, steps)
        return self._read(best)

    def between(self, low: float, high: float) -> float:
        """The budget half way."""
        return (low + high) / 2

    def _read(self, picture: Array) -> Fooling:
        return read_as(self._network, picture[None], [self._target])[0]


class _Pixels:
    """Greedy changes towards one target; a budget is how many of them are made."""

    def __init__(
        self, network: Network, original: Array, target: int, config: ChangeConfig
    ) -> None:
        self._network, self._target = network, target
        self.reader = _reader(network, original, target, config)
        self._path = greedy(self.reader, original)
        self._pictures: list[Array] = []

    def within(self, budget: float) -> Fooling:
        """The picture with so many pixels changed."""
        while len(self._pictures) <= budget:
            self._pictures.append(next(self._path))
        return read_as(self._network, self._pictures[int(budget)][None], [self._target])[0]

    def between(self, low: float, high: float) -> float:
        """The whole number half way, rounded down."""
        return (low + high) // 2
