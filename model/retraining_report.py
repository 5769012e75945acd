"""What the window shows of a retraining: what it would learn from, how it goes, what it changed.

Plain values; `model.retraining_shown` makes them of what the engine sends.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.data.mnist import NOT_A_DIGIT
from model.measures import Rate
from model.retraining import RetrainingConfig, name_of
from model.retraining_result import MOST_WORSE

LABELS = NOT_A_DIGIT + 1  # the ten digits and "not a digit"
FEW = 5  # fewer training samples of a digit teach little
Which = Literal["all", "misread", "labels"]


@dataclass(frozen=True, slots=True)
class BaseChoice:
    """A network that a retraining can start from. key: as the service of networks names it."""

    key: str
    name: str


@dataclass(frozen=True, slots=True)
class RetrainingPlan:
    """What is there to retrain with, for one base.

    bases: all that can be chosen; base: the key of the one the numbers below belong to.
    training, misread: samples that may be learnt from, and those of them that the base misreads;
        (LABELS,) counts each, by label. held_out: samples that only measure.
    rehearsal: rasters in the MNIST folder, 0 without one.
    fixed_s: seconds for preparing and measuring; raster_s: seconds per raster in a step.
    devices: what can train. problem: why nothing can; empty when it can.
    """

    bases: tuple[BaseChoice, ...]
    base: str
    training: tuple[int, ...]
    misread: tuple[int, ...]
    held_out: int
    rehearsal: int = 0
    fixed_s: float = 0.0
    raster_s: float = 0.0
    devices: tuple[str, ...] = ("cpu",)
    problem: str = ""

    @property
    def base_name(self) -> str:
        """What the base is called; its key when it is not among the choices."""
        return next((base.name for base in self.bases if base.key == self.base), self.base)


@dataclass(frozen=True, slots=True)
class RetrainingChoice:
    """What the user wants: the base's key, which samples, an MNIST folder or "", all settings.

    labels: which labels are learnt when `which` is "labels".
    """

    base: str
    which: Which = "all"
    labels: tuple[int, ...] = ()
    mnist: str = ""
    config: RetrainingConfig = RetrainingConfig()

    def counts(self, plan: RetrainingPlan) -> tuple[int, ...]:
        """(LABELS,) how many samples of each label are learnt from."""
        counts = plan.misread if self.which == "misread" else plan.training
        if self.which != "labels":
            return counts
        return tuple(n if label in self.labels else 0 for label, n in enumerate(counts))

    def expected_s(self, plan: RetrainingPlan) -> float:
        """Seconds from the start to the result, about."""
        config = self.config
        rasters = config.samples_in_step + config.rehearsal_in_step
        return plan.fixed_s + self.steps(plan) * rasters * plan.raster_s

    def steps(self, plan: RetrainingPlan) -> int:
        """Steps in all epochs, as `model.learning.retraining` counts them."""
        per_epoch = -(-sum(self.counts(plan)) // self.config.samples_in_step)
        return self.config.epochs * max(self.config.steps_in_epoch, per_epoch)


@dataclass(frozen=True, slots=True)
class Change:
    """One rate before and after. name: what it is the rate of, in words."""

    name: str
    before: Rate
    after: Rate

    @property
    def points(self) -> float:
        """Percentage points; negative: fewer than before."""
        return 100 * (self.after.rate - self.before.rate)


@dataclass(frozen=True, slots=True, eq=False)
class ChangedSample:
    """A raster (28, 28) uint8 that is read otherwise than before.

    label: 0 ... 9 or NOT_A_DIGIT; before, after: the digit it was and is read as; None: refused.
    """

    raster: NDArray[np.uint8]
    label: int
    before: int | None
    after: int | None

    @property
    def in_words(self) -> str:
        """`a 0, was read as 8, is read as 0`."""
        answers = ["refused" if n is None else f"read as {n}" for n in (self.before, self.after)]
        article = "an" if self.label == 8 else "a"
        is_none = self.label == NOT_A_DIGIT
        what = name_of(self.label) if is_none else f"{article} {self.label}"
        return f"{what}, was {answers[0]}, is {answers[1]}"


@dataclass(frozen=True, slots=True, eq=False)
class BeforeAfter:
    """What became of the answers.

    held_out: errors on the user's held-out samples; None without any. check: errors on each check
        set, the generated one first. refused: rates of refusals.
    by_label: errors on the held-out samples by label; check_by_label: on the first check set.
    gained, lost: held-out samples that only the new, and only the old network reads rightly;
    check_gained, check_lost: those of the check sets, as many as were sent, of so many:
    check_gained_count, check_lost_count.
    """

    held_out: Change | None
    check: tuple[Change, ...]
    refused: tuple[Change, ...] = ()
    by_label: tuple[tuple[int, Change], ...] = ()
    check_by_label: tuple[tuple[int, Change], ...] = ()
    gained: tuple[ChangedSample, ...] = ()
    lost: tuple[ChangedSample, ...] = ()
    check_gained: tuple[ChangedSample, ...] = ()
    check_lost: tuple[ChangedSample, ...] = ()
    check_gained_count: int = 0
    check_lost_count: int = 0

    @property
    def worst(self) -> Change:
        """The check set that lost most."""
        return max(self.check, key=lambda change: change.points)

    @property
    def is_worse(self) -> bool:
        """Whether a check set is read worse by more than the limit, as `RetrainResult` has it."""
        worst = self.worst
        return worst.after.rate - worst.before.rate > MOST_WORSE


@dataclass(frozen=True, slots=True, eq=False)
class DrawingReading:
    """The user's drawing, read by the base and by a network on the way.

    raster: (28, 28) float32, ink = 1. before, now: (10,) probabilities.
    """

    raster: NDArray[np.float32]
    before: NDArray[np.float64]
    now: NDArray[np.float64]
    was_digit: bool = True
    is_digit: bool = True


@dataclass(frozen=True, slots=True, eq=False)
class TrainingReport:
    """How a retraining stands after `step` of `steps`; step 0 is the base.

    so_far: what has changed since the base; loss: of the samples in nats, kept: how far the
    answers are from the old ones in nats, held_out_loss, check_loss: None where not measured.
    drawing: None when nothing is drawn. kernels: (C, D, r, r) float32 of the convolution `layer`,
    the first there is; None without one.
    """

    step: int
    steps: int
    elapsed_s: float
    left_s: float
    so_far: BeforeAfter
    loss: float | None = None
    kept: float | None = None
    held_out_loss: float | None = None
    check_loss: float | None = None
    drawing: DrawingReading | None = None
    layer: str = ""
    kernels: NDArray[np.float32] | None = None


@dataclass(frozen=True, slots=True, eq=False)
class Replay:
    """One drawing, read by every network that was kept on the way.

    raster: (28, 28) float32; steps: (n,) ascending, from 0; probabilities: (n, 10);
    is_digit: (n,) bool, False where it was refused.
    """

    raster: NDArray[np.float32]
    steps: tuple[int, ...]
    probabilities: NDArray[np.float64]
    is_digit: NDArray[np.bool_]
