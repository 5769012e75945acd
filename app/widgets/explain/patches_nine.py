"""The nine strongest inputs of a channel: what its unit sees, and the projection of it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QHelpEvent,
    QImage,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.formats import signed
from app.tokens import LIGHT, Tokens
from app.widgets.explain.patches_painting import (
    common_scale,
    ink_image,
    map_image,
    paint_frame,
    paint_image,
)
from app.widgets.explain.patches_texts import origin_details, origin_text
from app.widgets.sheet.lettering import LEFT, paint_focus, paint_text
from model.patches import Patch

_ACROSS = 3
_GAP_X, _GAP_Y, _BETWEEN, _LINE = 14, 10, 3, 16
Array = NDArray[np.float32]


class NinePatches(QWidget):
    """Three rows of three. place: the chosen one.

    Signals
    -------
    chosen(int): another one is. opened(int): clicked twice, or Enter.
    """

    chosen = Signal(int)
    opened = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.patches: Sequence[Patch] = ()
        self.maps: Sequence[Array] = ()
        self._images: list[tuple[QImage, QImage | None]] = []
        self.place = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(_ACROSS * 2 * 56, _ACROSS * (56 + 2 * _LINE))
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("The nine strongest inputs")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens, self._images = tokens, []
        self.update()

    def show_patches(self, patches: Sequence[Patch]) -> None:
        """Show others; their projections follow."""
        self.patches, self.maps, self._images, self.place = patches, (), [], 0
        self._tell()

    def show_maps(self, maps: Sequence[Array]) -> None:
        """The projections (28, 28) of the patches that are shown."""
        self.maps, self._images = maps, []
        self.update()

    def choose(self, place: int) -> None:
        """Mark one of them."""
        self.place = place
        self._tell()

    def _tell(self) -> None:
        text = "nothing yet"
        if self.place < len(self.patches):
            patch = self.patches[self.place]
            text = f"{self.place + 1}: {signed(patch.value, 2)} in {origin_details(patch.origin)}"
        self.setAccessibleDescription(text)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Be no higher than pictures of this width need."""
        super().resizeEvent(event)
        side = (self.cell(0).width() - _BETWEEN) // 2
        height = _ACROSS * (side + 2 * _LINE) + (_ACROSS - 1) * _GAP_Y + 4
        self.setMaximumHeight(int(max(self.minimumHeight(), height)))

    # -- places ------------------------------------------------------------------------------------

    def cell(self, place: int) -> QRectF:
        """Two pictures and a line of text."""
        row, column = divmod(place, _ACROSS)
        wide = (self.width() - 4 - (_ACROSS - 1) * _GAP_X) // _ACROSS
        tall = (self.height() - 4 - (_ACROSS - 1) * _GAP_Y) // _ACROSS
        return QRectF(2 + column * (wide + _GAP_X), 2 + row * (tall + _GAP_Y), wide, tall)

    def _sides(self, cell: QRectF) -> tuple[QRectF, QRectF]:
        """Where patch and projection of a cell stand."""
        side = min((cell.width() - _BETWEEN) // 2, cell.height() - 2 * _LINE)
        left = QRectF(cell.left(), cell.top(), side, side)
        return left, left.translated(side + _BETWEEN, 0)

    def _place_at(self, at: QPointF) -> int | None:
        return next((n for n in range(len(self.patches)) if self.cell(n).contains(at)), None)

    # -- painting ----------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """All nine."""
        painter = QPainter(self)
        if not self._images:
            self._make_images()
        for place, pictures in enumerate(self._images):
            self._paint_cell(painter, place, pictures)

    def _make_images(self) -> None:
        scale, tokens = common_scale(self.maps), self._tokens
        for n, patch in enumerate(self.patches):
            rows, columns = patch.rows, patch.columns
            ink = ink_image(patch.raster, rows, columns, tokens)
            is_there = n < len(self.maps)
            made = map_image(self.maps[n], rows, columns, scale, tokens) if is_there else None
            self._images.append((ink, made))

    def _paint_cell(
        self, painter: QPainter, place: int, pictures: tuple[QImage, QImage | None]
    ) -> None:
        tokens, patch, cell = self._tokens, self.patches[place], self.cell(place)
        is_chosen = place == self.place
        for image, side in zip(pictures, self._sides(cell), strict=True):
            if image is not None:
                box = paint_image(painter, image, side, tokens)
                if is_chosen:
                    paint_frame(painter, box, tokens, "accent", 2)
        first, second = self._sides(cell)
        line = QRectF(cell.left(), first.bottom() + 2, second.right() - cell.left(), _LINE)
        value = signed(patch.value, 2)
        role = "accent" if is_chosen else "text"
        paint_text(painter, line, value, "label", role, tokens, LEFT)
        below = line.translated(0, _LINE - 1)
        paint_text(painter, below, origin_text(patch.origin), "caption", "text_3", tokens, LEFT)
        if is_chosen and self.hasFocus():
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_focus(painter, first.united(second).adjusted(-2, -2, 2, 2), tokens)

    # -- mouse and keys ----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose one."""
        place = self._place_at(event.position())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(place)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Open one."""
        place = self._place_at(event.position())
        if place is not None and event.button() == Qt.MouseButton.LeftButton:
            self.opened.emit(place)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrow keys walk, Enter opens."""
        steps = {
            Qt.Key.Key_Left.value: -1,
            Qt.Key.Key_Right.value: 1,
            Qt.Key.Key_Up.value: -_ACROSS,
            Qt.Key.Key_Down.value: _ACROSS,
        }
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.patches:
            self.opened.emit(self.place)
        elif event.key() in steps:
            place = self.place + steps[event.key()]
            if 0 <= place < len(self.patches):
                self.chosen.emit(place)
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """A tooltip with all that is known about an input."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            place = self._place_at(QPointF(event.pos()))
            text = "" if place is None else origin_details(self.patches[place].origin)
            QToolTip.showText(event.globalPos(), text, self)
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Pictures of 56 pixels."""
        return QSize(3 * (2 * 60 + _BETWEEN) + 2 * _GAP_X, 3 * (60 + 2 * _LINE) + 2 * _GAP_Y)
