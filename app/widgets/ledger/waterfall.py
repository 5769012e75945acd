"""A weighted sum as a waterfall: bias, one bar per contribution, where the running sum ends."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from app.formats import signed
from app.tokens import LIGHT, Tokens
from app.widgets.ledger.shades import shown_span
from app.widgets.ledger.waterfall_rows import (
    ROW,
    Columns,
    Rows,
    RowTexts,
    Tables,
    columns,
    number_of,
    paint_bar,
    paint_head,
    paint_row,
    paint_zero,
)
from app.widgets.painted_layer import PaintedLayer
from app.widgets.scale import Scale
from model.ledger_sums import FullyConnectedLedger
from model.ledger_table import Order, running_sums
from model.unit import Unit

HEAD = 20


class Waterfall(QAbstractScrollArea):
    """Bars follow every ledger; which rows there are, and their numbers, when they are read.

    Without an order the strongest contributions that there is room for, else all of them: only
    rows in sight are painted. unit_wanted: a Unit to pin; term_hovered: a Unit, or None.
    """

    unit_wanted = Signal(object)
    term_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._scale = self._read_scale = Scale({})
        self._gamma = self._largest_weight = 1.0
        self._ledger: FullyConnectedLedger | None = None
        self._read: FullyConnectedLedger | None = None  # whose numbers are on screen
        self._order: Order | None = None
        self._marked: int | None = None  # position in the ledger's inputs
        self._texts = PaintedLayer(self._paint_texts)
        self.rows = Rows(np.zeros(0, np.int64), np.zeros(0, np.int64))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.viewport().setAutoFillBackground(False)
        self.viewport().setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setAccessibleName("Contributions")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._repaint()

    def show_ledger(
        self, ledger: FullyConnectedLedger, scale: Scale, gamma: float, largest_weight: float
    ) -> None:
        """Bars of another ledger, in the rows of the one that is read."""
        if self._read is not None and len(self._read.inputs) != len(ledger.inputs):
            self._read = None  # its rows are of other units
            self._marked = None
        self._ledger, self._scale, self._gamma = ledger, scale, gamma
        self._largest_weight = largest_weight
        self.viewport().update()

    def set_order(self, order: Order | None) -> None:
        """All contributions in an order, or None: the strongest."""
        self._order = order
        self.verticalScrollBar().setValue(0)
        self.show_texts()

    def show_texts(self) -> None:
        """Choose the rows anew and show the numbers of the newest ledger."""
        self._read = ledger = self._ledger
        self._read_scale = self._scale
        if ledger is None:
            return
        order = ledger.order(self._order or "size")
        most = len(order) if self._order else self._room() - 2
        if most >= len(order) - 1:  # a single other contribution has a row of its own
            most = len(order)
        self.rows = Rows(order[:most], order[most:])
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self.rows.count - self._room()) * ROW if self._order else 0)
        bar.setSingleStep(ROW)
        bar.setPageStep(self._room() * ROW)
        strongest = self.texts(1).label if self.rows.count > 1 else "none"
        self.setAccessibleDescription(
            f"{len(order)} contributions, the first is {strongest}; "
            f"bias {signed(ledger.bias, 4)}, sum {signed(self.total().product, 4)}"
        )
        self._repaint()

    def texts(self, row: int) -> RowTexts:
        """What a row says; row 0 is the bias."""
        ledger = self._read
        assert ledger is not None
        if row == 0:
            return RowTexts("bias b", product=ledger.bias)
        if row > len(self.rows.numbers):
            value = float(ledger.contributions[self.rows.others].sum())
            return RowTexts(f"the other {len(self.rows.others)} together", product=value)
        number = int(self.rows.numbers[row - 1])
        source = ledger.source(number)
        return RowTexts(
            source.label(ledger.input_shape),
            float(ledger.weights[number]),
            float(ledger.inputs[number]),
            float(ledger.contributions[number]),
            shown_span(self._read_scale, ledger.input_layer, source.channel, ledger.inputs),
        )

    def total(self) -> RowTexts:
        """The last line: what the sum ends at."""
        assert self._read is not None
        name = "logit z" if self._read.function == "none" else "pre-activation a"
        return RowTexts(name, product=self._read.check.terms)

    def running(self) -> NDArray[np.float64]:
        """(rows,) float64: the sum after each row, of the newest ledger."""
        assert self._ledger is not None
        values = self.rows.values(self._ledger)
        return running_sums(0.0, values, np.arange(len(values)))[1:]

    def highlight(self, unit: Unit | None) -> None:
        """Mark the row of a unit of the layer before; nothing for other units."""
        marked = None if self._ledger is None else number_of(self._ledger, unit)
        if marked != self._marked:
            self._marked = marked
            self._repaint()

    def reveal(self, unit: Unit | None) -> None:
        """Mark the row of a unit, and scroll to it."""
        self.highlight(unit)
        row = self.row_of(self._marked)
        if row is not None:
            self._scroll_to(row)

    def row_of(self, number: int | None) -> int | None:
        """The row of a position in the inputs; the last one for what stands together."""
        if number is None:
            return None
        found = np.flatnonzero(self.rows.numbers == number)
        if len(found):
            return int(found[0]) + 1
        return self.rows.count - 1 if number in self.rows.others else None

    def row_rect(self, row: int) -> QRectF:
        """Where a row stands in the viewport, with what is scrolled away."""
        top = HEAD + row * ROW - self.verticalScrollBar().value()
        return QRectF(0, top, self.viewport().width(), ROW)

    def _room(self) -> int:
        """How many rows there is room for between the head and the sum."""
        return max(3, (self.viewport().height() - HEAD - ROW - 2) // ROW)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """What is read, from a cache, and the bars of the rows in sight."""
        if self._ledger is None or self._read is None:
            return
        painter, view = QPainter(self.viewport()), self.viewport()
        self._texts.draw(painter, view.size(), self.devicePixelRatioF())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        sums = np.concatenate(([0.0], self.running()))
        places, tables = self._columns(float(sums.min()), float(sums.max())), self._tables()
        paint_zero(painter, places, HEAD, tables)
        painter.save()
        painter.setClipRect(self._rows_rect())
        for row in self._rows_in_sight():
            ends = float(sums[row]), float(sums[row + 1])
            paint_bar(painter, places, self.row_rect(row), ends, tables)
        painter.restore()
        ends = 0.0, float(sums[-1])
        paint_bar(painter, places, self._sum_rect(), ends, tables, leads_on=False)

    def _paint_texts(self, painter: QPainter) -> None:
        """Head, the numbers of the rows in sight, the sum."""
        places, tables = self._columns(0.0, 1.0), self._tables()
        paint_head(painter, places, HEAD, tables)
        painter.save()
        painter.setClipRect(self._rows_rect())
        marked = self.row_of(self._marked)
        for row in self._rows_in_sight():
            texts, place = self.texts(row), self.row_rect(row)
            paint_row(painter, places, place, texts, tables, is_marked=row == marked)
        painter.restore()
        line = self._sum_rect()
        painter.setPen(self._tokens.color("hairline"))
        painter.drawLine(QPointF(0, line.top() - 0.5), QPointF(line.width(), line.top() - 0.5))
        paint_row(painter, places, line, self.total(), tables, is_sum=True)

    def _columns(self, lowest: float, highest: float) -> Columns:
        assert self._read is not None
        is_vector = self._read.input_shape.is_vector
        return columns(self.viewport().width(), lowest, highest, is_vector=is_vector)

    def _tables(self) -> Tables:
        assert self._read is not None
        return Tables(self._tokens, self._gamma, self._largest_weight, self._read.input_layer)

    def _rows_rect(self) -> QRectF:
        """Where rows are seen."""
        height = min(self._room(), self.rows.count) * ROW
        return QRectF(0, HEAD, self.viewport().width(), height)

    def _sum_rect(self) -> QRectF:
        """The last line, beneath the rows."""
        rows = self._rows_rect()
        return QRectF(0, rows.bottom() + 2, rows.width(), ROW)

    def _rows_in_sight(self) -> range:
        first = self.verticalScrollBar().value() // ROW
        return range(first, min(self.rows.count, first + self._room() + 1))

    def _repaint(self) -> None:
        self._texts.invalidate()
        self.viewport().update()

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        """As many rows as there is room for."""
        self.show_texts()

    def scrollContentsBy(self, _dx: int, _dy: int) -> None:  # noqa: N802
        """Rows are painted where they belong; nothing is moved."""
        self._repaint()

    def unit_at(self, y: float) -> Unit | None:
        """Whose contribution stands in the row at a height; None beside the rows and for others."""
        row = int(y - HEAD + self.verticalScrollBar().value()) // ROW
        is_row = HEAD <= y < HEAD + self._room() * ROW
        if self._read is None or not is_row or not 1 <= row <= len(self.rows.numbers):
            return None
        return self._read.source(int(self.rows.numbers[row - 1]))

    def _mark(self, unit: Unit | None) -> None:
        before = self._marked
        self.highlight(unit)
        if self._marked != before:
            self.term_hovered.emit(unit)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The row under the pointer is marked."""
        self._mark(self.unit_at(event.position().y()))

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """The pointer is gone."""
        self._mark(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on a row pins its unit."""
        unit = self.unit_at(event.position().y())
        if unit is not None and event.button() == Qt.MouseButton.LeftButton:
            self.unit_wanted.emit(unit)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Up and Down walk through the rows, Enter pins one."""
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}
        marked, count = self.row_of(self._marked), len(self.rows.numbers)
        if event.key() in steps and self._read is not None and count:
            row = 1 if marked is None else marked + steps[Qt.Key(event.key())]
            row = min(max(row, 1), count)
            self._scroll_to(row)
            self._mark(self._read.source(int(self.rows.numbers[row - 1])))
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self._marked is not None:
            assert self._read is not None
            self.unit_wanted.emit(self._read.source(self._marked))
        else:
            super().keyPressEvent(event)

    def _scroll_to(self, row: int) -> None:
        bar = self.verticalScrollBar()
        low, high = (row + 1 - self._room()) * ROW, row * ROW
        bar.setValue(min(max(bar.value(), low), high))
