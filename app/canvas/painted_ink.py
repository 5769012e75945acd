"""The ink of a drawing as it is painted, kept between paint events."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage

from app.canvas.paint import ink_layer, ink_painter, paint_drawing, paint_stroke, paint_tip
from model.strokes import Drawing, Stroke


class PaintedInk:
    """An image of the ink at device resolution; a growing stroke is added piece by piece.

    The image is kept while it fits, see `PaintedLayer`.
    """

    def __init__(self) -> None:
        self._image = QImage()
        self._is_valid = False
        self._painted = 0  # inner points of the growing stroke that are in it

    def invalidate(self) -> None:
        """What is painted is out of date."""
        self._is_valid = False

    def begin(self) -> None:
        """A new stroke begins to grow."""
        self._painted = 0

    def grow(self, stroke: Stroke, color: QColor) -> None:
        """Add what no later point of the growing stroke can change."""
        if not self._is_valid:
            return
        painter = ink_painter(self._image)
        paint_stroke(painter, stroke, color, self._painted)
        if stroke.mode == "eraser":
            paint_tip(painter, stroke, color)
        painter.end()
        self._painted = max(0, len(stroke.points) - 2)

    def image(
        self, side: int, ratio: float, drawing: Drawing, growing: Stroke | None, color: QColor
    ) -> QImage:
        """The ink for a paper of `side` at `ratio` device pixels per unit."""
        if self._image.devicePixelRatio() != ratio or self._image.width() != round(side * ratio):
            self._image = ink_layer(side, ratio)
            self._is_valid = False
        if not self._is_valid:
            self._image.fill(Qt.GlobalColor.transparent)
            painter = ink_painter(self._image)
            paint_drawing(painter, drawing, color)
            painter.end()
            self._is_valid, self._painted = True, 0
            if growing is not None:
                self.grow(growing, color)
        return self._image
