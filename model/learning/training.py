"""Training from scratch: a generator that reports as it goes and returns the network."""

from __future__ import annotations

import math
import time
from collections.abc import Generator
from dataclasses import dataclass, field

import numpy as np
import torch
from torch import Tensor, nn

from model.data.mnist import Digits
from model.forward import softmax
from model.learning.augment import Augmentation, augment
from model.learning.device import torch_device
from model.learning.module import SpecModule, to_network
from model.network import Calibration, Network, NetworkSpec, lenet
from model.results import EpochReport, Evaluation, StepReport

REFUSED = 0.005  # part of the validation digits that the threshold may refuse
_REPORT_S = 0.1  # a step report at least this often, so that cancel is answered soon


@dataclass(frozen=True, slots=True)
class TrainingConfig:
    """Everything that decides what comes out. Same config, data and device: same weights."""

    name: str = "Default (max pooling)"
    spec: NetworkSpec = field(default_factory=lenet)
    epochs: int = 20
    seed: int = 0
    batch: int = 128
    learning_rate: float = 0.005  # the peak; it rises over a fifth of the steps, then falls to 0
    weight_decay: float = 0.01
    augmentation: Augmentation = field(default_factory=Augmentation)
    device: str = "cpu"
    threads: int = 1  # the order of sums, and so the last digit of a weight, depends on it


def train(
    training: Digits, validation: Digits, config: TrainingConfig
) -> Generator[StepReport | EpochReport, None, Network]:
    """Train a network; close the generator to stop. Returns it with batch norm folded away.

    Yields a StepReport at least ten times a second and an EpochReport after every epoch.
    Raises ValueError when there are no digits or the device is not there.
    """
    if len(training) < 2 or not len(validation):
        raise ValueError(f"{len(training)} training and {len(validation)} validation digits")
    device = torch_device(config.device)
    torch.set_num_threads(config.threads)
    torch.manual_seed(config.seed)
    torch.backends.cudnn.deterministic, torch.backends.cudnn.benchmark = True, False
    generator = torch.Generator().manual_seed(config.seed)
    module = SpecModule(config.spec, batch_norm=True).to(device)
    images = torch.tensor(training.images[:, None], device=device)  # (n, 1, 28, 28) uint8
    labels = torch.tensor(training.labels, device=device)
    steps = -(-len(training) // config.batch)
    optimizer = torch.optim.AdamW(
        module.parameters(), config.learning_rate, weight_decay=config.weight_decay
    )
    total = max(6, steps * config.epochs)  # OneCycleLR divides by 0 at exactly 5
    schedule = torch.optim.lr_scheduler.OneCycleLR(
        optimizer, config.learning_rate, total_steps=total, pct_start=0.2
    )
    start = reported = time.perf_counter()
    for epoch in range(config.epochs):
        module.train()
        order = torch.randperm(len(training), generator=generator).to(device)
        losses: list[float] = []
        for step, chosen in enumerate(order.split(config.batch)):
            if len(chosen) < 2:  # batch norm needs two
                continue
            x = augment(images[chosen].float() / 255, config.augmentation, generator)
            loss = nn.functional.cross_entropy(module(x), labels[chosen])
            optimizer.zero_grad(set_to_none=True)
            loss.backward()
            optimizer.step()
            schedule.step()
            losses.append(loss.item())
            now = time.perf_counter()
            if now - reported >= _REPORT_S:
                reported = now
                done = (epoch * steps + step + 1) / (steps * config.epochs)
                yield StepReport(epoch, step, steps, losses[-1], now - start, done)
        checked = evaluate(to_network(module, config.name), validation)
        elapsed = time.perf_counter() - start
        left = elapsed / (epoch + 1) * (config.epochs - epoch - 1)
        yield EpochReport(epoch, float(np.mean(losses)), checked, elapsed, left)
    return calibrate(to_network(module, config.name), validation)


def evaluate(network: Network, digits: Digits) -> Evaluation:
    """Error and loss of a network on labelled digits; nothing else is touched."""
    logits = predict(network, digits.rasters())
    probabilities = softmax(logits)
    right = probabilities[np.arange(len(digits)), digits.labels]
    errors = int((logits.argmax(axis=1) != digits.labels).sum())
    return Evaluation(len(digits), errors, float(-np.log(np.maximum(right, 1e-30)).mean()))


def predict(network: Network, rasters: np.ndarray) -> np.ndarray:
    """Logits (N, 10) of rasters (N, 28, 28), in batches."""
    from model.forward import trace

    parts = [trace(network, rasters[i : i + 256]).logits for i in range(0, len(rasters), 256)]
    return np.concatenate(parts)


def calibrate(network: Network, validation: Digits) -> Network:
    """Fit the temperature (Guo et al. 2017) and the threshold of refusal on validation digits."""
    logits = torch.tensor(predict(network, validation.rasters())).double()
    labels = torch.tensor(validation.labels)
    temperature = _fit_temperature(logits, labels)
    confidence = softmax(logits.numpy(), temperature).max(axis=1)
    threshold = float(np.quantile(confidence, REFUSED))
    # Rounded down: a threshold of 1 would refuse every digit.
    calibration = Calibration(round(temperature, 4), math.floor(threshold * 1e4) / 1e4)
    return Network(network.name, network.spec, network.parameters, calibration)


def _fit_temperature(logits: Tensor, labels: Tensor) -> float:
    """The temperature with the least cross-entropy, by golden section on its logarithm."""
    low, high = np.log(0.2), np.log(5.0)
    golden = (np.sqrt(5) - 1) / 2

    def loss(value: float) -> float:
        return float(nn.functional.cross_entropy(logits / np.exp(value), labels))

    while high - low > 1e-4:
        first, second = high - golden * (high - low), low + golden * (high - low)
        if loss(first) < loss(second):
            high = second
        else:
            low = first
    return float(np.exp(0.5 * (low + high)))
