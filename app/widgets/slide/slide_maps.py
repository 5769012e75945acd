"""Paints a map in whole pixels per cell: its padding, what is not reached yet, trail and window."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPen

from app.colormaps import colors
from app.formats import short_number
from app.theme import font
from app.tokens import Tokens
from app.widgets.ledger.cells import (
    cell_text,
    outline_cell,
    paint_legend,
    table_of,
    text_color,
    thumbnail,
)
from app.widgets.ledger.shades import shown_span
from app.widgets.legend_texts import LegendTexts
from app.widgets.scale import Scale
from app.widgets.slide.slide_course import Course
from app.widgets.slide.slide_layout import MapGrid
from model.layers import Pooling
from model.network import NetworkSpec
from model.recognizer import Recognition
from model.unit import INPUT, Reading, position_of

_LINED = 7  # size of a cell from which on cells are ruled
_CASED = 12  # from which on an outline has a casing
_DOTTED = 5  # from which on the trail's dots have two pixels


@dataclass(frozen=True, slots=True, eq=False)
class MapColors:
    """Values (H, W) of a map and how they are coloured.

    lut: colour table; largest: what its ends stand for; is_signed: values below 0 can be.
    """

    values: NDArray[np.float32]
    lut: NDArray[np.uint32]
    largest: float
    is_signed: bool

    def image(self) -> QImage:
        """One pixel for every cell."""
        return thumbnail(self.values, self.largest, self.lut, 1)

    @property
    def legend(self) -> LegendTexts:
        """What stands below the ends and the middle of its colours."""
        if not self.largest:
            return "", "all are 0", ""
        end = "1" if self.largest == 1 else short_number(self.largest)
        return (f"−{end}", "0", f"+{end}") if self.is_signed else ("0", "", end)


def both_maps(
    recognition: Recognition,
    course: Course,
    channel: int,
    scale: Scale,
    look: tuple[float, bool],
) -> tuple[MapColors, MapColors]:
    """One channel of the input, and the map that is filled. look: gamma, and whether it is dark."""
    spec = recognition.network.spec
    reading = Reading(recognition.network, recognition.trace, recognition.raster.array)
    position = position_of(spec, course.unit(0))

    def colored(layer: str, channel: int, volume: NDArray[np.float32]) -> MapColors:
        lut, largest = table_of(layer, *look), shown_span(scale, layer, channel, volume)
        return MapColors(volume[channel], lut, largest, is_signed(spec, layer))

    return (
        colored(course.input_layer, channel, reading.volume_before(position)),
        colored(course.layer.name, course.channel, reading.activations(position)),
    )


def is_signed(spec: NetworkSpec, name: str) -> bool:
    """True when activations of a layer can be below 0; pooling takes after what it reduces."""
    names = [INPUT, *(layer.name for layer in spec.layers)]
    if name == INPUT:
        return False
    layer = spec.layer(name)
    if isinstance(layer, Pooling):
        return layer.mode != "l2" and is_signed(spec, names[names.index(name) - 1])
    return layer.activation != "relu"


def paint_source(
    painter: QPainter, grid: MapGrid, shown: MapColors, padding: int, tokens: Tokens
) -> None:
    """The input map within its ring of padding, which is hatched."""
    hatch(painter, grid.rect, tokens)
    height, width = shown.values.shape
    inner = grid.span(range(padding, padding + height), range(padding, padding + width))
    painter.drawImage(inner, shown.image())
    _frame(painter, grid.rect, tokens)
    if padding:
        painter.setPen(QPen(tokens.color("border"), 1))
        painter.drawRect(inner.adjusted(-0.5, -0.5, 0.5, 0.5))
    numbers = np.pad(shown.values, padding, constant_values=np.nan)
    _write_values(painter, grid, numbers, shown)


def paint_target(
    painter: QPainter, grid: MapGrid, shown: MapColors, number: int, tokens: Tokens
) -> None:
    """The map as far as it is filled: up to and with position `number`, the rest is hatched."""
    image = shown.image()
    row, column = divmod(number, grid.columns)
    hatch(painter, grid.rect, tokens)
    whole, part = (range(row), range(grid.columns)), (range(row, row + 1), range(column + 1))
    for rows, columns in (whole, part):
        if rows:
            piece = QRectF(columns.start, rows.start, len(columns), len(rows))
            painter.drawImage(grid.span(rows, columns), image, piece)
    _frame(painter, grid.rect, tokens)
    numbers = shown.values.copy().reshape(-1)
    numbers[number + 1 :] = np.nan
    _write_values(painter, grid, numbers.reshape(shown.values.shape), shown)


def trail_points(grid: MapGrid, window: int, stride: int, shape: tuple[int, int]) -> list[QPointF]:
    """The middle of the window at every position (rows, columns), row by row."""
    half = window / 2
    return [
        QPointF(
            grid.left + (column * stride + half) * grid.cell,
            grid.top + (row * stride + half) * grid.cell,
        )
        for row in range(shape[0])
        for column in range(shape[1])
    ]


def paint_trail(painter: QPainter, points: list[QPointF], grid: MapGrid, tokens: Tokens) -> None:
    """A dot where the middle of the window has been."""
    size = 3 if grid.cell >= 2 * _DOTTED else 2 if grid.cell >= _DOTTED else 1
    painter.setPen(QPen(tokens.color("accent"), size))
    painter.drawPoints(points)


def paint_map_legend(painter: QPainter, bar: QRectF, shown: MapColors, tokens: Tokens) -> None:
    """The colours of a map and what their ends stand for."""
    paint_legend(painter, bar, shown.lut, shown.legend, tokens, shown.is_signed)


def outline(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
    """Violet, 2 pixels: this is meant. Small ones without a casing: it would hide what is meant."""
    if box.width() >= _CASED:
        outline_cell(painter, box, tokens)
        return
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens.color("accent"), 2))
    painter.drawRect(box.adjusted(-1, -1, 1, 1))


def hatch(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
    """Where nothing is: padding, and cells that are not reached yet."""
    painter.fillRect(box, tokens.color("panel"))
    painter.fillRect(box, QBrush(tokens.color("faint"), Qt.BrushStyle.BDiagPattern))


def rule(painter: QPainter, grid: MapGrid, tokens: Tokens) -> None:
    """Faint lines between the cells, where cells are large enough; slow, so it is kept."""
    if grid.cell < _LINED:
        return
    color = QColor(tokens.color("hairline"))
    color.setAlpha(150)
    box = grid.rect
    for n in range(1, grid.columns):
        painter.fillRect(QRectF(box.left() + n * grid.cell, box.top(), 1, box.height()), color)
    for n in range(1, grid.rows):
        painter.fillRect(QRectF(box.left(), box.top() + n * grid.cell, box.width(), 1), color)


def _frame(painter: QPainter, box: QRectF, tokens: Tokens) -> None:
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens.color("hairline"), 1))
    painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))


def _write_values(
    painter: QPainter, grid: MapGrid, values: NDArray[np.float32], shown: MapColors
) -> None:
    """The numbers, where cells have room for them; NaN has none."""
    room = QFontMetricsF(font("caption")).horizontalAdvance("−.000") + 2
    if grid.cell < room:
        return
    painter.setFont(font("caption"))
    chosen = colors(np.nan_to_num(values), shown.largest, shown.lut)
    for row, column in np.argwhere(~np.isnan(values)).tolist():
        painter.setPen(text_color(int(chosen[row, column])))
        words = cell_text(float(values[row, column]))
        painter.drawText(grid.cell_rect(row, column), Qt.AlignmentFlag.AlignCenter, words)
