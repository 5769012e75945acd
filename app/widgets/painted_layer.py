"""What changes seldom is painted once, into a pixmap that is kept."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPaintEngine, QPainter, QPixmap


class PaintedLayer:
    """A transparent pixmap that `paint` fills again after `invalidate`.

    The pixmap itself is made anew for another size or resolution only: every new one that is
    painted on costs PySide 6.11 six references to None.
    """

    def __init__(self, paint: Callable[[QPainter], None]) -> None:
        self._paint = paint
        self._pixmap = QPixmap()
        self._is_valid = False

    def invalidate(self) -> None:
        """What is painted is out of date."""
        self._is_valid = False

    def draw(self, painter: QPainter, size: QSize, ratio: float) -> None:
        """Paint the layer at (0, 0) of a widget of `size` at `ratio` device pixels per unit.

        On screen from the pixmap. A figure, which is finer or made of lines and letters, gets
        the lines and letters themselves.
        """
        is_raster = painter.paintEngine().type() == QPaintEngine.Type.Raster
        if is_raster and abs(painter.deviceTransform().m11() - ratio) < 0.001:
            painter.drawPixmap(0, 0, self.pixmap(size, ratio))
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint(painter)
        painter.restore()

    def pixmap(self, size: QSize, ratio: float) -> QPixmap:
        """The layer for a widget of `size` at `ratio` device pixels per unit."""
        pixels = QSize(round(size.width() * ratio), round(size.height() * ratio))
        if self._pixmap.size() != pixels or self._pixmap.devicePixelRatio() != ratio:
            self._pixmap = QPixmap(pixels)
            self._pixmap.setDevicePixelRatio(ratio)
            self._is_valid = False
        if not self._is_valid:
            self._pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(self._pixmap)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            self._paint(painter)
            painter.end()
            self._is_valid = True
        return self._pixmap
