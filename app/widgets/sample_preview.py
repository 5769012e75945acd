"""A few samples as a row of rasters with their labels, and how many there are of each label."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.answer import raster_image
from model.network import CLASSES
from model.raster import SIDE

_PIXEL = 2  # device-independent pixels per pixel
_PITCH = _PIXEL * SIDE + 8
_NONE = "∅"  # the label of what is no digit
_COUNT_TOP, _COUNT_HEIGHT = _PIXEL * SIDE + 30, 34


class SamplePreview(QWidget):
    """Rasters without smoothing above a small table of counts; empty before `show_samples`."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._rasters = np.zeros((0, SIDE, SIDE), np.uint8)
        self._images: list[QImage] = []
        self.labels: tuple[int, ...] = ()
        self.counts: tuple[int, ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setFixedHeight(_COUNT_TOP + _COUNT_HEIGHT)
        self.setAccessibleName("First samples")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._draw_images()

    def show_samples(
        self, rasters: NDArray[np.uint8], labels: tuple[int, ...], counts: NDArray[np.int64]
    ) -> None:
        """Rasters (n, 28, 28), ink = 255, with their labels; counts (11,) of all by label."""
        self._rasters, self.labels = rasters, labels
        self.counts = tuple(int(count) for count in counts)
        words = ", ".join(f"{_name(n)}: {count}" for n, count in enumerate(self.counts) if count)
        self.setAccessibleDescription(words)
        self._draw_images()

    def _draw_images(self) -> None:
        arrays = self._rasters.astype(np.float32) / np.float32(255)
        self._images = [raster_image(array, self._tokens) for array in arrays]
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The row, then the counts."""
        painter = QPainter(self)
        middle, side = Qt.AlignmentFlag.AlignCenter, _PIXEL * SIDE
        for n, (image, label) in enumerate(zip(self._images, self.labels, strict=True)):
            tile = QRectF(n * _PITCH, 0, side, side)
            if tile.right() > self.width():
                break
            painter.drawImage(tile, image)
            painter.setPen(QPen(self._tokens.color("hairline"), 1))
            painter.drawRect(tile.adjusted(0.5, 0.5, -0.5, -0.5))
            painter.setPen(self._tokens.color("text"))
            painter.setFont(font("label"))
            painter.drawText(QRectF(tile.left(), side + 2, side, 16), middle, _name(label))
        if self.counts:
            self._paint_counts(painter)

    def _paint_counts(self, painter: QPainter) -> None:
        wide = self.width() / len(self.counts)
        painter.setPen(QPen(self._tokens.color("hairline"), 1))
        painter.drawLine(0, _COUNT_TOP - 5, self.width(), _COUNT_TOP - 5)
        for label, count in enumerate(self.counts):
            cell = QRectF(label * wide, _COUNT_TOP, wide, 16)
            painter.setFont(font("caption"))
            painter.setPen(self._tokens.color("text_3"))
            painter.drawText(cell, Qt.AlignmentFlag.AlignCenter, _name(label))
            painter.setFont(font("button"))
            painter.setPen(self._tokens.color("text" if count else "text_3"))
            painter.drawText(
                cell.translated(0, 17), Qt.AlignmentFlag.AlignCenter, f"{count:,}" if count else "–"
            )

    def sizeHint(self) -> QSize:  # noqa: N802
        """Eight rasters."""
        return QSize(8 * _PITCH, self.height())


def _name(label: int) -> str:
    return str(label) if label < CLASSES else _NONE
