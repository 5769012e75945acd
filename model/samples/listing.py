"""Which samples, in which order: what a person asks for, and how SQL is told."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from model.data.mnist import NOT_A_DIGIT
from model.samples.sample import microseconds, network_key
from model.verdict import Kind

Order = Literal[
    "newest", "oldest", "least confident", "most confident", "doubt", "label probability"
]

# What has no reading comes last. The number decides between equals: the list never jumps.
ORDERS: dict[Order, str] = {
    "newest": "s.created DESC, s.number DESC",
    "oldest": "s.created, s.number",
    "least confident": "r.confidence IS NULL, r.confidence, s.number",
    "most confident": "r.confidence DESC, s.number",
    "doubt": "r.margin IS NULL, r.margin, s.number",
    "label probability": "r.label_probability IS NULL, r.label_probability, s.number",
}


@dataclass(frozen=True, slots=True)
class SampleFilter:
    """What samples must be to be shown; a field that is None or False asks for nothing.

    network: whose readings count, by checksum; "" means what was said when a sample was stored.
    misread: the prediction is not the label, or what is no digit was accepted as one.
    since, until: times or dates in ISO 8601, UTC; `until` itself is not part of it.
    deleted: True for the samples that were deleted instead of those that are there.
    """

    network: str = ""
    labels: tuple[int, ...] | None = None
    predictions: tuple[int, ...] | None = None
    misread: bool = False
    refused: bool = False
    origin: str | None = None
    since: str | None = None
    until: str | None = None
    held_out: bool | None = None
    deleted: bool = False

    @property
    def needs_readings(self) -> bool:
        """True when it cannot be decided from the sample alone."""
        return self.misread or self.refused or self.predictions is not None


MISREAD = (
    f"CASE s.label WHEN {NOT_A_DIGIT} THEN r.verdict = 'digit' ELSE r.prediction <> s.label END"
)


@dataclass(slots=True)
class Clauses:
    """What follows FROM in SQL, and its values."""

    joined: str
    conditions: list[str] = field(default_factory=list)
    values: list[Any] = field(default_factory=list)

    @property
    def sql(self) -> str:
        """From FROM to WHERE."""
        return f"{self.joined} WHERE {' AND '.join(self.conditions)}"

    def ask(self, condition: str, *values: Any) -> None:
        """One more condition."""
        self.conditions.append(condition)
        self.values.extend(values)


def clauses(wanted: SampleFilter, with_readings: bool) -> Clauses:
    """SQL that finds the samples (as s) and, when asked for, what the network says (as r).

    Raises ValueError for a time that is none.
    """
    result = Clauses("FROM samples s")
    if with_readings or wanted.needs_readings:
        result.joined += " LEFT JOIN readings r ON r.network = ? AND r.number = s.number"
        result.values.append(network_key(wanted.network))
    result.ask("s.deleted_at IS NOT NULL" if wanted.deleted else "s.deleted_at IS NULL")
    for column, numbers in (("s.label", wanted.labels), ("r.prediction", wanted.predictions)):
        if numbers is not None:
            result.ask(f"{column} IN ({', '.join('?' * len(numbers))})", *numbers)
    if wanted.misread:
        result.ask(MISREAD)
    if wanted.refused:
        result.ask("r.verdict <> 'digit'")
    if wanted.origin is not None:
        result.ask("s.origin = ?", wanted.origin)
    if wanted.since is not None:
        result.ask("s.created >= ?", microseconds(wanted.since))
    if wanted.until is not None:
        result.ask("s.created < ?", microseconds(wanted.until))
    if wanted.held_out is not None:
        result.ask("s.held_out = ?", wanted.held_out)
    return result


@dataclass(frozen=True, slots=True, eq=False)
class SampleRow:
    """What a tile of the grid shows.

    prediction, confidence, label_probability, verdict: of the asked network; None when it has
    not read the sample. raster: (28, 28) uint8, ink = 255.
    """

    id: str
    label: int
    held_out: bool
    prediction: int | None
    confidence: float | None
    label_probability: float | None
    verdict: Kind | None
    raster: NDArray[np.uint8]

    @property
    def is_misread(self) -> bool:
        """As `SampleFilter.misread`; False when nobody read it."""
        if self.label == NOT_A_DIGIT:
            return self.verdict == "digit"
        return self.prediction is not None and self.prediction != self.label

    @property
    def is_refused(self) -> bool:
        """True when the network says that it is no digit."""
        return self.verdict not in (None, "digit")


def row_of(values: Sequence[Any], raster: NDArray[np.uint8]) -> SampleRow:
    """From id, label, held_out, prediction, confidence, label_probability, verdict."""
    name, label, held_out, prediction, confidence, label_probability, verdict = values
    is_held_out = bool(held_out)
    return SampleRow(
        name, label, is_held_out, prediction, confidence, label_probability, verdict, raster
    )


@dataclass(frozen=True, slots=True)
class Changes:
    """What was added or changed since a count of changes.

    count: the count now. ids: of samples that are new, relabelled, moved, deleted or restored;
    readings may have changed as well..
    """

    count: int
    ids: tuple[str, ...]
