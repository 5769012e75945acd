"""From what an engine sends of a retraining to what the window shows of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.data.mnist import Digits
from model.layers import Convolution
from model.measures import Rate
from model.network import Network
from model.raster import Raster
from model.recognizer import recognize
from model.retraining_report import (
    BeforeAfter,
    Change,
    ChangedSample,
    DrawingReading,
    Replay,
    TrainingReport,
)
from model.retraining_result import Outcome, Outcomes, RetrainReport

_CHECK_NAMES = {"generated": "check set", "given": "MNIST check set"}
_SHOWN = 24  # changed check samples that are sent on: no picture shows more


def training_report(
    report: RetrainReport,
    steps_in_epoch: int,
    so_far: BeforeAfter,
    drawing: DrawingReading | None,
) -> TrainingReport:
    """The report of an epoch. An epoch of −1 stands for the base."""
    layer, kernels = first_kernels(report.network)
    is_base = report.epoch < 0
    return TrainingReport(
        step=(report.epoch + 1) * steps_in_epoch,
        steps=report.epochs * steps_in_epoch,
        elapsed_s=report.elapsed_s,
        left_s=report.left_s,
        so_far=so_far,
        loss=None if is_base else report.loss,
        kept=None if is_base else report.kept,
        drawing=drawing,
        layer=layer,
        kernels=kernels,
    )


def first_kernels(network: Network) -> tuple[str, NDArray[np.float32] | None]:
    """Name and kernels (C, D, r, r) of the first convolution; none of either without one."""
    for layer in network.spec.layers:
        if isinstance(layer, Convolution):
            return layer.name, network.parameters[f"{layer.name}.weight"]
    return "", None


def drawing_reading(base: Network, network: Network, raster: Raster) -> DrawingReading | None:
    """The drawing read by both; None when there is no ink."""
    if raster.is_blank:
        return None
    before, now = recognize(base, raster), recognize(network, raster)
    return DrawingReading(
        raster.array,
        before.probabilities,
        now.probabilities,
        before.verdict.is_digit,
        now.verdict.is_digit,
    )


def replay(networks: Sequence[tuple[int, Network]], raster: Raster) -> Replay:
    """The drawing read by networks, given with their steps in ascending order."""
    readings = [recognize(network, raster) for _, network in networks]
    return Replay(
        raster.array,
        tuple(step for step, _ in networks),
        np.array([reading.probabilities for reading in readings]),
        np.array([reading.verdict.is_digit for reading in readings], np.bool_),
    )


def before_after(
    before: Outcomes,
    after: Outcomes,
    held_out: NDArray[np.uint8],
    check: dict[str, Digits] | None = None,
) -> BeforeAfter:
    """Compare two networks on the same rasters.

    held_out: (n, 28, 28), the rasters of the held-out samples in their order; check: those of the
    check sets where they are at hand, so that what was gained and lost can be shown.
    """
    pairs = [
        (name, before.check[name], outcome)
        for name, outcome in after.check.items()
        if outcome.digit_errors is not None
    ]
    gained, lost = _changed(before.held_out, after.held_out, held_out)
    check_gained: list[ChangedSample] = []
    check_lost: list[ChangedSample] = []
    counts = [0, 0]
    for name, old, new in pairs:
        counts[0] += int((old.wrong & ~new.wrong).sum())
        counts[1] += int((~old.wrong & new.wrong).sum())
        if check is not None and name in check:
            got, gone = _changed(old, new, check[name].images)
            check_gained += got
            check_lost += gone
    first = pairs[0] if pairs else ("", before.held_out, after.held_out)
    return BeforeAfter(
        held_out=_change("your held-out samples", before.held_out.errors, after.held_out.errors),
        check=tuple(_known(_name(n), old.digit_errors, new.digit_errors) for n, old, new in pairs),
        refused=_refusals(before, after, first),
        by_label=_by_label(before.held_out, after.held_out),
        check_by_label=_by_label(*first[1:]),
        gained=tuple(gained),
        lost=tuple(lost),
        check_gained=tuple(check_gained[:_SHOWN]),
        check_lost=tuple(check_lost[:_SHOWN]),
        check_gained_count=counts[0],
        check_lost_count=counts[1],
    )


def _name(check: str) -> str:
    return _CHECK_NAMES.get(check, f"check set {check}")


def _change(name: str, before: Rate | None, after: Rate | None) -> Change | None:
    return None if before is None or after is None else Change(name, before, after)


def _known(name: str, before: Rate | None, after: Rate | None) -> Change:
    assert before is not None, "the same rasters were read"
    assert after is not None, "the same rasters were read"
    return Change(name, before, after)


def _refusals(
    before: Outcomes, after: Outcomes, first: tuple[str, Outcome, Outcome]
) -> tuple[Change, ...]:
    _, old, new = first
    own = before.held_out, after.held_out
    changes = (
        _change("your digits refused", own[0].digits_refused, own[1].digits_refused),
        _change("check digits refused", old.digits_refused, new.digits_refused),
        _change("what is no digit, refused", old.not_digits_refused, new.not_digits_refused),
    )
    return tuple(change for change in changes if change is not None)


def _by_label(before: Outcome, after: Outcome) -> tuple[tuple[int, Change], ...]:
    old, new = before.by_label, after.by_label
    return tuple((label, Change(str(label), old[label], new[label])) for label in old)


def _changed(
    before: Outcome, after: Outcome, rasters: NDArray[np.uint8]
) -> tuple[list[ChangedSample], list[ChangedSample]]:
    """Gained and lost."""

    def taken(flags: NDArray[np.bool_]) -> list[ChangedSample]:
        return [
            ChangedSample(rasters[n], int(before.labels[n]), _answer(before, n), _answer(after, n))
            for n in np.flatnonzero(flags)
        ]

    return taken(before.wrong & ~after.wrong), taken(~before.wrong & after.wrong)


def _answer(outcome: Outcome, index: np.intp) -> int | None:
    return None if outcome.refused[index] else int(outcome.predictions[index])
