"""Where an activation goes, in words: the window that takes it, or the layer that does."""

from __future__ import annotations

from math import prod

from app.formats import signed
from model.layers import FullyConnected, Pooling, Subsampling
from model.ledger_windows import Passage, PoolingLedger, SubsamplingLedger
from model.network import NetworkSpec
from model.receptive_fields import units_that_see
from model.unit import Unit

_STOPPED = "a < 0: ReLU lets no gradient through"
_WORDS = ("none", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def equal_cells(ledger: PoolingLedger) -> str:
    """Which of equally large cells wins; only where there are some."""
    count = _word(len(ledger.ties) + 1).capitalize()
    what = "cells are equally large" if ledger.output else "zeros are equal"
    return f"{count} {what}; the first one counts as the winner, as in torch."


def window_title(passage: Passage) -> tuple[str, str]:
    """Name and size of the window, and what is done in it."""
    ledger = passage.ledger
    size = len(ledger.values)
    name = f"{ledger.unit.layer} · {size}×{size}"
    if isinstance(ledger, SubsamplingLedger):
        return name, "sub-sampling"
    if ledger.mode == "max":
        return name, "max wins" if passage.is_winner else "another wins"
    return name, f"mean of {_word(ledger.values.size)}" if ledger.mode == "average" else "L2 norm"


def passage_sentences(
    passages: tuple[Passage, ...], where_else: str, *, is_stopped: bool = False
) -> str:
    """What the first window does with the activation, and what gradient comes back.

    where_else: where the activation goes when no window takes it; a layer's name, or a sentence.
    is_stopped: a is below 0 before a ReLU, which lets no gradient through.
    """
    if not passages:
        is_name = bool(where_else) and " " not in where_else
        return f"The activation goes to {where_else}." if is_name else where_else
    passage = passages[0]
    ledger = passage.ledger
    if isinstance(ledger, SubsamplingLedger):
        said = _subsampled(ledger)
    else:
        said = _pooled(passage, is_stopped=is_stopped)
    if len(passages) > 1:
        said += f" The first of {_word(len(passages))} windows that this cell lies in."
    return said


def _pooled(passage: Passage, *, is_stopped: bool) -> str:
    ledger = passage.ledger
    assert isinstance(ledger, PoolingLedger)
    count, output = ledger.values.size, f"{_place(ledger.unit)} = {_plain(ledger.output)}."
    if count == 1:
        return f"A window of one cell takes the number as it is: {output}"
    many = _word(count)
    if ledger.mode == "max":
        of_winner = _of_winner(passage, ledger, is_stopped)
        return f"Pooling keeps the largest of {many}: {output} {of_winner}"
    if ledger.mode == "average":
        received = f"{output} Each receives 1/{count} of the gradient"
        end = f"; but {_STOPPED}." if is_stopped else "."
        return f"Pooling takes the mean of {many}: {received}{end}"
    if not ledger.output:
        return f"Pooling takes √Σx² of {many}: {output} At 0 no cell receives gradient."
    return (
        f"Pooling takes √Σx² of {many}: {output} This cell receives x / norm ="
        f" {_plain(passage.gradient)} of the gradient."
    )


def _of_winner(passage: Passage, ledger: PoolingLedger, is_stopped: bool) -> str:
    equals = f"{equal_cells(ledger)} " if ledger.ties else ""
    if passage.is_winner and is_stopped:
        return f"{equals}This cell wins, but {_STOPPED}."
    if passage.is_winner:
        return f"{equals}Only this cell receives gradient."
    if passage.place in ledger.ties:
        return f"{equals}This one receives no gradient."
    return f"{_plain(ledger.output)} is larger: this cell receives no gradient."


def _subsampled(ledger: SubsamplingLedger) -> str:
    """LeCun et al. 1998, section II.B."""
    inner = f"{_plain(ledger.coefficient)} · {_plain(ledger.total)} {_added(ledger.bias)}"
    whole = inner if ledger.function == "none" else f"f({inner})"
    return (
        f"Sub-sampling weighs the sum of {_word(ledger.values.size)}: {_place(ledger.unit)} ="
        f" {whole} = {_plain(ledger.activation)}."
        f" Each receives {_plain(ledger.coefficient)} of the gradient."
    )


def where_to(spec: NetworkSpec, unit: Unit) -> str:
    """Which units of the next layer take an activation. Empty in the last layer."""
    following = units_that_see(spec, unit)
    name = next(iter(following), "")
    if not name:
        return ""
    layer, region = spec.layer(name), following[name]
    count = len(region.channels) * len(region.rows) * len(region.columns)
    if not count:
        return f"The windows of {name} leave this cell out: it goes nowhere."
    if isinstance(layer, FullyConnected):
        return f"The activation goes to {name}: all {layer.units} units take it."
    if isinstance(layer, Pooling | Subsampling):
        return f"The activation goes to {name}: {_units(count)}."
    of_all = "all " if count == prod(spec.shape_of(name)) else ""
    return f"The activation goes to {name}: {of_all}{_units(count)}, through the kernels."


def _units(count: int) -> str:
    return "one unit takes it" if count == 1 else f"{count} units take it"


def _place(unit: Unit) -> str:
    return f"{unit.layer} · map {unit.channel} · row {unit.row}, column {unit.column}"


def _plain(value: float) -> str:
    return signed(value, 4).removeprefix("+")


def _added(value: float) -> str:
    return f"{'−' if value < 0 else '+'} {abs(value):.4f}"


def _word(count: int) -> str:
    return _WORDS[count] if count < len(_WORDS) else str(count)
