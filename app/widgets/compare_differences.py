"""How far every map differs in a comparison: a cell per map, beneath the maps."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.colormaps import HALF, activation_table
from app.formats import short_number
from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.layer_layout import Column
from app.widgets.ledger.cells import paint_legend
from app.widgets.mosaic import FRAME, Mosaic
from app.widgets.scale import Scale
from model.differences import LayerDifference
from model.unit import Unit

HEIGHT = 88
_TOP, _LEGEND = 6, 30  # room above the cells, and beneath them
_MOST_CELL = 14
_LABEL = ("Largest", "difference", "in each map")


class DifferenceStrip(QWidget):
    """The largest amount of the difference within every map, in the colours of the maps.

    columns: gives the columns of the layers above, in device pixels; the cells stand beneath
    them, and where they can, a map's cell stands where the map does among the others.

    Signals
    -------
    unit_pointed(Unit or None): where in the map under the pointer both differ most.
    unit_wanted(Unit): it was clicked.
    """

    unit_pointed = Signal(object)
    unit_wanted = Signal(object)

    def __init__(self, columns: Callable[[], list[Column]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._columns_above = columns
        self._above: list[Column] = []  # the columns that the mosaics were laid out beneath
        self._mosaics: list[Mosaic] = []
        self._differences: Mapping[str, LayerDifference] = {}
        self._scale = Scale({})
        self._is_stale = True  # the cells do not show the newest numbers yet
        self._gamma = 0.7
        self._tokens = LIGHT
        self._pointed: Unit | None = None
        self._hovered: Unit | None = None
        self.setFixedHeight(HEIGHT)
        self.setMouseTracking(True)
        self.setAccessibleName("Largest difference within each map")

    @property
    def columns(self) -> list[Column]:
        """Where the cells stand, in device pixels of this widget; every map is one cell."""
        self._arrange()
        return [mosaic.column for mosaic in self._mosaics]

    def amount(self, column: Column, channel: int) -> float:
        """The number that a cell shows."""
        return float(self._amounts(column)[channel])

    def show_differences(self, differences: Sequence[LayerDifference], scale: Scale) -> None:
        """Show how far the maps differ; scale: of the maps themselves. Empty: nothing to show."""
        self._differences = {layer.name: layer for layer in differences}
        self._scale = scale
        self._outdate()

    def point_at(self, unit: Unit | None) -> None:
        """Outline the map of a unit that is pointed at."""
        if unit != self._pointed:
            self._pointed = unit
            self.update()

    def set_gamma(self, gamma: float) -> None:
        """Choose how much small values are lifted."""
        self._gamma = gamma
        self._outdate()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._above = []
        self._outdate()

    # -- from differences to cells -------------------------------------------------------------

    def _arrange(self) -> bool:
        """Lay out anew when the columns above are others; tells whether it did."""
        columns = self._columns_above()
        if columns is self._above:
            return False
        self._above = columns
        ratio = self.devicePixelRatioF()
        ground, frame = (self._tokens.color(role).rgb() for role in ("panel", "hairline"))
        neutral = int(self._lut()[HALF])
        top, height = round(_TOP * ratio), round((HEIGHT - _TOP - _LEGEND) * ratio)
        self._mosaics = [
            Mosaic(_cells_beneath(column, top, height, round(_MOST_CELL * ratio)), *colors)
            for column in columns
            if column.part != "input"
            for colors in ((ground, frame, neutral),)
        ]
        return True

    def _lut(self) -> NDArray[np.uint32]:
        return activation_table(self._gamma, self._tokens.is_dark)

    def _outdate(self) -> None:
        """The cells are filled in when they are painted: not while nobody sees them."""
        self._is_stale = True
        self.update()

    def _fill(self) -> None:
        self._is_stale = False
        for mosaic in self._mosaics:
            column = mosaic.column
            largest: float | NDArray[np.float32] = self._scale.span(column.layer, 0)
            if self._scale.per_map and column.part in ("before", "after"):
                largest = self._scale.spans(column.layer, column.count)
            amounts = self._amounts(column)
            mosaic.paint(amounts[:, None, None], largest, self._lut())

    def _amounts(self, column: Column) -> NDArray[np.float32]:
        """(C,): the largest difference within every map of a column."""
        layer = self._differences.get(column.layer)
        if layer is None:
            return np.zeros(column.count, np.float32)
        if column.part == "before" and layer.pre_activations is not None:
            amounts: NDArray[np.float32] = np.abs(_maps(layer.pre_activations)).max(axis=1)
            return amounts
        return layer.by_channel

    def _unit_at(self, x: float, y: float) -> Unit | None:
        """The unit that differs most in the map whose cell is at a point."""
        ratio = self.devicePixelRatioF()
        for column in self.columns:
            found = column.locate(x * ratio, y * ratio)
            layer = self._differences.get(column.layer)
            if found is None or layer is None:
                continue
            before = column.part == "before" and layer.pre_activations is not None
            array = layer.pre_activations if before else layer.activations
            assert array is not None
            place = int(np.abs(_maps(array)[found[0]]).argmax())
            row, col = divmod(place, array.shape[3]) if array.ndim == 4 else (0, 0)
            return Unit(column.layer, found[0], row, col)
        return None

    # -- painting and pointer ------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Cells, their legends, and a frame around the map that is pointed at."""
        if self._arrange() or self._is_stale:
            self._fill()
        painter = QPainter(self)
        ratio, tokens = self.devicePixelRatioF(), self._tokens
        above = self._columns_above()
        painter.setFont(font("caption"))
        painter.setPen(tokens.color("text_3"))
        for number, line in enumerate(_LABEL):
            place = QRectF(above[0].left / ratio if above else 16, _TOP - 3 + 15 * number, 96, 15)
            painter.drawText(place, Qt.AlignmentFlag.AlignVCenter, line)
        for mosaic in self._mosaics:
            column = mosaic.column
            painter.save()
            painter.scale(1 / ratio, 1 / ratio)
            painter.drawImage(column.left - FRAME, column.top - FRAME, mosaic.image)
            painter.restore()
            self._paint_legend(painter, column, ratio)
        if self._pointed is not None:
            self._paint_frame(painter, self._pointed, ratio)
        painter.end()

    def _paint_legend(self, painter: QPainter, column: Column, ratio: float) -> None:
        bar = QRectF(column.left / ratio, HEIGHT - _LEGEND + 4, column.width / ratio, 8)
        own = self._scale.per_map and column.part in ("before", "after")
        largest = self._scale.largest.get(column.layer)
        texts = ("", "", "")
        if self._differences and largest is not None:
            texts = ("0", "", "max" if own else short_number(largest))
        paint_legend(painter, bar, self._lut(), texts, self._tokens, is_signed=False)

    def _paint_frame(self, painter: QPainter, unit: Unit, ratio: float) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._tokens.color("accent"), 1.5))
        for column in self.columns:
            if column.layer == unit.layer and unit.channel < column.count:
                left, top, wide, tall = (n / ratio for n in column.cell_box(unit.channel))
                painter.drawRect(QRectF(left - 1, top - 1, wide + 2, tall + 2))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Point at the map under the pointer, where both differ most."""
        self._hover(self._unit_at(event.position().x(), event.position().y()))

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """Nothing is under the pointer any more."""
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Ask for the unit that differs most in the map that is clicked."""
        unit = self._unit_at(event.position().x(), event.position().y())
        if unit is not None and event.button() == Qt.MouseButton.LeftButton:
            self.unit_wanted.emit(unit)

    def _hover(self, unit: Unit | None) -> None:
        if unit != self._hovered:
            self._hovered = unit
            self.unit_pointed.emit(unit)


def _maps(array: NDArray[np.float32]) -> NDArray[np.float32]:
    """(C, H * W): of the first raster."""
    maps: NDArray[np.float32] = array[0].reshape(array.shape[1], -1)
    return maps


def _cells_beneath(column: Column, top: int, height: int, most: int) -> Column:
    """One cell per map beneath a column, as wide as it; more beside each other where too low."""
    across = 5 if column.part == "out" else column.columns
    while column.count > across and height * across < 4 * column.count:
        across += 1
    rows = -(-column.count // across)
    wide, apart = column.map_size[0], column.pitch[0]
    if across != column.columns:
        wide = max(1, (column.width + 1) // across - 1)
        apart = wide + 1
    tall = max(1, min(most, (height + 1) // rows - 1))
    cells = replace(column, columns=across, cell=(wide, tall), pitch=(apart, tall + 1))
    return replace(cells, shape=(1, 1), top=top)
