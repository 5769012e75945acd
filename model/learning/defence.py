"""Defend: attacks and retrainings in turn. What is asked for and told: `model.defence`."""

from __future__ import annotations

import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeVar

import numpy as np

from model.data.mnist import NOT_A_DIGIT, Digits
from model.defence import SEEDS, DefenceConfig, DefenceReport, Phase
from model.evolution.evolving import evolve
from model.fooling import (
    AttackSummary,
    DefenceRound,
    Encoding,
    EvolutionConfig,
    Fooling,
    read_as,
    summary,
)
from model.learning import retraining
from model.learning.fooling.ascent import climb, start
from model.learning.fooling.reader import Reader
from model.learning.rehearsal import generated
from model.learning.retraining_end import read_all
from model.network import CLASSES, Network
from model.retraining import LabelledSample, RetrainingSamples
from model.retraining_result import RetrainResult, RetrainStep

STOP = retraining.STOP  # sent into the generator: end here and keep the rounds there are
NOTHING_PASSED = "no picture passed the refusal: there is nothing to learn from"

_ENCODINGS: dict[str, Encoding] = {"evolution, CPPN": "cppn", "evolution, direct": "direct"}
_ASCENT, _ASCENT_RATE = "ascent from noise", 0.1
_ATTACKED = 0.5  # part of a round's time, about; the rest is retraining

Told = Generator[DefenceReport, str | None, None]
T = TypeVar("T")


@dataclass(frozen=True, slots=True, eq=False)
class DefenceResult:
    """The table, the network of its last row, and the last fooling pictures.

    learnt: what the last retraining learnt from, and what came of it; None without a retraining.
    """

    rounds: tuple[DefenceRound, ...]
    network: Network
    pictures: tuple[Fooling, ...]
    learnt: tuple[RetrainingSamples, RetrainResult] | None
    is_stopped: bool
    stopped_for: str


Defence = Generator[DefenceReport, str | None, DefenceResult]


def defend(
    base: Network,
    config: DefenceConfig,
    test: Digits | None = None,
    rehearsal: Digits | None = None,
    work: Path | None = None,
) -> Defence:
    """Attack `base`, retrain it with the fooling pictures as "not a digit", attack again.

    Every retraining starts from the network before it and learns from the pictures of all rounds
    so far. Yields reports, hears STOP, returns what came of it, also when the defence fails.
    test: MNIST's test digits, to count the errors of each network; without them, the generated
    check set counts. rehearsal, work: as `retraining.retrain` has them, `work` with a folder for
    each round.
    """
    return (yield from _Run(base, config, test, rehearsal, work).rounds())


