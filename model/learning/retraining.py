"""Retraining: a network learns one person's samples and forgets nothing of what it knew.

What a step learns from is told in `retraining_steps`, how it ends in `retraining_end`.
"""

from __future__ import annotations

import hashlib
import time
from collections.abc import Generator
from dataclasses import replace
from pathlib import Path
from typing import TypeVar

import numpy as np
import torch
from torch import Tensor

from model.data.mnist import Digits
from model.learning.device import torch_device
from model.learning.mixture import Mixture, Source
from model.learning.rehearsal import generated, rewritten
from model.learning.retraining_end import calibrated, choose_way, read_all
from model.learning.retraining_steps import Learner
from model.learning.retraining_work import RetrainingWork
from model.network import Network
from model.retraining import RetrainingConfig, RetrainingSamples, digits_of
from model.retraining_result import Outcomes, Phase, RetrainReport, RetrainResult, RetrainStep

STOP = "stop"  # sent into the generator: end here and keep what was learnt
Reports = Generator[RetrainStep | RetrainReport, str | None, RetrainResult]
T = TypeVar("T")

_REPORT_S = 0.1  # a report at least this often, so that cancel is answered soon
_PREPARED, _TRAINED = 0.35, 0.9  # parts of all the work, about
_COPIES = 8  # of every drawing, written anew; fewer when there are many
_MOST_COPIES = 4000
_CHECKED_PART = 10  # every tenth given raster is for the check and never rehearsed


def retrain(
    base: Network,
    samples: RetrainingSamples,
    config: RetrainingConfig = RetrainingConfig(),
    rehearsal: Digits | None = None,
    work: Path | None = None,
) -> Reports:
    """Retrain `base`; close the generator to cancel, send STOP into it to keep what there is.

    Yields a RetrainStep about ten times a second and a RetrainReport after every epoch. Nothing
    but the samples is needed; `rehearsal` are rasters that it was trained on before, such as
    MNIST's. In the folder `work` the state and the network of every epoch are kept: a retraining
    that finds its own state there goes on to the very same weights.
    Raises ValueError when the device is not there or `work` belongs to another retraining.
    """
    return (yield from _Run(base, samples, config, rehearsal, work).reports())


