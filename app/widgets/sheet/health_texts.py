"""What the health line says: the findings of one layer, or what was looked for and not found."""

from __future__ import annotations

import re
from collections.abc import Sequence

from model.health import Finding
from model.health_texts import absent
from model.layers import Convolution, FullyConnected, Layer

_OF_A_DRAWING = ("faint", "flat")  # they come and go while drawing; the sheet does not


def of_layer(findings: Sequence[Finding], layer: str) -> tuple[Finding, ...]:
    """The findings about the network itself in one layer."""
    return tuple(f for f in findings if f.layer == layer and f.kind not in _OF_A_DRAWING)


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
