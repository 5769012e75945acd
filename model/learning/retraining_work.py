"""The folder of a retraining under way: its state, its networks, and a mark until it has ended."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from model.learning.checkpoint import Checkpoint, CheckpointParts
from model.network import Network
from model.weights import save

STATE, MARK, NETWORKS = "checkpoint.pt", "unfinished.json", "networks"


class _StateFile(Checkpoint):
    """A checkpoint that belongs to the retraining with this key, whatever it is made of."""

    def __init__(self, file: Path, key: str) -> None:
        self._file = file
        self._key = key


class RetrainingWork:
    """One folder. From the first moment to `finish` it holds a mark that names what is missing."""

    def __init__(self, folder: Path, key: str) -> None:
        self._folder = folder
        self._state = _StateFile(folder / STATE, key)

    def restore(self, parts: CheckpointParts) -> tuple[int, float]:
        """Set all parts to the kept state; return its epochs and seconds, 0 when there is none.

        Raises ValueError when the file is damaged or belongs to another retraining.
        """
        epochs, elapsed_s = self._state.restore(parts)
        if not epochs:  # what lies there is of another retraining, which has come to its end
            shutil.rmtree(self._folder / NETWORKS, ignore_errors=True)
        self._mark(epochs, elapsed_s)
        return epochs, elapsed_s

    def save(self, parts: CheckpointParts, epochs: int, elapsed_s: float, network: Network) -> None:
        """Keep the state after `epochs` epochs, and the network as it is then."""
        save(network, self._folder / NETWORKS / f"{epochs:04d}", {"epoch": epochs})
        self._state.save(parts, epochs, elapsed_s)
        self._mark(epochs, elapsed_s)

    def finish(self) -> None:
        """Take the mark away: the retraining has come to its end. Its networks stay."""
        (self._folder / STATE).unlink(missing_ok=True)
        (self._folder / MARK).unlink(missing_ok=True)

    def _mark(self, epochs: int, elapsed_s: float) -> None:
        self._folder.mkdir(parents=True, exist_ok=True)
        beside = self._folder / (MARK + ".new")
        beside.write_text(json.dumps({"epochs": epochs, "elapsed_s": elapsed_s}), encoding="utf-8")
        beside.replace(self._folder / MARK)


def unfinished(folder: Path) -> dict[str, Any] | None:
    """What a retraining that has not come to its end left: its epochs and seconds; else None."""
    try:
        value = json.loads((folder / MARK).read_text(encoding="utf-8"))
    except FileNotFoundError:
        return None
    except (OSError, ValueError):
        return {}
    return value if isinstance(value, dict) else {}


def kept_networks(folder: Path) -> list[Path]:
    """Folders of the networks after each epoch, the first first, for `model.weights.load`."""
    place = folder / NETWORKS
    # A name that begins with a dot is one that was being written.
    return sorted(p for p in place.iterdir() if p.name[0] != ".") if place.is_dir() else []
