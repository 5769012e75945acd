"""All weights of a layer as one picture, with numbers at its edges and a legend beneath."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.colormaps import weight_table
from app.widgets.ledger.cells import paint_legend
from app.widgets.sheet.lettering import first_fitting, paint_focus, paint_text, width_of
from app.widgets.sheet.matrix_labels import (
    Label,
    chosen_labels,
    label_width,
    paint_columns,
    paint_rows,
)
from app.widgets.sheet.matrix_layout import Place
from app.widgets.sheet.matrix_texts import Words, spoken, words
from app.widgets.sheet.scrolled_blocks import MARGIN, NUMBERS, ScrolledBlocks, Shown
from app.widgets.sheet.weight_picture import WeightPicture

_LEGEND = 240  # pixels
_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class KernelMatrix(ScrolledBlocks):
    """The picture, marks over it, the pointer and the keys.

    Signals
    -------
    shown_changed(Shown): another block, or cell of it, is pointed at or chosen.
    channel_wanted(int): the user has chosen a map or unit.
    """

    shown_changed = Signal(object)
    channel_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = Words("", (), "")
        self.chosen = Place(0, 0)
        self.hovered: Shown | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Weights")

    @property
    def shown(self) -> Shown:
        """What the pointer is on, else what is chosen."""
        return self.hovered or Shown(self.chosen)

    def show_weights(self, picture: WeightPicture) -> None:
        """Show the weights of a layer; the first kernel that is there is chosen."""
        self.words = words(picture)
        self.chosen, self.hovered = picture.first, None
        self._show_picture(picture)
        self._say()

    def choose(self, number: int) -> None:
        """Choose a map or unit; the channel stays, or becomes the first that is connected."""
        if self.picture is None or not 0 <= number < self.picture.count[0]:
            return
        seen = self.picture.connected[number]
        channel = self.chosen.channel
        self._choose(Place(number, channel if seen[channel] else int(seen.argmax())))

    def _choose(self, place: Place) -> None:
        if place != self.chosen:
            self.chosen = place
            self.scroll_to(place)
            self._say()

    def _say(self) -> None:
        if self.picture is not None:
            text = spoken(self.picture, self.shown.place)
            self.setAccessibleDescription(f"{self.words.heading}. {text}")
            self.shown_changed.emit(self.shown)
        self.update()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The kernel under the pointer is shown."""
        self._hover(self.block_at(event.position().x(), event.position().y()))

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """The chosen one is shown again."""
        self._hover(None)

    def _hover(self, shown: Shown | None) -> None:
        if shown != self.hovered:
            self.hovered = shown
            self._say()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click chooses a kernel."""
        found = self.block_at(event.position().x(), event.position().y())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self._choose(found.place)
            self.channel_wanted.emit(found.place.number)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrow keys choose the neighbour; with Ctrl or Shift they mean something else."""
        key = Qt.Key(event.key())
        is_plain = not event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if self.blocks is None or key not in _STEPS or not is_plain:
            super().keyPressEvent(event)
            return
        row, column = self.blocks.grid(self.chosen)
        place = self.blocks.place(row + _STEPS[key][0], column + _STEPS[key][1])
        if place is not None:
            self.hovered = None
            self._choose(place)
            self.channel_wanted.emit(place.number)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Words, numbers, picture, marks, legend."""
        if self.picture is None or self.blocks is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_words(painter)
        self.paint_picture(painter)
        self._paint_numbers(painter)
        painter.save()
        painter.setClipRect(self.area.adjusted(-2, -2, 2, 2))
        self._paint_mark(painter, self.chosen, 2, is_across=self.picture.kind != "tiles")
        if self.hovered is not None and self.hovered.place != self.chosen:
            self._paint_mark(painter, self.hovered.place, 1, is_across=True)
        painter.restore()
        self._paint_legend(painter)
        if self.hasFocus():
            paint_focus(painter, self.area, self._tokens)

    def _paint_words(self, painter: QPainter) -> None:
        line = QRectF(MARGIN, 8, self.width() - 2 * MARGIN, 18)
        paint_text(painter, line, self.words.heading, "heading", "text", self._tokens)
        line.setLeft(line.left() + width_of(self.words.heading, "heading") + 8)
        text = first_fitting(self.words.captions, "caption", line.width())
        paint_text(painter, line.adjusted(0, 1, 0, 1), text, "caption", "text_3", self._tokens)

    def _paint_numbers(self, painter: QPainter) -> None:
        assert self.picture is not None
        assert self.blocks is not None
        area, blocks, shown = self.area, self.blocks, self.shown
        if blocks.kind == "tiles":
            self._paint_tile_numbers(painter)
            return
        row, column = blocks.grid(shown.place)
        meant = column if blocks.kind == "matrix" or self.hovered is not None else None
        first, ratio = self.rect_of(Place(0, 0)).center(), self.devicePixelRatioF()
        across = [first.x() + n * blocks.pitch[1] / ratio for n in range(blocks.columns)]
        labels = chosen_labels(
            across, meant, label_width(blocks.columns), area.left() - 1, area.right() + 1
        )
        paint_columns(painter, labels, area.top() - NUMBERS, self._tokens)
        down = [first.y() + n * blocks.pitch[0] / ratio for n in range(blocks.rows)]
        labels = chosen_labels(down, row, 14, area.top() - 1, area.bottom() + 1)
        paint_rows(painter, labels, area.left() - 5, self._tokens)

    def _paint_tile_numbers(self, painter: QPainter) -> None:
        assert self.blocks is not None
        painter.save()
        painter.setClipRect(self.area.adjusted(0, -NUMBERS, 0, 0))
        for number in range(self.blocks.count[0] * self.blocks.count[1]):
            place = Place(*divmod(number, self.blocks.count[1]))
            box = self.rect_of(place)
            if box.bottom() < self.area.top() or box.top() - NUMBERS > self.area.bottom():
                continue
            label = Label(number, box.center().x(), is_meant=place == self.shown.place)
            paint_columns(painter, [label], box.top() - NUMBERS + 1, self._tokens)
        painter.restore()

    def _paint_mark(self, painter: QPainter, place: Place, width: int, *, is_across: bool) -> None:
        """A violet frame around a block and, softer, around its column or row."""
        assert self.blocks is not None
        block, area = self.rect_of(place), self.area
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._tokens.color("accent"), width, j=Qt.PenJoinStyle.MiterJoin))
        around = width - 1
        if self.blocks.kind == "units":
            row = QRectF(area.left(), block.top(), area.width(), block.height())
            painter.drawRect(row.adjusted(-around, -1 - around, around, around))
        else:
            painter.drawRect(block.adjusted(-1, -1, around, around))
        if self.blocks.kind == "matrix" and is_across:
            painter.setPen(QPen(self._tokens.color("accent"), width))
            column = QRectF(block.left(), area.top(), block.width(), area.height())
            painter.drawRect(column.adjusted(-1, 0, around, -1))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)

    def _paint_legend(self, painter: QPainter) -> None:
        assert self.picture is not None
        area = self.area
        bottom = area.bottom() + (0 if self._across.isHidden() else 12)
        words_width = width_of(self.words.legend, "caption") + 18
        width = min(_LEGEND, self.width() - area.left() - MARGIN - words_width)
        bar = QRectF(area.left(), bottom + 11, max(width, 120), 8)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        lut = weight_table(self._tokens.is_dark)
        paint_legend(painter, bar, lut, legend_texts(self.picture.largest), self._tokens, True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QRectF(bar.right() + 18, bar.top() - 5, words_width, 18)
        paint_text(painter, line, self.words.legend, "caption", "text_2", self._tokens)


def legend_texts(largest: float) -> tuple[str, str, str]:
    """What the ends and the middle of the colours stand for; three decimals below 10."""
    end = f"{largest:.3f}" if largest < 9.9995 else f"{largest:.1f}"
    if 0 < largest < 0.0005:
        end = f"{largest:.1g}"
    return f"−{end}", "0", f"+{end}"
