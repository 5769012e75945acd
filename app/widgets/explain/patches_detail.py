"""One input, large: its receptive field outlined, what lies in it, and the projection."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.explain.patches_painting import (
    ink_image,
    map_image,
    paint_field,
    paint_image,
    paint_signed_legend,
)
from app.widgets.sheet.lettering import LEFT, paint_text
from model.patches import Patch

_GAP, _HEAD, _LEGEND = 9, 17, 28
_TITLES = "the input", "what the unit sees", "projection"


class PatchDetail(QWidget):
    """Three pictures of the same size with their titles, and a legend beneath the projection.

    lack: why there are no projections; empty when there are.
    """

    def __init__(self, lack: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._patch: Patch | None = None
        self._map: NDArray[np.float32] | None = None
        self._scale = 1.0
        self._lack = lack
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(3 * 112, _HEAD + 112 + _LEGEND)
        self.setAccessibleName("The chosen input, large")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_patch(
        self, patch: Patch | None, projection: NDArray[np.float32] | None, scale: float
    ) -> None:
        """Show another input; projection: (28, 28), None while it is not known."""
        self._patch, self._map, self._scale = patch, projection, scale
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Be no higher than pictures of this width need."""
        super().resizeEvent(event)
        height = _HEAD + (self.width() - 2 - 2 * _GAP) // 3 + _LEGEND
        self.setMaximumHeight(max(self.minimumHeight(), height))

    @property
    def side(self) -> int:
        """Room of a picture in pixels: a multiple of 28 for the raster."""
        wide = (self.width() - 2 - 2 * _GAP) // 3
        tall = self.height() - _HEAD - _LEGEND
        return int(min(wide, tall))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Three pictures."""
        painter, tokens, patch, side = QPainter(self), self._tokens, self._patch, self.side
        if patch is None or side < 1:
            return
        places = [QRectF(1 + n * (side + _GAP), _HEAD, side, side) for n in range(3)]
        for title, place in zip(_TITLES, places, strict=True):
            head = QRectF(place.left(), 0, place.width(), _HEAD - 3)
            paint_text(painter, head, title, "label", "text_2", tokens, LEFT)
        height, width = patch.raster.shape
        whole = ink_image(patch.raster, range(height), range(width), tokens)
        box = paint_image(painter, whole, places[0], tokens)
        paint_field(painter, patch, box, tokens)
        seen = ink_image(patch.raster, patch.rows, patch.columns, tokens)
        paint_image(painter, seen, places[1], tokens)
        if self._map is not None:
            self._paint_map(painter, patch, self._map, places[2])
        elif self._lack:
            painter.setFont(font("caption"))
            painter.setPen(tokens.color("text_3"))
            painter.drawText(places[2], Qt.TextFlag.TextWordWrap, self._lack)

    def _paint_map(
        self, painter: QPainter, patch: Patch, values: NDArray[np.float32], place: QRectF
    ) -> None:
        image = map_image(values, patch.rows, patch.columns, self._scale, self._tokens)
        box = paint_image(painter, image, place, self._tokens)
        row = QRectF(box.left(), place.bottom() + 5, box.width(), _LEGEND)
        paint_signed_legend(painter, row, self._scale, self._tokens)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Rasters of 140 pixels."""
        return QSize(3 * 140 + 2 * _GAP + 4, _HEAD + 140 + _LEGEND)
