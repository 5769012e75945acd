"""Where the parts of a traced decision stand: pixels at the left, logit at the right."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QFontMetricsF

from app.theme import font
from app.widgets.decision.decision_columns import MOST
from model.layers import Shape
from model.network import NetworkSpec
from model.unit import Unit

MARGIN, TOP, HEAD = 12, 6, 34
SUM, SUMS, LINE = 15, 4, 18  # one sum beneath a column, how many, the read-out
LEGEND = 29
_GAP = 6  # above the sums, and beneath the read-out
_LEAST_PITCH, _LARGEST_PITCH = 36.0, 56.0
_LEAST_RASTER = 168  # the titles of the sums stand beneath it
_LEAST_LINK, _LARGEST_LINK = 12.0, 72.0
_WIDEST = 210.0


@dataclass(frozen=True, slots=True)
class DecisionLayout:
    """Places in pixels of the widget.

    raster: the pixels; corner: what belongs to them, as wide as titles and sums beneath need.
    columns: of every layer its rows, from the first on; most: rows that there is room for.
    pitch: height of a row; sums: top of the first sum; has_layers: labels name the layer too.
    is_tight: columns are narrower than their texts.
    """

    raster: QRectF
    corner: QRectF
    columns: tuple[QRectF, ...]
    most: int
    pitch: float
    sums: float
    line: QRectF
    has_layers: bool
    is_tight: bool

    def row(self, column: int, number: int, count: int) -> QRectF:
        """Row `number` of `count` in a column; few rows stand in the middle."""
        area = self.columns[column]
        top = area.top() + (self.most - min(count, self.most)) * self.pitch / 2
        return QRectF(area.left(), top + number * self.pitch, area.width(), self.pitch)


def arrange(size: QSize, spec: NetworkSpec) -> DecisionLayout:
    """Places for a network's layers in a widget of `size`."""
    top = TOP + HEAD
    line = QRectF(MARGIN, size.height() - _GAP / 2 - LINE, size.width() - 2 * MARGIN, LINE)
    sums = line.top() - _GAP / 2 - SUMS * SUM
    height = sums - _GAP - top
    most = min(MOST, max(1, int(height / _LEAST_PITCH)))
    pitch = min(height / most, _LARGEST_PITCH)
    pixel = max(2, int(min(height - LEGEND, 0.22 * size.width()) / 28))
    raster = QRectF(MARGIN, top, 28 * pixel, 28 * pixel)
    corner = QRectF(MARGIN, top, max(raster.width(), _LEAST_RASTER), height)
    room = size.width() - corner.right() - MARGIN
    widths, link, has_layers = _widths(spec, room)
    columns, right = [], corner.right()
    for width in widths:
        columns.append(QRectF(right + link, top, width, height))
        right += link + width
    is_tight = any(w < n for w, n in zip(widths, _needed(spec, has_layers=False), strict=True))
    places = raster, corner, tuple(columns)
    return DecisionLayout(*places, most, pitch, sums, line, has_layers, is_tight)


def _widths(spec: NetworkSpec, room: float) -> tuple[list[float], float, bool]:
    """Width of every column and of the gaps between, and whether labels name the layer."""
    full, short = (_needed(spec, has_layers=named) for named in (True, False))
    count = len(spec.layers)
    has_layers = sum(full) + 1.8 * _LEAST_LINK * count <= room
    widths = full if has_layers else short
    free = room - sum(widths)
    if free < _LEAST_LINK * count:  # narrower than the numbers need: they are left away
        width = max(20.0, (room - _LEAST_LINK * count) / count)
        return [width] * count, _LEAST_LINK, False
    link = min(
        _LARGEST_LINK, 0.8 * free / count if free > 2.6 * _LEAST_LINK * count else free / count
    )
    more = (free - link * count) / count
    widths = [min(width + more, max(width, _WIDEST)) for width in widths]
    return widths, min(2 * _LARGEST_LINK, (room - sum(widths)) / count), has_layers


def _needed(spec: NetworkSpec, *, has_layers: bool) -> list[float]:
    """What the longest texts of every layer take."""
    label, caption = QFontMetricsF(font("label")), QFontMetricsF(font("caption"))
    number = label.horizontalAdvance("−88.88")
    product = caption.horizontalAdvance("0.123 × −0.123")
    found = []
    for layer, shape in zip(spec.layers, spec.shapes[1:], strict=True):
        longest = label.horizontalAdvance(_longest(layer.name, shape, has_layers=has_layers))
        found.append(max(longest + 6 + number, product))
    return found


def _longest(layer: str, shape: Shape, *, has_layers: bool) -> str:
    unit = Unit(layer, shape.channels - 1, shape.height - 1, shape.width - 1)
    text = unit.label(shape)
    return text if has_layers else text.removeprefix(f"{layer} · ")
