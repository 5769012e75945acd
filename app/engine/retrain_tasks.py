"""Retraining in an engine process: what it can be asked for. Names: `task_names`."""

from __future__ import annotations

import time
from collections.abc import Generator
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray

from app.commands.card import made_with
from app.engine import retrain_samples
from app.engine.retrain_samples import TakenSamples, note, take_samples
from app.retraining_card import Origins, retraining_card
from app.training_job import (
    BASE,
    END_FILE,
    PAUSE,
    PREVIEWED,
    RESULT,
    STOP,
    WORK,
    JobEnd,
    JobReport,
    StoreLook,
    TrainingJob,
)
from model.data.mnist import Digits, load_digits
from model.learning import retraining
from model.learning.augment import augment
from model.learning.device import torch_device
from model.learning.rehearsal import rewritten
from model.learning.retraining_steps import SAMPLES_DISTORTED
from model.network import Network
from model.raster import SIDE
from model.retraining import RetrainingConfig, digits_of
from model.retraining_result import Outcomes, RetrainReport, RetrainResult, RetrainStep
from model.retraining_shown import before_after, training_report
from model.weights import load, save

_REST_S = 0.04  # between two looks whether a pause is over, or all of it cancelled
_COMMAND = "Train workspace, or: digitscope retrain --store PATH --out DIR --seed {} --device {}"
Told = RetrainStep | JobReport | None
Job = Generator[Told, str | None, JobEnd]


def devices() -> tuple[str, ...]:
    """What can train here."""
    try:
        torch_device("cuda")
    except ValueError:
        return ("cpu",)
    return ("cpu", "cuda")


def look_at_store(store: str, base: str, mnist: str) -> Generator[None, None, StoreLook]:
    """Count the training samples, those of them that a network misreads, and MNIST's rasters."""
    found = yield from retrain_samples.look_at_store(store, load(Path(base)).network)
    if not mnist:
        return found
    try:
        return replace(found, rehearsal=len(load_digits(Path(mnist), "train")))
    except (ValueError, OSError) as error:
        return replace(found, problem=str(error))


def preview(job: TrainingJob, base: str) -> Generator[float, None, NDArray[np.float32]]:
    """(n, 28, 28) in [0, 1]: some samples as a step would see them, at most PREVIEWED.

    job: one that is only looked at; its folder is not used.
    """
    found = yield from retrain_samples.some_samples(job, load(Path(base)).network, PREVIEWED)
    if not found:
        return np.zeros((0, SIDE, SIDE), np.float32)
    copies = rewritten(found, 1 if job.config.augmentation else 0, job.config.seed)
    written: Digits = yield from copies
    newest = written.images[job.config.augmentation :: 1 + job.config.augmentation]
    rasters = torch.tensor(newest[:, None]).float() / 255
    if job.config.augmentation:
        generator = torch.Generator().manual_seed(job.config.seed)
        rasters = augment(rasters, SAMPLES_DISTORTED, generator)
    shown: NDArray[np.float32] = rasters[:, 0].numpy()
    return shown


def retrain(job: TrainingJob) -> Job:
    """Retrain; listens to PAUSE, RESUME and STOP, and yields None while it rests.

    Raises ValueError or OSError that says what is wrong with samples, folders or device.
    """
    folder = Path(job.folder)
    base = load(folder / BASE)
    run = _Run(job.config)
    taken = yield from run.prepare(take_samples(job, base.network))
    given = load_digits(Path(job.mnist), "train") if job.mnist else None
    result = yield from run.follow(
        retraining.retrain(base.network, taken.samples, job.config, given, folder / WORK)
    )
    origins = Origins(
        _COMMAND.format(job.config.seed, job.config.device),
        made_with(),
        0 if given is None else len(given),
        taken.checksum,
    )
    card = retraining_card(base, taken.samples, job.config, result, origins)
    end = run.end(result)
    save(_named(result.network), folder / RESULT, card)
    note(folder / END_FILE, end.to_json())  # last: where it lies, everything does
    return end


def _step(config: RetrainingConfig) -> RetrainStep:
    return RetrainStep("preparing", 0, 0, config.steps_in_epoch, 0.0, 0.0, 0.0, 0.0)


def _named(network: Network) -> Network:
    """The retrained network under its own name: that of the first one, and the time."""
    root = network.name.split(", retrained")[0][:50]
    now = datetime.now(UTC).astimezone()
    name = f"{root}, retrained {now.day} {now:%b %H:%M}"
    return Network(name, network.spec, network.parameters, network.calibration)


class _Run:
    """Passes reports on in the form that is shown, and wishes the other way."""

    def __init__(self, config: RetrainingConfig) -> None:
        self.config = config
        self.left_out = 0
        self.held_out = np.zeros((0, SIDE, SIDE), np.uint8)  # rasters
        self.steps = config.steps_in_epoch
        self.before: Outcomes | None = None
        self.rested_s = 0.0
        self.is_stop_wanted = False

    def prepare(
        self, taking: Generator[float, None, TakenSamples]
    ) -> Generator[Told, str | None, TakenSamples]:
        """Take the samples."""
        while True:
            try:
                next(taking)
            except StopIteration as end:
                taken: TakenSamples = end.value
                break
            yield from self._tell(_step(self.config))
        self.left_out = taken.left_out
        self.held_out = digits_of(taken.samples.held_out).images
        per_epoch = -(-len(taken.samples.training) // self.config.samples_in_step)
        self.steps = max(self.steps, per_epoch)
        return taken

    def follow(self, reports: retraining.Reports) -> Generator[Told, str | None, RetrainResult]:
        """Run the retraining to its end."""
        wish = None  # nothing can be sent into what has not begun
        while True:
            try:
                report = reports.send(wish)
            except StopIteration as end:
                result: RetrainResult = end.value
                return replace(result, seconds=result.seconds - self.rested_s)
            yield from self._tell(self._shown(report))
            wish = retraining.STOP if self.is_stop_wanted else None

    def end(self, result: RetrainResult) -> JobEnd:
        """What the window is told of the result."""
        rasters = self.config.samples_in_step + self.config.rehearsal_in_step
        speed = result.steps_per_second
        fixed_s = result.seconds - (result.steps / speed if speed else 0.0)
        shown = before_after(result.before, result.after, self.held_out, result.check)
        raster_s = 1 / (speed * rasters) if speed else 0.0
        return JobEnd(shown, result.is_stopped, self.left_out, fixed_s, raster_s)

    def _tell(self, value: Told) -> Generator[Told, str | None, None]:
        """Tell the window something, and do what it wishes."""
        wish = yield value
        if wish == PAUSE:
            begun = time.perf_counter()
            while wish in (None, PAUSE):  # the processor is free meanwhile
                time.sleep(_REST_S)
                wish = yield None
            self.rested_s += time.perf_counter() - begun
        self.is_stop_wanted |= wish == STOP

    def _shown(self, report: RetrainStep | RetrainReport) -> RetrainStep | JobReport:
        elapsed = max(0.0, report.elapsed_s - self.rested_s)
        if isinstance(report, RetrainStep):
            return replace(report, elapsed_s=elapsed)
        if self.before is None:
            self.before = report.outcomes
        so_far = before_after(self.before, report.outcomes, self.held_out, report.check)
        left = report.left_s * elapsed / max(report.elapsed_s, 1e-9)
        report = replace(report, elapsed_s=elapsed, left_s=left)
        return JobReport(training_report(report, self.steps, so_far, None), report.network)
