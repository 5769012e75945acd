"""What the health line says: the findings of one layer, or what was looked for and not found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from model.health import Finding
from model.health_texts import absent
from model.layers import Convolution, FullyConnected, Layer

_OF_A_DRAWING = ("faint", "flat")  # they come and go while drawing
_NAMED = 4  # so many maps are named on one line, the others counted


def of_layer(findings: Sequence[Finding], layer: str) -> tuple[Finding, ...]:
    """The findings about the network itself in one layer."""
    return tuple(f for f in findings if f.layer == layer and f.kind not in _OF_A_DRAWING)


def drawing_text(findings: Sequence[Finding], layer: str) -> str:
    """Faint and flat maps of one layer in the drawing, as rich text with links, on one line.

    For example: This drawing: maps 3, 11 under 5 % of the layer’s largest value; none flat.
    """
    faint, flat = (
        [n for f in findings if (f.layer, f.kind) == (layer, kind) for n in f.channels]
        for kind in _OF_A_DRAWING
    )
    if not faint and not flat:
        return "This drawing: no map under 5 % of the layer’s largest value, none flat"
    parts = [f"{_maps(faint)} under 5 % of the layer’s largest value"] if faint else []
    parts += [f"{_maps(flat)} flat"] if flat else []
    return f"This drawing: {', '.join(parts)}"


def _maps(channels: Sequence[int]) -> str:
    """For example: maps 3, 5, 9, 11 and 7 more; each of the first a link."""
    links = ", ".join(f'<a href="{number}">{number}</a>' for number in channels[:_NAMED])
    more = f" and {len(channels) - _NAMED} more" if len(channels) > _NAMED else ""
    return f"{'map' if len(channels) == 1 else 'maps'} {links}{more}"


def healthy_text(layer: Layer, kinds: Sequence[str] = ()) -> str:
    """For example: no dead map, no saturated unit, no two kernels nearly alike.

    kinds: what was found, and is left away.
    """
    if isinstance(layer, Convolution):
        return absent(set(kinds))
    noun = "unit" if isinstance(layer, FullyConnected) else "map"
    looked_for = {"dead": f"no dead {noun}", "saturated": "no saturated unit"}
    return ", ".join(text for kind, text in looked_for.items() if kind not in kinds)


def linked(finding: Finding) -> str:
    """The explanation as rich text in which the channels that it names are links."""
    end = finding.explanation.find(f" of {finding.layer}")
    subject, rest = finding.explanation[: max(end, 0)], finding.explanation[max(end, 0) :]
    start = max(
        (m.end() for m in re.finditer(r"(?:[Mm]ap|[Uu]nit|[Kk]ernel)s? ", subject)), default=0
    )
    known = {str(channel) for channel in finding.channels}

    def link(match: re.Match[str]) -> str:
        number = match.group()
        return f'<a href="{number}">{number}</a>' if number in known else number

    return subject[:start] + re.sub(r"\d+(?! more)", link, subject[start:]) + rest
