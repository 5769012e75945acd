"""Evolution of ten classes at once: MAP-Elites, as in Nguyen, Yosinski & Clune 2015.

An archive keeps the best genome of every class. The children of a generation descend from its
elites at random, the network reads them in one batch, and each may take the place of every elite
whose class it does better in.
"""

from __future__ import annotations

import time
from collections.abc import Generator
from typing import Any, Protocol

import numpy as np
from numpy.typing import NDArray

from model.evolution import cppn, direct
from model.fooling import EvolutionConfig, EvolutionReport, Fooling, frame
from model.forward import softmax, trace
from model.network import CLASSES, Network
from model.verdict import digit_scores, judge

Array = NDArray[np.float32]
Evolution = Generator[EvolutionReport, None, EvolutionReport]

_AT_ONCE = 50  # pictures in one pass: the patches still fit the cache


class _Encoding(Protocol):
    """How genomes, any array with one along its first axis, become pictures and children."""

    def first(self, count: int, rng: np.random.Generator, /) -> NDArray[Any]: ...

    def mutated(
        self, parents: Any, rate: float, generation: int, rng: np.random.Generator, /
    ) -> NDArray[Any]: ...

    def pictures(self, genomes: Any, /) -> Array: ...


_ENCODINGS: dict[str, _Encoding] = {"direct": direct, "cppn": cppn}


def evolve(network: Network, config: EvolutionConfig = EvolutionConfig()) -> Evolution:
    """Evolve pictures that the network takes for digits; the same config gives the same ones.

    Yields a report of the first, random pictures and after each generation; returns the last.
    """
    begun, elapsed_s = time.perf_counter(), 0.0
    rng = np.random.default_rng(config.seed)
    encoding = _ENCODINGS[config.encoding]
    genomes = encoding.first(config.children, rng)
    archive = _Archive(network, genomes)
    course: list[NDArray[np.float64]] = []
    for generation in range(config.generations + 1):
        if generation:
            parents = archive.genomes[rng.integers(CLASSES, size=config.children)]
            genomes = encoding.mutated(parents, config.mutation, generation, rng)
        pictures = encoding.pictures(genomes)
        if config.knows_refusal:
            pictures = pictures * frame()
        logits = read(network, pictures)
        archive.offer(genomes, pictures, logits, fitness(network, logits, config.knows_refusal))
        course.append(archive.confidences)
        elapsed_s += time.perf_counter() - begun
        report = EvolutionReport(
            generation,
            archive.best(),
            np.stack(course),
            evaluations=config.children * (generation + 1),
            elapsed_s=elapsed_s,
            left_s=elapsed_s / (generation + 1) * (config.generations - generation),
        )
        yield report
        begun = time.perf_counter()  # whoever looked at the report took time of its own
    return report


def read(network: Network, pictures: Array) -> Array:
    """Logits (N, 10) of pictures (N, 28, 28)."""
    parts = range(0, len(pictures), _AT_ONCE)
    return np.concatenate([trace(network, pictures[n : n + _AT_ONCE]).logits for n in parts])


def fitness(network: Network, logits: Array, knows_refusal: bool) -> NDArray[np.float64]:
    """(N, 10): confidence in each class, times the digit score when the refusal is known."""
    temperature = network.calibration.temperature
    confidences = softmax(logits, temperature)
    if knows_refusal:
        confidences *= digit_scores(logits, temperature)[:, None]
    return confidences


class _Archive:
    """The best genome of every class, with its picture and what the network said of it."""

    def __init__(self, network: Network, genomes: NDArray[Any]) -> None:
        self._network = network
        self.genomes = np.zeros((CLASSES, *genomes.shape[1:]), genomes.dtype)
        self._fitness = np.full(CLASSES, -1.0)
        self._best: list[Fooling | None] = [None] * CLASSES

    @property
    def confidences(self) -> NDArray[np.float64]:
        """(10,): of each elite in its class."""
        return np.array([elite.confidence for elite in self.best()])

    def best(self) -> tuple[Fooling, ...]:
        """The elites."""
        return tuple(elite for elite in self._best if elite is not None)

    def offer(
        self,
        genomes: NDArray[Any],
        pictures: Array,
        logits: Array,
        fitness: NDArray[np.float64],
    ) -> None:
        """Take what is fitter than the elite of a class; one child may win several classes."""
        for target, child in enumerate(fitness.argmax(axis=0).tolist()):
            if fitness[child, target] > self._fitness[target]:
                self._fitness[target] = fitness[child, target]
                self.genomes[target] = genomes[child]
                self._best[target] = self._fooling(target, pictures[child], logits[child])

    def _fooling(self, target: int, picture: Array, logits: Array) -> Fooling:
        picture = picture.copy()
        picture.flags.writeable = False
        row = softmax(logits, self._network.calibration.temperature)
        verdict = judge(logits, self._network.calibration, picture)
        return Fooling(target, picture, float(row[target]), int(row.argmax()), verdict)
