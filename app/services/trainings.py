"""The folders of trainings: what each was asked to do, and what became of it."""

from __future__ import annotations

import json
import logging
import secrets
import shutil
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QLockFile

from app.training_job import BASE, END_FILE, RESULT, WORK, JobEnd, TrainingJob
from model.retraining import RetrainingConfig
from model.retraining_report import LABELS, BaseChoice, RetrainingChoice, RetrainingPlan
from model.weights import SPEC_FILE, WEIGHTS_FILE, NetworkRecord, load

log = logging.getLogger(__name__)

_FILE, _LOCK = "training.json", "lock"
_NETWORKS, _MARK = "networks", "unfinished.json"  # as `model.learning.retraining_work` names them
Fate = Literal["open", "kept", "left"]


@dataclass(frozen=True, slots=True)
class Training:
    """One training. counts: (11,) samples of each label that it learns from; held_out: measured.

    fate: open until it is kept, or left unfinished; kept_as: the key of the network.
    """

    folder: Path
    choice: RetrainingChoice
    base_name: str
    created: str
    counts: tuple[int, ...]
    held_out: int
    fate: Fate = "open"
    kept_as: str = ""

    @property
    def plan(self) -> RetrainingPlan:
        """What there was to learn from when it began."""
        bases = (BaseChoice(self.choice.base, self.base_name),)
        return RetrainingPlan(bases, self.choice.base, self.counts, self.counts, self.held_out)

    @property
    def base(self) -> NetworkRecord:
        """Where it starts. Raises ValueError when that is damaged."""
        return load(self.folder / BASE)

    @property
    def result(self) -> NetworkRecord:
        """What came of it. Raises ValueError when it has not ended."""
        return load(self.folder / RESULT)

    @property
    def end(self) -> JobEnd | None:
        """How it ended; None while it has not, or when that is damaged."""
        try:
            return JobEnd.from_json(json.loads((self.folder / END_FILE).read_text("utf-8")))
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as error:
            log.warning("end of %s: %s", self.folder, error)
            return None

    def networks(self) -> list[tuple[int, Path]]:
        """Steps and folders of the networks that were kept on the way."""
        epochs = self.choice.config.epochs
        steps_in_epoch = self.choice.steps(self.plan) // epochs
        found = sorted((self.folder / WORK / _NETWORKS).glob("[0-9]*"))
        return [(int(f.name) * steps_in_epoch, f) for f in found if f.name.isdigit()]

    @property
    def epochs_done(self) -> int:
        """Epochs after which it can go on."""
        try:
            return int(json.loads((self.folder / WORK / _MARK).read_text("utf-8"))["epochs"])
        except (OSError, ValueError, TypeError, KeyError):
            return 0

    @property
    def what_is_kept(self) -> str:
        """Until where it got, and what can be done now, in a sentence."""
        done = self.epochs_done
        if not done:
            return "No epoch was complete: Resume begins it again, Cancel forgets it."
        return (
            f"{done} of {self.choice.config.epochs} epochs are kept: Resume goes on from there, "
            "Cancel forgets them."
        )

    def job(self, store: Path) -> TrainingJob:
        """What the engine is asked to do, from the beginning or the last checkpoint."""
        choice = self.choice
        return TrainingJob(
            str(self.folder), str(store), choice.which, choice.labels, choice.mnist, choice.config
        )


class Trainings:
    """All trainings of this user. One that another window works on is locked."""

    def __init__(self, place: Path) -> None:
        self._place = place
        self._locks: dict[Path, QLockFile] = {}

    def begin(
        self, base: NetworkRecord, choice: RetrainingChoice, plan: RetrainingPlan
    ) -> Training:
        """Make the folder of a training, with its base in it. Raises OSError."""
        assert base.folder is not None, "a base lies in a folder"
        now = datetime.now(UTC)
        folder = self._place / f"{now:%Y%m%d-%H%M%S-%f}-{secrets.token_hex(2)}"
        training = Training(
            folder,
            choice,
            base.network.name,
            now.isoformat(timespec="seconds"),
            choice.counts(plan),
            plan.held_out,
        )
        try:
            (folder / BASE).mkdir(parents=True)
            for name in (SPEC_FILE, WEIGHTS_FILE):
                shutil.copyfile(base.folder / name, folder / BASE / name)
            self._write(training)
        except OSError:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        self.lock(training)
        return training

    def lock(self, training: Training) -> bool:
        """Take a training for this window; False when another one has it."""
        if training.folder in self._locks:
            return True
        lock = QLockFile(str(training.folder / _LOCK))
        lock.setStaleLockTime(0)  # only the death of its holder frees it
        if not lock.tryLock(0):
            return False
        self._locks[training.folder] = lock
        return True

    def release(self, training: Training) -> None:
        """Let others have it."""
        lock = self._locks.pop(training.folder, None)
        if lock is not None:
            lock.unlock()

    def close(self) -> None:
        """Let others have all of them."""
        for lock in self._locks.values():
            lock.unlock()
        self._locks.clear()

    def settle(self, training: Training, fate: Fate, kept_as: str = "") -> Training:
        """Note what became of a training. Raises OSError."""
        settled = replace(training, fate=fate, kept_as=kept_as)
        self._write(settled)
        self.release(training)
        return settled

    def forget(self, training: Training) -> None:
        """Remove a training and all that it kept."""
        self.release(training)
        shutil.rmtree(training.folder, ignore_errors=True)

    def all(self) -> list[Training]:
        """Every training that can be read, the newest first."""
        found = []
        for file in sorted(self._place.glob(f"*/{_FILE}"), reverse=True):
            try:
                found.append(_from_json(file.parent, json.loads(file.read_text("utf-8"))))
            except (OSError, ValueError, TypeError, KeyError, AttributeError) as error:
                log.warning("%s: not a training (%s)", file, error)
        return found

    def left_open(self, *, only_ended: bool = False) -> Training | None:
        """The newest that waits for going on or for a decision, taken for this window.

        only_ended: nothing can go on here, a decision can be made.
        """
        for training in self.all():
            is_wanted = training.fate == "open" and not (only_ended and training.end is None)
            if is_wanted and self.lock(training):
                return training
        return None

    def expectation(self) -> tuple[float, float] | None:
        """Seconds of the fixed work and per raster, as the last training took; None before it."""
        for training in self.all():
            end = training.end
            if end is not None and end.raster_s > 0:
                return end.fixed_s, end.raster_s
        return None

    def _write(self, training: Training) -> None:
        file = training.folder / _FILE
        beside = file.with_suffix(".new")
        beside.write_text(json.dumps(_to_json(training), indent=1), encoding="utf-8")
        beside.replace(file)


def _to_json(training: Training) -> dict[str, Any]:
    value = asdict(training)
    del value["folder"]
    return {"schema": 1} | value


def _from_json(folder: Path, value: dict[str, Any]) -> Training:
    """Raises ValueError, TypeError, KeyError or AttributeError when it is none."""
    if value.pop("schema") != 1:
        raise ValueError("of a newer version")
    choice = dict(value.pop("choice"))
    config = RetrainingConfig(**choice.pop("config"))
    labels, counts = tuple(choice.pop("labels")), tuple(value.pop("counts"))
    if len(counts) != LABELS or value["fate"] not in ("open", "kept", "left"):
        raise ValueError("unknown values")
    wanted = RetrainingChoice(labels=labels, config=config, **choice)
    return Training(folder=folder, choice=wanted, counts=counts, **value)
