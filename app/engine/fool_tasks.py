"""Attacks in an engine process: what it can be asked for. Names: `task_names`.

EVOLVE(folder: str, checksum: str, config: EvolutionConfig)
    yields EvolutionReport after the first, random pictures and each generation, None while it rests
    listens to PAUSE, RESUME, STEP (one generation, then rest), STOP (end, keep what is there)
    returns the last EvolutionReport
ASCEND(folder: str, checksum: str, config: AscentConfig, drawing: (28, 28) float32 | None)
    yields AscentReport, None while it rests; listens as EVOLVE does; returns the last AscentReport
LEAST_CHANGE(folder: str, checksum: str, raster: (28, 28) float32, config: ChangeConfig)
    yields LeastChange after each try; that of a target replaces the one before, its last is final
    returns tuple[LeastChange, ...], one for each target
TRANSFER(networks: Sequence[(folder: str, checksum: str)], foolings: Sequence[Fooling])
    returns tuple[Transfer, ...], one for each network
DEFEND(folder: str, checksum: str, work: str, mnist: str, config: DefenceConfig)
    yields DefenceReport; listens to STOP; returns DefenceEnd
    work: a folder for this defence alone; mnist: a folder with MNIST's four files, or ""

EVOLVE and TRANSFER need no torch. Everything that is wrong with arguments is a ValueError, with
folders ValueError or OSError; among them a network that is another one by now.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, TypeVar

import numpy as np
from numpy.typing import NDArray

from app.training_job import PAUSE, RESUME, STOP
from model.data.mnist import Digits, load_digits
from model.defence import DefenceConfig, DefenceEnd, DefenceReport
from model.evolution.evolving import evolve as evolved
from model.fooling import (
    AscentConfig,
    AscentReport,
    ChangeConfig,
    EvolutionConfig,
    EvolutionReport,
    Fooling,
    LeastChange,
    Transfer,
    transferred,
)
from model.network import Network
from model.weights import NetworkRecord, load, save

if TYPE_CHECKING:
    from model.learning.defence import DefenceResult

STEP = "step"
NETWORK, STATES = "network", "states"  # in the folder of a defence: what came of it, its way there

Raster = NDArray[np.float32]
T = TypeVar("T")

_REST_S = 0.04  # between two looks whether a pause is over, or all of it cancelled
_KEPT_RECORDS = 8


def evolve(
    folder: str, checksum: str, config: EvolutionConfig
) -> Generator[EvolutionReport | None, str | None, EvolutionReport]:
    """Evolve ten classes at once."""
    return (yield from _paced(evolved(_network(folder, checksum), config)))


def ascend(
    folder: str, checksum: str, config: AscentConfig, drawing: Raster | None = None
) -> Generator[AscentReport | None, str | None, AscentReport]:
    """Climb from blank paper, noise or the drawing."""
    from model.learning.fooling import ascent

    return (yield from _paced(ascent.ascend(_network(folder, checksum), config, drawing)))


def least_change(
    folder: str, checksum: str, raster: Raster, config: ChangeConfig
) -> Generator[LeastChange, None, tuple[LeastChange, ...]]:
    """Turn a drawing into other digits."""
    from model.learning.fooling.least_change import least_changes

    return (yield from least_changes(_network(folder, checksum), raster, config))


def transfer(
    networks: Sequence[tuple[str, str]], foolings: Sequence[Fooling]
) -> tuple[Transfer, ...]:
    """How each network reads pictures that were made for another."""
    return transferred([_network(*place) for place in networks], foolings)


def defend(
    folder: str, checksum: str, work: str, mnist: str, config: DefenceConfig
) -> Generator[DefenceReport, str | None, DefenceEnd]:
    """Attack, retrain, attack again; the network lies in the folder NETWORK of `work`."""
    from model.learning import defence

    base = _record(folder, checksum)
    place = Path(work)
    given = load_digits(Path(mnist), "train") if mnist else None
    check = load_digits(Path(mnist), "test") if mnist else None
    result: DefenceResult = yield from defence.defend(
        base.network, config, check, given, place / STATES
    )
    saved = _saved(base, result, config, given, place / NETWORK)
    return DefenceEnd(result.rounds, saved, result.pictures, result.is_stopped, result.stopped_for)


def _network(folder: str, checksum: str) -> Network:
    return _record(folder, checksum).network


@lru_cache(_KEPT_RECORDS)
def _record(folder: str, checksum: str) -> NetworkRecord:
    record = load(Path(folder))
    if record.checksum != checksum:
        raise ValueError(f"{folder}: another network lies there by now")
    return record


def _paced(reports: Generator[T, None, T]) -> Generator[T | None, str | None, T]:
    """Pass reports on, rest when told to, and end with the newest one when told to stop."""
    is_paused = False
    report = next(reports)
    while True:
        wish = yield report
        is_paused = wish in (PAUSE, STEP) or (is_paused and wish != RESUME)
        while is_paused and wish not in (RESUME, STEP, STOP):
            time.sleep(_REST_S)  # the processor is free meanwhile
            wish = yield None
        is_paused = is_paused and wish != RESUME
        if wish == STOP:
            return report
        try:
            report = next(reports)
        except StopIteration as end:
            last: T = end.value
            return last


def _saved(
    base: NetworkRecord,
    result: DefenceResult,
    config: DefenceConfig,
    given: Digits | None,
    place: Path,
) -> str:
    """Write the last network with its card; "" when none was retrained."""
    from app.commands.card import made_with
    from app.retraining_card import Origins, retraining_card

    if result.learnt is None:
        return ""
    samples, retrained = result.learnt
    count, rounds = len(samples.training), len(result.rounds) - 1
    origins = Origins("Fool workspace, Defend", made_with(), 0 if given is None else len(given))
    card = retraining_card(base, samples, config.retraining, retrained, origins)
    card["summary"] = (
        f"{base.network.name}, retrained {rounds} times to refuse "
        f"{count:,} pictures that were made to fool it."
    )
    save(result.network, place, card)
    return str(place)
