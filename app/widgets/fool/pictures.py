"""Pictures of 28 x 28 pixels in whole device pixels."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QPen

from app.colormaps import ink_table
from app.tokens import Tokens
from app.widgets.ledger.cells import thumbnail
from model.raster import SIDE


class KeptImages:
    """Images of arrays, made once for each array, colour table, and size."""

    def __init__(self) -> None:
        self._images: dict[str, tuple[tuple[Any, ...], NDArray[np.float32], QImage]] = {}

    def clear(self) -> None:
        """The theme has changed."""
        self._images.clear()

    def image(
        self,
        place: str,
        values: NDArray[np.float32],
        lut: NDArray[np.uint32],
        pixel: int,
        largest: float = 1.0,
    ) -> QImage:
        """Values (28, 28) with `pixel` device pixels along one; `place` names who asks."""
        key = (id(lut), pixel, largest)
        known = self._images.get(place)
        if known is None or known[0] != key or known[1] is not values:
            known = (key, values, thumbnail(values, largest, lut, pixel))
            self._images[place] = known
        return known[2]


def paint_framed(painter: QPainter, box: QRectF, image: QImage, tokens: Tokens) -> None:
    """An image without smoothing, with a hairline around it."""
    painter.drawImage(box, image)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(tokens.color("hairline"), 1))
    painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))


def ink_image(
    kept: KeptImages, place: str, values: NDArray[np.float32], cell: int, ratio: float, dark: bool
) -> QImage:
    """A picture in ink colours. cell: device-independent pixels along one of its pixels."""
    return kept.image(place, values, ink_table(dark), max(1, int(cell * ratio)))


def side_of(cell: int) -> int:
    """Of a picture, in device-independent pixels."""
    return cell * SIDE
