"""What window and engine tell each other about a retraining, and what is found of an old one."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from app.before_after_file import before_after_from_json, before_after_to_json
from model.network import Network
from model.retraining import RetrainingConfig
from model.retraining_report import BeforeAfter, TrainingReport, Which

# Sent into the job; STOP ends it and keeps what was learnt.
PAUSE, RESUME, STOP = "pause", "resume", "stop"

# In the folder of a training: where it starts, what came of it, what it keeps on the way.
BASE, RESULT, WORK = "base", "result", "work"
PREVIEWED = 8  # samples
SAMPLES_FILE, END_FILE = "samples.json", "end.json"


@dataclass(frozen=True, slots=True)
class TrainingJob:
    """What the engine is asked to do.

    folder: of this training, with the base in it; store: the file of the samples; mnist: a folder
    with MNIST, or "". A job whose folder holds a state goes on from it.
    """

    folder: str
    store: str
    which: Which
    labels: tuple[int, ...]
    mnist: str
    config: RetrainingConfig


@dataclass(frozen=True, slots=True, eq=False)
class JobReport:
    """A report without the user's drawing, and the network that can read it."""

    report: TrainingReport
    network: Network


@dataclass(frozen=True, slots=True, eq=False)
class JobEnd:
    """The end: the network and its card lie in the folder RESULT of the training.

    left_out: samples that were not used because they contradict each other.
    fixed_s, raster_s: what it took, for the next estimate.
    """

    result: BeforeAfter
    is_stopped: bool
    left_out: int = 0
    fixed_s: float = 0.0
    raster_s: float = 0.0

    def to_json(self) -> dict[str, Any]:
        """Plain values; `from_json` gives the end back."""
        others = (self.is_stopped, self.left_out, self.fixed_s, self.raster_s)
        return {"result": before_after_to_json(self.result), "others": others}

    @staticmethod
    def from_json(value: Any) -> JobEnd:
        """Inverse of `to_json`. Raises ValueError when something is wrong with it."""
        try:
            is_stopped, left_out, fixed_s, raster_s = value["others"]
            result = before_after_from_json(value["result"])
            return JobEnd(result, bool(is_stopped), int(left_out), float(fixed_s), float(raster_s))
        except (KeyError, TypeError) as error:
            raise ValueError(f"not the end of a training ({error})") from None


@dataclass(frozen=True, slots=True)
class StoreLook:
    """What a base makes of the store: (11,) training samples and misread ones; held-out ones.

    rehearsal: rasters in the MNIST folder, 0 without one; problem: what is wrong with the folder.
    """

    training: tuple[int, ...]
    misread: tuple[int, ...]
    held_out: int
    rehearsal: int = 0
    problem: str = ""
