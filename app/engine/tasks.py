"""What engines can be asked for. Each function imports torch only when it runs, in the child."""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from model.forward import Trace
    from model.learning.training import TrainingConfig

TRACE = "app.engine.tasks:trace"
PREPARE = "app.engine.tasks:prepare"
DEVICES = "app.engine.tasks:devices"
TRAIN = "app.engine.tasks:train"


def devices() -> list[str]:
    """The devices torch can compute on here."""
    from model.learning.device import available

    return available()


def prepare(device: str, folder: str, checksum: str) -> str:
    """Get `device` ready to run a network; return its name for the status bar.

    Raises ValueError when the device is not there or does not work.
    """
    from model.learning.device import describe

    import numpy as np

    name = describe(device)
    trace(device, folder, checksum, np.zeros((1, 28, 28), np.float32))
    return name


def trace(device: str, folder: str, checksum: str, rasters: NDArray[np.float32]) -> Trace:
    """The forward pass of the network in `folder` on `device`, every layer kept."""
    from model.learning import module
    from model.learning.device import torch_device

    return module.trace(_module(device, folder, checksum), rasters, torch_device(device))


_modules: dict[tuple[str, str, str], Any] = {}


def _module(device: str, folder: str, checksum: str) -> Any:
    """The network as a torch module on the device, built once while it does not change."""
    key = (device, folder, checksum)
    if key not in _modules:
        from model.learning import module
        from model.learning.device import torch_device
        from model.weights import load

        _modules.clear()
        _modules[key] = module.to_module(load(Path(folder)).network).to(torch_device(device))
    return _modules[key]


def train(folder: str, config: TrainingConfig) -> Generator[Any, None, Any]:
    """Train on the MNIST files in `folder`; reports and result as `model.learning.training`."""
    from model.data.mnist import load_digits, split_by_writer
    from model.learning import training

    parts = split_by_writer(Path(folder), load_digits(Path(folder), "train"))
    return (yield from training.train(parts[0], parts[1], config))
