"""Frozen results that travel from where they are computed to where they are shown."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Evaluation:
    """How a network does on labelled digits. loss: mean cross-entropy in nats."""

    samples: int
    errors: int
    loss: float

    @property
    def error_rate(self) -> float:
        """Errors per sample, 0 to 1."""
        return self.errors / self.samples


@dataclass(frozen=True, slots=True)
class StepReport:
    """Within an epoch. epoch and step count from 0; done: part of the whole training, 0 to 1."""

    epoch: int
    step: int
    steps: int
    loss: float
    elapsed_s: float
    done: float

    @property
    def left_s(self) -> float:
        """Expected seconds until the end."""
        return self.elapsed_s * (1 - self.done) / self.done


@dataclass(frozen=True, slots=True)
class EpochReport:
    """After an epoch. loss: mean training loss; left_s: expected seconds until the end."""

    epoch: int
    loss: float
    validation: Evaluation
    elapsed_s: float
    left_s: float
