"""What a retraining tells on its way and at its end: plain values, for window and engine alike."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from model.data.mnist import NOT_A_DIGIT, Digits
from model.measures import Rate
from model.network import Network
from model.retraining import name_of

Phase = Literal["preparing", "training", "measuring"]

MOST_WORSE = 0.002  # more errors per check digit than this is worse than before


@dataclass(frozen=True, slots=True, eq=False)
class Outcome:
    """How one network reads labelled rasters; all arrays are (n,).

    labels: 0 ... 9 or NOT_A_DIGIT, int64. predictions: 0 ... 9, also where refused, int64.
    refused: bool. A digit is read wrongly when the prediction is another; what is no digit, when
    it is not refused.
    """

    labels: NDArray[np.int64]
    predictions: NDArray[np.int64]
    refused: NDArray[np.bool_]

    @property
    def wrong(self) -> NDArray[np.bool_]:
        """(n,) bool."""
        none = self.labels == NOT_A_DIGIT
        return np.asarray(np.where(none, ~self.refused, self.predictions != self.labels))

    @property
    def errors(self) -> Rate | None:
        """Digits and what is none that were read wrongly; None without any raster."""
        return _rate(self.wrong)

    @property
    def digit_errors(self) -> Rate | None:
        """Digits read as another one; None without any digit."""
        return _rate(self.wrong[self.labels != NOT_A_DIGIT])

    @property
    def digits_refused(self) -> Rate | None:
        """Digits that were refused; None without any digit."""
        return _rate(self.refused[self.labels != NOT_A_DIGIT])

    @property
    def not_digits_refused(self) -> Rate | None:
        """What is no digit and was refused; None without any such raster."""
        return _rate(self.refused[self.labels == NOT_A_DIGIT])

    @property
    def by_label(self) -> dict[int, Rate]:
        """Wrongly read, for every label that occurs, in its order."""
        wrong = self.wrong
        labels = sorted({int(label) for label in self.labels})
        return {
            label: Rate(int(wrong[self.labels == label].sum()), int((self.labels == label).sum()))
            for label in labels
        }

    def take(self, index: NDArray[np.int64]) -> Outcome:
        """How it reads some of the rasters."""
        return Outcome(self.labels[index], self.predictions[index], self.refused[index])

    def to_json(self) -> dict[str, Any]:
        """Plain values: counts, rates, intervals, and per class."""
        return {
            "samples": len(self.labels),
            "errors": _rate_to_json(self.errors),
            "digit_errors": _rate_to_json(self.digit_errors),
            "digits_refused": _rate_to_json(self.digits_refused),
            "not_digits_refused": _rate_to_json(self.not_digits_refused),
            "by_label": {name_of(label): _rate_to_json(r) for label, r in self.by_label.items()},
        }


def _rate(flags: NDArray[np.bool_]) -> Rate | None:
    return Rate(int(flags.sum()), len(flags)) if len(flags) else None


def _rate_to_json(rate: Rate | None) -> dict[str, Any] | None:
    if rate is None:
        return None
    low, high = rate.interval
    return {"count": rate.count, "of": rate.samples, "rate": rate.rate, "low": low, "high": high}


@dataclass(frozen=True, slots=True, eq=False)
class Outcomes:
    """One network on all that is measured: the held-out samples, and the sets of the check."""

    held_out: Outcome
    check: dict[str, Outcome]

    def to_json(self) -> dict[str, Any]:
        """Plain values."""
        check = {name: outcome.to_json() for name, outcome in self.check.items()}
        return {"held_out": self.held_out.to_json(), "check": check}


@dataclass(frozen=True, slots=True)
class RetrainStep:
    """Now and then. epoch, step: from 0; done: part of all the work, 0 to 1; loss: in nats.

    steps_per_second is 0 until the first step.
    """

    phase: Phase
    epoch: int
    step: int
    steps: int
    loss: float
    elapsed_s: float
    done: float
    steps_per_second: float

    @property
    def left_s(self) -> float:
        """Expected seconds until the end."""
        return self.elapsed_s * (1 - self.done) / max(self.done, 1e-9)


@dataclass(frozen=True, slots=True, eq=False)
class RetrainReport:
    """After an epoch; −1: the base, before the first step.

    loss: of the samples; kept: how far answers are from the old ones, in nats; both 0 at the base.
    network: as it is now, with the base's calibration; outcomes: its own.
    check: the rasters of `outcomes.check`.
    """

    epoch: int
    epochs: int
    loss: float
    kept: float
    network: Network
    outcomes: Outcomes
    check: dict[str, Digits]
    elapsed_s: float
    left_s: float


@dataclass(frozen=True, slots=True, eq=False)
class RetrainResult:
    """The retrained network, and what became of the answers.

    way: how far it went from the base (0) to what was learnt (1); the answers on the check set
    decided. is_stopped: whether it was asked to stop before its last epoch.
    check: the rasters of `before.check` and `after.check`.
    """

    network: Network
    before: Outcomes
    after: Outcomes
    check: dict[str, Digits]
    way: float
    is_stopped: bool
    samples_used: int
    steps: int
    seconds: float
    steps_per_second: float

    @property
    def gained(self) -> tuple[int, ...]:
        """Held-out samples that only the new network reads rightly."""
        return _indices(self.before.held_out.wrong & ~self.after.held_out.wrong)

    @property
    def lost(self) -> tuple[int, ...]:
        """Held-out samples that only the old network reads rightly."""
        return _indices(~self.before.held_out.wrong & self.after.held_out.wrong)

    @property
    def is_worse(self) -> bool:
        """Whether more than MOST_WORSE more of the digits of any check set are read wrongly."""
        pairs = [
            (self.before.check[name].digit_errors, after.digit_errors)
            for name, after in self.after.check.items()
        ]
        return any(
            after.rate - before.rate > MOST_WORSE for before, after in pairs if before and after
        )

    def to_json(self) -> dict[str, Any]:
        """Plain values: what `digitscope retrain` prints."""
        return {
            "before": self.before.to_json(),
            "after": self.after.to_json(),
            "gained": list(self.gained),
            "lost": list(self.lost),
            "is_worse": self.is_worse,
            "is_stopped": self.is_stopped,
            "way": self.way,
            "samples_used": self.samples_used,
            "steps": self.steps,
            "seconds": round(self.seconds, 3),
            "steps_per_second": round(self.steps_per_second, 2),
        }


def _indices(flags: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(int(index) for index in np.flatnonzero(flags))
