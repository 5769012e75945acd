"""Where the contributions to a weighted sum come from: the maps, or the units, before it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.colormaps import activation_table, colors
from app.formats import short_number, signed
from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.ledger.cells import outline_cell, paint_legend
from app.widgets.ledger.number_grid import NumberGrid, paint_numbers
from app.widgets.ledger.waterfall_rows import number_of
from model.layers import Shape
from model.ledger_sums import FullyConnectedLedger
from model.unit import INPUT, Unit

_TOP, _FOOT = 24, 54  # above: what is shown; below: legend, and the number under the pointer
_GAP, _FRAME = 3, 1
_LARGEST_PIXEL = 16
_LARGEST_CELL = 64, 32


class Grid(NamedTuple):
    """How maps, or single units, are laid out; all in pixels but columns.

    cell: of a unit; step: from one map to the next; zoom: below 1 where maps do not fit.
    """

    columns: int
    cell: tuple[int, int]
    step: tuple[int, int]
    zoom: float

    def size(self, count: int) -> tuple[float, float]:
        """Width and height of all maps, without the last gap."""
        rows = -(-count // self.columns)
        across, down = self.columns * self.step[0], rows * self.step[1]
        return across * self.zoom, down * self.zoom


def lay_out(shape: Shape, width: float, height: float) -> Grid:
    """The layout with the largest cells: maps side by side, or a vector in 4 to 12 columns."""
    if shape.is_vector:
        return _lay_out_vector(shape.channels, width, height)
    best = Grid(1, (1, 1), (1, 1), 0.0)
    for columns in range(1, shape.channels + 1):
        rows = -(-shape.channels // columns)
        edge = _GAP + 2 * _FRAME
        across = (width / columns - edge) / shape.width
        down = (height / rows - edge) / shape.height
        pixel = max(1, min(int(min(across, down)), _LARGEST_PIXEL))
        step = shape.width * pixel + edge, shape.height * pixel + edge
        zoom = min(1.0, width / (columns * step[0]), height / (rows * step[1]))
        if pixel * zoom > best.cell[0] * best.zoom:
            best = Grid(columns, (pixel, pixel), step, zoom)
    return best


def _lay_out_vector(count: int, width: float, height: float) -> Grid:
    best, most = Grid(1, (1, 1), (1, 1), 1.0), 0.0
    for columns in range(min(4, count), min(12, count) + 1):
        rows = -(-count // columns)
        across = min(int(width / columns), _LARGEST_CELL[0])
        down = min(int(height / rows), _LARGEST_CELL[1])
        size = min(across, 1.6 * down)  # cells somewhat wider than high hold numbers best
        if min(across, down) >= 1 and size >= most:
            best, most = Grid(columns, (across, down), (across, down), 1.0), size
    return best


class Sources(QWidget):
    """Contributions in the places of their units; colours follow every ledger.

    The ends of the colours stand for the largest contribution. unit_wanted: a Unit to pin;
    term_hovered: a Unit of the layer before, or None.
    """

    unit_wanted = Signal(object)
    term_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._ledger: FullyConnectedLedger | None = None
        self._marked: int | None = None
        self.largest = 0.0
        self._numbers = np.zeros(0)  # the contributions that are read
        self._end = self._line = ""  # of the legend and beneath it, as they are read
        self.setMouseTracking(True)
        self.setAccessibleName("Where the contributions come from")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_ledger(self, ledger: FullyConnectedLedger) -> None:
        """Colour the places of a ledger's contributions."""
        is_other = self._ledger is None or self._ledger.input_shape != ledger.input_shape
        self._ledger = ledger
        self.largest = float(np.abs(ledger.contributions).max())
        if is_other:
            self._marked = None
            self.show_texts()
        self.update()

    def show_texts(self) -> None:
        """Show the newest numbers beneath the cells."""
        if self._ledger is not None:
            self._numbers = self._ledger.contributions
            self._end, self._line = short_number(self.largest), self.read_out()
            self.setAccessibleDescription(f"{self.title()}, {self._line}")
            self.update()

    def highlight(self, unit: Unit | None) -> None:
        """Outline the place of a unit of the layer before; nothing for other units."""
        marked = None if self._ledger is None else number_of(self._ledger, unit)
        if marked != self._marked:
            self._marked = marked
            self.show_texts()

    def title(self) -> str:
        """Which layer, and how it is laid out."""
        assert self._ledger is not None
        layer, shape = self._ledger.input_layer, self._ledger.input_shape
        if layer == INPUT:
            return "From the pixels of the raster"
        if shape.is_vector:
            return f"From the {shape.channels} units of {layer}"
        maps = "map" if shape.channels == 1 else f"{shape.channels} maps"
        return f"From the {maps} of {layer}, {shape.height}×{shape.width}"

    def read_out(self) -> str:
        """The outlined contribution with its numbers, or of which map most comes."""
        ledger = self._ledger
        assert ledger is not None
        if self._marked is not None:
            label = ledger.source(self._marked).label(ledger.input_shape)
            product = signed(float(ledger.contributions[self._marked]), 4)
            return f"{label}: w · x = {product}"
        if ledger.input_shape.is_vector or ledger.input_shape.channels == 1:
            return "cells: w · x"
        sums = ledger.contributions.reshape(ledger.input_shape).sum(axis=(1, 2))
        most = int(np.abs(sums).argmax())
        return f"most from map {most}: {signed(float(sums[most]), 4)}"

    def grid(self) -> Grid:
        """How the layer before is laid out in this widget."""
        assert self._ledger is not None
        shape = self._ledger.input_shape
        return lay_out(shape, self.width() - 2, self.height() - _TOP - _FOOT)

    def cell_rect(self, number: int) -> QRectF:
        """Where the contribution at a position of the inputs stands."""
        assert self._ledger is not None
        shape, grid = self._ledger.input_shape, self.grid()
        channel, row, column = (int(part) for part in np.unravel_index(number, shape))
        frame = 0 if shape.is_vector else _FRAME
        x = channel % grid.columns * grid.step[0] + frame + column * grid.cell[0]
        y = channel // grid.columns * grid.step[1] + frame + row * grid.cell[1]
        wide, tall = (side * grid.zoom for side in grid.cell)
        return QRectF(1 + x * grid.zoom, _TOP + y * grid.zoom, wide, tall)

    def number_at(self, x: float, y: float) -> int | None:
        """Position in the inputs of the cell at a point; None between and beside the maps."""
        if self._ledger is None:
            return None
        shape, grid = self._ledger.input_shape, self.grid()
        frame = 0 if shape.is_vector else _FRAME
        across, down = int((x - 1) // grid.zoom), int((y - _TOP) // grid.zoom)
        if across < 0 or down < 0 or across >= grid.columns * grid.step[0]:
            return None
        channel = down // grid.step[1] * grid.columns + across // grid.step[0]
        column = (across % grid.step[0] - frame) // grid.cell[0]
        row = (down % grid.step[1] - frame) // grid.cell[1]
        place = channel, row, column
        if not all(0 <= n < size for n, size in zip(place, shape, strict=True)):
            return None
        return int(np.ravel_multi_index(place, shape))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Title, cells, the outlined one, legend, read-out."""
        ledger = self._ledger
        if ledger is None:
            return
        painter, tokens = QPainter(self), self._tokens
        lut = activation_table(1.0, tokens.is_dark)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font("label"))
        painter.setPen(tokens.color("text"))
        painter.drawText(QRectF(0, 0, self.width(), 18), left, self.title())
        grid = self.grid()
        width, height = grid.size(ledger.input_shape.channels)
        if ledger.input_shape.is_vector:
            self._paint_units(painter, grid, lut)
        else:
            maps = ledger.contributions.reshape(ledger.input_shape)
            frame = tokens.color("hairline").rgb()
            image = maps_image(maps, self.largest, lut, grid, frame)
            painter.drawImage(QRectF(1, _TOP, width, height), image)
        if self._marked is not None:
            outline_cell(painter, self.cell_rect(self._marked).adjusted(0, 0, -1, -1), tokens)
        bar = QRectF(1, _TOP + height + 4, min(max(width, 120), self.width() - 2), 8)
        paint_legend(
            painter, bar, lut, (f"−{self._end}", "0", f"+{self._end}"), tokens, is_signed=True
        )
        painter.setPen(tokens.color("text_2" if self._marked is None else "accent"))
        painter.setFont(font("caption" if self._marked is None else "label"))
        line = QRectF(0, bar.bottom() + 20, self.width(), 18)
        painter.drawText(line, left, self._line)

    def _paint_units(self, painter: QPainter, grid: Grid, lut: NDArray[np.uint32]) -> None:
        """Full rows, then the last one, which may be shorter."""
        assert self._ledger is not None
        numbers = self._ledger.contributions, self._numbers
        for first, columns in _blocks(len(numbers[0]), grid.columns):
            size = (len(numbers[0]) - first) // columns * columns
            block, read = (n[first : first + size].reshape(-1, columns) for n in numbers)
            top = _TOP + first // grid.columns * grid.cell[1]
            box = QRectF(1, top, columns * grid.cell[0], len(block) * grid.cell[1])
            cells = NumberGrid("", "", block, self.largest, lut, is_signed=True)
            paint_numbers(painter, box, cells, read, self._tokens)

    def _mark(self, number: int | None) -> None:
        if number == self._marked or self._ledger is None:
            return
        self._marked = number
        self.show_texts()
        self.term_hovered.emit(None if number is None else self._ledger.source(number))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The cell under the pointer is outlined."""
        self._mark(self.number_at(event.position().x(), event.position().y()))

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """The pointer is gone."""
        self._mark(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on a cell pins its unit."""
        number = self.number_at(event.position().x(), event.position().y())
        is_left = event.button() == Qt.MouseButton.LeftButton
        if number is not None and is_left and self._ledger is not None:
            self.unit_wanted.emit(self._ledger.source(number))


def maps_image(
    maps: NDArray[np.float64],
    largest: float,
    lut: NDArray[np.uint32],
    grid: Grid,
    frame: int,
) -> QImage:
    """Maps (C, H, W) side by side in frames, transparent between them.

    frame: its colour as 0xFFRRGGBB.
    """
    rows, (wide, tall) = -(-len(maps) // grid.columns), grid.step
    pixels = np.zeros((rows, tall, grid.columns, wide), np.uint32)
    tiles = colors(maps.astype(np.float32), largest, lut)
    tiles = tiles.repeat(grid.cell[1], axis=1).repeat(grid.cell[0], axis=2)
    height, width = tiles.shape[1:]
    for channel, tile in enumerate(tiles):
        row, column = divmod(channel, grid.columns)
        pixels[row, : height + 2 * _FRAME, column, : width + 2 * _FRAME] = frame
        pixels[row, _FRAME : _FRAME + height, column, _FRAME : _FRAME + width] = tile
    flat = pixels.reshape(rows * tall, -1)
    size = flat.shape[1], flat.shape[0], 4 * flat.shape[1]
    image = QImage(flat.data, *size, QImage.Format.Format_ARGB32_Premultiplied)
    return image.copy()  # owns its memory


def _blocks(count: int, columns: int) -> tuple[tuple[int, int], ...]:
    """First position and columns of the full rows together, and of a shorter last row."""
    full = count // columns * columns
    found = ((0, columns),) if full else ()
    return (*found, (full, count - full)) if count > full else found
