"""All maps of one column as a single image at device resolution."""

from __future__ import annotations

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from app.colormaps import colors
from app.widgets.layer_layout import Column

FRAME = 1  # device pixels around every map


class Mosaic:
    """The picture of a column; every result paints over the same pixels.

    ground, frame, neutral: colours as 0xFFRRGGBB between the maps, around each, and of empty ones.
    """

    def __init__(self, column: Column, ground: int, frame: int, neutral: int) -> None:
        self.column = column
        (pitch_x, pitch_y), (width, height) = column.pitch, column.map_size
        pixels = np.full(
            (column.height + 2 * FRAME, column.width + 2 * FRAME),
            ground,
            np.uint32,
        )
        down, across = pixels.strides
        strides = (pitch_y * down, pitch_x * across, down, across)
        grid = (column.rows, column.columns)
        framed = as_strided(pixels, (*grid, height + 2 * FRAME, width + 2 * FRAME), strides)
        self._maps = as_strided(pixels[FRAME:, FRAME:], (*grid, height, width), strides)
        for number in range(column.count):
            framed[divmod(number, column.columns)] = frame
            self._maps[divmod(number, column.columns)] = neutral
        self._pixels = pixels  # the image below looks at this memory
        self.image = QImage(
            pixels.data, pixels.shape[1], pixels.shape[0], down, QImage.Format.Format_RGB32
        )

    def paint(
        self,
        maps: NDArray[np.float32],
        largest: float | NDArray[np.float32],
        lut: NDArray[np.uint32],
    ) -> None:
        """Fill in the maps (C, H, W).

        largest: what the ends of the table stand for, or (C,) of every map for itself.
        """
        if isinstance(largest, np.ndarray):
            divisors: NDArray[np.float32] = np.where(largest > 0, largest, np.float32(1))
            maps, largest = maps / divisors[:, None, None], 1.0
        wide, tall = self.column.cell
        tiles = colors(maps, largest, lut).repeat(tall, axis=1).repeat(wide, axis=2)
        columns = self.column.columns
        full, rest = divmod(len(tiles), columns)
        self._maps[:full] = tiles[: full * columns].reshape(full, columns, *tiles.shape[1:])
        if rest:
            self._maps[full, :rest] = tiles[full * columns :]
