"""A comparison of two networks as plain values, so that it outlives the program."""

from __future__ import annotations

import base64
from collections.abc import Sequence
from typing import Any

import numpy as np

from model.measures import Rate
from model.raster import SIDE
from model.retraining_report import BeforeAfter, Change, ChangedSample

_SAMPLES = ("gained", "lost", "check_gained", "check_lost")
_LABELLED = ("by_label", "check_by_label")
_COUNTS = ("check_gained_count", "check_lost_count")


def before_after_to_json(result: BeforeAfter) -> dict[str, Any]:
    """Plain values; `before_after_from_json` gives the comparison back."""
    value: dict[str, Any] = {
        "held_out": None if result.held_out is None else _change_to_json(result.held_out),
        "check": [_change_to_json(change) for change in result.check],
        "refused": [_change_to_json(change) for change in result.refused],
    }
    for name in _LABELLED:
        value[name] = [[label, _change_to_json(c)] for label, c in getattr(result, name)]
    for name in _SAMPLES:
        value[name] = [_sample_to_json(sample) for sample in getattr(result, name)]
    return value | {name: getattr(result, name) for name in _COUNTS}


def before_after_from_json(value: Any) -> BeforeAfter:
    """Inverse of `before_after_to_json`. Raises ValueError when something is wrong with it."""
    try:
        return BeforeAfter(
            held_out=None if value["held_out"] is None else _change(value["held_out"]),
            check=_changes(value["check"]),
            refused=_changes(value["refused"]),
            by_label=_by_label(value["by_label"]),
            check_by_label=_by_label(value["check_by_label"]),
            gained=_samples(value["gained"]),
            lost=_samples(value["lost"]),
            check_gained=_samples(value["check_gained"]),
            check_lost=_samples(value["check_lost"]),
            check_gained_count=int(value["check_gained_count"]),
            check_lost_count=int(value["check_lost_count"]),
        )
    except (KeyError, TypeError) as error:
        raise ValueError(f"not a comparison of two networks ({error})") from None


def _changes(values: Any) -> tuple[Change, ...]:
    return tuple(_change(value) for value in values)


def _by_label(values: Any) -> tuple[tuple[int, Change], ...]:
    return tuple((int(label), _change(change)) for label, change in values)


def _samples(values: Any) -> tuple[ChangedSample, ...]:
    return tuple(_sample(value) for value in values)


def _change_to_json(change: Change) -> list[Any]:
    before, after = change.before, change.after
    return [change.name, [before.count, before.samples], [after.count, after.samples]]


def _change(value: Sequence[Any]) -> Change:
    name, before, after = value
    return Change(str(name), Rate(*map(int, before)), Rate(*map(int, after)))


def _sample_to_json(sample: ChangedSample) -> list[Any]:
    raster = base64.b64encode(sample.raster.tobytes()).decode("ascii")
    return [raster, sample.label, sample.before, sample.after]


def _sample(value: Sequence[Any]) -> ChangedSample:
    raster, label, before, after = value
    array = np.frombuffer(base64.b64decode(raster), np.uint8).reshape(SIDE, SIDE)
    answers = [None if answer is None else int(answer) for answer in (before, after)]
    return ChangedSample(array, int(label), *answers)
