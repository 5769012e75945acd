"""The ground of a picture of weights: size of its cells, what of it is seen, what is where."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QImage, QPainter, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QScrollBar, QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.sheet.matrix_labels import label_width
from app.widgets.sheet.matrix_layout import FRAME, MatrixLayout, Place, fit_layout
from app.widgets.sheet.weight_picture import WeightPicture, weight_image

MARGIN, HEAD, FOOT = 12, 47, 41  # pixels around the picture
NUMBERS = 16  # pixels for the number above a tile
_BAR = 10  # pixels of a scroll bar


class Shown(NamedTuple):
    """A block of weights, and row and column of one of its cells, if one is meant."""

    place: Place
    cell: tuple[int, int] | None = None


class ScrolledBlocks(QWidget):
    """The largest whole cells that fit; where the smallest do not, scroll bars.

    The image is made of what is seen, and anew only when that, the weights or the theme change.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.picture: WeightPicture | None = None
        self.blocks: MatrixLayout | None = None
        # Of every band: rows and columns of blocks that are seen, and their image.
        self._images: dict[int, tuple[tuple[range, range], QImage]] = {}
        self._ratio = 1.0  # device pixels per pixel, when it was arranged
        self._across = QScrollBar(Qt.Orientation.Horizontal, self)
        self._down = QScrollBar(Qt.Orientation.Vertical, self)
        for bar in (self._across, self._down):
            bar.valueChanged.connect(self.update)
            bar.hide()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._images.clear()
        self.update()

    def _show_picture(self, picture: WeightPicture) -> None:
        self.picture = picture
        self._across.setValue(0)
        self._down.setValue(0)
        self._arrange()

    def _recolour(self, picture: WeightPicture) -> None:
        """The same weights in other colours."""
        self.picture = picture
        self._images.clear()
        self.update()

    @property
    def _room(self) -> QRectF:
        """What the picture and its scroll bars may fill."""
        assert self.picture is not None
        left, top = float(MARGIN), float(HEAD)
        if self.picture.kind != "tiles":
            rows = self.picture.count[0 if self.picture.kind == "units" else 1]
            left += round(label_width(rows))
        return QRectF(left, top, self.width() - left - MARGIN, self.height() - top - FOOT)

    def _arrange(self) -> None:
        if self.picture is None:
            return
        picture, ratio, room = self.picture, self.devicePixelRatioF(), self._room
        height, width = int(room.height() * ratio), int(room.width() * ratio)
        self._ratio = ratio
        least, label = max(1, int(ratio)), round(NUMBERS * ratio)
        blocks = fit_layout(
            picture.kind, picture.count, picture.block, (height, width), least, label
        )
        self.blocks = blocks
        self._images.clear()
        bar = round(_BAR * ratio)
        is_wide = blocks.size[1] > width
        is_high = blocks.size[0] > height - bar * is_wide
        is_wide = blocks.size[1] > width - bar * is_high
        self._across.setVisible(is_wide)
        self._down.setVisible(is_high)
        seen = self.area
        for scroll, size, part in (
            (self._across, blocks.size[1] / ratio, seen.width()),
            (self._down, blocks.size[0] / ratio, seen.height()),
        ):
            scroll.setRange(0, max(0, int(size - part + 0.999)))
            scroll.setPageStep(max(1, int(part)))
            scroll.setSingleStep(24)
        box = seen.toRect()
        self._across.setGeometry(box.left(), box.bottom() + 2, box.width(), _BAR)
        self._down.setGeometry(box.right() + 2, box.top(), _BAR, box.height())
        self.update()

    @property
    def area(self) -> QRectF:
        """Where the picture, or the part of it that is seen, stands."""
        if self.blocks is None:
            return QRectF()
        room, ratio = self._room, self.devicePixelRatioF()
        height, width = (size / ratio for size in self.blocks.size)
        limit = (
            room.width() - _BAR * (not self._down.isHidden()),
            room.height() - _BAR * (not self._across.isHidden()),
        )
        size = min(width, max(limit[0], 1.0)), min(height, max(limit[1], 1.0))
        return QRectF(room.left(), room.top(), *size)

    @property
    def corner(self) -> QPointF:
        """Upper left corner of the whole picture, perhaps scrolled away."""
        return self.area.topLeft() - QPointF(self._across.value(), self._down.value())

    def rect_of(self, place: Place) -> QRectF:
        """Where a block stands on the widget; outside `area` when it is scrolled away."""
        assert self.blocks is not None
        ratio, corner = self.devicePixelRatioF(), self.corner
        x, y = self.blocks.corner(*self.blocks.grid(place))
        height, width = (size / ratio for size in self.blocks.block_size)
        return QRectF(corner.x() + x / ratio, corner.y() + y / ratio, width, height)

    def block_at(self, x: float, y: float) -> Shown | None:
        """The block and cell at a point; None outside the picture."""
        if self.blocks is None or self.picture is None or not self.area.contains(x, y):
            return None
        ratio, corner = self.devicePixelRatioF(), self.corner
        found = self.blocks.find((x - corner.x()) * ratio, (y - corner.y()) * ratio)
        if found is None:
            return None
        place, (row, column) = found
        if self.picture.kind == "units":  # all cells of a channel stand in one row
            row, column = divmod(column, self.picture.block[1])
        return Shown(place, (row, column))

    def scroll_to(self, place: Place) -> None:
        """Bring a block into sight, its beginning where it is too large."""
        block, seen = self.rect_of(place), self.area
        for bar, low, high, first, last in (
            (self._across, block.left(), block.right(), seen.left(), seen.right()),
            (self._down, block.top(), block.bottom(), seen.top(), seen.bottom()),
        ):
            if low < first:
                bar.setValue(bar.value() - int(first - low) - 2)
            elif high > last:
                bar.setValue(bar.value() + min(int(high - last), int(low - first)) + 2)

    def paint_picture(self, painter: QPainter) -> None:
        """Paint what is seen of the picture, pixel by pixel."""
        assert self.blocks is not None
        assert self.picture is not None
        if self._ratio != self.devicePixelRatioF():  # moved to another screen
            self._arrange()
        painter.save()
        painter.setClipRect(self.area)
        for band in range(self.blocks.bands):
            self._paint_band(painter, self.blocks, band)
        painter.restore()

    def _paint_band(self, painter: QPainter, blocks: MatrixLayout, band: int) -> None:
        """What is seen of a band; of other kinds than a matrix there is one."""
        assert self.picture is not None
        ratio, area = self._ratio, self.area
        skipped = (area.topLeft() - self.corner) * ratio
        (down, across), (height, width) = blocks.pitch, (area.height(), area.width())
        above = skipped.y() - band * blocks.band_pitch
        rows = _steps(above, height * ratio, down, blocks.band_rows)
        columns = _steps(skipped.x(), width * ratio, across, blocks.columns)
        shift = band * blocks.columns if blocks.kind == "matrix" else 0
        last = min(columns.stop, blocks.count[0] - shift) if shift else columns.stop
        part = rows, range(columns.start + shift, last + shift)
        if not all(part):
            return
        if band not in self._images or self._images[band][0] != part:
            image = weight_image(self.picture, blocks, *part, self._tokens)
            image.setDevicePixelRatio(ratio)
            self._images[band] = part, image
        x, y = blocks.corner(band * blocks.band_rows + rows.start, columns.start)
        corner = self.corner + QPointF((x - FRAME) / ratio, (y - FRAME) / ratio)
        painter.drawImage(corner, self._images[band][1])

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        """The largest cells that fit the new size."""
        self._arrange()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Scroll down; across with Shift, or where there is nothing to scroll down."""
        is_across = bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)
        turn = event.angleDelta()
        bar = self._across if is_across or self._down.isHidden() else self._down
        bar.setValue(bar.value() - (turn.y() or turn.x()) // 3)
        event.accept()


def _steps(skipped: float, seen: float, pitch: int, count: int) -> range:
    """Which of `count` steps of `pitch` pixels can be seen."""
    first = max(0, int(skipped // pitch))
    return range(first, max(first, min(count, int((skipped + seen) // pitch) + 1)))