class _Run:
    """One retraining from the first drawing to the last figure."""

    def __init__(
        self,
        base: Network,
        samples: RetrainingSamples,
        config: RetrainingConfig,
        rehearsal: Digits | None,
        work: Path | None,
    ) -> None:
        self.base, self.samples, self.config = base, samples, config
        self.device = torch_device(config.device)
        torch.set_num_threads(config.threads)
        torch.backends.cudnn.deterministic, torch.backends.cudnn.benchmark = True, False
        self.held_out = digits_of(samples.held_out)
        self.given = rehearsal
        self.work = RetrainingWork(work, self._key()) if work else None
        self.generator = torch.Generator().manual_seed(config.seed)
        per_epoch = -(-len(samples.training) // config.samples_in_step)
        self.steps = max(config.steps_in_epoch, per_epoch)
        self.learner = Learner(
            base, config, self.steps * config.epochs, self.device, self.generator
        )
        self.start = self.reported = time.perf_counter()
        self.last = RetrainStep("preparing", 0, 0, self.steps, 0.0, 0.0, 0.0, 0.0)
        self.is_stopped = False
        self.steps_done, self.training_s = 0, 0.0

    def reports(self) -> Reports:
        """Prepare, train, end."""
        check, before = yield from self._prepared()
        yield from self._trained(check, before)
        way, learnt = yield from self._told(
            choose_way(self.base, self.learner.network(), self.written, check),
            *("measuring", _TRAINED, 0.95),
        )
        network = yield from self._told(
            calibrated(self.base, learnt, check, self.held_out), "measuring", 0.95, 0.97
        )
        after = yield from self._told(
            read_all(network, self.held_out, check), "measuring", 0.97, 1.0
        )
        if self.work:
            self.work.finish()
        return RetrainResult(
            network=network,
            before=before,
            after=after,
            check=check,
            way=way,
            is_stopped=self.is_stopped,
            samples_used=len(self.samples.training),
            steps=self.steps_done,
            seconds=time.perf_counter() - self.start,
            steps_per_second=self._speed(),
        )

    def _prepared(self) -> Generator[RetrainStep, str | None, tuple[dict[str, Digits], Outcomes]]:
        """Everything to learn from and to check with, and how the base reads it."""
        config, training = self.config, self.samples.training
        copies = min(_COPIES, _MOST_COPIES // len(training)) if config.augmentation else 0
        self.written = yield from self._told(
            rewritten(training, copies, config.seed), "preparing", 0.0, 0.04
        )
        self.images = self._tensor(self.written.images)
        self.labels = torch.tensor(self.written.labels, device=self.device)
        made = yield from self._told(
            generated(config.rehearsal_digits, config.rehearsal_not_digits, config.seed + 1),
            *("preparing", 0.04, 0.22),
        )
        # The same for every retraining, so that figures can be compared.
        checked = yield from self._told(
            generated(config.check_digits, config.check_not_digits, 0), "preparing", 0.22, 0.33
        )
        sources, check = [Source("generated", made)], {"generated": checked}
        if self.given is not None and len(self.given) >= _CHECKED_PART:
            is_checked = np.arange(len(self.given)) % _CHECKED_PART == 0
            sources.append(Source("given", self.given.take(~is_checked)))
            check["given"] = self.given.take(is_checked)
        self.rehearsal = Mixture(tuple(sources))
        self.rehearsed = self._tensor(self.rehearsal.joined().images)
        before = yield from self._told(
            read_all(self.base, self.held_out, check), "preparing", 0.33, _PREPARED
        )
        return check, before

    def _trained(
        self, check: dict[str, Digits], before: Outcomes
    ) -> Generator[RetrainStep | RetrainReport, str | None, None]:
        config = self.config
        begun, elapsed = self.work.restore(self.learner.parts) if self.work else (0, 0.0)
        self.start -= elapsed
        looked_at = {name: digits.take(_some(digits)) for name, digits in check.items()}
        some = {name: before.check[name].take(_some(digits)) for name, digits in check.items()}
        read = Outcomes(before.held_out, some)
        self._hear((yield self._report(-1, (0.0, 0.0), self.base, read, looked_at)))
        for epoch in range(begun, config.epochs):
            if self.is_stopped:
                return
            losses = yield from self._epoch(epoch)
            if self.is_stopped:
                return
            network = self.learner.network()
            elapsed = time.perf_counter() - self.start
            if self.work:
                self.work.save(self.learner.parts, epoch + 1, elapsed, network)
            outcomes = yield from self._told(
                read_all(network, self.held_out, looked_at),
                *("training", self.last.done, self.last.done),
            )
            loss, kept = np.mean(losses, axis=0).tolist()
            self._hear((yield self._report(epoch, (loss, kept), network, outcomes, looked_at)))

    def _report(
        self,
        epoch: int,
        losses: tuple[float, float],
        network: Network,
        outcomes: Outcomes,
        check: dict[str, Digits],
    ) -> RetrainReport:
        elapsed, done = time.perf_counter() - self.start, max(self.last.done, _PREPARED)
        left = elapsed * (1 - done) / done
        epochs = self.config.epochs
        return RetrainReport(epoch, epochs, *losses, network, outcomes, check, elapsed, left)

    def _epoch(self, epoch: int) -> Generator[RetrainStep, str | None, list[tuple[float, float]]]:
        config = self.config
        size = min(config.samples_in_step, 4 * len(self.samples.training))
        chosen = self._sample_order(self.steps * size).split(size)
        order = self.rehearsal.order(self.steps * config.rehearsal_in_step, self.generator)
        rehearsed = order.split(config.rehearsal_in_step)
        losses: list[tuple[float, float]] = []
        for step in range(self.steps):
            begun = time.perf_counter()
            own, known = chosen[step].to(self.device), rehearsed[step].to(self.device)
            losses.append(
                self.learner.step(self.images[own], self.labels[own], self.rehearsed[known])
            )
            self.training_s += time.perf_counter() - begun
            self.steps_done += 1
            done = (epoch * self.steps + step + 1) / (self.steps * config.epochs)
            self.last = replace(
                self.last,
                phase="training",
                epoch=epoch,
                step=step,
                loss=losses[-1][0],
                done=_PREPARED + (_TRAINED - _PREPARED) * done,
            )
            yield from self._due()
            if self.is_stopped:
                break
        return losses

    def _sample_order(self, count: int) -> Tensor:
        """Indices into the rewritten samples: every sample equally often, any of its copies."""
        samples = len(self.samples.training)
        copies = len(self.written) // samples
        rounds = [
            torch.randperm(samples, generator=self.generator) for _ in range(-(-count // samples))
        ]
        copy = torch.randint(copies, (count,), generator=self.generator)
        return torch.cat(rounds)[:count] * copies + copy

    def _tensor(self, images: np.ndarray) -> Tensor:
        return torch.tensor(images[:, None], device=self.device)  # (n, 1, 28, 28) uint8

    def _speed(self) -> float:
        return self.steps_done / self.training_s if self.training_s else 0.0

    def _told(
        self, portions: Generator[float, None, T], phase: Phase, first: float, last: float
    ) -> Generator[RetrainStep, str | None, T]:
        """Do work in portions, from one part of all the work to another."""
        while True:
            try:
                done = next(portions)
            except StopIteration as end:
                result: T = end.value
                return result
            self.last = replace(self.last, phase=phase, done=first + (last - first) * done)
            yield from self._due()

    def _due(self) -> Generator[RetrainStep, str | None, None]:
        """Report when it is time to."""
        now = time.perf_counter()
        if now - self.reported >= _REPORT_S:
            self.reported = now
            elapsed = now - self.start
            speed = self._speed()
            self._hear((yield replace(self.last, elapsed_s=elapsed, steps_per_second=speed)))

    def _hear(self, wish: str | None) -> None:
        if wish not in (None, STOP):
            raise ValueError(f"{wish!r} was sent into a retraining, expected {STOP!r}")
        self.is_stopped |= wish == STOP

    def _key(self) -> str:
        """What decides the result, in short."""
        digest = hashlib.sha256(repr(self.config).encode())
        for name, array in sorted(self.base.parameters.items()):
            digest.update(name.encode() + array.tobytes())
        for sample in (*self.samples.training, *self.samples.held_out):
            digest.update(sample.raster.tobytes() + bytes([sample.label]))
        if self.given is not None:
            digest.update(self.given.images.tobytes())
        return digest.hexdigest()


def _some(digits: Digits) -> np.ndarray:
    """Which of the check's rasters are read after every epoch: every third."""
    return np.arange(0, len(digits), 3)
