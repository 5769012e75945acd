"""One term of a convolution in numbers, and the words around the three grids."""

from __future__ import annotations

from dataclasses import dataclass

from app.formats import short_number, signed
from app.widgets.ledger.live_cells import Cell
from app.widgets.legend_texts import LegendTexts
from model.ledger_sums import ConvolutionLedger
from model.unit import INPUT, Unit


@dataclass(frozen=True, slots=True)
class Term:
    """x · w = product, one of `count` of a channel, which add up to `subtotal`."""

    x: float
    w: float
    product: float
    count: int
    subtotal: float
    channel: int

    @property
    def sentence(self) -> tuple[str, str, str, str]:
        """The term; the others; the subtotal; whose it is."""
        factor = signed(self.x, 3).removeprefix("+")
        term = f"{factor} × {signed(self.w, 4).removeprefix('+')} = {signed(self.product, 4)}"
        others = self.count - 1
        more = f"+ {others} other product{'s' if others > 1 else ''}  =" if others else "="
        return term, more, signed(self.subtotal, 4), f"subtotal of channel {self.channel}"


def term_of(ledger: ConvolutionLedger, number: int, cell: Cell) -> Term:
    """The term of a cell in the channel at position `number`."""
    place = (number, *cell)
    return Term(
        float(ledger.patches[place]),
        float(ledger.kernels[place]),
        float(ledger.products[place]),
        ledger.is_inside.size,
        float(ledger.subtotals[number]),
        int(ledger.channels[number]),
    )


def source_of(ledger: ConvolutionLedger, number: int, cell: Cell) -> Unit | None:
    """The unit of the input layer whose activation a cell of the patch is; None in the padding."""
    if not ledger.is_inside[cell]:
        return None
    (top, left), (row, column) = ledger.place, cell
    return Unit(ledger.input_layer, int(ledger.channels[number]), top + row, left + column)


def cell_of(ledger: ConvolutionLedger, unit: Unit | None) -> Cell | None:
    """Where a unit of the input layer lies in the patch; None for all that does not."""
    if unit is None or unit.layer != ledger.input_layer or unit.channel not in ledger.channels:
        return None
    cell = unit.row - ledger.place[0], unit.column - ledger.place[1]
    side = len(ledger.is_inside)
    return cell if all(0 <= part < side for part in cell) else None


def heading(ledger: ConvolutionLedger, number: int) -> str:
    """Which channel the grids show."""
    if ledger.input_layer == INPUT:
        return "The raster, every term"
    return f"Channel {int(ledger.channels[number])} of {ledger.input_layer}, every term"


def patch_note(ledger: ConvolutionLedger) -> str:
    """Rows and columns of the input layer; below 0 and past its end they lie in the padding."""
    (top, left), side = ledger.place, len(ledger.is_inside)
    if side == 1:
        return f"row {_number(top)}, col {_number(left)}"
    return f"rows {_span(top, side)}, cols {_span(left, side)}"


def legend(largest: float, noun: str, *, is_signed: bool) -> LegendTexts:
    """What the ends of the colours stand for; in words where nothing is larger than 0.

    noun: what the numbers are, in the plural.
    """
    if not largest:
        return "", f"all {noun} are 0", ""
    end = short_number(largest)
    return (f"−{end}", "0", f"+{end}") if is_signed else ("0", "", end)


def _span(first: int, side: int) -> str:
    last = first + side - 1
    between = "–" if first >= 0 else " to "
    return f"{_number(first)}{between}{_number(last)}"


def _number(value: int) -> str:
    return str(value).replace("-", "−")
