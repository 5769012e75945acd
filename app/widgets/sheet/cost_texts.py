"""What a layer costs, in rows: names, formulas with their numbers, values."""

from __future__ import annotations

from dataclasses import dataclass
from math import floor, log10
from typing import NamedTuple

from app.widgets.sheet.lettering import plain
from model.costs import BYTES, LayerCost
from model.formulas import (
    Formula,
    fully_connected_formula,
    key_text,
    locally_connected_formula,
    memory_formula,
    memory_text,
    multiply_add_formula,
    one_channel_formula,
    parameter_formula,
)
from model.layers import Convolution, FullyConnected, Pooling, Shape


class CostRow(NamedTuple):
    """A name, its formula, longest first, what comes out as text and as a number, a tooltip."""

    name: str
    formulas: tuple[str, ...]
    value: str
    number: int
    tip: str


class SharingRow(NamedTuple):
    """One way to connect: parameters, how many times as many, and the length of its bar, 0 to 1."""

    name: str
    formulas: tuple[str, ...]
    value: str
    number: int
    ratio: str
    fraction: float
    tip: str


@dataclass(frozen=True, slots=True)
class Sharing:
    """Rows on a logarithmic axis from 10^low to 10^high; or a sentence, without rows."""

    rows: tuple[SharingRow, ...]
    low: int
    high: int
    sentence: str

    def position(self, power: float) -> float:
        """Where 10^power stands on the axis, 0 to 1."""
        return (power - self.low) / (self.high - self.low)


def cost_rows(cost: LayerCost) -> tuple[CostRow, ...]:
    """The costs of a layer."""
    has_parameters = not isinstance(cost.layer, Pooling)
    parameters = parameter_formula(cost)
    rows = [_row("parameters", parameters) if has_parameters else _none(cost)]
    lecture = one_channel_formula(cost)
    if lecture is not None:
        rows.append(_row("the lecture’s, one channel", lecture))
    rows.append(_row("multiply-adds", multiply_add_formula(cost)))
    memory = memory_formula(cost)
    rows.append(_row("memory of activations", memory, memory_text(memory.value)))
    return tuple(rows)


def raster_rows(shape: Shape) -> tuple[CostRow, ...]:
    """What the raster takes."""
    numbers = Formula("", f"{shape.height}·{shape.width}", shape.height * shape.width)
    size = numbers.value * BYTES
    memory = Formula("", f"{numbers.numbers} · {BYTES} bytes", size)
    return _row("numbers", numbers), _row("memory", memory, memory_text(size))


def sharing_of(cost: LayerCost) -> Sharing:
    """The same layer with weights of its own for every place, and with all connections."""
    sentence = _nothing_shared(cost)
    if sentence:
        return Sharing((), 0, 1, sentence)
    name = "convolution" if isinstance(cost.layer, Convolution) else "sub-sampling"
    ways = (
        (f"{name}, shared", parameter_formula(cost), 1.0),
        ("locally connected", locally_connected_formula(cost), cost.local_ratio or 0.0),
        ("fully connected", fully_connected_formula(cost), cost.full_ratio or 0.0),
    )
    powers = [log10(formula.value) for _, formula, _ in ways]
    low = floor(min(powers) - 0.3)  # the shortest bar is to be seen
    high = max(floor(max(powers) - 0.05) + 1, low + 1)  # the longest may just reach past the end
    axis = Sharing((), low, high, "")
    rows = tuple(
        SharingRow(
            way,
            _choices(formula),
            f"{formula.value:,}",
            formula.value,
            ratio_text(ratio),
            min(1.0, axis.position(power)),
            _tip(way, formula),
        )
        for (way, formula, ratio), power in zip(ways, powers, strict=True)
    )
    return Sharing(rows, low, high, "")


def ratio_text(ratio: float) -> str:
    """How many times as many: 100 ×, 1.5 ×, 1,242 ×."""
    text = f"{ratio:.1f}" if ratio < 9.95 else f"{ratio:,.0f}"
    return f"{text.removesuffix('.0')} ×"


def spoken_costs(rows: tuple[CostRow, ...]) -> str:
    """The rows for those who hear them."""
    return plain("; ".join(f"{row.name}: {row.formulas[0]} = {row.value}" for row in rows))


def spoken_sharing(sharing: Sharing) -> str:
    """The comparison for those who hear it."""
    rows = (f"{row.name}: {row.value} parameters, {row.ratio}" for row in sharing.rows)
    return sharing.sentence or "; ".join(rows)


def _row(name: str, formula: Formula, value: str = "") -> CostRow:
    text = value or f"{formula.value:,}"
    return CostRow(name, _choices(formula), text, formula.value, _tip(name, formula))


def _tip(name: str, formula: Formula) -> str:
    """The whole formula, and what its letters stand for."""
    key = key_text([formula.letters])
    return f"{name}: {formula}" + (f" ({key})" if key else "")


def _none(cost: LayerCost) -> CostRow:
    return CostRow("parameters", ("nothing to learn",), "0", cost.parameters, "no parameters")


def _choices(formula: Formula) -> tuple[str, ...]:
    """Letters and numbers, or one of the two where there is little room."""
    both = " = ".join(part for part in (formula.letters, formula.numbers) if part)
    return both, formula.numbers, formula.letters


def _nothing_shared(cost: LayerCost) -> str:
    """Why there is nothing to compare; empty where there is."""
    if isinstance(cost.layer, FullyConnected):
        return "Every connection has a weight of its own already: nothing is shared."
    if isinstance(cost.layer, Pooling):
        return (
            "Pooling has no parameters to share. Fully connected, the same step would have "
            f"{cost.fully_connected:,}."
        )
    return ""
