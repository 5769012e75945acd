"""Pictures made to fool the network: what is asked for, and what came of it.

Values, and how a network reads them; they travel from the engine to the window. The attacks stand
in `model.evolution` (numpy: Nguyen, Yosinski & Clune 2015) and `model.learning.fooling` (torch:
gradients), defence in `model.defence`. Three nouns: a network whose pictures are bounded (ink 0 to
1), a criterion that says what counts as fooled, and an attack.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model.network import CLASSES, Network
from model.raster import SIDE
from model.recognizer import recognize_arrays
from model.verdict import Verdict

Array = NDArray[np.float32]
Encoding = Literal["direct", "cppn"]
Norm = Literal["l2", "linf", "pixels"]
Start = Literal["blank", "noise", "drawing"]

FRAME = 22  # pixels on a side; what keeps to it is never too large for a digit (`model.verdict`)
SURE = 0.9  # from here on, a confidence counts as an attack's success
_LARGEST: dict[Norm, float] = {"l2": SIDE, "linf": 1.0, "pixels": SIDE**2}  # budgets: all of it


@dataclass(frozen=True, slots=True)
class EvolutionConfig:
    """An evolution of ten classes at once.

    knows_refusal: fitness is confidence x digit score, and ink keeps to the frame of a digit, so
    that it fools the refusal as well; otherwise confidence alone, as in the paper.
    children: in each generation, of all classes together, computed in one batch. mutation: rate,
    0 to 1.
    Raises ValueError for numbers out of range.
    """

    encoding: Encoding = "cppn"
    generations: int = 200
    children: int = 400
    mutation: float = 0.15
    seed: int = 0
    knows_refusal: bool = False

    def __post_init__(self) -> None:
        if self.encoding not in ("direct", "cppn"):
            raise ValueError(f'encoding is {self.encoding!r}, expected "direct" or "cppn"')
        _check("generations", self.generations, 1, 100_000)
        _check("children", self.children, 1, 5_000)
        _check("mutation", self.mutation, 0, 1)
        _check("seed", self.seed, 0, 2**32 - 1)


@dataclass(frozen=True, slots=True, eq=False)
class Fooling:
    """One picture and what the network says of it. picture: (28, 28) float32 in [0, 1], read-only.

    confidence: of `target`, calibrated softmax; verdict: what the refusal says.
    """

    target: int
    picture: Array
    confidence: float
    prediction: int
    verdict: Verdict

    @property
    def fools(self) -> bool:
        """Whether the network takes it for the target and does not refuse it."""
        return self.prediction == self.target and self.verdict.is_digit


@dataclass(frozen=True, slots=True)
class Criterion:
    """When a picture counts: read as its target with more than `confidence`.

    accepted: it must also not be refused.
    """

    confidence: float = SURE
    accepted: bool = False

    def is_met(self, fooling: Fooling) -> bool:
        """Whether this picture does it."""
        is_read = fooling.prediction == fooling.target and fooling.confidence > self.confidence
        return is_read and (fooling.verdict.is_digit or not self.accepted)


@dataclass(frozen=True, slots=True, eq=False)
class EvolutionReport:
    """After a generation; generation 0 is the first, random one.

    best: one for each class, 0 to 9; confidences: (generation + 1, 10), of the elites, which are
    the fittest: with knows_refusal, the confidence may fall where confidence x digit score grew.
    evaluations: pictures that the network has read. elapsed_s, left_s: computing, without pauses.
    """

    generation: int
    best: tuple[Fooling, ...]
    confidences: NDArray[np.float64]
    evaluations: int
    elapsed_s: float
    left_s: float


@dataclass(frozen=True, slots=True)
class AscentConfig:
    """Gradient ascent on log p(target).

    knows_refusal: on log p + log digit score, with ink in the frame of a digit only.
    rate: how far the pixel with the largest gradient moves in a step, in ink.
    Raises ValueError for numbers out of range.
    """

    target: int = 0
    start: Start = "blank"
    steps: int = 100
    rate: float = 0.1
    seed: int = 0
    knows_refusal: bool = False

    def __post_init__(self) -> None:
        if self.start not in ("blank", "noise", "drawing"):
            raise ValueError(f'start is {self.start!r}, expected "blank", "noise" or "drawing"')
        _check("target", self.target, 0, CLASSES - 1)
        _check("steps", self.steps, 1, 100_000)
        _check("rate", self.rate, 1e-6, 1)
        _check("seed", self.seed, 0, 2**32 - 1)


@dataclass(frozen=True, slots=True, eq=False)
class AscentReport:
    """After a step; step 0 is the start. confidences: (step + 1,)."""

    step: int
    steps: int
    result: Fooling
    confidences: NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ChangeConfig:
    """The least change of a drawing, by PGD (L2, L infinity) or greedily pixel by pixel.

    targets: classes to turn it into; most: the largest budget tried, in ink (L2: root of the sum
    of squares; L infinity: largest single change, at most 1; pixels: how many).
    confidence: it is turned when it is read as the target with more than this.
    knows_refusal: the result must also be accepted as a digit; the attack is as in AscentConfig.
    steps: of each try, for PGD.
    Raises ValueError for numbers out of range.
    """

    norm: Norm = "l2"
    targets: tuple[int, ...] = tuple(range(CLASSES))
    most: float = 6.0
    steps: int = 40
    seed: int = 0
    knows_refusal: bool = False
    confidence: float = SURE

    def __post_init__(self) -> None:
        if self.norm not in _LARGEST:
            raise ValueError(f"norm is {self.norm!r}, expected one of {', '.join(_LARGEST)}")
        for target in self.targets:
            _check("target", target, 0, CLASSES - 1)
        _check("most", self.most, 1 if self.norm == "pixels" else 1e-6, _LARGEST[self.norm])
        _check("steps", self.steps, 1, 10_000)
        _check("seed", self.seed, 0, 2**32 - 1)
        _check("confidence", self.confidence, 0, 1)

    @property
    def criterion(self) -> Criterion:
        """When the drawing counts as turned."""
        return Criterion(self.confidence, accepted=self.knows_refusal)


@dataclass(frozen=True, slots=True, eq=False)
class LeastChange:
    """The smallest budget found that turns a drawing into `target`; by bisection.

    original: (28, 28) float32 in [0, 1], read-only; budget: None when none up to `most` worked,
    `result` then is the strongest try. tries: (budget, whether it turned) in order.
    evaluations: pictures that the network has read.
    """

    target: int
    norm: Norm
    original: Array
    result: Fooling
    budget: float | None
    tries: tuple[tuple[float, bool], ...]
    evaluations: int = 0

    @property
    def change(self) -> Array:
        """(28, 28) float32, result minus original; in [-1, 1]."""
        return self.result.picture - self.original


@dataclass(frozen=True, slots=True, eq=False)
class Transfer:
    """What another network says of pictures, in their order."""

    network: str
    readings: tuple[Fooling, ...]


@dataclass(frozen=True, slots=True)
class AttackSummary:
    """How an attack did: it succeeds with a picture above SURE that is not refused."""

    name: str
    tries: int
    confident: int  # read as the target, confidence above SURE; the refusal was not asked
    accepted: int  # not refused, whatever it is read as
    succeeded: int  # confident and accepted
    mean_confidence: float  # of the targets


@dataclass(frozen=True, slots=True)
class DefenceRound:
    """A row of Defend's table. round 0 is the network before any defence."""

    number: int
    network: str
    attacks: tuple[AttackSummary, ...]
    added: int  # fooling pictures labelled "not a digit" for the retraining before this round
    check_errors: int  # digits read as another one; whether they are refused is not counted
    check_samples: int
    check_name: str  # "MNIST test" where it is there, else "check set"


