"""Badges on the overview: which map or unit a finding is about, and what it means.

Each kind has a shape of its own, in the colour of caution, cased so that it stands out from any
map. What only this drawing shows (faint, flat) is a pale ring and is not counted beside the
layer's name: so the strong marks are those of the network, and stay while somebody draws.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF
from PySide6.QtGui import QFontMetricsF

from app.theme import font
from app.widgets.layer_layout import Column
from app.widgets.network_heads import Density

if TYPE_CHECKING:
    from model.health import Finding, Kind

GRAVEST_FIRST: tuple[Kind, ...] = ("dead", "constant", "saturated", "alike", "flat", "faint")
OF_DRAWING: tuple[Kind, ...] = ("flat", "faint")
_LIFELESS: tuple[Kind, ...] = ("dead", "constant")  # then the drawing says nothing new
_SMALLEST = 3  # units
_ON_MAP, _IN_CELL = (7, 0.28), (6, 0.36)  # units at most, and part of the side at most
_REACH = 3  # units around a mark in which the pointer still finds it
HEAD_SIDE = 9  # of the triangle beside a layer's name
# Of the line in a column's head where there is room: its middle, in units from the view's top.
_HEAD_LINE: dict[Density, float] = {"roomy": 16, "low": 28, "strip": 12}


@dataclass(frozen=True, slots=True)
class Badge:
    """One mark.

    column: where it stands; channel: its map or unit, None beside the layer's name.
    kinds: what was found there, gravest first; the mark has the shape of the first.
    text: all that is to be explained, one finding per line.
    rect: of the mark, in device-independent units.
    count: beside the layer's name, how many maps or units are marked; else 1.
    """

    column: Column
    channel: int | None
    kinds: tuple[Kind, ...]
    text: str
    rect: QRectF
    count: int = 1

    @property
    def tip(self) -> str:
        """The text for a tooltip: as rich text its lines are wrapped."""
        from html import escape

        return f"<qt>{'<br>'.join(escape(self.text).splitlines())}</qt>"

    @property
    def is_of_unit(self) -> bool:
        """Whether it marks a unit of a fully connected layer."""
        return self.channel is not None and self.column.part == "units"


def place_badges(
    columns: Sequence[Column], findings: Iterable[Finding], ratio: float
) -> list[Badge]:
    """Marks at the top right corner of the maps and units that something was found about.

    A layer is marked in one of its columns: where its kernels are alike before the activation,
    else after it. Findings about layers, maps or units that are not shown are left out.
    ratio: device pixels per unit.
    """
    by_map = _by_map(findings)
    has_before = {column.layer for column in columns if column.part == "before"}
    badges = []
    for column in columns:
        if column.part not in ("before", "after", "units"):
            continue
        for channel in range(column.count):
            found = by_map.get((column.layer, channel), ())
            kinds = tuple(
                finding.kind
                for finding in found
                if (column.part == "before")
                == (finding.kind == "alike" and column.layer in has_before)
            )
            if kinds:
                text = "\n".join(finding.explanation for finding in found)
                rect = _corner(column, channel, ratio)
                badges.append(Badge(column, channel, kinds, text, rect))
    return badges


def head_badges(
    columns: Sequence[Column], findings: Iterable[Finding], dense: Density, ratio: float
) -> list[Badge]:
    """One mark per layer of which something was found in the network, beside its name.

    dense: how much is said around the maps; it decides which line of the head has room.
    """
    lasting = [finding for finding in findings if finding.kind not in OF_DRAWING]
    badges = []
    seen: set[str] = set()
    for column in columns:
        found = _sorted(finding for finding in lasting if finding.layer == column.layer)
        if not found or column.layer in seen:
            continue
        seen.add(column.layer)
        count = len({channel for finding in found for channel in finding.channels})
        kinds = tuple(dict.fromkeys(finding.kind for finding in found))
        rect = _beside_head(column, columns, count, dense, ratio)
        text = "\n".join(
            [
                f"{column.layer}: {count} of {column.count} marked.",
                *(finding.explanation for finding in found),
            ]
        )
        badges.append(Badge(column, None, kinds, text, rect, count))
    return badges


def find_badge(badges: Iterable[Badge], x: float, y: float) -> Badge | None:
    """The badge at a point in device-independent units, or very near it; the nearest of several."""
    near = [b for b in badges if b.rect.adjusted(-_REACH, -_REACH, _REACH, _REACH).contains(x, y)]
    return min(near, key=lambda badge: _distance(badge, x, y), default=None)


def _distance(badge: Badge, x: float, y: float) -> float:
    return (badge.rect.center() - QPointF(x, y)).manhattanLength()


def _by_map(findings: Iterable[Finding]) -> dict[tuple[str, int], list[Finding]]:
    """Findings of every map and unit, gravest first.

    A map that is dead or constant is also faint or flat in every drawing; that is not repeated.
    """
    result: dict[tuple[str, int], list[Finding]] = {}
    for finding in _sorted(findings):
        for channel in finding.channels:
            found = result.setdefault((finding.layer, channel), [])
            is_new = not (found and found[0].kind in _LIFELESS and finding.kind in OF_DRAWING)
            if is_new:
                found.append(finding)
    return result


def _sorted(findings: Iterable[Finding]) -> list[Finding]:
    return sorted(findings, key=lambda finding: GRAVEST_FIRST.index(finding.kind))


def _corner(column: Column, channel: int, ratio: float) -> QRectF:
    """The top right corner of a map or unit, on whole device pixels."""
    left, top = column.corner(channel)
    width, height = column.map_size
    most, part = _IN_CELL if column.part == "units" else _ON_MAP
    side = round(max(_SMALLEST, min(most, part * min(width, height) / ratio)) * ratio)
    inset = 0 if column.part == "units" else round(ratio)
    x, y = left + width - side - inset, top + inset
    return QRectF(x / ratio, y / ratio, side / ratio, side / ratio)


def _beside_head(
    column: Column, columns: Sequence[Column], count: int, dense: Density, ratio: float
) -> QRectF:
    """Room for a triangle and a number, right of what stands in the head's line.

    The triangle alone where the next head begins too soon.
    """
    style, text = ("caption", _shape(column)) if dense == "low" else ("title", column.layer)
    left = round(column.left / ratio + QFontMetricsF(font(style)).horizontalAdvance(text) + 8)
    width = HEAD_SIDE + 3 + QFontMetricsF(font("label")).horizontalAdvance(str(count))
    # In a strip both columns of a layer have a head.
    beyond = [
        other.left / ratio
        for other in columns
        if other.left > column.left and (dense == "strip" or other.layer != column.layer)
    ]
    if beyond and left + width > min(beyond) - 4:
        width = HEAD_SIDE
    return QRectF(left, _HEAD_LINE[dense] - 8, width, 16)


def _shape(column: Column) -> str:
    rows, cells = column.shape
    is_vector = column.part in ("units", "out")
    return str(column.count) if is_vector else f"{column.count} @ {rows}×{cells}"
