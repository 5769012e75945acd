"""Eight samples as the network will see them: written anew and distorted."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QPushButton, QSizePolicy, QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.answer import raster_image
from app.widgets.named import named
from app.widgets.train.card import Card
from model.raster import SIDE

EIGHT = 8
_GAP, _PIXEL = 8, 2


class RasterTiles(QWidget):
    """Two rows of four rasters; empty frames until they are there."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.rasters: list[NDArray[np.float32]] = []
        self._images: list[QImage] = []
        self.setMinimumSize(self.sizeHint())
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Augmented samples")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._images = []
        self.update()

    def show_rasters(self, rasters: Sequence[NDArray[np.float32]]) -> None:
        """Show at most eight rasters (28, 28), 0 to 1."""
        self.rasters, self._images = list(rasters)[:EIGHT], []
        self.setAccessibleDescription(f"{len(self.rasters)} pictures")
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Rasters without smoothing, framed."""
        painter = QPainter(self)
        if not self._images:
            self._images = [raster_image(raster, self._tokens) for raster in self.rasters]
        side = _PIXEL * SIDE
        painter.setPen(QPen(self._tokens.color("hairline"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        for n in range(EIGHT):
            box = QRectF(n % 4 * (side + _GAP), n // 4 * (side + _GAP), side, side)
            if n < len(self._images):
                painter.drawImage(box, self._images[n])
            painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5))

    def sizeHint(self) -> QSize:  # noqa: N802
        """Four across, two down."""
        pitch = _PIXEL * SIDE + _GAP
        return QSize(4 * pitch - _GAP, 2 * pitch - _GAP)


class PreviewCard(Card):
    """What augmentation makes of the samples.

    Signals
    -------
    wanted(): other eight.
    """

    wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Augmented samples", "as a step would see them", parent)
        self.tiles = RasterTiles()
        again = named(QPushButton("Other eight"), "link")
        again.setToolTip("Distort other samples, in another way")
        again.clicked.connect(self.wanted)
        self.body.addWidget(self.tiles)
        self.body.addWidget(again)
        self.body.addStretch(1)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.tiles.set_tokens(tokens)
