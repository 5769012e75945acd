"""What a person chose to see of the samples, and how the store is asked for it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Literal

from model.data.mnist import NOT_A_DIGIT
from model.samples.listing import Order, SampleFilter

Listing = Literal["", "duplicates", "mislabels"]
REFUSED = 10  # the column of the confusion matrix beside the ten predictions
DEFAULT_ORDER: Order = "label probability"


@dataclass(frozen=True, slots=True)
class Choice:
    """All that narrows or orders the samples.

    labels: none means all. cell: label and prediction of a cell of the confusion matrix; it
    stands in place of `labels`. listing: near-duplicates or probable mislabels only.
    days: stored since the start of the day that many days ago; 0 is today.
    """

    labels: tuple[int, ...] = ()
    cell: tuple[int, int] | None = None
    misread: bool = False
    refused: bool = False
    listing: Listing = ""
    origin: str | None = None
    held_out: bool | None = None
    days: int | None = None
    order: Order = DEFAULT_ORDER

    @property
    def is_narrowed(self) -> bool:
        """True when some samples may be left out."""
        return replace(self, order=DEFAULT_ORDER) != Choice()

    def everything(self) -> Choice:
        """All samples, in the same order."""
        return Choice(order=self.order)

    def sample_filter(self, network: str, now: datetime) -> SampleFilter:
        """What the store is asked for, but the listing. now: a time with its zone."""
        labels, predictions = self.labels or None, None
        misread, refused = self.misread, self.refused
        if self.cell is not None:
            label, prediction = self.cell
            labels = (label,)
            if prediction == REFUSED:
                refused = True
            else:
                predictions = (prediction,)
                misread = misread or label == NOT_A_DIGIT  # accepted as this digit
        return SampleFilter(
            network,
            labels,
            predictions,
            misread,
            refused,
            self.origin,
            None if self.days is None else _start(now, self.days),
            held_out=self.held_out,
        )


def _start(now: datetime, days: int) -> str:
    """Midnight `days` days ago where `now` is, as the store writes times."""
    from datetime import UTC

    midnight = now.replace(hour=0, minute=0, second=0, microsecond=0) - timedelta(days=days)
    return midnight.astimezone(UTC).isoformat(timespec="microseconds")
