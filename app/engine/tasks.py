"""What engines can be asked for; imported in their processes only. Their names: `task_names`."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from model.data.mnist import load_digits, split_by_writer
from model.forward import Trace
from model.learning import module, training
from model.learning.device import describe, torch_device
from model.network import Network
from model.results import EpochReport, StepReport
from model.weights import load


def prepare(device: str, folder: str, checksum: str) -> str:
    """Get `device` ready to run a network; return its name for the status bar.

    Raises ValueError when the device is not there or does not work.
    """
    name = describe(device)
    trace(device, folder, checksum, np.zeros((1, 28, 28), np.float32))
    return name


def trace(device: str, folder: str, checksum: str, rasters: NDArray[np.float32]) -> Trace:
    """The forward pass of the network in `folder` on `device`, every layer kept."""
    return module.trace(_module(device, folder, checksum), rasters, torch_device(device))


_KEPT_MODULES = 2  # one answers on the GPU, one checks its numbers on the CPU
_modules: dict[tuple[str, str, str], module.SpecModule] = {}


def _module(device: str, folder: str, checksum: str) -> module.SpecModule:
    """The network as a torch module on the device, built once while it does not change."""
    key = (device, folder, checksum)
    if key not in _modules:
        while len(_modules) >= _KEPT_MODULES:
            _modules.pop(next(iter(_modules)))
        _modules[key] = module.to_module(load(Path(folder)).network).to(torch_device(device))
    return _modules[key]


def train(
    folder: str, config: training.TrainingConfig
) -> Generator[StepReport | EpochReport, None, Network]:
    """Train on the MNIST files in `folder`; reports and result as `model.learning.training`."""
    parts = split_by_writer(Path(folder), load_digits(Path(folder), "train"))
    return (yield from training.train(parts[0], parts[1], config))