def read_as(network: Network, pictures: Array, targets: Iterable[int]) -> tuple[Fooling, ...]:
    """How the network reads pictures (N, 28, 28), float32 in [0, 1], made for N targets.

    Raises ValueError for another shape, and for pictures out of bounds.
    """
    pictures = bounded(pictures)
    answers = recognize_arrays(network, pictures)
    return tuple(
        Fooling(target, picture, float(row[target]), int(row.argmax()), verdict)
        for target, picture, (row, verdict) in zip(targets, pictures, answers, strict=True)
    )


def bounded(pictures: Array) -> Array:
    """A read-only copy of pictures (N, 28, 28) float32.

    Raises ValueError when they have another shape, or ink that is not in [0, 1].
    """
    pictures = np.array(pictures, np.float32)
    if pictures.ndim != 3 or pictures.shape[1:] != (SIDE, SIDE):
        raise ValueError(f"pictures have shape {pictures.shape}, expected (N, 28, 28)")
    if not ((pictures >= 0) & (pictures <= 1)).all():
        low, high = float(pictures.min()), float(pictures.max())
        raise ValueError(f"ink is {low:.3g} to {high:.3g}, expected 0 to 1")
    pictures.flags.writeable = False
    return pictures


def frame(around: Array | None = None) -> Array:
    """(28, 28) float32: 1 where ink may be so that no picture is too large for a digit, else 0.

    It lies in the middle, or around the ink of a raster (28, 28).
    """
    first = [(SIDE - FRAME) // 2] * 2
    if around is not None and around.any():
        ends = [(int(places.min()), int(places.max())) for places in np.nonzero(around)]
        first = [min(max((low + high + 1 - FRAME) // 2, 0), SIDE - FRAME) for low, high in ends]
    result = np.zeros((SIDE, SIDE), np.float32)
    result[tuple(slice(n, n + FRAME) for n in first)] = 1
    return result


def transferred(networks: Sequence[Network], foolings: Sequence[Fooling]) -> tuple[Transfer, ...]:
    """How other networks read the pictures of `foolings`, and whether they fall for them."""
    if not foolings:
        return tuple(Transfer(network.name, ()) for network in networks)
    pictures = np.stack([fooling.picture for fooling in foolings])
    targets = [fooling.target for fooling in foolings]
    return tuple(
        Transfer(network.name, read_as(network, pictures, targets)) for network in networks
    )


def summary(name: str, foolings: Sequence[Fooling]) -> AttackSummary:
    """Count how an attack did. Raises ValueError without a picture."""
    if not foolings:
        raise ValueError(f"{name}: there are no pictures to count")
    sure, passing = Criterion(), Criterion(accepted=True)
    return AttackSummary(
        name,
        tries=len(foolings),
        confident=sum(map(sure.is_met, foolings)),
        accepted=sum(fooling.verdict.is_digit for fooling in foolings),
        succeeded=sum(map(passing.is_met, foolings)),
        mean_confidence=float(np.mean([fooling.confidence for fooling in foolings])),
    )


def _check(name: str, value: float, least: float, most: float) -> None:
    if not least <= value <= most:
        raise ValueError(f"{name} is {value}, expected {least} to {most}")
