"""All channels of a layer, each with its strongest patch (Zeiler & Fergus 2013, figure 2)."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QHelpEvent, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from app.formats import signed
from app.tokens import LIGHT, Tokens
from app.widgets.explain.patches_painting import box_of, ink_image, paint_frame, paint_image
from app.widgets.explain.patches_texts import channel_text, is_silent, origin_text
from app.widgets.sheet.lettering import paint_focus, paint_text
from model.patches import Patches

_LARGEST = 84  # pixels: a patch needs no more to be told from others
_GAPS = (8, 6, 4, 2, 1)
_NOTHING = "Nothing is known yet."


class PatchesOverview(QWidget):
    """A tile for each channel. channel: the chosen one.

    Signals
    -------
    chosen(int): another channel is.
    """

    chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._patches: Patches | None = None
        self._layer = ""
        self._images: list[QImage] = []
        self._pointed: int | None = None
        self.channel = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 160)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Channels, each with its strongest patch")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._images = []
        self.update()

    def show_layer(self, patches: Patches | None, layer: str, channel: int) -> None:
        """Show the channels of a layer, one of them chosen."""
        if (patches, layer) != (self._patches, self._layer):
            self._patches, self._layer, self._images = patches, layer, []
        self.channel, self._pointed = channel, None
        self.setAccessibleDescription(self.text_of(channel))
        self.update()

    @property
    def count(self) -> int:
        """How many channels there are."""
        if self._patches is None:
            return 0
        return len(self._patches.layers[self._layer].values)

    def text_of(self, channel: int) -> str:
        """A channel in words."""
        patches = self._patches
        if patches is None or channel >= self.count:
            return _NOTHING
        patch = patches.patch(self._layer, channel)
        name = channel_text(patches.spec, self._layer, channel)
        if is_silent(patches, self._layer, channel):
            return f"{name}: never active, at most {signed(patch.value, 2)}"
        return f"{name}: {signed(patch.value, 2)} in {origin_text(patch.origin)}"

    # -- places ------------------------------------------------------------------------------------

    def place(self, channel: int) -> QRectF:
        """The tile of a channel."""
        side, gap, columns = self._grid()
        row, column = divmod(channel, columns)
        return QRectF(column * (side + gap) + 2, row * (side + gap) + 2, side, side)

    def _grid(self) -> tuple[int, int, int]:
        """Side of a tile, gap, and how many stand in a row: the largest that all fit."""
        wide, tall = self.width() - 4, self.height() - 4
        field = max(1, max((max(i.width(), i.height()) for i in self._pictures()), default=28))
        for zoom in range(max(1, _LARGEST // field), 0, -1):
            for gap in _GAPS if zoom == 1 else _GAPS[:1]:
                columns = max(1, (wide + gap) // (zoom * field + gap))
                rows = -(-self.count // columns)
                if rows * (zoom * field + gap) - gap <= tall:
                    return zoom * field, gap, columns
        return field, _GAPS[-1], max(1, wide // (field + _GAPS[-1]))

    def _pictures(self) -> list[QImage]:
        if not self._images and self._patches is not None:
            found = (self._patches.patch(self._layer, channel) for channel in range(self.count))
            self._images = [ink_image(p.raster, p.rows, p.columns, self._tokens) for p in found]
        return self._images

    def _channel_at(self, at: QPointF) -> int | None:
        places = (n for n in range(self.count) if self.place(n).adjusted(-1, -1, 1, 1).contains(at))
        return next(places, None)

    # -- painting ----------------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """All tiles; the chosen one and the one that is pointed at are outlined."""
        painter = QPainter(self)
        if self._patches is None:
            row = QRectF(2, 0, self.width(), 20)
            paint_text(painter, row, _NOTHING, "caption", "text_3", self._tokens)
            return
        for channel, image in enumerate(self._pictures()):
            paint_image(painter, image, self.place(channel), self._tokens)
        if self._pointed is not None and self._pointed < self.count:
            self._outline(painter, self._pointed, 1)
        if self.channel < self.count:
            self._outline(painter, self.channel, 2)
            if self.hasFocus():
                painter.setRenderHint(QPainter.RenderHint.Antialiasing)
                paint_focus(painter, self.place(self.channel).adjusted(-1, -1, 1, 1), self._tokens)

    def _outline(self, painter: QPainter, channel: int, width: int) -> None:
        box = box_of(self._images[channel], self.place(channel))
        paint_frame(painter, box, self._tokens, "accent", width)

    # -- mouse and keys ----------------------------------------------------------------------------

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Point at a channel."""
        pointed = self._channel_at(event.position())
        if pointed != self._pointed:
            self._pointed = pointed
            is_tile = pointed is not None
            shape = Qt.CursorShape.PointingHandCursor if is_tile else Qt.CursorShape.ArrowCursor
            self.setCursor(shape)
            self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Point at nothing."""
        super().leaveEvent(event)
        self._pointed = None
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose a channel."""
        channel = self._channel_at(event.position())
        if channel is not None and event.button() == Qt.MouseButton.LeftButton:
            self.chosen.emit(channel)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrow keys walk from channel to channel."""
        columns = self._grid()[2]
        steps = {
            Qt.Key.Key_Left.value: -1,
            Qt.Key.Key_Right.value: 1,
            Qt.Key.Key_Up.value: -columns,
            Qt.Key.Key_Down.value: columns,
        }
        step = steps.get(event.key())
        if step is None or not self.count:
            super().keyPressEvent(event)
        elif 0 <= self.channel + step < self.count:
            self.chosen.emit(self.channel + step)

    def event(self, event: QEvent) -> bool:
        """A tooltip for the tile that is pointed at."""
        if isinstance(event, QHelpEvent) and event.type() == QEvent.Type.ToolTip:
            channel = self._channel_at(QPointF(event.pos()))
            QToolTip.showText(
                event.globalPos(), "" if channel is None else self.text_of(channel), self
            )
            return True
        return super().event(event)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Room for 120 units."""
        return QSize(220, 470)
