"""A stored drawing with the label a person gave it, and what a network said when it was stored."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, get_args

import numpy as np
from numpy.typing import NDArray

from model.data.mnist import NOT_A_DIGIT
from model.network import CLASSES
from model.raster import Raster, rasterize
from model.recognizer import Recognition
from model.strokes import Drawing, drawing_from_json, drawing_to_json, is_number
from model.verdict import Kind, Verdict

LABELS = range(NOT_A_DIGIT + 1)  # the ten digits, and NOT_A_DIGIT
NOT_A_DIGIT_TEXT = "not a digit"  # how files write NOT_A_DIGIT
LONGEST_TEXT = 200  # of an origin, or of a network's name
_ID = re.compile(r"[0-9a-f]{32}")
_CHECKSUM = re.compile(r"(?:[0-9a-f]{64})?")


@dataclass(frozen=True, slots=True)
class Reading:
    """What a network says about a drawing. probabilities: of the ten digits, they sum to 1."""

    probabilities: tuple[float, ...]
    verdict: Verdict

    @property
    def prediction(self) -> int:
        """The most probable digit."""
        return self.probabilities.index(max(self.probabilities))

    @property
    def confidence(self) -> float:
        """Its probability."""
        return max(self.probabilities)

    @property
    def margin(self) -> float:
        """How far the most probable digit leads before the next, 0 to 1."""
        *_, second, first = sorted(self.probabilities)
        return first - second

    def label_probability(self, label: int) -> float:
        """How probable a label is: of NOT_A_DIGIT, what the digit score leaves."""
        if label == NOT_A_DIGIT:
            return 1 - self.verdict.digit_score
        return self.probabilities[label]


def reading_of(recognition: Recognition) -> Reading:
    """What is kept of an answer."""
    return Reading(tuple(recognition.probabilities.tolist()), recognition.verdict)


@dataclass(frozen=True, slots=True, eq=False)
class NewSample:
    """What a person wants stored. What is None or empty, the store decides or leaves open.

    network: checksum (sha256 of the weights) of the network that read the drawing.
    raster: of this drawing when it was computed already; any other is ignored.
    held_out: the side a backup says; a twin in the store weighs more.
    """

    drawing: Drawing
    label: int
    origin: str = "drawn"
    network: str = ""
    network_name: str = ""
    reading: Reading | None = None
    raster: Raster | None = None
    id: str = ""
    created: str = ""
    held_out: bool | None = None

    def __post_init__(self) -> None:
        if self.label not in LABELS:
            raise ValueError(f"label is {self.label!r}, expected 0 to {NOT_A_DIGIT}")
        for what, text in (("origin", self.origin), ("network name", self.network_name)):
            if len(text) > LONGEST_TEXT:
                raise ValueError(f"{what} is longer than {LONGEST_TEXT} characters")
            text.encode()  # half a surrogate pair is no text; UnicodeEncodeError is a ValueError
        if self.id and not _ID.fullmatch(self.id):
            raise ValueError(f"id is {self.id[:40]!r}, 32 hexadecimal digits were expected")
        network_key(self.network)
        if self.created:
            microseconds(self.created)


@dataclass(frozen=True, slots=True, eq=False)
class Sample:
    """A stored sample.

    id: 32 hexadecimal digits, the same in every export.
    label: 0 to 9, or NOT_A_DIGIT.
    created: when it was stored, UTC, ISO 8601 with microseconds.
    origin: "drawn", "guided", "fooled", "imported:NAME" ...
    held_out: True when no network may learn from it.
    network, network_name: checksum and name of the network that read it when it was stored.
    reading: what that network said; None when nobody asked one.
    raster: (28, 28) uint8, ink = 255, always that of `rasterize(drawing)`.
    """

    id: str
    drawing: Drawing
    label: int
    created: str
    origin: str
    held_out: bool
    network: str
    network_name: str
    reading: Reading | None
    raster: NDArray[np.uint8]


def raster_bytes(raster: Raster) -> NDArray[np.uint8]:
    """(28, 28) uint8, read-only, ink = 255."""
    values: NDArray[np.uint8] = np.rint(raster.array * np.float32(255)).astype(np.uint8)
    values.flags.writeable = False
    return values


def raster_of(new: NewSample) -> Raster:
    """The raster that networks are trained on, whatever stages are switched off in the window."""
    raster = new.raster
    if raster is not None and raster.drawing is new.drawing and raster.stages.all_on:
        return raster
    return rasterize(new.drawing)


def now() -> str:
    """The time in UTC, as samples keep it."""
    return _as_text(datetime.now(UTC))


def _as_text(time: datetime) -> str:
    return time.astimezone(UTC).isoformat(timespec="microseconds")


_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


def microseconds(time: str) -> int:
    """A time or date in ISO 8601 (UTC when it names no zone) as microseconds since 1970.

    Raises ValueError when it is none.
    """
    return (_as_time(time) - _EPOCH) // timedelta(microseconds=1)


def time_text(count: int) -> str:
    """Inverse of `microseconds`, as samples keep it."""
    return _as_text(_EPOCH + timedelta(microseconds=count))


def _as_time(value: Any) -> datetime:
    try:
        time = datetime.fromisoformat(value)
        return time.replace(tzinfo=time.tzinfo or UTC).astimezone(UTC)
    except (TypeError, ValueError, OverflowError):
        raise ValueError(f"{value!r} is no time in ISO 8601") from None


def network_key(checksum: str) -> int:
    """A checksum as the number under which readings are kept: its first 60 bits; 0 for "".

    Raises ValueError when it is no sha256.
    """
    if not _CHECKSUM.fullmatch(checksum):
        raise ValueError(f"{checksum[:20]!r} is no sha256 of a network")
    return int(checksum[:15], 16) if checksum else 0


def sample_to_json(sample: Sample) -> dict[str, Any]:
    """Plain values with all that a sample has: a drawing as commands read it, with more keys."""
    value = drawing_to_json(sample.drawing)
    value |= {
        "label": NOT_A_DIGIT_TEXT if sample.label == NOT_A_DIGIT else sample.label,
        "id": sample.id,
        "created": sample.created,
        "origin": sample.origin,
        "held_out": sample.held_out,
        "network": {"checksum": sample.network, "name": sample.network_name},
    }
    if sample.reading is not None:
        value["reading"] = reading_to_json(sample.reading)
    return value


def sample_from_json(value: Any, origin: str) -> NewSample:
    """Check plain values and build what they ask to be stored.

    origin: of samples that name none. A label is needed, all else of ours may be missing.
    Raises ValueError that says which part is wrong.
    """
    drawing = drawing_from_json(value)
    if drawing.is_empty:
        raise ValueError("the drawing is empty")
    network = value.get("network") or {}
    checked = {
        "checksum": network.get("checksum", "") if isinstance(network, dict) else None,
        "name": network.get("name", "") if isinstance(network, dict) else None,
        "origin": value.get("origin", origin),
        "id": value.get("id", ""),
    }
    for what, text in checked.items():
        if not isinstance(text, str):
            raise ValueError(f"{what} is {text!r}, a text was expected")
    held_out = value.get("held_out")
    if held_out is not None and type(held_out) is not bool:
        raise ValueError(f"held_out is {held_out!r}, true or false was expected")
    return NewSample(
        drawing,
        label_from_json(value.get("label")),
        checked["origin"],
        checked["checksum"],
        checked["name"],
        None if value.get("reading") is None else reading_from_json(value["reading"]),
        id=checked["id"],
        created=_as_text(_as_time(value["created"])) if value.get("created") else "",
        held_out=held_out,
    )


def label_from_json(value: Any) -> int:
    """A label from a file: 0 to 9, or NOT_A_DIGIT_TEXT, or its number."""
    if value == NOT_A_DIGIT_TEXT:
        return NOT_A_DIGIT
    if value is None:
        raise ValueError("no label")
    if type(value) is not int or value not in LABELS:
        raise ValueError(f'label {value!r}, expected 0 to 9 or "{NOT_A_DIGIT_TEXT}"')
    return value


def reading_to_json(reading: Reading) -> dict[str, Any]:
    """Plain values; `reading_from_json` gives the reading back."""
    verdict = reading.verdict
    return {
        "prediction": reading.prediction,
        "confidence": reading.confidence,
        "probabilities": list(reading.probabilities),
        "verdict": verdict.kind,
        "digit_score": verdict.digit_score,
        "digits": list(verdict.digits),
    }


def reading_from_json(value: Any) -> Reading:
    """Inverse of `reading_to_json`. Raises ValueError when something is wrong with it."""
    if not isinstance(value, dict):
        raise ValueError("reading must be an object")
    probabilities, digits = value.get("probabilities"), value.get("digits", [])
    if not (
        isinstance(probabilities, list)
        and len(probabilities) == CLASSES
        and all(is_number(p) and 0 <= p <= 1 for p in probabilities)
        and abs(sum(probabilities) - 1) < 1e-3
    ):
        raise ValueError("the reading needs ten probabilities that sum to 1")
    if value.get("verdict") not in get_args(Kind):
        raise ValueError(f"the reading has verdict {value.get('verdict')!r}")
    score = value.get("digit_score")
    if score is None or not (is_number(score) and 0 <= score <= 1):
        raise ValueError(f"the reading has digit score {score!r}, expected 0 to 1")
    if not (
        isinstance(digits, list)
        and len(digits) <= CLASSES
        and all(type(d) is int and 0 <= d < CLASSES for d in digits)
    ):
        raise ValueError("the digits of the reading must be a list of digits")
    verdict = Verdict(value["verdict"], float(score), tuple(digits))
    return Reading(tuple(float(p) for p in probabilities), verdict)
