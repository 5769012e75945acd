"""The state of a training after its last whole epoch, so that a stopped one goes on."""

from __future__ import annotations

import pickle
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import torch

if TYPE_CHECKING:
    from model.learning.training import TrainingConfig

# What holds a state: modules, optimizers and schedules alike, and the random numbers.
CheckpointParts = dict[str, Any]

# What torch raises for files that are cut off, altered, or something else.
_DAMAGED = (
    *(OSError, RuntimeError, EOFError, pickle.UnpicklingError, AttributeError),
    *(LookupError, TypeError, ValueError),
)


class Checkpoint:
    """One file. Only tensors and plain values are read from it, nothing is run."""

    def __init__(self, file: Path, config: TrainingConfig, rasters: int) -> None:
        self._file = file
        self._key = f"{replace(config, name='')!r} on {rasters} rasters"

    def save(self, parts: CheckpointParts, epochs: int, elapsed_s: float) -> None:
        """Keep the state after `epochs` epochs; written beside and then moved to its place."""
        state = {name: _state(part) for name, part in parts.items()}
        self._file.parent.mkdir(parents=True, exist_ok=True)
        beside = self._file.with_name(self._file.name + ".new")
        torch.save({"key": self._key, "epochs": epochs, "elapsed_s": elapsed_s} | state, beside)
        beside.replace(self._file)

    def restore(self, parts: CheckpointParts) -> tuple[int, float]:
        """Set all parts to the kept state; return its epochs and seconds, 0 when there is none.

        Raises ValueError when the file is damaged or belongs to another training.
        """
        if not self._file.exists():
            return 0, 0.0
        try:
            kept = torch.load(self._file, weights_only=True)
            if not isinstance(kept, dict):
                raise TypeError(f"{type(kept).__name__}, expected a dict")
            key = kept["key"]
            if key == self._key:
                _set(parts, kept)
                return int(kept["epochs"]), float(kept["elapsed_s"])
        except _DAMAGED as error:
            raise ValueError(f"{self._file}: no checkpoint of a training ({error})") from None
        raise ValueError(
            f"{self._file} belongs to another training ({key}, not {self._key}); remove it, "
            "or choose another folder for the work"
        )


def _set(parts: CheckpointParts, kept: dict[str, Any]) -> None:
    for name, part in parts.items():
        if isinstance(part, torch.Generator):
            part.set_state(kept[name])
        else:
            part.load_state_dict(kept[name])


def _state(part: Any) -> Any:
    return part.get_state() if isinstance(part, torch.Generator) else part.state_dict()
