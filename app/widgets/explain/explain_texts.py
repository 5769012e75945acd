"""The maps of Explain in words: names, rules, scales, findings."""

from __future__ import annotations

import re

from app.explained import ShownMap
from app.formats import percent, signed
from app.widgets.explain.patches_texts import activation_of
from model.explanation import CLIPPED, TIMES_INK, Attribution, Curves, Method, Target
from model.network import NetworkSpec
from model.unit import Unit

TITLES: dict[Method, str] = {
    "deconvnet": "Deconvnet",
    "gradient": "Gradient",
    "guided": "Guided backprop",
    "integrated": "Integrated gradients",
    "occlusion": "Occlusion",
}
NAMES: dict[str, str] = {
    "deconvnet": "deconvnet",
    "gradient": "gradient",
    "guided": "guided",
    "integrated": "integrated",
    "occlusion": "occlusion",
    "random": "random order",
}
CLIPPING = f"the largest {100 * CLIPPED:.0f} % of what is not 0 are clipped"
LEGEND = f"one symmetric legend; each map states its own unit; {CLIPPING}; the outline is the ink"


def title(method: Method, size: int) -> str:
    """The title of a card; the occluder's size belongs to it."""
    return f"{TITLES[method]} {size}×{size}" if method == "occlusion" else TITLES[method]


def scale_texts(attribution: Attribution) -> tuple[str, ...]:
    """What the legend's ends stand for, longest first: ±1 = 0.062 logits per unit of ink."""
    if not attribution.values.any():
        return ("0 at every pixel",)
    scale = attribution.scale
    number = f"±1 = {scale:.3f}" if scale >= 0.0095 else f"±1 = {scale:.2g}"
    number += " logits" if attribution.target.unit is None else ""
    if attribution.method not in TIMES_INK:
        return (number,)
    return f"{number} per unit of ink", f"{number} per ink"


def scale_text(attribution: Attribution) -> str:
    """What the legend's ends stand for, in full."""
    return scale_texts(attribution)[0]


def value_text(attribution: Attribution, row: int, column: int) -> str:
    """The number under the pointer, with its place."""
    value = float(attribution.values[row, column])
    return f"row {row}, col {column}:  {signed(value, 4)}"


def speaks(target: Target | None) -> tuple[str, str]:
    """What the left and the right end of the legend say."""
    if target is None:
        return "speaks against", "speaks for"
    if target.unit is not None:
        return "lowers the unit", "raises the unit"
    if target.rather_than is not None:
        first, second = target.digit, target.rather_than
        return f"for {second}, not {first}", f"for {first}, not {second}"
    return f"speaks against {target.digit}", f"speaks for {target.digit}"


def ending_text(attribution: Attribution) -> tuple[str, str, str]:
    """The last two lines of a card: the first whole, then a lead and the number that counts."""
    facts = attribution.facts
    of = "logits" if attribution.target.unit is None else ""
    if attribution.method == "integrated":
        change, gap = facts["change"], facts["gap"]
        part = f"({percent(abs(gap / change))})" if change else ""
        name = "logit change" if attribution.target.unit is None else "change"
        first = f"sum {signed(facts['sum'], 3)}, {name} {signed(change, 3)}"
        size = f"{abs(gap):.3f}" if abs(gap) >= 0.0005 or not gap else "<0.001"
        return first.replace("+", ""), f"gap  {size}", part
    return f"{facts['places']:.0f} places in one pass", f"largest fall  {facts['largest']:.2f}", of


def shorter(text: str) -> tuple[str, ...]:
    """The first line of an ending for less and less room: with one decimal less, fewer words."""
    fewer = re.sub(r"\d+\.\d{3}", lambda found: f"{float(found[0]):.2f}", text)
    return text, fewer, fewer.replace("logit change", "change")


def is_piecewise_linear(spec: NetworkSpec) -> bool:
    """True when every hidden unit is a ReLU: then there are rules at the ReLU."""
    activations = {getattr(layer, "activation", "none") for layer in spec.layers}
    return activations <= {"relu", "none"}


def change_text(before: float, after: float) -> str:
    """How a probability has changed, as a verb."""
    if abs(after - before) < 0.0005:
        return "stays at"
    return "falls to" if after < before else "rises to"


def result_order(curves: Curves) -> list[str]:
    """Methods and "random", the best first: low in deletion, high in insertion."""
    if not curves.is_read:
        return list(curves.curves)
    is_deletion = curves.kind == "deletion"
    return sorted(curves.curves, key=lambda name: curves.mean(name) * (1 if is_deletion else -1))


def nothing_text(curves: Curves) -> str:
    """Why the curves of a digit that is not read rank no map."""
    share = percent(curves.whole, 2)
    if curves.kind == "insertion":
        return f"{curves.digit} ends at {share}: there is nothing to rise to; no map is ranked."
    paper = float(curves.curves["random"][-1])
    end = f" (white paper has {percent(paper, 0)})" if paper >= curves.whole + 0.01 else ""
    return f"{curves.digit} has {share}: there is nothing to fall{end}; no map is ranked."


def unit_text(spec: NetworkSpec, unit: Unit, value: float) -> tuple[str, str]:
    """A unit's number for this drawing and what comes of it, longer and shorter."""
    number = f"= {signed(value, 3)}"
    if activation_of(spec, unit.layer) != "relu":
        return number, number
    if value > 0:
        return f"{number}, passes the ReLU", number
    return f"{number}, silent after ReLU", f"{number}, silent"


def figure_lines(shown: list[ShownMap]) -> tuple[str, ...]:
    """What the maps of a figure stand for, each with its own scale."""
    found = [item for item in shown if item.attribution is not None]
    scales = [
        f"{title(item.attribution.method, item.occluder.size)} {scale_text(item.attribution)}"
        for item in found
        if item.attribution is not None
    ]
    if not scales:
        return ()
    against, speaks_for = speaks(found[0].target)
    colours = f"Colours: −1 {against}, +1 {speaks_for}, symmetric"
    return f"Maps: {'; '.join(scales)}", f"{colours}; {CLIPPING}; the outline is the ink"
