"""Training from scratch: a generator that reports as it goes and returns the network."""

from __future__ import annotations

import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from model.data.mnist import Digits
from model.forward import softmax
from model.learning.augment import Augmentation, augment
from model.learning.calibration import calibrate, predict
from model.learning.checkpoint import Checkpoint, CheckpointParts
from model.learning.device import torch_device
from model.learning.mixture import Mixture, mixture_of
from model.learning.module import SpecModule, to_module, to_network
from model.network import Network, NetworkSpec, lenet
from model.results import EpochReport, Evaluation, StepReport

_REPORT_S = 0.1  # a step report at least this often, so that cancel is answered soon


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """Everything that decides what comes out. Same config, data and device: same weights."""

    name: str = "Default (max pooling)"
    spec: NetworkSpec = field(default_factory=lenet)
    epochs: int = 20
    samples: int = 0  # in every epoch; 0 for as many as there are
    seed: int = 0
    batch: int = 128
    learning_rate: float = 0.005  # the peak; it rises over a fifth of the steps, then falls to 0
    weight_decay: float = 0.01
    augmentation: Augmentation = field(default_factory=Augmentation)
    teaching: float = 0.7  # part of the loss that asks for the teachers' answers, if there are any
    softness: float = 2.0  # temperature at which both answers are compared
    device: str = "cpu"
    threads: int = 1  # the order of sums, and so the last digit of a weight, depends on it