class _Run:
    """One defence from the first attack to the last."""

    def __init__(
        self,
        base: Network,
        config: DefenceConfig,
        test: Digits | None,
        rehearsal: Digits | None,
        work: Path | None,
    ) -> None:
        self.network, self.config = base, config  # as it is given
        self.check = test
        self.check_name = "check set" if test is None else "MNIST test"
        self.rehearsal, self.work = rehearsal, work
        self.begun = time.perf_counter()
        self.is_stopped = False
        self.newest: dict[int, Fooling] = {}
        self.report = DefenceReport(0, "attacking", "", 0.0, (), (), 0.0, 0.0)

    def rounds(self) -> Defence:
        """Round 0 attacks the network as it is; each further one begins with a retraining."""
        pictures = yield from self._round(self.network, added=0)
        known: dict[bytes, LabelledSample] = {}
        learnt, network, stopped_for = None, self.network, ""
        for number in range(1, self.config.rounds + 1):
            new = self._to_learn(pictures)
            if self.is_stopped or not new:
                stopped_for = "" if self.is_stopped else NOTHING_PASSED
                break
            added = len(new.keys() - known.keys())
            known |= new
            self.report = replace(self.report, number=number)
            samples = RetrainingSamples(tuple(known.values()))
            retrained = yield from self._retrained(network, samples)
            defended = _named(retrained.network, f"{self.network.name}, defended {number}×")
            pictures = yield from self._round(defended, added)
            if len(self.report.rounds) > number:  # it has its row: it was not stopped before
                learnt, network = (samples, retrained), defended
        return DefenceResult(
            self.report.rounds, network, pictures, learnt, self.is_stopped, stopped_for
        )

    def _round(
        self, network: Network, added: int
    ) -> Generator[DefenceReport, str | None, tuple[Fooling, ...]]:
        """Attack a network and add its row, unless stopped before it is complete."""
        attacks, pictures = yield from self._attacked(network)
        if not self.is_stopped:
            row = yield from self._row(network, attacks, added)
            self.report = replace(self.report, rounds=(*self.report.rounds, row))
            yield from self._tell("checking", row.check_name, 1.0)
        return pictures

    def _to_learn(self, pictures: tuple[Fooling, ...]) -> dict[bytes, LabelledSample]:
        """The pictures that are to be "not a digit", once each."""
        rasters = [
            np.rint(fooling.picture * 255).astype(np.uint8)
            for fooling in pictures
            if self.config.label_all or fooling.verdict.is_digit
        ]
        return {raster.tobytes(): LabelledSample(raster, NOT_A_DIGIT) for raster in rasters}

    def _retrained(
        self, network: Network, samples: RetrainingSamples
    ) -> Generator[DefenceReport, str | None, RetrainResult]:
        work = self.work and self.work / f"{self.report.number:02d}"
        steps = retraining.retrain(network, samples, self.config.retraining, self.rehearsal, work)
        wish, done = None, 0.0  # nothing can be sent into what has not begun
        while True:
            try:
                step = steps.send(wish)
            except StopIteration as end:
                result: RetrainResult = end.value
                return result
            if isinstance(step, RetrainStep):
                done = step.done
            yield from self._tell("retraining", f"{len(samples.training):,} pictures", done)
            wish = STOP if self.is_stopped else None

    def _attacked(
        self, network: Network
    ) -> Generator[
        DefenceReport, str | None, tuple[tuple[AttackSummary, ...], tuple[Fooling, ...]]
    ]:
        """Every attack with every seed of this round; stopped, those that had come to their end."""
        config = self.config
        names = [
            *(_ENCODINGS if config.generations else ()),
            *([_ASCENT] * bool(config.ascent_steps)),
        ]
        summaries: list[AttackSummary] = []
        pictures: list[Fooling] = []
        for place, name in enumerate(names):
            found: list[Fooling] = []
            for run in range(config.runs):
                seed = config.retraining.seed + self.report.number * SEEDS + run
                for made, done in self._attack(network, name, seed):
                    self.newest |= {fooling.target: fooling for fooling in made}
                    yield from self._tell(
                        "attacking", name, (place + (run + done) / config.runs) / len(names)
                    )
                    if self.is_stopped:
                        return tuple(summaries), tuple(pictures)
                found += made
            summaries.append(summary(name, found))
            pictures += found
        return tuple(summaries), tuple(pictures)

    def _attack(
        self, network: Network, name: str, seed: int
    ) -> Iterator[tuple[tuple[Fooling, ...], float]]:
        """One run of ten classes: its pictures so far, and how far it is."""
        config = self.config
        if name in _ENCODINGS:
            evolution = EvolutionConfig(
                _ENCODINGS[name],
                config.generations,
                config.children,
                seed=seed,
                knows_refusal=config.knows_refusal,
            )
            for report in evolve(network, evolution):
                yield report.best, report.generation / config.generations
            return
        classes = range(CLASSES)
        reader = Reader(network, classes, knows_refusal=config.knows_refusal)
        steps = config.ascent_steps
        noise = start("noise", CLASSES, seed)
        for step, climbed in enumerate(climb(reader, noise, steps, _ASCENT_RATE)):
            yield read_as(network, climbed, classes), step / steps

    def _row(
        self, network: Network, attacks: tuple[AttackSummary, ...], added: int
    ) -> Generator[DefenceReport, str | None, DefenceRound]:
        """The row of a round that is complete, with the errors on the check digits."""
        name = self.check_name
        if self.check is None:  # the one that every retraining is checked with
            sizes = self.config.retraining.check_digits, self.config.retraining.check_not_digits
            self.check = yield from self._waited(generated(*sizes, 0), name)
        outcomes = yield from self._waited(read_all(network, self.check, {}), name)
        errors = outcomes.held_out.digit_errors
        assert errors is not None
        return DefenceRound(
            self.report.number, network.name, attacks, added, errors.count, errors.samples, name
        )

    def _waited(
        self, portions: Generator[float, None, T], what: str
    ) -> Generator[DefenceReport, str | None, T]:
        """Do a check in portions."""
        while True:
            try:
                done = next(portions)
            except StopIteration as end:
                result: T = end.value
                return result
            yield from self._tell("checking", what, done)

    def _tell(self, phase: Phase, what: str, done: float) -> Told:
        """Report, and hear whether to stop. done: of this phase, 0 to 1."""
        rounds, number = self.config.rounds, self.report.number
        # Round 0 has no retraining: half a round.
        before = max(0.0, number - 1 + _ATTACKED) if number else 0.0
        within = {
            "attacking": (0.0 if number == 0 else 1 - _ATTACKED) + _ATTACKED * done,
            "retraining": (1 - _ATTACKED) * done,
            "checking": _ATTACKED if number == 0 else 1.0,
        }[phase]
        part = (before + within) / (rounds + _ATTACKED)
        elapsed = time.perf_counter() - self.begun
        self.report = replace(
            self.report,
            phase=phase,
            what=what,
            done=part,
            newest=tuple(self.newest[target] for target in sorted(self.newest)),
            elapsed_s=elapsed,
            left_s=elapsed * (1 - part) / max(part, 1e-3),
        )
        self.is_stopped |= (yield self.report) == STOP


def _named(network: Network, name: str) -> Network:
    return Network(name, network.spec, network.parameters, network.calibration)
