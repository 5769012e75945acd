"""What the picture of a decision shows: one column per layer, the raster first, and its flows."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from app.widgets.decision.flows import Flows, flows
from model.decision import Contribution, Decision, LayerShare
from model.unit import Reading, Unit

MOST = 6  # rows of a column


@dataclass(frozen=True, slots=True)
class Column:
    """A layer, or the raster as "input", and what it gives to a decision.

    rows: the strongest units that have a row, the strongest first; shown: what they give.
    units: what all units of the layer give; after: what the biases of all later layers give.
    """

    layer: str
    rows: tuple[Contribution, ...]
    units: float
    after: float

    @property
    def shown(self) -> float:
        """What the units that have a row give together."""
        return sum(item.contribution for item in self.rows)

    @property
    def together(self) -> float:
        """All units of the layer and all later biases: the whole decision."""
        return self.units + self.after


def columns_of(decision: Decision, most: int) -> tuple[Column, ...]:
    """From the raster to the last layer, with at most so many rows each."""
    found, after = [], 0.0
    for share, strongest in zip(decision.layers, decision.strongest, strict=True):
        units = float(share.contributions.sum())
        found.append(Column(share.layer, strongest[:most], units, after))
        after += float(share.biases.sum())
    # The raster has no bias of its own: what was added up last changes nothing.
    return tuple(reversed(found))


@dataclass(frozen=True, slots=True, eq=False)
class Live:
    """What a decision gives to the rows of columns, which may be those of an earlier one.

    rows: of every column its units' contributions now; links: of every two neighbouring columns
    (later, earlier) float64, what an earlier row gives through a later one. The raster has
    neither rows nor links. The last rows are the logits themselves: they set no scale.
    """

    rows: tuple[tuple[Contribution, ...], ...]
    links: tuple[Flows, ...]

    @property
    def range(self) -> tuple[float, float]:
        """The least and the largest contribution before the logits, 0 between them: one scale."""
        values = [item.contribution for rows in self.rows[:-1] for item in rows]
        return min([0.0, *values]), max([0.0, *values])

    @property
    def largest(self) -> float:
        """What the thickest link and the longest bar stand for; 0 without rows."""
        least, most = self.range
        return max(-least, most)


def live_of(decision: Decision, reading: Reading, columns: tuple[Column, ...]) -> Live:
    """The newest numbers for the units that have a row."""
    shares = decision.layers[-2::-1]  # from the first layer on
    rows = tuple(
        tuple(_contribution(share, item.unit) for item in column.rows)
        for share, column in zip(shares, columns[1:], strict=True)
    )
    links = (flows(reading, n, *pair) for n, pair in enumerate(pairwise(rows), 1))
    return Live(rows, tuple(links))


def _contribution(share: LayerShare, unit: Unit) -> Contribution:
    place = unit.channel, unit.row, unit.column
    arrays: tuple[NDArray[np.floating], ...] = (
        *(share.activations, share.factors, share.contributions),
    )
    return Contribution(unit, *(float(array[place]) for array in arrays))


def pixel_of(decision: Decision, unit: Unit) -> Contribution:
    """What a pixel gives."""
    return _contribution(decision.layers[-1], unit)
