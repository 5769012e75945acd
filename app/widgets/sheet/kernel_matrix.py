"""All weights of a layer as one picture, with numbers at its edges and a legend beneath."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
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
from app.widgets.sheet.matrix_layout import MatrixLayout, Place
from app.widgets.sheet.matrix_texts import Words, spoken, words
from app.widgets.sheet.scale_choice import ScaleChoice
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
        self.scales = ScaleChoice(self)
        self.scales.chosen.connect(self._choose_scale)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Weights")

    @property
    def shown(self) -> Shown:
        """What the pointer is on, else what is chosen."""
        return self.hovered or Shown(self.chosen)

    def show_weights(self, picture: WeightPicture) -> None:
        """Show the weights of a layer; the first kernel that is there is chosen."""
        self.scales.setVisible(picture.kind != "units" and picture.connected.size > 1)
        picture = replace(picture, is_own=self.scales.is_own and not self.scales.isHidden())
        self.words = words(picture)
        self.chosen, self.hovered = picture.first, None
        self._show_picture(picture)
        self._say()

    def _choose_scale(self) -> None:
        """Colour every kernel by its own largest weight, or by the layer's."""
        if self.picture is not None:
            self._recolour(replace(self.picture, is_own=self.scales.is_own))
            self.words = words(self.picture)
            self._say()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """The choice of the scale stands at the right of the heading."""
        super().resizeEvent(event)
        self.scales.adjustSize()
        self.scales.move(self.width() - MARGIN - self.scales.width(), 4)

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
        if not self.scales.isHidden():
            line.setRight(self.scales.x() - 8)
        text = first_fitting(self.words.captions, "caption", line.width())
        paint_text(painter, line.adjusted(0, 1, 0, 1), text, "caption", "text_3", self._tokens)

    def _paint_numbers(self, painter: QPainter) -> None:
        assert self.picture is not None
        assert self.blocks is not None
        blocks = self.blocks
        if blocks.kind == "tiles":
            self._paint_tile_numbers(painter)
            return
        for band in range(blocks.bands):
            self._paint_band_numbers(painter, blocks, band)

    def _paint_band_numbers(self, painter: QPainter, blocks: MatrixLayout, band: int) -> None:
        """Numbers above and beside the blocks of a band, as far as it is seen."""
        area, shown, ratio = self.area, self.shown, self.devicePixelRatioF()
        row, column = blocks.grid(shown.place)
        is_here = row // blocks.band_rows == band
        number = band * blocks.columns if blocks.kind == "matrix" else 0
        first = self.rect_of(blocks.first_of(band)).center()
        has_column = is_here and (blocks.kind == "matrix" or self.hovered is not None)
        count = min(blocks.columns, blocks.count[0] - number) if number else blocks.columns
        across = [first.x() + n * blocks.pitch[1] / ratio for n in range(count)]
        size = label_width(blocks.count[0] if blocks.kind == "matrix" else blocks.columns)
        edges = area.left() - 1, area.right() + 1
        labels = chosen_labels(across, column if has_column else None, size, *edges, number)
        top = first.y() - blocks.block_size[0] / ratio / 2 - NUMBERS
        if area.top() - NUMBERS - 2 <= top <= area.bottom() - NUMBERS:
            paint_columns(painter, labels, top, self._tokens)
        down = [first.y() + n * blocks.pitch[0] / ratio for n in range(blocks.band_rows)]
        meant = row % blocks.band_rows if is_here else None
        labels = chosen_labels(down, meant, 14, area.top() - 1, area.bottom() + 1)
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
            band = self.blocks.grid(place)[0] // self.blocks.band_rows
            top = self.rect_of(self.blocks.first_of(band)).top()
            high = self.blocks.band_rows * self.blocks.pitch[0] - self.blocks.gap[0]
            column = QRectF(block.left(), top, block.width(), high / self.devicePixelRatioF())
            painter.drawRect(column.adjusted(-1, -1, around, around))
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
        own = "−max", "0", "+max"
        ends = own if self.picture.is_own else legend_texts(self.picture.largest)
        paint_legend(painter, bar, lut, ends, self._tokens, True)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QRectF(bar.right() + 18, bar.top() - 5, words_width, 18)
        paint_text(painter, line, self.words.legend, "caption", "text_2", self._tokens)


def legend_texts(largest: float) -> tuple[str, str, str]:
    """What the ends and the middle of the colours stand for; three decimals below 10."""
    end = f"{largest:.3f}" if largest < 9.9995 else f"{largest:.1f}"
    if 0 < largest < 0.0005:
        end = f"{largest:.1g}"
    return f"−{end}", "0", f"+{end}"
