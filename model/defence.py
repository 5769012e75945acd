"""Defend: attack a network, teach it that what came of it is no digit, and attack again.

Nguyen, Yosinski & Clune 2015, section 3.4: on MNIST, retraining with fooling pictures did not stop
new ones. Values only; the work is `model.learning.defence`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from model.fooling import DefenceRound, Fooling
from model.retraining import RetrainingConfig

SEEDS = 100  # of a round; the next has others
Phase = Literal["attacking", "retraining", "checking"]


@dataclass(frozen=True, slots=True)
class DefenceConfig:
    """What is attacked with, and how often it is retrained.

    rounds: retrainings; the network is attacked before the first and after each, so that the table
        has one row more.
    knows_refusal: whether the attacks do. Those that do not are mostly refused before any defence.
    label_all: whether all fooling pictures are labelled "not a digit", or only those not refused.
    runs: of every evolution and ascent in a round, each with ten classes and seeds of its own, so
        that no round sees the pictures of another.
    generations, children: of every evolution, with either encoding; 0 generations: none.
    ascent_steps: of every ascent, from noise; 0: none.
    retraining: its seed is the defence's.
    Raises ValueError for numbers out of range.
    """

    rounds: int = 2
    knows_refusal: bool = True
    label_all: bool = False
    runs: int = 3
    generations: int = 50
    children: int = 200
    ascent_steps: int = 50
    retraining: RetrainingConfig = RetrainingConfig()

    def __post_init__(self) -> None:
        least = {"rounds": 0, "runs": 1, "generations": 0, "children": 1, "ascent_steps": 0}
        for name, smallest in least.items():
            if getattr(self, name) < smallest:
                raise ValueError(f"{name} is {getattr(self, name)}, expected at least {smallest}")
        if self.runs > SEEDS:
            raise ValueError(f"runs is {self.runs}, expected at most {SEEDS}")
        if not (self.generations or self.ascent_steps):
            raise ValueError("there is nothing to attack with: 0 generations and 0 steps of ascent")


@dataclass(frozen=True, slots=True, eq=False)
class DefenceReport:
    """On the way. rounds: rows that are complete.

    number: of the round in work, 0 before any defence; phase and what: what is done in it, for
    example "attacking" and "evolution, CPPN"; done: of all rounds, 0 to 1. newest: the last fooling
    picture of every class, if there is one.
    """

    number: int
    phase: Phase
    what: str
    done: float
    rounds: tuple[DefenceRound, ...]
    newest: tuple[Fooling, ...]
    elapsed_s: float
    left_s: float


@dataclass(frozen=True, slots=True, eq=False)
class DefenceEnd:
    """The table, and what can be kept.

    folder: of the network of the last row; "" when none was retrained. pictures: the fooling
    pictures of that row. is_stopped: whether it was asked to stop before its last round.
    stopped_for: why no further round was made, in words; empty otherwise.
    """

    rounds: tuple[DefenceRound, ...]
    folder: str
    pictures: tuple[Fooling, ...]
    is_stopped: bool
    stopped_for: str = ""
