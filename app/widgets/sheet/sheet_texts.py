"""What the sheet says about a layer beside its numbers: title, note, sizes."""

from __future__ import annotations

from app.widgets.layer_layout import NONLINEARITY
from app.widgets.sheet.cost_texts import cost_rows, sharing_of
from app.widgets.sheet.matrix_texts import source
from app.widgets.sheet.sizes_view import Passage
from model.costs import LayerCost, network_cost
from model.formulas import key_text, output_formula, sight_text
from model.layers import Convolution, FullyConnected, Layer, Pooling, Subsampling
from model.network import NetworkSpec
from model.receptive_fields import fields_of
from model.unit import INPUT


def title(spec: NetworkSpec, layer: str) -> str:
    """For example: C3 · convolution 5×5 · 32 @ 10×10."""
    return f"Raster · {spec.input}" if layer == INPUT else spec.title(layer)


def cost_of(spec: NetworkSpec, layer: str) -> LayerCost:
    """What a layer costs."""
    return network_cost(spec).layer(layer)


def key(spec: NetworkSpec, layer: str, *, has_sharing: bool) -> str:
    """What the letters on the sheet stand for; has_sharing: also those of the comparison."""
    if layer == INPUT:
        return ""
    cost = cost_of(spec, layer)
    letters = [line[0] for line in _size(spec, layer).lines]
    letters += [row.formulas[-1] for row in cost_rows(cost)]
    if has_sharing:
        letters += [row.formulas[-1] for row in sharing_of(cost).rows]
    if cost.windows is None:  # n = 32 @ 5×5 stands under what a unit sees
        letters.append("n")
    return key_text(letters, "kernel" if isinstance(cost.layer, Convolution) else "window")


def layer_before(spec: NetworkSpec, layer: str) -> str:
    """The layer before, "input" before the first."""
    return [INPUT, *(known.name for known in spec.layers)][_index(spec, layer)]


def layer_after(spec: NetworkSpec, layer: str) -> Layer | None:
    """The layer after; None after the last."""
    index = -1 if layer == INPUT else _index(spec, layer)
    return spec.layers[index + 1] if index + 1 < len(spec.layers) else None


def notes(spec: NetworkSpec, layer: str) -> tuple[str, ...]:
    """Hyper-parameters and what follows: stride 1 · padding 0 · then ReLU and max pooling 2×2.

    Longest first, for rows of different width.
    """
    if layer == INPUT:
        return ("what the network reads", "")
    parts = [*_own(spec, spec.layer(layer)), _then(spec, layer)]
    parts = [part for part in parts if part]
    return tuple(" · ".join(parts[:n]) for n in range(len(parts), -1, -1))


def passages(spec: NetworkSpec, layer: str) -> tuple[Passage, ...]:
    """Output size, and what each unit sees."""
    if layer == INPUT:
        shape = spec.input
        return (
            Passage("Size", ((f"{shape.height}·{shape.width} numbers =",),), _count(shape)),
            Passage("Each number", (("ink: 0 is paper, 1 is full ink",), ("nothing is negative",))),
        )
    return _size(spec, layer), _sight(spec, layer)


def _own(spec: NetworkSpec, layer: Layer) -> list[str]:
    if isinstance(layer, Convolution):
        parts = [f"stride {layer.stride}", f"padding {layer.padding}"]
        if layer.connections is not None:
            parts.append("sparse")
        return parts
    if isinstance(layer, FullyConnected):
        return [f"each unit sees all of {source(layer_before(spec, layer.name))}"]
    return [f"stride {layer.stride}", "every map by itself"]


def _then(spec: NetworkSpec, layer: str) -> str:
    """Activation, and pooling where it follows; softmax after the last."""
    known, after = spec.layer(layer), layer_after(spec, layer)
    parts = []
    if not isinstance(known, Pooling) and known.activation in NONLINEARITY:
        parts.append(NONLINEARITY[known.activation])
    if isinstance(after, Pooling | Subsampling):
        parts.append(after.kind)
    elif after is None:
        parts.append("softmax")
    return f"then {' and '.join(parts)}" if parts else ""


def _size(spec: NetworkSpec, layer: str) -> Passage:
    cost = cost_of(spec, layer)
    if cost.windows is None:
        lines = ("one number for each unit",), ("m =",)
        return Passage("Output size", lines, f"{cost.after.channels:,}")
    formula = output_formula(cost.windows)
    lines = (f"n_C = {formula.letters}",), (f"= {formula.numbers} =",)
    return Passage("Output size", lines, str(formula.value))


def _sight(spec: NetworkSpec, layer: str) -> Passage:
    """The sentence, broken where its parts end."""
    after = spec.shape_of(layer)
    is_alone = not isinstance(spec.layer(layer), FullyConnected) and after.height == 1
    text = sight_text(fields_of(spec, layer), spec.input.width, is_alone=is_alone)
    fields, _, apart = text.partition(", ")
    lines = [tuple(fields.replace(" (", " · (").split(" · "))]
    if apart:
        lines.append((apart,))
    elif not is_alone:
        shape = cost_of(spec, layer).before
        lines.append((f"n = {shape} = {shape.channels * shape.height * shape.width:,} numbers",))
        if shape.is_vector:
            lines[-1] = (f"n = {shape.channels:,} numbers",)
    return Passage("Each unit sees", tuple(lines))


def _count(shape: tuple[int, int, int]) -> str:
    return f"{shape[1] * shape[2]:,}"


def _index(spec: NetworkSpec, layer: str) -> int:
    return [known.name for known in spec.layers].index(layer)
