"""What the frame of a ledger says: title, formula, count of terms, the check."""

from __future__ import annotations

from app.widgets.ledger.formula_bar import WEIGHTED, Term
from model.layers import Shape
from model.ledger import Ledger
from model.ledger_sums import ConvolutionLedger, FullyConnectedLedger
from model.ledger_table import Check
from model.ledger_windows import PoolingLedger
from model.unit import INPUT, Unit

_POOLED: dict[str, tuple[Term, ...]] = {
    "max": (("y = max x", ""),),
    "average": (("y = Σ x / n", ""),),
    "l2": (("y = √ Σ x²", ""),),
}
_SUBSAMPLED: tuple[Term, ...] = (("a = w · Σ x + b", ""),)


def title(unit: Unit, shape: Shape) -> str:
    """For example `C3 · map 26 · row 3, column 6`."""
    if unit.layer == INPUT:
        return f"Raster · row {unit.row}, column {unit.column}"
    if shape.is_vector:
        return f"{unit.layer} · unit {unit.channel}"
    return f"{unit.layer} · map {unit.channel} · row {unit.row}, column {unit.column}"


def formula(ledger: Ledger) -> tuple[Term, ...]:
    """The formula of a unit of this kind."""
    if isinstance(ledger, ConvolutionLedger | FullyConnectedLedger):
        return WEIGHTED
    return _POOLED[ledger.mode] if isinstance(ledger, PoolingLedger) else _SUBSAMPLED


def count(ledger: Ledger) -> str:
    """How many terms there are."""
    if isinstance(ledger, ConvolutionLedger):
        channels, cells = len(ledger.channels), ledger.is_inside.size
        word = "channel" if channels == 1 else "channels"
        return f"{channels} {word} × {cells} terms = {channels * cells} products, one sum"
    if isinstance(ledger, FullyConnectedLedger):
        return f"{len(ledger.inputs)} products, one sum"
    side = len(ledger.values)
    return f"a window of {side} × {side} cells"


def difference(value: float) -> str:
    """A difference in one digit and its power of ten: 0, 3e−8."""
    if value == 0:
        return "0"
    mantissa, exponent = f"{abs(value):.0e}".split("e")
    return f"{mantissa}e{exponent[0].replace('-', '−')}{exponent[1:].lstrip('0') or '0'}"


def check_text(check: Check, terms: str = "Sum of the shown terms") -> str:
    """The shown terms against the network's value, as rich text."""
    shown, network = (f"{v:.5f}".replace("-", "−") for v in (check.terms, check.network))
    return " &nbsp;·&nbsp; ".join(
        (
            f"{terms} {strong(shown)}",
            f"the network’s value {strong(network)}",
            f"difference {strong(difference(check.difference))}",
        )
    )


def strong(text: str) -> str:
    """Rich text in the weight of headings; the bundled font has no bold."""
    return f'<span style="font-weight: 600">{text}</span>'
