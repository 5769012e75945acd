"""The rows of the list of channels: thumbnails, subtotals, the running sum."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.colormaps import HALF
from app.formats import signed
from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.ledger.cells import thumbnail
from app.widgets.ledger.channel_columns import (
    LEFT,
    Columns,
    Rows,
    columns_for,
    labels_of,
    names_width,
    rows_for,
)
from app.widgets.ledger.channel_marks import (
    Ends,
    paint_bars,
    paint_ends,
    paint_parts,
    paint_selected,
)
from app.widgets.ledger.shades import Shades
from app.widgets.painted_layer import PaintedLayer
from model.ledger_sums import ConvolutionLedger
from model.ledger_table import Order, running_sums

_STRONG = HALF * 5 // 8  # position of the bars' colours in a table, from 0
_JUMPS = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -99, Qt.Key.Key_End: 99}
_NUMBER = 70


class ChannelRows(QWidget):
    """One row per channel that the unit sees.

    Thumbnails and bars follow every ledger; numbers and the order of rows at reading speed.

    Signals
    -------
    channel_wanted(int): a channel of the input layer was chosen; part_hovered(str): the pointer
    rests on what a letter of the formula stands for, "" when it does not.
    """

    channel_wanted = Signal(int)
    part_hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._ledger: ConvolutionLedger | None = None
        self._shades: Shades | None = None
        self._by: Order = "channel"
        self._channel = -1
        self._pointed: int | None = None  # a channel that is pointed at elsewhere
        self._hovered: int | None = None  # a row
        self._part = self._emphasized = ""
        self._labels: tuple[str, ...] = ()
        self._names = 0.0  # pixels of the widest of them
        self._images: tuple[QImage, ...] = ()
        self.order: NDArray[np.int64] = np.zeros(0, np.int64)
        self.running: NDArray[np.float64] = np.zeros(1)
        self.read: ConvolutionLedger | None = None  # what the numbers on screen were rounded from
        self.subtotals: list[str] = []
        self.ends = ("", "")
        self.rows = Rows(1, 21, 0)
        self.reserved = 0  # pixels of the head, from the right, where no 0 has room
        self._texts = PaintedLayer(self._paint_texts)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Channels")
        self.setToolTip("Click a channel, or choose with Up and Down, to see its every term")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._texts.invalidate()
        if self._ledger is not None and self._shades is not None:
            self.show_ledger(self._ledger, replace(self._shades, is_dark=tokens.is_dark))

    def show_ledger(self, ledger: ConvolutionLedger, shades: Shades) -> None:
        """Show thumbnails and running sum of a unit."""
        is_other = self._ledger is None or self._ledger.unit != ledger.unit
        is_other = is_other or len(self.order) != len(ledger.channels)
        self._ledger, self._shades = ledger, shades
        if is_other:
            self.show_texts()
        self.running = running_sums(ledger.bias, ledger.subtotals, self.order)
        spans = np.where((spans := shades.spans(ledger)) > 0, spans, np.float32(np.inf))
        patches = ledger.patches / spans[:, None, None]
        self._images = (
            _strip(patches, 1.0, shades.patch_table(ledger.input_layer)),
            _strip(ledger.kernels, shades.largest_weight, shades.weights),
            _strip(ledger.products, shades.largest_product, shades.products),
        )
        self.update()

    def show_texts(self) -> None:
        """Bring rows in order and round the numbers anew."""
        ledger = self._ledger
        if ledger is None:
            return
        self.read = ledger
        self._labels = labels_of(ledger)
        self._names = names_width(self._labels)
        self.order = ledger.order(self._by)
        self.running = running_sums(ledger.bias, ledger.subtotals, self.order)
        self.subtotals = [signed(float(value), 3) for value in ledger.subtotals[self.order]]
        self.ends = signed(ledger.bias, 3), signed(float(self.running[-1]), 3)
        self._texts.invalidate()
        self._describe()
        self.update()

    def _describe(self) -> None:
        if self.read is None or self.chosen_row is None:
            return
        row = self.chosen_row
        self.setAccessibleDescription(
            f"{self._labels[self.order[row]]}, subtotal {self.subtotals[row]}, running sum"
            f" {signed(float(self.running[row + 1]), 3)}; row {row + 1} of {len(self.order)}"
        )

    def sort(self, by: Order) -> None:
        """Choose the order of the rows."""
        self._by = by
        self.show_texts()

    def fit(self, height: int) -> None:
        """Take the height that the rows need, given what there is room for."""
        if self._ledger is not None:
            self.rows = rows_for(len(self._ledger.channels), len(self._ledger.is_inside), height)
            self.setFixedHeight(self.rows.height)
            self._texts.invalidate()

    @property
    def columns(self) -> Columns:
        """Where everything stands at present."""
        assert self._ledger is not None
        slot = self.rows.row - 1
        kernel, ratio = len(self._ledger.is_inside), self.devicePixelRatio()
        side = max(1, int(slot * ratio) // kernel) * kernel / ratio
        columns = columns_for(self._names, side, slot, self.width(), self.running)
        limit = self.width() - self.reserved
        return columns if columns.x(0.0) < limit else replace(columns, right=limit - 6.0)

    @property
    def chosen_row(self) -> int | None:
        """The row of the chosen channel."""
        return self._row_of(self._channel)

    def _row_of(self, channel: int | None) -> int | None:
        if self._ledger is None or channel is None:
            return None
        found = np.flatnonzero(self._ledger.channels[self.order] == channel)
        return int(found[0]) if len(found) else None

    def show_channel(self, channel: int) -> None:
        """Mark the row of the chosen channel."""
        if channel != self._channel:
            self._channel = channel
            self._texts.invalidate()
            self._describe()
            self.update()

    def point_at(self, channel: int | None) -> None:
        """Outline the row of a channel that is pointed at elsewhere."""
        if channel != self._pointed:
            self._pointed = channel
            self.update()

    def emphasize(self, part: str) -> None:
        """Outline what a letter of the formula stands for."""
        self._emphasized = part
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The rows within what is to be painted."""
        if self._ledger is None or self._shades is None:
            return
        painter = QPainter(self)
        columns = self.columns
        first = max(0, (event.rect().top() - self.rows.lead) // self.rows.row)
        last = min(len(self.order), (event.rect().bottom() - self.rows.lead) // self.rows.row + 1)
        seen = range(first, last)
        paint_selected(painter, self._row_rect(self.chosen_row), self._tokens, self.hasFocus())
        self._paint_pictures(painter, columns, seen)
        table = self._shades.products
        tones = QColor(int(table[HALF - _STRONG])), QColor(int(table[HALF + _STRONG]))
        paint_bars(painter, columns, self.rows, self.running, seen, tones, self._tokens)
        self._texts.draw(painter, self.size(), self.devicePixelRatio())
        grounds = [
            self._tokens.color(
                "accent_soft" if row == self.chosen_row and not self.rows.lead else "surface"
            )
            for row in (0, self.rows.count - 1)
        ]
        ends = Ends(self.running, self.ends, (grounds[0], grounds[1]))
        paint_ends(painter, columns, self.rows, ends, self._tokens)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_parts(painter, columns, self.rows, self.running[0], self._emphasized, self._tokens)
        pointed = self._row_of(self._pointed)
        outlined = self._row_rect(self._hovered if pointed is None else pointed)
        if outlined is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(self._tokens.color("accent"), 1))
            painter.drawRoundedRect(outlined.adjusted(4.5, 0.5, -4.5, -0.5), 3, 3)

    def _row_rect(self, row: int | None) -> QRectF | None:
        if row is None:
            return None
        return QRectF(0, self.rows.top(row), self.width(), self.rows.row)

    def _paint_pictures(self, painter: QPainter, columns: Columns, seen: range) -> None:
        assert self._ledger is not None
        kernel, side = len(self._ledger.is_inside), columns.side
        frames = []
        for row in seen:
            top = self.rows.top(row) + (self.rows.row - side) // 2
            source = QRectF(0, kernel * int(self.order[row]), kernel, kernel)
            for left, image in zip(columns.pictures, self._images, strict=True):
                place = QRectF(left, top, side, side)
                painter.drawImage(place, image, source)
                frames.append(place.adjusted(-1, -1, 0, 0))
        painter.setPen(QPen(self._tokens.color("hairline"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRects(frames)

    def _paint_texts(self, painter: QPainter) -> None:
        """Names and subtotals of all rows: painted anew when they are read anew."""
        columns, chosen = self.columns, self.chosen_row
        middle = Qt.AlignmentFlag.AlignVCenter
        for row, text in enumerate(self.subtotals):
            painter.setFont(font("label" if row == chosen else "caption"))
            painter.setPen(self._tokens.color("text" if row == chosen else "text_2"))
            place = QRectF(LEFT, self.rows.top(row), columns.pictures[0] - LEFT, self.rows.row)
            painter.drawText(place, middle, self._labels[self.order[row]])
            place.setLeft(columns.subtotal - _NUMBER)
            place.setWidth(_NUMBER)
            painter.setPen(self._tokens.color("text"))
            painter.drawText(place, middle | Qt.AlignmentFlag.AlignRight, text)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A row under the pointer is outlined."""
        if self._ledger is None:
            return
        row, x = self.rows.at(event.position().y()), event.position().x()
        part = self.columns.part_at(x) if row is not None else ""
        if not part and row in (0, None) and event.position().y() < self.rows.top(1):
            part = "b" if x > self.columns.left else ""
        self._hover(row, part)

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """The pointer is gone, and so is the outline."""
        self._hover(None, "")

    def _hover(self, row: int | None, part: str) -> None:
        if row != self._hovered:
            self._hovered = row
            self.update()
        if part != self._part:
            self._part = part
            self.part_hovered.emit(part)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click chooses a channel."""
        row = self.rows.at(event.position().y())
        if row is not None and event.button() == Qt.MouseButton.LeftButton:
            self._want(row)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Up and Down, Home and End choose a channel."""
        jump = _JUMPS.get(Qt.Key(event.key()))
        if jump is None or event.modifiers() or self.chosen_row is None:
            super().keyPressEvent(event)
        else:
            self._want(min(max(self.chosen_row + jump, 0), len(self.order) - 1))

    def _want(self, row: int) -> None:
        assert self._ledger is not None
        self.channel_wanted.emit(int(self._ledger.channels[self.order[row]]))


def _strip(values: NDArray[Any], largest: float, lut: NDArray[np.uint32]) -> QImage:
    """Squares (n, r, r) below each other, a pixel for a cell."""
    return thumbnail(values.reshape(-1, values.shape[-1]), largest, lut, 1)
