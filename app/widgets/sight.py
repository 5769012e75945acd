"""What a unit sees of the raster, to be outlined there and on the drawing."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPointF, QRectF

from model.network import NetworkSpec
from model.raster import SIDE, Raster
from model.receptive_fields import receptive_fields
from model.unit import INPUT, Unit


@dataclass(frozen=True, slots=True)
class Sight:
    """A rectangle of pixels of a raster, rows and columns, and words for it."""

    raster: Raster
    rows: range
    columns: range
    text: str

    def on_drawing(self) -> QRectF:
        """The rectangle at its true place on the paper, in canvas units."""
        corners = (
            self.raster.to_canvas(column, row)
            for column, row in (
                (self.columns.start, self.rows.start),
                (self.columns.stop, self.rows.stop),
            )
        )
        first, last = (QPointF(x, y) for x, y in corners)
        return QRectF(first, last)


def sight_of(spec: NetworkSpec, unit: Unit, raster: Raster) -> Sight | None:
    """What a unit sees; None when that is nothing but padding."""
    if unit.layer == INPUT:
        rows, columns = range(unit.row, unit.row + 1), range(unit.column, unit.column + 1)
        return Sight(raster, rows, columns, f"row {unit.row}, col {unit.column}")
    field = receptive_fields(spec, unit)[INPUT]
    _, rows, columns = field.region
    if not rows or not columns:
        return None
    text = f"sees {len(rows)} × {len(columns)}"
    if len(rows) == len(columns) == SIDE:
        text = "sees all"
    elif (len(rows), len(columns)) != (len(field.rows), len(field.columns)):
        text += " and padding"
    return Sight(raster, rows, columns, text)


def is_same_sight(first: Sight | None, second: Sight | None) -> bool:
    """True when both say the same about the same place of the drawing."""
    if first is None or second is None:
        return first is second
    return (first.text, first.on_drawing()) == (second.text, second.on_drawing())
