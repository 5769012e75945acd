"""What happens under the window at one position, ready to be painted: two grids and a chain."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.formats import signed
from app.widgets.layer_layout import NONLINEARITY
from model.ledger import Ledger
from model.ledger_sums import ConvolutionLedger
from model.ledger_windows import PoolingLedger, SubsamplingLedger
from model.unit import Unit

DIGITS = 4  # behind the point, in the chain
_FUNCTIONS = NONLINEARITY | {"relu": "ReLU max(0, a)", "tanh": "tanh a"}


class Link(NamedTuple):
    """A number of the chain. joint: the sign before it; is_result: what is framed in violet."""

    joint: str
    caption: str
    value: float
    is_signed: bool
    is_result: bool = False

    @property
    def text(self) -> str:
        """The number, rounded; what is counted has no digits behind the point."""
        if self.joint == "÷":
            return f"{self.value:.0f}"
        return number_text(self.value, self.is_signed)


@dataclass(frozen=True, slots=True, eq=False)
class Arithmetic:
    """The arithmetic of one position. Arrays are (r, r); r is the size of the window.

    patch: float32, what lies under the window in one channel; is_inside: False in the padding.
    others: what stands beside it: kernel, weights, gradients or squares; second: which.
    title: of `others`; joint: between the two; winner: of a max pooling, in the window.
    told, note: what follows from the two grids, and a remark on it.
    channels, subtotals: of all channels of a convolution, (n,) float64; empty for others.
    channel: the one that is shown; chain: from the sum to the unit's value.
    """

    unit: Unit
    channel: int
    patch: NDArray[np.float32]
    is_inside: NDArray[np.bool_]
    others: NDArray[Any]
    second: Literal["weights", "shares", "squares"]
    title: str
    joint: str
    told: str
    note: str
    chain: tuple[Link, ...]
    winner: tuple[int, int] | None = None
    channels: tuple[int, ...] = ()
    subtotals: tuple[float, ...] = ()

    @property
    def first(self) -> str:
        """Title of the patch; that of a pooling is a window."""
        return "patch x" if self.subtotals else "window x"

    @property
    def value(self) -> float:
        """The unit's value: the network's own."""
        return self.chain[-1].value


def number_text(value: float, is_signed: bool) -> str:
    """A number of the chain: with a sign where it could have the other one."""
    return signed(value, DIGITS) if is_signed or value < 0 else f"{value:.{DIGITS}f}"


def strongest_channel(ledger: Ledger) -> int:
    """The input channel with the largest |subtotal|; the only one of a pooling."""
    if isinstance(ledger, ConvolutionLedger):
        return int(ledger.channels[np.abs(ledger.subtotals).argmax()])
    return ledger.unit.channel


def arithmetic_of(ledger: Ledger, channel: int) -> Arithmetic:
    """The arithmetic of a ledger, one channel of it in detail.

    Raises ValueError for a fully connected unit, and when the unit does not see the channel.
    """
    if isinstance(ledger, ConvolutionLedger):
        return _convolution(ledger, channel)
    if isinstance(ledger, PoolingLedger):
        return _pooling(ledger)
    if isinstance(ledger, SubsamplingLedger):
        return _subsampling(ledger)
    raise ValueError(f"{ledger.unit.layer} is fully connected: it has no window")


def _convolution(ledger: ConvolutionLedger, channel: int) -> Arithmetic:
    seen = tuple(ledger.channels.tolist())
    if channel not in seen:
        raise ValueError(f"channel {channel} is not seen, expected one of {seen}")
    n = seen.index(channel)
    subtotals = ledger.subtotals
    plural = "" if len(seen) == 1 else "s"
    return Arithmetic(
        ledger.unit,
        channel,
        ledger.patches[n],
        ledger.is_inside,
        ledger.kernels[n],
        second="weights",
        title="kernel w",
        joint="×",
        told=f"Σ w·x = {signed(float(subtotals[n]), DIGITS)}",
        note=f"subtotal of channel {channel}",
        chain=(
            Link("", f"{len(seen)} subtotal{plural}", float(subtotals.sum()), True),
            *_passed(ledger, ledger.bias),
        ),
        channels=seen,
        subtotals=tuple(subtotals.tolist()),
    )


def _pooling(ledger: PoolingLedger) -> Arithmetic:
    cells = ledger.values.size
    is_signed = bool((ledger.values < 0).any()) or ledger.output < 0
    total = float(ledger.values.sum(dtype=np.float64))
    if ledger.mode == "max":
        row, column = ledger.winner or (0, 0)
        equals = len(ledger.ties)
        told = f"row {ledger.place[0] + row}, column {ledger.place[1] + column} wins"
        note = f"the first of {equals + 1} equals" if equals else "only it passes gradient"
        chain: tuple[Link, ...] = ()
        end = Link("", f"largest of {cells}", ledger.output, is_signed, True)
    elif ledger.mode == "average":
        told, note = f"Σ x = {number_text(total, is_signed)}", f"every cell counts 1/{cells}"
        chain = (Link("", f"Σ x of {cells}", total, is_signed), Link("÷", "cells", cells, False))
        end = Link("=", "mean", ledger.output, is_signed, True)
    else:
        squares = float(ledger.squares.sum())
        told, note = f"Σ x² = {squares:.{DIGITS}f}", "large values count most"
        chain = (Link("", f"Σ x² of {cells}", squares, False),)
        end = Link("→", "√ Σ x²", ledger.output, False, True)
    titles = {"max": "passes gradient", "average": "weight", "l2": "x²"}
    is_norm = ledger.mode == "l2"
    return Arithmetic(
        ledger.unit,
        ledger.unit.channel,
        ledger.values,
        np.ones(ledger.values.shape, np.bool_),
        ledger.squares if is_norm else ledger.gradients,
        second="squares" if is_norm else "shares",
        title=titles[ledger.mode],
        joint="→" if is_norm else "×",
        told=told,
        note=note,
        chain=(*chain, end),
        winner=ledger.winner,
    )


def _subsampling(ledger: SubsamplingLedger) -> Arithmetic:
    return Arithmetic(
        ledger.unit,
        ledger.unit.channel,
        ledger.values,
        np.ones(ledger.values.shape, np.bool_),
        ledger.gradients,
        second="weights",
        title="weight w",
        joint="×",
        told=f"Σ x = {signed(ledger.total, DIGITS)}",
        note="one weight for all cells",
        chain=(
            Link("", f"Σ x of {ledger.values.size}", ledger.total, True),
            Link("×", "weight w", ledger.coefficient, True),
            *_passed(ledger, ledger.bias),
        ),
    )


def _passed(ledger: ConvolutionLedger | SubsamplingLedger, bias: float) -> tuple[Link, ...]:
    """From the weighted sum through bias and activation function."""
    is_linear = ledger.function == "none"
    added = (
        Link("+", "bias b", bias, True),
        Link("=", "pre-activation a", ledger.pre_activation, True, is_linear),
    )
    if is_linear:
        return added
    caption = _FUNCTIONS[ledger.function]
    return *added, Link("→", caption, ledger.activation, ledger.function != "relu", True)
