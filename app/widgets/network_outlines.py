"""What a unit sees and what sees it, as outlines on the maps."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.selection import shape_of
from app.tokens import Tokens
from app.widgets.layer_layout import Column
from model.layers import Pooling, Region, Subsampling, everything
from model.network import NetworkSpec
from model.receptive_fields import receptive_fields, units_that_see
from model.unit import INPUT, Unit

Box = tuple[int, int, int, int]  # left, top, width, height in device pixels


@dataclass(frozen=True, slots=True)
class Outlines:
    """Boxes on the maps, all in device pixels.

    own: the unit and its map, before and after the activation; seen: its receptive fields in all
    earlier layers, and where a pooling takes it; seeing: units of later layers that see it.
    """

    own: tuple[Box, ...] = ()
    seen: tuple[Box, ...] = ()
    seeing: tuple[Box, ...] = ()


def outlines_of(spec: NetworkSpec, unit: Unit, columns: list[Column]) -> Outlines:
    """Everything there is to outline for a unit of a layer, or a pixel of the "input"."""
    seen: list[Box] = []
    if unit.layer != INPUT:
        for name, field in receptive_fields(spec, unit).items():
            seen += _boxes(spec, name, field.region, columns)
    seeing: list[Box] = []
    for number, (name, region) in enumerate(units_that_see(spec, unit).items()):
        layer, shape = spec.layer(name), spec.shape_of(name)
        if shape.is_vector and region == everything(shape):
            continue  # all of them: the pointer card says so, a frame around them tells nothing
        takes = not number and isinstance(layer, Pooling | Subsampling)
        (seen if takes else seeing).extend(_boxes(spec, name, region, columns))
    return Outlines(tuple(_own(unit, columns)), tuple(seen), tuple(seeing))


def _own(unit: Unit, columns: list[Column]) -> Iterator[Box]:
    for column in columns:
        if column.layer != unit.layer:
            continue
        yield (*column.corner(unit.channel), *column.map_size)
        if column.shape != (1, 1):
            yield column.cell_box(unit.channel, unit.row, unit.column)


def _boxes(spec: NetworkSpec, name: str, region: Region, columns: list[Column]) -> Iterator[Box]:
    """A region of a layer in all its columns; one box around all maps when it is all of them."""
    if not all(region):
        return
    shape = shape_of(spec, name)
    assert shape is not None
    for column in columns:
        if column.layer != name or column.part == "out":
            continue
        if region == everything(shape):
            yield column.left, column.top, column.width, column.height
            continue
        wide, tall = column.cell
        for channel in region.channels:
            x, y = column.corner(channel)
            yield (
                x + region.columns.start * wide,
                y + region.rows.start * tall,
                len(region.columns) * wide,
                len(region.rows) * tall,
            )


def paint_outlines(
    painter: QPainter, outlines: Outlines, tokens: Tokens, ratio: float, is_pinned: bool
) -> None:
    """Violet lines around the boxes; thicker for what is pinned, dashed for what sees the unit."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    accent = tokens.color("accent")
    seeing = QPen(accent, 1, Qt.PenStyle.CustomDashLine)
    seeing.setDashPattern([2, 2])
    for pen, boxes in ((seeing, outlines.seeing), (QPen(accent, 1), outlines.seen)):
        painter.setPen(pen)
        painter.drawRects([_rect(box, ratio, 0) for box in boxes])
    painter.setPen(QPen(tokens.color("casing"), 1))
    reach = 2 if is_pinned else 1
    painter.drawRects([_rect(box, ratio, reach) for box in outlines.own])
    painter.setPen(QPen(accent, 1))
    for inset in range(reach):
        painter.drawRects([_rect(box, ratio, inset) for box in outlines.own])


def _rect(box: Box, ratio: float, grow: int) -> QRectF:
    """A frame just around a box, `grow` units further out."""
    left, top, width, height = (side / ratio for side in box)
    return QRectF(left - 1 - grow, top - 1 - grow, width + 1 + 2 * grow, height + 1 + 2 * grow)
