"""Paints what every pixel gives to a decision, and where the ink is."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QLineF, QRectF, Qt
from PySide6.QtGui import QPainter, QPen

from app.colormaps import activation_table
from app.tokens import Tokens
from app.widgets.ledger.cells import cell_rect, outline_cell, paint_legend, thumbnail
from model.raster import SIDE


def paint_pixels(
    painter: QPainter, box: QRectF, pixels: NDArray[Any], raster: NDArray[Any], tokens: Tokens
) -> None:
    """Paint contributions (28, 28) into `box`, on a scale of their own; the ink outlined."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, on=False)
    table = activation_table(1.0, tokens.is_dark)
    painter.drawImage(box, thumbnail(pixels, largest_of(pixels), table, 1))
    painter.setPen(QPen(tokens.color("bar"), 1))
    cell = box.width() / SIDE
    painter.drawLines(
        [
            QLineF(
                box.left() + a * cell,
                box.top() + b * cell,
                box.left() + c * cell,
                box.top() + d * cell,
            )
            for a, b, c, d in edges_of(raster > 0)
        ]
    )
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens.color("hairline"), 1))
    painter.drawRect(box.adjusted(-1, -1, 0, 0))
    painter.restore()


def paint_pixel_legend(painter: QPainter, box: QRectF, end: str, tokens: Tokens) -> None:
    """The legend beneath the pixels: minus and plus the largest contribution, as text."""
    bar = QRectF(box.left(), box.bottom() + 5, box.width(), 8)
    texts = (f"−{end}", "0", f"+{end}")
    paint_legend(painter, bar, activation_table(1.0, tokens.is_dark), texts, tokens, is_signed=True)


def paint_marked_pixel(
    painter: QPainter, box: QRectF, row: int, column: int, tokens: Tokens
) -> None:
    """Outline one pixel."""
    outline_cell(painter, cell_rect(box, (SIDE, SIDE), row, column), tokens)


def largest_of(pixels: NDArray[Any]) -> float:
    """What the ends of the colours stand for."""
    return float(np.abs(pixels).max())


def edges_of(is_ink: NDArray[np.bool_]) -> list[tuple[int, int, int, int]]:
    """Sides between ink and paper of (h, w) pixels: from x, y to x, y in pixels."""
    padded = np.pad(is_ink, 1)
    upright = np.argwhere(padded[1:-1, 1:] != padded[1:-1, :-1])
    level = np.argwhere(padded[1:, 1:-1] != padded[:-1, 1:-1])
    sides = [(x, y, x, y + 1) for y, x in upright.tolist()]
    return sides + [(x, y, x + 1, y) for y, x in level.tolist()]