def train(
    training: Digits | Mixture,
    validation: Digits | Mixture,
    config: TrainingConfig,
    checkpoint: Path | None = None,
    teachers: Sequence[Network] = (),
    origin: Network | None = None,
) -> Generator[StepReport | EpochReport, None, Network]:
    """Train a network; close the generator to stop. Returns it with batch norm folded away.

    Beside the ten classes there is an eleventh, "none of them", whose logit is always 0:
    rasters labelled NOT_A_DIGIT push all ten logits below it (outlier exposure, Hendrycks et
    al. 2019; the collective term of LeCun et al. 1998, equation 9). With `teachers`, the network
    also learns to answer like their mean (distillation, Hinton, Vinyals & Dean 2015). It begins
    with the weights of `origin`, without batch norm, or with random ones.
    Yields a StepReport as an epoch begins and at least ten times a second, and an EpochReport after
    every epoch. With a `checkpoint` file, the state is kept there after every epoch, and a training
    that finds its own state there goes on from it, to the same weights as without the break.
    Raises ValueError when there are no digits, the device is not there, or the checkpoint
    belongs to another training.
    """
    sources, validation = mixture_of(training), mixture_of(validation)
    if len(sources) < 2 or not len(validation):
        raise ValueError(f"{len(sources)} training and {len(validation)} validation digits")
    device = _prepared_device(config)
    generator = torch.Generator().manual_seed(config.seed)
    samples = config.samples or len(sources)
    steps = -(-samples // config.batch)
    module = to_module(origin) if origin else SpecModule(config.spec, batch_norm=True)
    run = _Run(config, steps * config.epochs, module.to(device), generator)
    run.teachers = [to_module(teacher).to(device) for teacher in teachers]
    joined, checked_digits = sources.joined(), validation.joined()
    images = torch.tensor(joined.images[:, None], device=device)  # (n, 1, 28, 28) uint8
    labels = torch.tensor(joined.labels, device=device)
    kept = Checkpoint(checkpoint, config, len(sources)) if checkpoint else None
    begun, elapsed = kept.restore(run.parts) if kept else (0, 0.0)
    start = time.perf_counter() - elapsed
    reported = start
    for epoch in range(begun, config.epochs):
        run.module.train()
        order = sources.order(samples, generator).to(device)
        losses: list[float] = []
        for step, chosen in enumerate(order.split(config.batch)):
            if len(chosen) < 2:  # batch norm needs two
                continue
            x = augment(images[chosen].float() / 255, config.augmentation, generator)
            losses.append(run.step(x, labels[chosen]))
            now = time.perf_counter()
            if step == 0 or now - reported >= _REPORT_S:
                reported = now
                done = (epoch * steps + step + 1) / (steps * config.epochs)
                yield StepReport(epoch, step, steps, losses[-1], now - start, done)
        checked = evaluate(to_network(run.module, config.name), checked_digits)
        elapsed = time.perf_counter() - start
        if kept:
            kept.save(run.parts, epoch + 1, elapsed)
        left = elapsed / (epoch + 1) * (config.epochs - epoch - 1)
        yield EpochReport(epoch, float(np.mean(losses)), checked, elapsed, left)
    return calibrate(to_network(run.module, config.name), validation)


def _prepared_device(config: TrainingConfig) -> torch.device:
    """The device, with everything set that decides the order of sums and the first weights."""
    device = torch_device(config.device)
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    torch.backends.cudnn.deterministic, torch.backends.cudnn.benchmark = True, False
    return device


def evaluate(network: Network, digits: Digits) -> Evaluation:
    """Error and loss of a network on labelled digits; nothing else is touched."""
    logits = predict(network, digits.rasters())
    probabilities = softmax(logits)
    right = probabilities[np.arange(len(digits)), digits.labels]
    errors = int((logits.argmax(axis=1) != digits.labels).sum())
    return Evaluation(len(digits), errors, float(-np.log(np.maximum(right, 1e-30)).mean()))


def one_cycle(
    optimizer: torch.optim.Optimizer, rate: float, steps: int
) -> torch.optim.lr_scheduler.OneCycleLR:
    """Up to `rate` within a fifth of the steps, then down (Smith & Topin 2018)."""
    return torch.optim.lr_scheduler.OneCycleLR(
        optimizer,
        rate,
        total_steps=max(6, steps),  # OneCycleLR divides by 0 at exactly 5
        pct_start=0.2,
    )


class _Run:
    """The parts of a training that change with every step."""

    def __init__(
        self, config: TrainingConfig, steps: int, module: SpecModule, generator: torch.Generator
    ) -> None:
        self.generator = generator
        self.config = config
        self.teachers: list[SpecModule] = []
        # With channels last, oneDNN convolves a fifth faster.
        self.module = module
        self.module.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        self.optimizer = torch.optim.AdamW(
            self.module.parameters(), config.learning_rate, weight_decay=config.weight_decay
        )
        self.schedule = one_cycle(self.optimizer, config.learning_rate, steps)

    @property
    def parts(self) -> CheckpointParts:
        """What has to be kept to go on."""
        return {
            "module": self.module,
            "optimizer": self.optimizer,
            "schedule": self.schedule,
            "generator": self.generator,
        }

    def step(self, x: Tensor, labels: Tensor) -> float:
        """One step on a batch (N, 1, 28, 28) with labels (N,); returns its loss in nats."""
        logits = _eleven(self.module(x))
        loss = nn.functional.cross_entropy(logits, labels)
        if self.teachers:
            share, softness = self.config.teaching, self.config.softness
            taught = nn.functional.kl_div(
                nn.functional.log_softmax(logits / softness, dim=1),
                self._taught(x),
                reduction="batchmean",
            )
            # The gradient of what is compared softly is smaller by the square of the softness.
            loss = (1 - share) * loss + share * softness**2 * taught
        self.optimizer.zero_grad(set_to_none=True)
        loss.backward()
        self.optimizer.step()
        self.schedule.step()
        return loss.item()

    @torch.no_grad()
    def _taught(self, x: Tensor) -> Tensor:
        """The mean of the teachers' soft answers, (N, 11)."""
        answers = [_eleven(teacher(x)) / self.config.softness for teacher in self.teachers]
        return torch.stack([answer.softmax(dim=1) for answer in answers]).mean(dim=0)


def _eleven(logits: Tensor) -> Tensor:
    """(N, 10) -> (N, 11): the eleventh class, none of the ten, has the logit 0."""
    return nn.functional.pad(logits, (0, 1))
