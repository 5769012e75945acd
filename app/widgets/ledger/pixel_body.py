"""A pixel of the raster: its ink and its neighbours, and which units of every layer see it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.colormaps import ink_table
from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.ledger.cells import cell_rect, find_cell, outline_cell
from app.widgets.ledger.number_grid import FOOT, HEAD, NumberGrid, paint_grid
from app.widgets.text_clock import TextClock
from model.layers import Region, Shape
from model.network import NetworkSpec
from model.receptive_fields import units_that_see
from model.unit import INPUT, Unit

_AROUND = 4  # pixels shown on every side of the pinned one
_SIDE = 2 * _AROUND + 1
_MARGIN, _ROW = 16, 22
_CELL = 42, 26
_LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Sight:
    """How many units of a layer see the pixel. place: where; counts: how many, and of how many."""

    layer: str
    place: str
    counts: str
    units: int

    def __str__(self) -> str:
        return " · ".join(part for part in (self.layer, self.place, self.counts) if part)


def sights(spec: NetworkSpec, unit: Unit) -> tuple[Sight, ...]:
    """Which units of every later layer see a pixel, nearest layer first."""
    regions = units_that_see(spec, unit).items()
    return tuple(_sight(layer, region, spec.shape_of(layer)) for layer, region in regions)


def neighbourhood(
    raster: NDArray[Any], row: int, column: int
) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
    """(9, 9) float32 around a pixel, 0 outside the raster; and where it is inside."""
    padded = np.pad(np.asarray(raster, np.float32), _AROUND)
    is_inside = np.pad(np.ones(raster.shape, np.bool_), _AROUND)
    part = slice(row, row + _SIDE), slice(column, column + _SIDE)
    return padded[part], is_inside[part]


class PixelBody(QWidget):
    """The pixels follow every raster, the sentence at reading speed.

    unit_wanted: a neighbour's Unit to pin; term_hovered: the Unit of a neighbour, or None.
    """

    unit_wanted = Signal(object)
    term_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._spec: NetworkSpec | None = None
        self._unit: Unit | None = None
        self._raster: NDArray[Any] = np.zeros((28, 28), np.float32)
        self._hovered: tuple[int, int] | None = None  # row and column in the neighbourhood
        self._read: NumberGrid | None = None  # whose numbers are on screen
        self.sights: tuple[Sight, ...] = ()
        self.value_text = self._kind_text = ""
        self._clock = TextClock(self._show_texts, self)
        self.setMouseTracking(True)
        self.setAccessibleName("Pixel")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_pixel(self, spec: NetworkSpec, raster: NDArray[Any], unit: Unit) -> None:
        """Show a pixel of a raster (28, 28), ink 0 to 1, as read by a network with this table."""
        is_new = (spec, unit) != (self._spec, self._unit)
        self._raster = raster
        if is_new:
            self._spec, self._unit, self._hovered = spec, unit, None
            self.sights = sights(spec, unit)
        if self.isVisible():
            self._clock.tick(at_once=is_new)
            self.update()

    @property
    def value(self) -> float:
        """Ink of the pixel, 0 to 1."""
        return 0.0 if self._unit is None else float(self._raster[self._unit.row, self._unit.column])

    def highlight(self, unit: Unit | None) -> None:
        """Outline a pixel of the neighbourhood; nothing for units of other layers."""
        cell = None
        if unit is not None and unit.layer == INPUT and self._unit is not None:
            row, column = unit.row - self._unit.row, unit.column - self._unit.column
            if max(abs(row), abs(column)) <= _AROUND:
                cell = row + _AROUND, column + _AROUND
        if cell != self._hovered:
            self._hovered = cell
            self.update()

    def _show_texts(self) -> None:
        if self._unit is None:
            return
        self._read = self._grid()
        kind = "paper" if self.value == 0 else "full ink" if self.value == 1 else "ink"
        where = f"row {self._unit.row}, column {self._unit.column} of 28 × 28"
        self.value_text = f"{self.value:.4f}"
        self._kind_text = f"{kind}, from 0 (paper) to 1 (ink) · {where}"
        rows = "; ".join(str(sight) for sight in self.sights)
        self.setAccessibleDescription(f"{self.value_text} {self._kind_text}. Seen by {rows}")
        self.update()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """What came while hidden is shown now."""
        super().showEvent(event)
        self._clock.show_now()

    def grid_rect(self) -> QRectF:
        """Where the neighbourhood stands."""
        width = min(_SIDE * _CELL[0], 0.46 * self.width() - _MARGIN)
        height = min(_SIDE * _CELL[1], self.height() - HEAD - FOOT - 20, width)
        whole = [max(1, int(side) // _SIDE) * _SIDE for side in (width, height)]
        return QRectF(_MARGIN, HEAD + 8, *whole)

    def _grid(self) -> NumberGrid:
        assert self._unit is not None
        values, is_inside = neighbourhood(self._raster, self._unit.row, self._unit.column)
        return NumberGrid(
            "The pixel and its neighbours",
            "9 × 9 of the raster",
            values,
            1.0,
            ink_table(self._tokens.is_dark),
            is_signed=False,
            is_inside=is_inside,
        )

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The neighbourhood left, value and who sees it right."""
        if self._unit is None or self._read is None:
            return
        painter, tokens = QPainter(self), self._tokens
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        box, grid = self.grid_rect(), self._grid()
        paint_grid(painter, box, grid, self._read, tokens)
        outline_cell(painter, cell_rect(box, grid.shape, _AROUND, _AROUND), tokens)
        if self._hovered is not None:
            outline_cell(painter, cell_rect(box, grid.shape, *self._hovered), tokens)
        left = box.right() + 2 * _MARGIN
        self._paint_value(painter, QRectF(left, 6, self.width() - left - _MARGIN, 24))
        self._paint_sights(painter, left, 44)

    def _paint_value(self, painter: QPainter, line: QRectF) -> None:
        painter.setFont(font("confidence"))
        painter.setPen(self._tokens.color("text"))
        painter.drawText(line, _LEFT, self.value_text)
        wide = QFontMetricsF(font("confidence")).horizontalAdvance(self.value_text) + 12
        painter.setFont(font("body"))
        painter.setPen(self._tokens.color("text_2"))
        text = _elided(self._kind_text, "body", line.width() - wide)
        painter.drawText(line.adjusted(wide, 2, 0, 2), _LEFT, text)

    def _paint_sights(self, painter: QPainter, left: float, top: float) -> None:
        """One row per layer; as high as there is room for."""
        tokens, width = self._tokens, self.width() - left - _MARGIN
        painter.setFont(font("label"))
        painter.setPen(tokens.color("text"))
        painter.drawText(QRectF(left, top, width, 16), _LEFT, "Units that see it")
        pitch = min(_ROW, (self.height() - top - 20) / max(len(self.sights), 1))
        for number, sight in enumerate(self.sights):
            row = QRectF(left, top + 20 + number * pitch, width, pitch)
            painter.setPen(tokens.color("hairline"))
            painter.drawLine(row.topLeft(), row.topRight())
            painter.setFont(font("button"))
            painter.setPen(tokens.color("text"))
            painter.drawText(row.adjusted(4, 0, 0, 0), _LEFT, sight.layer)
            painter.setFont(font("body"))
            painter.setPen(tokens.color("text_2"))
            rest = row.adjusted(56, 0, 0, 0)
            text = " · ".join(part for part in (sight.place, sight.counts) if part)
            painter.drawText(rest, _LEFT, _elided(text, "body", rest.width()))

    def unit_at(self, x: float, y: float) -> Unit | None:
        """The pixel at a point of the neighbourhood; None outside the raster."""
        cell = find_cell(self.grid_rect(), (_SIDE, _SIDE), x, y)
        if cell is None or self._unit is None:
            return None
        row = self._unit.row + cell[0] - _AROUND
        column = self._unit.column + cell[1] - _AROUND
        height, width = self._raster.shape
        is_inside = 0 <= row < height and 0 <= column < width
        return Unit(INPUT, 0, row, column) if is_inside else None

    def _mark(self, unit: Unit | None) -> None:
        before = self._hovered
        self.highlight(unit)
        if self._hovered != before:
            self.term_hovered.emit(unit)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The neighbour under the pointer is outlined."""
        self._mark(self.unit_at(event.position().x(), event.position().y()))

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """The pointer is gone."""
        self._mark(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on a neighbour pins it."""
        unit = self.unit_at(event.position().x(), event.position().y())
        if unit is not None and event.button() == Qt.MouseButton.LeftButton:
            self.unit_wanted.emit(unit)


def _elided(text: str, style: str, width: float) -> str:
    return QFontMetricsF(font(style)).elidedText(text, Qt.TextElideMode.ElideRight, width)


def _sight(layer: str, region: Region, shape: Shape) -> Sight:
    channels, rows, columns = len(region.channels), region.rows, region.columns
    each = len(rows) * len(columns)
    units = channels * each
    if not units:
        return Sight(layer, "", "no unit", 0)
    if shape.is_vector:
        return Sight(layer, "", f"{units} of {shape.channels} units", units)
    of = f"{each} of {shape.height * shape.width} units in "
    maps = "its map" if channels == shape.channels == 1 else f"each of {channels} maps"
    if channels < shape.channels:
        maps = f"each of {channels} maps of {shape.channels}"
    name = "unit" if units == 1 else "units"
    return Sight(layer, _place(rows, columns), f"{of}{maps} = {units:,} {name}", units)


def _place(rows: range, columns: range) -> str:
    parts = []
    for name, span in (("row", rows), ("col", columns)):
        one = f"{name} {span[0]}"
        parts.append(one if len(span) == 1 else f"{name}s {span[0]}–{span[-1]}")
    return ", ".join(parts)
