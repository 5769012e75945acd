"""One kernel with its numbers, or all weights of one unit; below the pointer the exact number."""

from __future__ import annotations

from math import prod

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.colormaps import weight_table
from app.tokens import LIGHT, Tokens
from app.widgets.ledger.cells import cell_rect, find_cell, outline_cell, paint_cells, thumbnail
from app.widgets.sheet.lettering import CENTER, paint_text, width_of
from app.widgets.sheet.matrix_layout import Place
from app.widgets.sheet.matrix_texts import bias_text, block_title, cell_position
from app.widgets.sheet.scrolled_blocks import Shown
from app.widgets.sheet.weight_picture import WeightPicture

_HEAD = 46  # pixels for title and bias
_LARGEST_CELL = 52, 34  # pixels; larger ones with the same number look empty
_WITH_NUMBERS = 34, 14  # pixels of a cell that holds a number
_SQUARE = 20  # pixels; cells without numbers are not larger


class KernelDetail(QWidget):
    """Title, bias and weights of the block that is pointed at or chosen in the picture."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.picture: WeightPicture | None = None
        self.shown = Shown(Place(0, 0))
        self._cell: Shown | None = None  # under the pointer, here
        self.setMouseTracking(True)
        self.setAccessibleName("Kernel")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_block(self, picture: WeightPicture, shown: Shown) -> None:
        """Show a block of the picture, with one of its cells outlined."""
        self.picture, self.shown, self._cell = picture, shown, None
        self.setAccessibleDescription(f"{self.title}; {self.note}")
        self.update()

    @property
    def title(self) -> str:
        """For example: Kernel: map 26, channel 9."""
        return block_title(self.picture, self.shown.place) if self.picture else ""

    @property
    def note(self) -> str:
        """The number that is pointed at, here or in the picture; else the bias."""
        if self.picture is None:
            return ""
        pointed = self._cell or self.shown
        if pointed.cell is None or not self.picture.connected[pointed.place]:
            return bias_text(self.picture, pointed.place.number)
        return cell_position(self.picture, pointed.place, pointed.cell)

    @property
    def values(self) -> NDArray[np.float32]:
        """(maps, h, w): the kernel, one map; or the weights of the unit, a map for each channel."""
        assert self.picture is not None
        (number, channel), weights = self.shown.place, self.picture.weights
        if self.picture.kind != "units":
            weights = weights[:, channel : channel + 1]
        found: NDArray[np.float32] = weights[number]
        return found

    def grids(self) -> list[QRectF]:
        """Where the cells of each map stand."""
        if self.picture is None:
            return []
        room = QRectF(0, _HEAD, self.width() - 1, self.height() - _HEAD - 1)
        count, *block = self.values.shape
        if count == 1:
            return [_single(room, block[0], block[1])]
        return _several(room, count, block[0], block[1])

    def block_at(self, x: float, y: float) -> Shown | None:
        """The block and its cell at a point."""
        for channel, box in enumerate(self.grids()):
            cell = find_cell(box, self.values.shape[1:], x, y)
            if cell is not None and self.picture is not None:
                number = self.shown.place.number
                is_unit = self.picture.kind == "units"
                place = Place(number, channel) if is_unit else self.shown.place
                return Shown(place, cell)
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The weight under the pointer is written out."""
        self._point(self.block_at(event.position().x(), event.position().y()))

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """The bias stands there again."""
        self._point(None)

    def _point(self, shown: Shown | None) -> None:
        if shown != self._cell:
            self._cell = shown
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Five cells with numbers side by side."""
        return QSize(5 * 37 + 1, _HEAD + 5 * 22 + 1)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Title, bias, cells."""
        if self.picture is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QRectF(0, 8, self.width(), 18)
        paint_text(painter, line, self.title, "heading", "text", self._tokens)
        line = QRectF(0, 26, self.width(), 16)
        paint_text(painter, line, self.note, "caption", "text_2", self._tokens)
        if self.picture.connected[self.shown.place] or self.picture.kind == "units":
            self._paint_values(painter)
        else:
            self._paint_unconnected(painter, self.grids()[0])

    def _paint_values(self, painter: QPainter) -> None:
        assert self.picture is not None
        lut, largest = weight_table(self._tokens.is_dark), self.picture.span(self.shown.place)
        grids = self.grids()
        if len(grids) == 1:
            paint_cells(painter, grids[0], self.values[0], largest, lut, self._tokens)
        else:
            ratio = self.devicePixelRatioF()
            pixel = round(grids[0].width() * ratio / self.values.shape[2])
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._tokens.color("hairline"), 1))
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
            for box, values in zip(grids, self.values, strict=True):
                painter.drawImage(box, thumbnail(values, largest, lut, max(1, pixel)))
                painter.drawRect(box.adjusted(-1, -1, 0, 0))
        pointed = self._cell or self.shown
        if pointed.cell is not None:
            box = grids[pointed.place.channel if len(grids) > 1 else 0]
            cell = cell_rect(box, self.values.shape[1:], *pointed.cell)
            outline_cell(
                painter, cell.adjusted(-1, -1, 0, 0) if len(grids) > 1 else cell, self._tokens
            )

    def _paint_unconnected(self, painter: QPainter, box: QRectF) -> None:
        painter.fillRect(box, self._tokens.color("panel"))
        painter.fillRect(box, QBrush(self._tokens.color("faint"), Qt.BrushStyle.BDiagPattern))
        wide = width_of("not connected", "caption") + 12
        label = QRectF(box.center().x() - wide / 2, box.center().y() - 10, wide, 20)
        painter.fillRect(label, self._tokens.color("panel"))
        paint_text(painter, label, "not connected", "caption", "text_2", self._tokens, CENTER)


def _single(room: QRectF, rows: int, columns: int) -> QRectF:
    """One map: cells wide enough for numbers, or squares."""
    wide = min(room.width() / columns, _LARGEST_CELL[0])
    high = min(room.height() / rows, _LARGEST_CELL[1])
    if wide < _WITH_NUMBERS[0] or high < _WITH_NUMBERS[1]:
        wide = high = max(1, int(min(wide, high, _SQUARE)))
    else:
        high = min(high, 0.66 * wide)
    return QRectF(room.left(), room.top(), int(wide * columns), int(high * rows))


def _several(room: QRectF, count: int, rows: int, columns: int) -> list[QRectF]:
    """Maps in as many columns as make their cells largest; squares of whole pixels."""
    gap = 3 if rows * columns > 1 else 1

    def cell(across: int) -> int:
        down = -(-count // across)
        wide = (room.width() - 2 + gap) / across - gap
        high = (room.height() - 2 + gap) / down - gap
        return int(min(wide / columns, high / rows, _SQUARE))

    across = max(
        range(1, count + 1), key=lambda n: (cell(n), -n if prod((rows, columns)) > 1 else n)
    )
    side = max(1, cell(across))
    pitch = columns * side + gap, rows * side + gap
    corners = ((n % across * pitch[0], n // across * pitch[1]) for n in range(count))
    return [
        QRectF(room.left() + 1 + x, room.top() + 1 + y, columns * side, rows * side)
        for x, y in corners
    ]
