"""What is said about a pooled or sub-sampled unit: its equation, its boxes, its gradient."""

from __future__ import annotations

from collections.abc import Sequence

from app.formats import signed
from app.widgets.ledger.boxes import Box, Part, activation_box, number_box
from app.widgets.ledger.passage_texts import equal_cells
from model.ledger_windows import PoolingLedger, SubsamplingLedger
from model.unit import INPUT

WindowLedger = PoolingLedger | SubsamplingLedger

_NUMBERS = ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


def place_text(ledger: WindowLedger) -> str:
    """Where the window lies in the layer before."""
    (top, left), size = ledger.place, len(ledger.values)
    return f"{_name(ledger)}, rows {_span(top, size)}, cols {_span(left, size)}"


def window_text(ledger: WindowLedger) -> str:
    """The same as a sentence, and which cell of the window wins."""
    (top, left), size = ledger.place, len(ledger.values)
    rows, columns = ("row", "column") if size == 1 else ("rows", "columns")
    where = _name(ledger) + ("" if ledger.input_layer == INPUT else f", map {ledger.unit.channel}")
    text = f"The window: {rows} {_span(top, size)}, {columns} {_span(left, size)} of {where}"
    winner = ledger.winner if isinstance(ledger, PoolingLedger) else None
    if winner is None:
        return f"{text}."
    return f"{text}; the winner: row {top + winner[0]}, column {left + winner[1]}."


def equation(ledger: WindowLedger, most: int) -> str:
    """How the window's cells become one number; more than `most` of them are left out by dots."""
    cells = [float(value) for value in ledger.values.ravel()]
    if isinstance(ledger, SubsamplingLedger):
        return f"{_sum(cells, most)} = {_plain(ledger.total)}"
    output = _plain(ledger.output)
    if ledger.mode == "max":
        listed = _shortened([_plain(value) for value in cells], most)
        return f"max({', '.join(listed)}) = {output}"
    if ledger.mode == "average":
        return f"({_sum(cells, most)}) / {len(cells)} = {output}"
    powers = [f"({_plain(v)})²" if v < 0 else f"{_plain(v)}²" for v in cells]
    return f"√({' + '.join(_shortened(powers, most))}) = {output}"


def boxes(ledger: WindowLedger) -> tuple[Part, ...]:
    """The numbers on the way from the window to the unit's activation."""
    count = ledger.values.size
    cells = "the cell" if count == 1 else f"{count} cells"
    if isinstance(ledger, SubsamplingLedger):
        after = activation_box(ledger.function, ledger.pre_activation, ledger.activation)
        return (
            *(number_box(f"sum of {cells}", ledger.total), "×"),
            *(number_box("coefficient", ledger.coefficient), "+"),
            *(number_box("bias b", ledger.bias), "="),
            number_box("pre-activation a", ledger.pre_activation, is_meant=True),
            *(("→", after) if after else ()),
        )
    output = ledger.output
    if ledger.mode == "max":
        return (number_box(f"largest of {cells}", output, is_meant=True),)
    if ledger.mode == "average":
        total = float(ledger.values.sum(dtype="float64"))
        return (
            *(number_box(f"sum of {cells}", total), "÷", Box("cells", count, str(count)), "="),
            number_box("mean", output, is_meant=True),
        )
    total = float(ledger.squares.sum())
    squares = "the square" if count == 1 else f"sum of {count} squares"
    return ("√", number_box(squares, total), "=", number_box("L2 norm", output, is_meant=True))


def shares_text(ledger: WindowLedger) -> str:
    """The sum of gradient x value over the window, and what it is equal to."""
    total = signed(float(ledger.contributions.sum()), 4)
    if isinstance(ledger, SubsamplingLedger):
        return f"Σ share = {total}, with the bias {signed(ledger.bias, 4)} the pre-activation"
    return f"Σ share = {total}, the unit's activation"


def gradient_texts(ledger: WindowLedger, *, is_after_relu: bool = False) -> tuple[str, ...]:
    """Which cells pass gradient, and what that means; one or two lines.

    is_after_relu: the window lies on what a ReLU let through.
    """
    count = ledger.values.size
    if isinstance(ledger, SubsamplingLedger):
        return ("Every cell receives the same gradient: the coefficient, learned like the bias.",)
    if ledger.mode == "average":
        return (f"Every cell receives the same gradient, 1/{count}: none is preferred.",)
    if ledger.mode == "l2":
        if not ledger.output:
            return ("The norm is 0: no cell receives gradient.",)
        return ("Every cell receives gradient in proportion to its value: x divided by the norm.",)
    if count == 1:
        return ("A window of one cell: its number and its gradient pass unchanged.",)
    others = "value of the other one" if count == 2 else f"values of the other {_number(count - 1)}"
    first = f"Only the winner receives gradient; max pooling forgets the {others}."
    more = [equal_cells(ledger)] if ledger.ties else []
    if is_after_relu and not ledger.output:
        more.append("It wins, but its a is not above 0: ReLU lets no gradient through.")
    return (first, " ".join(more)) if more else (first,)


def _name(ledger: WindowLedger) -> str:
    return "the raster" if ledger.input_layer == INPUT else ledger.input_layer


def _number(count: int) -> str:
    return _NUMBERS[count] if count < len(_NUMBERS) else str(count)


def _span(first: int, size: int) -> str:
    return str(first) if size == 1 else f"{first}–{first + size - 1}"


def _plain(value: float) -> str:
    return signed(value, 4).removeprefix("+") if value else "0"


def _sum(cells: Sequence[float], most: int) -> str:
    """0.5321 − 1.2000 + 0.0310, in dots where there are more than `most`."""
    first, *rest = cells
    terms = [f"{'−' if value < 0 else '+'} {_plain(abs(value))}" for value in rest]
    if len(cells) <= most:
        return " ".join([_plain(first), *terms])
    return " ".join([_plain(first), *terms[: most - 2], "+ …", terms[-1]])


def _shortened(texts: list[str], most: int) -> list[str]:
    """All of them, or the first ones, dots, and the last."""
    return texts if len(texts) <= most else [*texts[: most - 1], "…", texts[-1]]
