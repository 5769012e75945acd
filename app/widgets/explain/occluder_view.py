"""The raster with an occluder on it, dragged in whole pixels or walked with the arrow keys."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QBrush, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.answer import paper_color, raster_image
from app.widgets.explain.map_painting import whole_side
from app.widgets.sheet.lettering import paint_focus
from model.raster import SIDE

_STEPS = {
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
}
_FAR = 5  # pixels at once, with Shift


class OccluderView(QWidget):
    """Shows the very raster that is read, covered, and outlines what covers it.

    Signals
    -------
    moved(row, column): the pixel under the occluder's middle.
    """

    moved = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._raster: NDArray[np.float32] | None = None
        self._image: QImage | None = None
        self._covered: tuple[range, range] | None = None
        self.centre = (SIDE // 2, SIDE // 2)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(5 * SIDE + 2, 5 * SIDE + 2)
        self.setAccessibleName("Occluder on the raster")
        self.setToolTip("Drag the square; arrow keys move it a pixel, with Shift five")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._draw_image()

    def show_raster(
        self, raster: NDArray[np.float32] | None, rows: range = range(0), columns: range = range(0)
    ) -> None:
        """Show (28, 28), covered in these rows and columns; None: nothing is drawn."""
        self._raster = raster
        self._covered = None if raster is None else (rows, columns)
        self._draw_image()

    def _draw_image(self) -> None:
        self._image = None if self._raster is None else raster_image(self._raster, self._tokens)
        self.update()

    @property
    def box(self) -> QRectF:
        """Where the raster stands: at the left, every pixel whole."""
        room = min(self.width(), self.height()) - 2
        side = whole_side(room, self.devicePixelRatioF())
        return QRectF(1, 1, side, side)

    @property
    def covered_box(self) -> QRectF | None:
        """Where the occluder stands; None while nothing is drawn."""
        if self._covered is None:
            return None
        rows, columns = self._covered
        cell, box = self.box.width() / SIDE, self.box
        corner = QPointF(box.left() + columns.start * cell, box.top() + rows.start * cell)
        return QRectF(corner.x(), corner.y(), len(columns) * cell, len(rows) * cell)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Raster, frame, occluder."""
        painter = QPainter(self)
        tokens, box = self._tokens, self.box
        painter.fillRect(box, paper_color(tokens))
        if self._image is not None:
            painter.drawImage(box, self._image)
        painter.setPen(QPen(tokens.color("hairline"), 1))
        painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
        covered = self.covered_box
        if covered is not None:
            self._paint_occluder(painter, covered)
        if self.hasFocus():
            painter.setClipRect(self.rect())
            paint_focus(painter, box.adjusted(2, 2, -2, -2), tokens)

    def _paint_occluder(self, painter: QPainter, covered: QRectF) -> None:
        tokens = self._tokens
        painter.fillRect(covered, QBrush(tokens.color("accent"), Qt.BrushStyle.BDiagPattern))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(tokens.color("casing"), 4))
        painter.drawRect(covered)
        painter.setPen(QPen(tokens.color("accent"), 2))
        painter.drawRect(covered)

    # -- moving ------------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Put the occluder under the pointer."""
        if event.button() == Qt.MouseButton.LeftButton and self._covered is not None:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
            self._put(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Drag it."""
        if event.buttons() & Qt.MouseButton.LeftButton and self._covered is not None:
            self._put(event.position())

    def mouseReleaseEvent(self, _event: QMouseEvent) -> None:  # noqa: N802
        """Let it go."""
        self.setCursor(Qt.CursorShape.OpenHandCursor)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows move it."""
        key = Qt.Key(event.key())
        if key not in _STEPS or self._covered is None:
            super().keyPressEvent(event)
            return
        far = _FAR if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1
        self._move(*(n + far * by for n, by in zip(self.centre, _STEPS[key], strict=True)))

    def _put(self, at: QPointF) -> None:
        cell, box = self.box.width() / SIDE, self.box
        self._move(int((at.y() - box.top()) // cell), int((at.x() - box.left()) // cell))

    def _move(self, row: int, column: int) -> None:
        centre = min(max(row, 0), SIDE - 1), min(max(column, 0), SIDE - 1)
        if centre != self.centre:
            self.centre = centre
            self.moved.emit(*centre)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Eight pixels a pixel."""
        return QSize(8 * SIDE + 2, 8 * SIDE + 2)
