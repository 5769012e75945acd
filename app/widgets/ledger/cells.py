"""Numbers in coloured cells: the colour is the map's, the text is rounded, nothing else is."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QBrush, QColor, QFontMetricsF, QImage, QPainter, QPen

from app.colormaps import HALF, activation_table, colors, ink_table
from app.theme import font
from app.tokens import Tokens
from app.widgets.legend_texts import LegendTexts, fitting_texts
from model.unit import INPUT

_BRIGHT = 0.179  # relative luminance from which black text is easier to read than white
_BLACK, _WHITE = QColor("#000000"), QColor("#FFFFFF")


def table_of(layer: str, gamma: float, is_dark: bool) -> NDArray[np.uint32]:
    """The colour table of a layer's activations; ink for the raster, "input"."""
    return ink_table(is_dark) if layer == INPUT else activation_table(gamma, is_dark)


def cell_text(value: float, digits: int = 3) -> str:
    """A number for a cell 36 pixels wide: .058, −.008, 6.57, 12.4, 118; an exact 0 is 0."""
    if value == 0:
        return "0"
    amount = abs(value)
    if amount >= 99.95:
        text = f"{amount:.0f}"
    elif amount >= 0.9995:
        text = f"{amount:.{max(1, digits - 1 - int(math.log10(max(amount, 1))))}f}"
    else:
        text = f"{amount:.{digits}f}".removeprefix("0")
    return f"−{text}" if value < 0 and float(text) else text


def cell_rect(box: QRectF, shape: tuple[int, int], row: int, column: int) -> QRectF:
    """Where a cell of a grid (rows, columns) that fills `box` stands, on whole pixels."""
    rows, columns = shape
    left, right = (round(box.left() + box.width() * (column + n) / columns) for n in (0, 1))
    top, bottom = (round(box.top() + box.height() * (row + n) / rows) for n in (0, 1))
    return QRectF(left, top, right - left, bottom - top)


def find_cell(box: QRectF, shape: tuple[int, int], x: float, y: float) -> tuple[int, int] | None:
    """Row and column of the cell at a point; None outside the grid."""
    if not box.contains(x, y):
        return None
    row = int((y - box.top()) * shape[0] / box.height())
    column = int((x - box.left()) * shape[1] / box.width())
    return min(row, shape[0] - 1), min(column, shape[1] - 1)


def text_color(rgb: int) -> QColor:
    """White below a relative luminance of 0.179, else black: at least 4.5 to 1 (WCAG 2)."""
    parts = [(rgb >> shift & 255) / 255 for shift in (16, 8, 0)]
    linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return _WHITE if luminance < _BRIGHT else _BLACK


def paint_cells(
    painter: QPainter,
    box: QRectF,
    values: NDArray[Any],
    largest: float,
    lut: NDArray[np.uint32],
    tokens: Tokens,
    is_inside: NDArray[np.bool_] | None = None,
) -> None:
    """Paint values (h, w) as a grid that fills `box`; `largest` is what the table's ends stand for.

    Numbers are left away where cells are too small for them. is_inside: (h, w), False where a
    cell lies in the padding: it is hatched, and its 0 is grey.
    """
    shape = values.shape[0], values.shape[1]
    chosen = colors(np.asarray(values, np.float32), largest, lut)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setFont(font("caption"))
    first = cell_rect(box, shape, 0, 0)
    room = QFontMetricsF(font("caption")).horizontalAdvance("−.000")
    has_text = first.width() >= room + 2 and first.height() >= 13
    hatch = QBrush(tokens.color("faint"), Qt.BrushStyle.BDiagPattern)
    for row, column in np.ndindex(*shape):
        cell = cell_rect(box, shape, row, column)
        rgb = int(chosen[row, column])
        painter.fillRect(cell, QColor(rgb))
        outside = is_inside is not None and not is_inside[row, column]
        if outside:
            painter.fillRect(cell, tokens.color("panel"))
            painter.fillRect(cell, hatch)
        if has_text:
            painter.setPen(tokens.color("text_3") if outside else text_color(rgb))
            text = cell_text(float(values[row, column]))
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, text)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens.color("hairline"), 1))
    for row, column in np.ndindex(*shape):
        painter.drawRect(cell_rect(box, shape, row, column))
    painter.restore()


def outline_cell(painter: QPainter, cell: QRectF, tokens: Tokens) -> None:
    """Violet, 2 pixels, with a casing: this cell is meant."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens.color("accent"), 2))
    painter.drawRect(cell.adjusted(0, 0, 1, 1))
    painter.setPen(QPen(tokens.color("casing"), 1))
    painter.drawRect(cell.adjusted(2, 2, -2, -2))
    painter.restore()


def thumbnail(values: NDArray[Any], largest: float, lut: NDArray[np.uint32], pixel: int) -> QImage:
    """Values (h, w) as an image, `pixel` device pixels along a cell, without smoothing."""
    chosen = colors(np.asarray(values, np.float32), largest, lut)
    pixels = np.ascontiguousarray(chosen.repeat(pixel, axis=0).repeat(pixel, axis=1))
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    return image.copy()  # owns its memory


def paint_legend(
    painter: QPainter,
    bar: QRectF,
    lut: NDArray[np.uint32],
    texts: LegendTexts,
    tokens: Tokens,
    is_signed: bool,
) -> None:
    """The colours as a bar, and what its left end, middle and right end stand for beneath it.

    Where the texts would run together, there are fewer of them.
    """
    half = lut if is_signed else lut[HALF:]
    strip = np.ascontiguousarray(half)[None]
    image = QImage(strip.data, strip.shape[1], 1, 4 * strip.shape[1], QImage.Format.Format_RGB32)
    painter.drawImage(bar, image)
    painter.setPen(QPen(tokens.color("hairline"), 1))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.drawRect(bar.adjusted(-0.5, -0.5, 0.5, 0.5))
    painter.setFont(font("caption"))
    painter.setPen(tokens.color("text_3"))
    row = QRectF(bar.left(), bar.bottom() + 3, bar.width(), 16)
    sides = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignHCenter, Qt.AlignmentFlag.AlignRight
    for text, side in zip(fitting_texts(texts, bar.width()), sides, strict=True):
        painter.drawText(row, side | Qt.AlignmentFlag.AlignVCenter, text)
