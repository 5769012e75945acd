"""The picture of a whole network: where its columns stand, their mosaics, heads and legends."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter

from app.colormaps import HALF, activation_table, ink_table
from app.tokens import LIGHT
from app.widgets import network_heads as heads
from app.widgets import network_output as output
from app.widgets.badge_marks import paint_badges
from app.widgets.badges import Badge, head_badges, place_badges
from app.widgets.layer_layout import Column, arrange
from app.widgets.mosaic import FRAME, Mosaic
from app.widgets.painted_layer import PaintedLayer
from app.widgets.scale import Scale
from model.network import NetworkSpec, lenet
from model.recognizer import Recognition

if TYPE_CHECKING:
    from model.health import Finding

MARGIN = 16
_FADED = 0.62  # opacity of the maps that take no part in what is looked at


class NetworkPicture:
    """Lays a network out for a size, and paints its numbers there.

    Columns are in device pixels; `ratio` of them make one unit of the painter.
    """

    def __init__(self) -> None:
        self.spec: NetworkSpec = lenet()
        self.tokens = LIGHT
        self.gamma = 0.7
        self.is_strip = False
        self.selected = ""  # the layer whose head is violet
        self.parts: frozenset[str] | None = None  # layers that are not faded; None: all
        self.ratio = 1.0
        self.columns: list[Column] = []
        self.badges: list[Badge] = []
        self._findings: Sequence[Finding] = ()
        self._size = QSize()
        self._recognition: Recognition | None = None
        self._scale = Scale({})
        self._mosaics: dict[tuple[str, str], Mosaic] = {}
        self._heads = PaintedLayer(self._paint_heads)
        self._numbers = PaintedLayer(self._paint_numbers)  # legends and outputs

    @property
    def density(self) -> heads.Density:
        """How much is said around the maps."""
        return heads.density(self._size.height(), self.is_strip)

    def arrange(self, size: QSize, ratio: float) -> None:
        """Lay out anew: after a change of size, theme, network or resolution."""
        self._size, self.ratio = size, ratio
        top, bottom = heads.ROOM[self.density]
        self.columns = arrange(
            self.spec,
            round(MARGIN * ratio),
            round(top * ratio),
            round((size.width() - 2 * MARGIN) * ratio),
            max(1, round((size.height() - top - bottom) * ratio)),
            ratio,
            self.is_strip,
        )
        ground, frame = (self.tokens.color(role).rgb() for role in ("panel", "hairline"))
        self._mosaics = {
            (column.layer, column.part): Mosaic(column, ground, frame, int(self.lut(column)[HALF]))
            for column in self.columns
            if column.part != "out"
        }
        self._heads.invalidate()
        self._numbers.invalidate()
        self.show_findings(self._findings)

    def show_findings(self, findings: Sequence[Finding]) -> None:
        """Mark what is wrong with the network, or flat in the drawing."""
        self._findings = findings
        known = {column.layer for column in self.columns}
        found = [finding for finding in findings if finding.layer in known]
        heads_badges = head_badges(self.columns, found, self.density, self.ratio)
        self.badges = [*place_badges(self.columns, found, self.ratio), *heads_badges]

    def lut(self, column: Column) -> NDArray[np.uint32]:
        """The colour table of a column."""
        is_dark = self.tokens.is_dark
        return (
            ink_table(is_dark) if column.part == "input" else activation_table(self.gamma, is_dark)
        )

    def fill(self, recognition: Recognition | None, scale: Scale) -> None:
        """Paint all maps of a result; None leaves them as they are, without numbers."""
        self._recognition, self._scale = recognition, scale
        if recognition is None:
            return
        for column in self.columns:
            if column.part == "out":
                continue
            largest: float | NDArray[np.float32] = scale.span(column.layer, 0)
            if scale.per_map and column.part in ("before", "after"):
                largest = scale.spans(column.layer, column.count)
            maps = maps_of(column, recognition)
            self._mosaics[column.layer, column.part].paint(maps, largest, self.lut(column))

    def invalidate_heads(self) -> None:
        """Another layer is selected."""
        self._heads.invalidate()

    def invalidate_numbers(self) -> None:
        """The numbers that people read are out of date."""
        self._numbers.invalidate()

    def paint(self, painter: QPainter) -> None:
        """Heads and numbers from their caches, then one image per column, then the bars."""
        ratio = self.ratio
        self._heads.draw(painter, self._size, ratio)
        self._numbers.draw(painter, self._size, ratio)
        painter.save()
        painter.scale(1 / ratio, 1 / ratio)
        for mosaic in self._mosaics.values():
            column = mosaic.column
            painter.setOpacity(self._opacity(column))
            painter.drawImage(column.left - FRAME, column.top - FRAME, mosaic.image)
        painter.restore()
        paint_badges(painter, self.badges, self.tokens)
        if self._recognition is not None:
            out = self.columns[-1]
            painter.setOpacity(self._opacity(out))
            lut = self.lut(out)
            output.paint_bars(painter, out, self._recognition, lut, self.tokens, ratio)
            painter.setOpacity(1)

    def _opacity(self, column: Column) -> float:
        return 1.0 if self.parts is None or column.layer in self.parts else _FADED

    def legend_bar(self, column: Column) -> QRectF:
        """Where the legend of a column stands, in units."""
        return heads.legend_bar(column, self.columns, self.density, self.ratio)

    def card_place(self) -> QRectF:
        """Room for the pointer card: beneath the raster and its legend, in units."""
        below = self.columns[0]
        top = (below.top + below.height) / self.ratio + (34 if self.is_strip else 44)
        bottom = self._size.height() - 4
        return QRectF(below.left / self.ratio, top, below.width / self.ratio, bottom - top)

    def _paint_heads(self, painter: QPainter) -> None:
        shown = self.columns, self.spec, self.density
        heads.paint_heads(painter, *shown, self.tokens, self.ratio, self.selected)

    def _paint_numbers(self, painter: QPainter) -> None:
        for column in self.columns:
            bar, lut = self.legend_bar(column), self.lut(column)
            heads.paint_legend(painter, column, bar, self._scale, lut, self.tokens)
        out = self.columns[-1]
        output.paint_texts(painter, out, self._recognition, self.tokens, self.ratio)
        if self._recognition is not None:
            top = self.legend_bar(out).top() + 11
            output.paint_legend(painter, out, top, self._recognition, self.tokens, self.ratio)


def maps_of(column: Column, recognition: Recognition) -> NDArray[np.float32]:
    """The numbers (C, H, W) that a column shows."""
    if column.part == "input":
        return recognition.raster.array[None]
    trace = recognition.trace
    arrays = trace.pre_activations if column.part == "before" else trace.activations
    maps: NDArray[np.float32] = arrays[column.layer][0]
    return maps.reshape(column.count, *column.shape)
