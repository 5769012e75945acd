"""What the picture of a decision says in words."""

from __future__ import annotations

from collections.abc import Sequence

from app.formats import signed
from app.widgets.ledger.ledger_texts import check_text, title
from model.decision import Contribution, Decision
from model.layers import Pooling, Shape
from model.ledger_table import Check
from model.network import NetworkSpec
from model.unit import INPUT

_SINGLE = 1e-4  # what sums in single precision may differ by, relative to the value or to 1
_PIXEL_OF_0 = (
    "A pixel of 0 contributes nothing: what the paper around the ink says goes into the biases' "
    "part, which can be as large as that of the ink."
)


def decimals(largest: float) -> int:
    """Digits after the point, so that numbers up to `largest` have about four in all."""
    return 3 if largest < 10 else 2 if largest < 100 else 1


def product_text(item: Contribution) -> str:
    """Activation × factor, three digits each: `6.57 × +0.058`."""
    activation, factor = _three(item.activation), _three(item.factor)
    return f"{activation.removeprefix('+')} × {factor}"


def _three(value: float) -> str:
    amount = abs(value)
    return signed(value, 0 if amount >= 99.5 else 1 if amount >= 9.95 else 2 if amount >= 1 else 3)


def row_label(item: Contribution, shape: Shape, *, has_layer: bool) -> str:
    """`C3 · 26 · 3, 6`, or without the layer where its name stands above."""
    label = item.unit.label(shape)
    return label if has_layer else label.removeprefix(f"{item.unit.layer} · ")


def key_text(spec: NetworkSpec, *, has_layer: bool) -> str:
    """How the two lines of a row are read."""
    unit = "layer · map · row, column" if has_layer else "map · row, column"
    first = f"{spec.layers[0].name} · 3 · 0, 4" if has_layer else "3 · 0, 4"
    return f"{first} = {unit}; beneath it activation × factor"


def _fine(value: float) -> str:
    return signed(value, 4).removeprefix("+")


def read_out(item: Contribution, shape: Shape) -> str:
    """A unit or a pixel: its name, and its product with more digits."""
    word = "ink" if item.unit.layer == INPUT else "activation"
    return (
        f"{title(item.unit, shape)}:  {word} {_fine(item.activation)} × factor "
        f"{signed(item.factor, 4)} = {signed(item.contribution, 4)}"
    )


def through_text(item: Contribution, parts: Sequence[tuple[str, float]]) -> str:
    """Where a contribution goes: the two that carry most of it, and the rest.

    parts: label of a later row, what comes through it.
    """
    carried = sorted((p for p in parts if p[1]), key=lambda part: -abs(part[1]))[:2]
    rest = item.contribution - sum(value for _, value in carried)
    named = [f"{signed(value, 4)} through {label}" for label, value in carried]
    if abs(rest) >= 5e-5:
        named.append(f"{signed(rest, 4)} through {'others' if carried else 'units without a row'}")
    return f"of it {', '.join(named)}"


def value_text(decision: Decision) -> str:
    """What is asked about, and how large it is."""
    value = signed(decision.value, 4)
    if decision.rather_than is None:
        return f"logit of {decision.digit} = {value}"
    return f"logit of {decision.digit} − logit of {decision.rather_than} = {value}"


def sum_text(decision: Decision, places: int) -> str:
    """Ink, biases and both together, as a sentence."""
    ink = float(decision.pixels.sum())
    both = signed(ink + decision.bias, places)
    asked = f"the network’s logit of {decision.digit}"
    if decision.rather_than is not None:
        asked = f"the network’s logit of {decision.digit} less that of {decision.rather_than}"
    return (
        f"Ink gives {signed(ink, places)}, biases give {signed(decision.bias, places)}, "
        f"together {both}: {asked}."
    )


def self_check_text(check: Check) -> str:
    """The self-check as rich text; a tick only when the two agree."""
    agrees = abs(check.difference) <= _SINGLE * max(1.0, abs(check.network))
    return f"{'✓' if agrees else '✗'} &nbsp; {check_text(check, 'Pixels and biases together')}"


def caption(spec: NetworkSpec) -> str:
    """What the factors mean in a network of these layers; see `model.decision`."""
    if _has_tanh(spec):
        return "With tanh: how the logit is made up, not how it would change"
    modes = [layer.mode for layer in spec.layers if isinstance(layer, Pooling)]
    if "l2" in modes:
        return "With L2 pooling, factors are gradients for small changes only"
    parts = ["ReLU"] if _activations(spec) & {"relu"} else []
    parts += [f"{mode} pooling" for mode in dict.fromkeys(modes)]
    start = f"With {' and '.join(parts)}, factors" if parts else "Factors"
    return f"{start} are gradients of the logit"


def caption_tip(spec: NetworkSpec) -> str:
    """The caption in full."""
    if _has_tanh(spec):
        meaning = (
            "A tanh has no exact sum: its output is shared out as its input was made up. The sum "
            "is right, but says how the logit is made up, not how it would change."
        )
    elif "l2" in caption(spec).lower():
        meaning = (
            "Contributions are gradient × activation. The L2 norm is bent, so its gradients hold "
            "for small changes only."
        )
    else:
        meaning = "Contributions are gradient × activation."
    return f"{meaning} {_PIXEL_OF_0}"


def _activations(spec: NetworkSpec) -> set[str]:
    return {getattr(layer, "activation", "none") for layer in spec.layers}


def _has_tanh(spec: NetworkSpec) -> bool:
    return bool(_activations(spec) & {"tanh", "scaled tanh"})
