"""Paints one map of attributions: whole pixels, the ink outlined, a pixel marked."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from app.colormaps import HALF, activation_table
from app.tokens import Tokens
from app.widgets.decision.pixel_map import edges_of
from app.widgets.ledger.cells import cell_rect, outline_cell, thumbnail
from model.raster import SIDE

INK = 0.1  # from here on a pixel lies within the outline


def whole_side(room: float, ratio: float) -> float:
    """The largest side of 28 pixels in `room`, each a whole number of device pixels."""
    return max(1, int(room * ratio / SIDE + 1e-6)) * SIDE / ratio


def map_image(values: NDArray[np.float32], largest: float, tokens: Tokens) -> QImage:
    """(28, 28) in blue and orange, one pixel per pixel; `largest` is what the ends stand for."""
    return thumbnail(values, largest, activation_table(1.0, tokens.is_dark), 1)


def neutral(tokens: Tokens) -> int:
    """The colour of 0, as 0xFFRRGGBB."""
    return int(activation_table(1.0, tokens.is_dark)[HALF])


def outline_of(raster: NDArray[np.float32]) -> list[tuple[int, int, int, int]]:
    """Sides between ink and paper, in pixels of the raster."""
    return edges_of(raster > INK)


def paint_map(
    painter: QPainter,
    box: QRectF,
    image: QImage | None,
    outline: list[tuple[int, int, int, int]],
    tokens: Tokens,
) -> None:
    """A map in `box` with a frame around it; None: nothing but paper."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    if image is None:
        painter.fillRect(box, neutral(tokens))
    else:
        painter.drawImage(box, image)
    cell, left, top = box.width() / SIDE, box.left(), box.top()
    painter.setPen(QPen(tokens.color("text_3"), 1))
    painter.drawLines(
        [
            QLineF(left + a * cell, top + b * cell, left + c * cell, top + d * cell)
            for a, b, c, d in outline
        ]
    )
    painter.setPen(QPen(tokens.color("hairline"), 1))
    painter.drawRect(box.adjusted(-1, -1, 0, 0))
    painter.restore()


def paint_pixel(painter: QPainter, box: QRectF, place: tuple[int, int], tokens: Tokens) -> None:
    """Outline one pixel, row and column, of a map in `box`."""
    outline_cell(painter, cell_rect(box, (SIDE, SIDE), *place), tokens)
