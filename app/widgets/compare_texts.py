"""What a comparison says in words."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from app.comparison import DRAWING, Comparison, Pair, has_unit
from app.formats import percent, short_number, signed
from app.selection import shape_of
from app.widgets.layer_layout import NONLINEARITY
from model.differences import LayerDifference
from model.layers import Pooling
from model.network import NetworkSpec
from model.recognizer import Recognition
from model.unit import INPUT, Unit

HINT = "Point at a cell, here or there: its number in both stands in this line"


def answer_text(recognition: Recognition) -> str:
    """The answer in a few words: `7, 96.1 %`."""
    if recognition.raster.is_blank:
        return "blank"
    if not recognition.verdict.is_digit:
        return f"not a digit ({recognition.verdict.reason})"
    return f"{recognition.prediction}, {percent(recognition.confidence)}"


def answers_text(comparison: Comparison) -> str:
    """Both answers, the live one first."""
    live, other = (answer_text(side) for side in (comparison.live, comparison.other))
    return f"{live} and {other}"


def caption(title: str, recognition: Recognition) -> str:
    """Rich text above one of the two: what it is, which network, and its answer."""
    name = recognition.network.name
    network = "" if name == title else f" · {escape(name)}"
    answer = answer_text(recognition)
    if recognition.verdict.is_digit and not recognition.raster.is_blank:
        digit, _, confidence = answer.partition(", ")
        answer = f"reads {_strong(digit)}, {confidence}"
    return f"{_strong(escape(title))}{network} · {answer}"


def _strong(text: str) -> str:
    """Rich text of the weight that the bundled font has; <b> would smear a lighter one."""
    return f'<span style="font-weight: 600">{text}</span>'


def largest_text(comparison: Comparison, differences: Sequence[LayerDifference]) -> str:
    """Where both differ most, after the activation."""
    if any(comparison.blank_sides):
        return "nothing to subtract"
    if not differences:
        return "layers differ, so nothing is subtracted"
    amounts = [float(layer.by_channel.max()) for layer in differences]
    number = max(range(len(amounts)), key=amounts.__getitem__)
    if not amounts[number]:
        return (
            "no difference: draw another one" if comparison.choice == DRAWING else "no difference"
        )
    layer = differences[number]
    unit = Unit(layer.name, int(layer.by_channel.argmax()))
    name = map_name(comparison.specs[0], unit)
    return f"largest difference: {name}, {short_number(amounts[number])}"


def map_name(spec: NetworkSpec, unit: Unit) -> str:
    """`C3 · map 12`, `F5 · unit 17`, `Out · digit 7`, or `In`."""
    if unit.layer == INPUT:
        return "In"
    shape = shape_of(spec, unit.layer)
    word = "unit" if shape is not None and shape.is_vector else "map"
    if unit.layer == spec.layers[-1].name:
        word = "digit"
    return f"{unit.layer} · {word} {unit.channel}"


def unit_text(comparison: Comparison, unit: Unit) -> str:
    """A unit's numbers in both: `C3 · map 12 · 3, 6: 1.836 and 0.212, difference −1.624`."""
    spec = next(
        (side.network.spec for side in (comparison.live, comparison.other) if has_unit(side, unit)),
        None,
    )
    if spec is None:
        return HINT
    name = map_name(spec, unit)
    shape = shape_of(spec, unit.layer)
    if shape is not None and not shape.is_vector:
        name += f" · {unit.row}, {unit.column}"
    is_signed = unit.layer == spec.layers[-1].name
    text = f"{name}: {pair_text(comparison, comparison.activations_of(unit), is_signed)}"
    before = comparison.pre_activations_of(unit)
    layer = None if unit.layer == INPUT else spec.layer(unit.layer)
    if layer is None or isinstance(layer, Pooling) or before.difference is None:
        return text
    if layer.activation != "none":
        return f"{text}  ·  before {NONLINEARITY[layer.activation]} {_both(before, is_signed=True)}"
    live, other = (
        percent(float(side.probabilities[unit.channel]))
        for side in (comparison.live, comparison.other)
    )
    return f"{text}  ·  probability {live} and {other}" if is_signed else text


def pair_text(comparison: Comparison, pair: Pair, is_signed: bool = False) -> str:
    """Both numbers and their difference; what is missing is said."""
    if pair.difference is not None:
        return _both(pair, is_signed)
    is_live, value = pair.other is None, pair.live if pair.other is None else pair.other
    assert value is not None
    missing = "below" if is_live else "above"
    why = "blank" if comparison.blank_sides[is_live] else "without such a unit"
    return f"{_number(value, is_signed)}; the one {missing} is {why}"


def _both(pair: Pair, is_signed: bool) -> str:
    live, other, difference = pair.live, pair.other, pair.difference
    assert live is not None
    assert other is not None
    assert difference is not None
    numbers = f"{_number(live, is_signed)} and {_number(other, is_signed)}"
    return f"{numbers}, difference {signed(difference, 3)}"


def _number(value: float, is_signed: bool) -> str:
    text = signed(value, 3)
    return text if is_signed else text.removeprefix("+")
