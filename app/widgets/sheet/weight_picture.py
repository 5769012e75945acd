"""The weights of a layer, and the part of their picture that is seen as one image."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.lib.stride_tricks import as_strided
from numpy.typing import NDArray
from PySide6.QtGui import QImage

from app.colormaps import colors, weight_table
from app.tokens import Tokens
from app.widgets.sheet.matrix_layout import FRAME, Kind, MatrixLayout, Place
from model.layers import Convolution, FullyConnected
from model.network import Network

_HATCH = 4  # device pixels from one line of the hatching to the next


@dataclass(frozen=True, slots=True, eq=False)
class WeightPicture:
    """What is shown of a layer with weights.

    layer, before: names of the layer and of the one before, "input" for the raster.
    weights: (N, D, h, w) float32: to map or unit n from the cells of channel d: a kernel, or all
        cells of the channel.
    biases: (N,) float32.
    connected: (N, D), False where the layer table has no connection.
    is_own: every kernel has colours of its own scale, not one for the layer.
    """

    layer: str
    before: str
    kind: Kind
    weights: NDArray[np.float32]
    biases: NDArray[np.float32]
    connected: NDArray[np.bool_]
    is_own: bool = False

    @property
    def count(self) -> tuple[int, int]:
        """Maps or units, and channels before."""
        return self.weights.shape[0], self.weights.shape[1]

    @property
    def block(self) -> tuple[int, int]:
        """Cells down and across of one kernel or channel."""
        return self.weights.shape[2], self.weights.shape[3]

    @property
    def largest(self) -> float:
        """What the ends of the colours stand for, where there is one scale for the layer."""
        return float(np.abs(self.weights).max())

    def span(self, place: Place) -> float:
        """What the ends of the colours of a block stand for."""
        return float(np.abs(self.weights[place]).max()) if self.is_own else self.largest

    @property
    def scaled(self) -> NDArray[np.float32]:
        """(N, D, h, w) float32, -1 to 1: weights as parts of what the ends stand for."""
        spans = np.float32(self.largest)
        if self.is_own:
            spans = np.abs(self.weights).max(axis=(2, 3), keepdims=True)
        found = np.zeros_like(self.weights)
        return np.divide(self.weights, spans, out=found, where=spans > 0)

    @property
    def first(self) -> Place:
        """The first kernel that is there."""
        return Place(0, int(np.argmax(self.connected[0])))

    def blocks(self, layout: MatrixLayout) -> tuple[NDArray[np.float32], NDArray[np.bool_]]:
        """Scaled values (rows, columns, down, across) and which are connected (rows, columns).

        Behind the last tile there are zeros, not connected; a matrix is not broken into bands.
        """
        if layout.kind == "matrix":
            return self.scaled.transpose(1, 0, 2, 3), self.connected.T
        if layout.kind == "units":
            return self.scaled.reshape(*self.count, 1, -1), self.connected
        grid = layout.rows, layout.columns
        total = self.count[0] * self.count[1]
        values = np.zeros((grid[0] * grid[1], *self.block), np.float32)
        values[:total] = self.scaled.reshape(total, *self.block)
        there = np.zeros(len(values), np.bool_)
        there[:total] = self.connected.ravel()
        return values.reshape(*grid, *self.block), there.reshape(grid)


def weight_picture(network: Network, layer: str) -> WeightPicture | None:
    """The picture of a convolution or fully connected layer; None for other layers."""
    spec = network.spec
    known = spec.layer(layer)
    if not isinstance(known, Convolution | FullyConnected):
        return None
    index = spec.layers.index(known)
    weights, shape = network.parameters[f"{layer}.weight"], spec.shapes[index]
    mask = spec.masks.get(f"{layer}.weight")
    connected = np.ones((len(weights), shape.channels), np.bool_)
    kind: Kind = "matrix"
    if isinstance(known, FullyConnected):
        weights, kind = weights.reshape(len(weights), *shape), "units"
    elif 1 in connected.shape:
        kind = "tiles"
    if mask is not None:
        connected = mask[:, :, 0, 0]
    biases = network.parameters[f"{layer}.bias"]
    before = spec.layers[index - 1].name if index else "input"
    return WeightPicture(layer, before, kind, weights, biases, connected)


def weight_image(
    picture: WeightPicture, layout: MatrixLayout, rows: range, columns: range, tokens: Tokens
) -> QImage:
    """The blocks of some rows and columns, every cell in the colour of its weight.

    Of a matrix rows are channels and columns maps, whatever band they stand in. The corner of the
    image is one device pixel, the frame, above and left of the first block. What is not connected
    is hatched. Only what is seen is painted: a layer may have 50,000 inputs.
    """
    values, connected = picture.blocks(layout)
    values = values[rows.start : rows.stop, columns.start : columns.stop]
    connected = connected[rows.start : rows.stop, columns.start : columns.stop]
    chosen = colors(values, 1.0, weight_table(tokens.is_dark))
    (down, across), (high, wide) = layout.pitch, layout.block_size
    chosen = chosen.repeat(layout.cell[0], axis=2).repeat(layout.cell[1], axis=3)
    chosen[~connected] = _hatching(high, wide, tokens)
    # As long as whole pitches, so that the views below stay inside their memory.
    pixels = np.full(
        (len(rows) * down + 2 * FRAME, len(columns) * across + 2 * FRAME),
        tokens.color("surface").rgb(),
        np.uint32,
    )
    strides = (down * pixels.strides[0], across * pixels.strides[1], *pixels.strides)
    framed = as_strided(
        pixels, (len(rows), len(columns), high + 2 * FRAME, wide + 2 * FRAME), strides
    )
    inner = as_strided(pixels[FRAME:, FRAME:], chosen.shape, strides)
    total = layout.count[0] * layout.count[1]
    index = np.add.outer(np.asarray(rows) * layout.columns, np.asarray(columns))
    is_there = (index < total) | (layout.kind != "tiles")  # behind the last tile is nothing
    framed[is_there] = tokens.color("hairline").rgb()
    inner[is_there] = chosen[is_there]
    height, width = pixels.shape
    image = QImage(pixels.data, width, height, 4 * width, QImage.Format.Format_RGB32)
    return image.copy(0, 0, width - layout.gap[1], height - layout.gap[0])  # owns its memory


def _hatching(height: int, width: int, tokens: Tokens) -> NDArray[np.uint32]:
    """Diagonal lines (height, width): nothing is connected here."""
    down, across = np.ogrid[:height, :width]
    lines = (down + across) % _HATCH == 0
    ground, line = tokens.color("panel").rgb(), tokens.color("faint").rgb()
    return np.where(lines, np.uint32(line), np.uint32(ground))
