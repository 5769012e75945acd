"""Every layer from left to right with all its maps: one painted widget."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import (
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QShowEvent,
)
from PySide6.QtWidgets import QWidget

from app.colormaps import HALF, table
from app.tokens import LIGHT, Tokens
from app.widgets import network_heads as heads
from app.widgets import network_hover as hover
from app.widgets import network_output as output
from app.widgets.layer_layout import Column, arrange
from app.widgets.mosaic import FRAME, Mosaic
from app.widgets.painted_layer import PaintedLayer
from app.widgets.scale import Scale, ScaleMode, measure
from app.widgets.text_clock import TextClock
from model.forward import Trace
from model.network import NetworkSpec, lenet
from model.recognizer import Recognition

MARGIN = 16
_LEAST_WIDTH, _LEAST_HEIGHT = 960, 340  # smaller than that and the view scrolls


class NetworkView(QWidget):
    """The whole network on one drawing.

    Pictures follow every result; numbers change at most five times a second. What the pointer
    rests on is outlined and told in a card with a fixed place, so that nothing covers a map.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._spec: NetworkSpec = lenet()
        self._tokens = LIGHT
        self._recognition: Recognition | None = None
        self._mode: ScaleMode = "layer"
        self._gamma = 0.7
        self._scale = Scale({})
        self._columns: list[Column] = []
        self._unit = 1.0  # device pixels per unit that the columns are laid out for
        self._mosaics: dict[tuple[str, str], Mosaic] = {}
        self._heads = PaintedLayer(self._paint_heads)
        self._numbers = PaintedLayer(self._paint_numbers)  # legends and outputs
        self._pointer: tuple[float, float] | None = None  # in device pixels; None when elsewhere
        self._cell: hover.Cell | None = None  # under the pointer
        self._card: list[tuple[str, str]] = []  # what is said about it: style and text
        self._clock = TextClock(self._show_numbers, self)
        self.setMouseTracking(True)
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setMinimumSize(_LEAST_WIDTH, _LEAST_HEIGHT)
        self.setAccessibleName("Layers of the network")

    @property
    def columns(self) -> list[Column]:
        """Where every block of maps stands, in device pixels."""
        return self._columns

    @property
    def scale(self) -> Scale:
        """What the colours stand for at present."""
        return self._scale

    def show_recognition(self, recognition: Recognition) -> None:
        """Show all maps of a result; a blank canvas empties them."""
        if recognition.network.spec != self._spec:
            self._spec = recognition.network.spec
            self._scale = Scale({})
            self._arrange()
        was_blank, is_blank = self._recognition is None, recognition.raster.is_blank
        self._recognition = None if is_blank else recognition
        if is_blank and not was_blank:
            if self._mode != "locked":
                self._scale = Scale({})
            self._arrange()
            self._clock.show_now()
        self._refresh()

    def set_scale_mode(self, mode: ScaleMode) -> None:
        """Choose what a colour map spans."""
        if mode == "locked" and self._scale.per_map and self._recognition is not None:
            self._scale = measure(self._spec, self._recognition.trace, "layer")
        self._mode = mode
        self._refresh()

    def set_gamma(self, gamma: float) -> None:
        """Choose how much small values are lifted: position = (|v| / max) ** gamma."""
        self._gamma = gamma
        self._numbers.invalidate()
        self.update()
        self._refresh()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._arrange()
        self._refresh()

    # -- from a result to pictures ----------------------------------------------------------

    def _arrange(self) -> None:
        """Lay out anew: after a change of size, theme, network or resolution."""
        self._unit = unit = self.devicePixelRatioF()
        top, bottom = heads.heights(self.height())
        self._columns = arrange(
            self._spec,
            round(MARGIN * unit),
            round(top * unit),
            round((self.width() - 2 * MARGIN) * unit),
            max(1, round((self.height() - top - bottom) * unit)),
            unit,
        )
        ground, frame = (self._tokens.color(role).rgb() for role in ("panel", "hairline"))
        self._mosaics = {
            (column.layer, column.part): Mosaic(column, ground, frame, int(self.lut(column)[HALF]))
            for column in self._columns
            if column.part != "out"
        }
        # What the pointer rests on lies elsewhere now, or is gone with the network of before.
        self._cell = hover.find_cell(self._columns, *self._pointer) if self._pointer else None
        self._heads.invalidate()
        self._numbers.invalidate()

    def _refresh(self) -> None:
        recognition = self._recognition
        if recognition is None or not self.isVisible():
            return
        if not self._columns:
            self._arrange()
        if not (self._mode == "locked" and self._scale.largest):
            self._scale = measure(self._spec, recognition.trace, self._mode)
        for column in self._columns:
            if column.part != "out":
                self._paint_column(column, recognition)
        self._clock.tick()
        self.update()

    def _paint_column(self, column: Column, recognition: Recognition) -> None:
        maps = maps_of(column, recognition)
        largest = 1.0 if column.part == "input" else self._scale.largest[column.layer]
        per_map = self._scale.per_map and column.part in ("before", "after")
        mosaic = self._mosaics[column.layer, column.part]
        mosaic.paint(maps, largest, per_map, self.lut(column))

    def lut(self, column: Column) -> NDArray[np.uint32]:
        """The colour table of a column."""
        if column.part == "input":
            return table("ink", None, 1.0, self._tokens.is_dark)
        return table("activation+", "activation-", self._gamma, self._tokens.is_dark)

    def _show_numbers(self) -> None:
        """At most five times a second: numbers that change faster cannot be read."""
        self._numbers.invalidate()
        self._tell()
        self.update()

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Heads and numbers from their caches, then one image per column, then the bars."""
        ratio = self.devicePixelRatioF()
        if not self._columns or self._unit != ratio:
            self._arrange()
            self._refresh()
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._tokens.color("panel"))
        painter.drawPixmap(0, 0, self._heads.pixmap(self.size(), ratio))
        painter.drawPixmap(0, 0, self._numbers.pixmap(self.size(), ratio))
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        for mosaic in self._mosaics.values():
            column = mosaic.column
            painter.drawImage(column.left - FRAME, column.top - FRAME, mosaic.image)
        painter.restore()
        if self._recognition is not None:
            out = self._columns[-1]
            lut = self.lut(out)
            output.paint_bars(painter, out, self._recognition, lut, self._tokens, ratio)
            hover.paint_card(painter, self._card, self._columns[0], self._tokens, ratio)
        if self._cell is not None:
            where = self._cell, self._columns
            hover.paint_receptive_field(painter, *where, self._spec, self._tokens, ratio)
            hover.paint_outline(painter, *where, self._tokens, ratio)

    def _paint_heads(self, painter: QPainter) -> None:
        height, tokens = self.height(), self._tokens
        heads.paint_heads(painter, self._columns, self._spec, height, tokens, self._unit)

    def _paint_numbers(self, painter: QPainter) -> None:
        bottom = max(c.top + c.height for c in self._columns if c.part != "out")
        roomy = heads.is_roomy(self.height())
        for column in self._columns:
            scale, lut = self._scale, self.lut(column)
            heads.paint_legend(painter, column, bottom, roomy, scale, lut, self._tokens, self._unit)
        out = self._columns[-1]
        output.paint_texts(painter, out, self._recognition, self._tokens, self._unit)
        if self._recognition is not None:
            top = bottom / self._unit + (21 if roomy else 17)
            recognition, tokens = self._recognition, self._tokens
            output.paint_legend(painter, out, top, recognition, tokens, self._unit)

    # -- pointer -------------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Outline the cell under the pointer and tell its numbers."""
        ratio = self.devicePixelRatioF()
        x, y = event.position().x() * ratio, event.position().y() * ratio
        self._pointer = (x, y)
        cell = hover.find_cell(self._columns, x, y)
        if cell != self._cell:
            self._cell = cell
            self._tell()
            self.update()

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """Nothing is under the pointer any more."""
        self._pointer = self._cell = None
        self._tell()
        self.update()

    def _tell(self) -> None:
        """Put what is under the pointer into words."""
        self._card = hover.describe(self._cell, self._recognition)
        self.setAccessibleDescription(self._summary())

    def _summary(self) -> str:
        if self._card:
            return ", ".join(text for _, text in self._card)
        titles = (self._spec.title(layer.name) for layer in self._spec.layers)
        return "; ".join(titles)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        """Lay out for the new size."""
        self._arrange()
        self._refresh()

    def showEvent(self, _event: QShowEvent) -> None:  # noqa: N802
        """Catch up with results that came while hidden."""
        self._refresh()

    def sizeHint(self) -> QSize:  # noqa: N802
        """The workspace of the smallest window."""
        return QSize(1030, 676)


def maps_of(column: Column, recognition: Recognition) -> NDArray[np.float32]:
    """The numbers (C, H, W) that a column shows."""
    if column.part == "input":
        return recognition.raster.array[None]
    trace: Trace = recognition.trace
    arrays = trace.pre_activations if column.part == "before" else trace.activations
    maps: NDArray[np.float32] = arrays[column.layer][0]
    return maps.reshape(column.count, *column.shape)
