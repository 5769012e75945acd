"""The picture of a decision: pixels, the strongest units of every layer, and what flows between."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from app.formats import short_number
from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.decision import contribution_columns as columns_paint
from app.widgets.decision import decision_texts as texts
from app.widgets.decision.decision_columns import Column, Live, columns_of, live_of, pixel_of
from app.widgets.decision.decision_layout import DecisionLayout, arrange
from app.widgets.decision.pixel_map import (
    largest_of,
    paint_marked_pixel,
    paint_pixel_legend,
    paint_pixels,
)
from app.widgets.ledger.cells import find_cell
from app.widgets.painted_layer import PaintedLayer
from app.widgets.text_clock import TextClock
from model.decision import Decision
from model.raster import SIDE
from model.recognizer import Recognition
from model.unit import INPUT, Reading, Unit

_STEPS = {
    Qt.Key.Key_Up: (0, -1),
    Qt.Key.Key_Down: (0, 1),
    Qt.Key.Key_Left: (-1, 0),
    Qt.Key.Key_Right: (1, 0),
}
_EMPTY = "Draw a digit: its answer is traced back from here, through all layers to the pixels"


class DecisionPicture(QWidget):
    """Pixels, bars and links follow every decision, rows and their numbers at reading speed.

    columns: the raster and all layers as they can be read; live: the newest numbers of their rows.
    unit_wanted: a Unit to pin; unit_hovered: the Unit that is pointed at, or None.
    """

    unit_wanted = Signal(object)
    unit_hovered = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._latest: tuple[Decision, Recognition] | None = None
        self._read: tuple[Decision, Recognition] | None = None
        self.columns: tuple[Column, ...] = ()
        self.live = self._read_live = Live((), ())
        self.marked: Unit | None = None
        self._layout: DecisionLayout | None = None
        self._texts = PaintedLayer(self._paint_texts)
        self._clock = TextClock(self._show_texts, self)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Where the decision comes from")
        self.setAccessibleDescription(_EMPTY)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._repaint()

    def clear(self) -> None:
        """Show that there is nothing to trace."""
        self._latest = self._read = None
        self.columns, self.live, self._read_live = (), Live((), ()), Live((), ())
        self._mark(None)
        self.setAccessibleDescription(_EMPTY)
        self._repaint()

    def show_decision(self, decision: Decision, recognition: Recognition) -> None:
        """Show a decision about a result."""
        before, self._latest = self._read, (decision, recognition)
        is_other = before is None or (
            (before[0].digit, before[0].rather_than) != (decision.digit, decision.rather_than)
            or before[1].network is not recognition.network
        )
        if not is_other:
            self.live = live_of(decision, self._reading(), self.columns)
        self._clock.tick(at_once=is_other)
        self.update()

    def layout_of_parts(self) -> DecisionLayout | None:
        """Where the parts stand; None while there is nothing to show."""
        if self._latest is not None and self._layout is None:
            self._layout = arrange(self.size(), self._latest[1].network.spec)
        return self._layout

    def _reading(self) -> Reading:
        assert self._latest is not None
        recognition = self._latest[1]
        return Reading(recognition.network, recognition.trace, recognition.raster.array)

    def _show_texts(self) -> None:
        """Choose the rows anew: at most five times a second."""
        if self._latest is None:
            return
        if self._read is None or self._read[1].network is not self._latest[1].network:
            self._layout = None
        self._read = self._latest
        layout = self.layout_of_parts()
        assert layout is not None
        self.columns = columns_of(self._read[0], layout.most)
        self.live = self._read_live = live_of(self._read[0], self._reading(), self.columns)
        marked = self.marked
        if marked is not None and marked.layer != INPUT and self._place_of(marked) is None:
            self._mark(None)
        self._describe()
        self._repaint()

    def _describe(self) -> None:
        if self._read is not None:
            whole = texts.sum_text(self._read[0], self.places)
            said = f"{self.line()}. {whole}" if self.marked else whole
            self.setAccessibleDescription(f"{texts.value_text(self._read[0])}. {said}")

    @property
    def places(self) -> int:
        """Digits after the point of all contributions and sums."""
        value = abs(self._read[0].value) if self._read else 0.0
        return texts.decimals(max(value, self._read_live.largest))

    def line(self) -> str:
        """The read-out: what is pointed at, else how ink and biases add up."""
        if self._read is None:
            return ""
        decision, recognition = self._read
        if self.marked is None:
            return texts.sum_text(decision, self.places)
        spec = recognition.network.spec
        if self.marked.layer == INPUT:
            return texts.read_out(pixel_of(decision, self.marked), spec.input)
        place = self._place_of(self.marked)
        if place is None:
            return ""
        column, row = place
        item = self.columns[column].rows[row]
        text = texts.read_out(item, spec.shape_of(item.unit.layer))
        if column == len(self.columns) - 1:
            return text
        parts = [
            (later.unit.label(spec.shape_of(later.unit.layer)), float(flow))
            for later, flow in zip(
                self.columns[column + 1].rows,
                self._read_live.links[column - 1][:, row],
                strict=True,
            )
        ]
        return f"{text}; {texts.through_text(item, parts)}"

    def _place_of(self, unit: Unit) -> tuple[int, int] | None:
        """Column and row of a unit that has a row; the raster's are its strongest pixels."""
        for column, shown in enumerate(self.columns):
            for row, item in enumerate(shown.rows):
                if item.unit == unit:
                    return column, row
        return None

    # -- painting ----------------------------------------------------------------------------

    def _repaint(self) -> None:
        self._texts.invalidate()
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Other places, and perhaps more rows."""
        super().resizeEvent(event)
        self._layout = None
        self._clock.show_now()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The mark and the links, texts over them, then bars and pixels."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        layout = self.layout_of_parts()
        if layout is None or self._latest is None:
            painter.setFont(font("body"))
            painter.setPen(self._tokens.color("text_3"))
            painter.drawText(QRectF(self.rect()), Qt.AlignmentFlag.AlignCenter, _EMPTY)
            return
        decision, recognition = self._latest
        tokens, marked = self._tokens, self._marked_row()
        if marked is not None:
            place = layout.row(*marked, len(self.live.rows[marked[0]]))
            columns_paint.paint_mark(painter, place, tokens, has_focus=self.hasFocus())
        columns_paint.paint_links(painter, layout, self.live, marked, tokens)
        columns_paint.paint_bars(painter, layout, self.live, tokens)
        self._texts.draw(painter, self.size(), self.devicePixelRatioF())
        paint_pixels(painter, layout.raster, decision.pixels, recognition.raster.array, tokens)
        if self.marked is not None and self.marked.layer == INPUT:
            pixel = self.marked.row, self.marked.column
            paint_marked_pixel(painter, layout.raster, *pixel, tokens)

    def _marked_row(self) -> tuple[int, int] | None:
        """Column without the raster, and row, of what is pointed at."""
        if self.marked is None or self.marked.layer == INPUT:
            return None
        place = self._place_of(self.marked)
        return None if place is None else (place[0] - 1, place[1])

    def _paint_texts(self, painter: QPainter) -> None:
        layout = self.layout_of_parts()
        if self._read is None or layout is None:
            return
        decision, spec = self._read[0], self._read[1].network.spec
        tokens, places = self._tokens, self.places
        columns_paint.paint_heads(painter, layout, spec, tokens)
        columns_paint.paint_rows(painter, layout, self.columns[1:], spec, places, tokens)
        rather_than = decision.rather_than
        columns_paint.paint_sums(painter, layout, self.columns, rather_than, places, tokens)
        end = short_number(largest_of(decision.pixels))
        paint_pixel_legend(painter, layout.raster, end, tokens)
        key = texts.key_text(spec, has_layer=layout.has_layers)
        line, is_marked = layout.line, self.marked is not None
        columns_paint.paint_line(painter, line, self.line(), key, tokens, is_marked=is_marked)

    # -- pointing ----------------------------------------------------------------------------

    def unit_at(self, at: QPointF) -> Unit | None:
        """The unit whose row, or the pixel that, stands at a point."""
        layout = self.layout_of_parts()
        if layout is None:
            return None
        pixel = find_cell(layout.raster, (SIDE, SIDE), at.x(), at.y())
        if pixel is not None:
            return Unit(INPUT, 0, *pixel)
        for number, rows in enumerate(self.live.rows):
            for row, item in enumerate(rows):
                if layout.row(number, row, len(rows)).adjusted(-5, 0, 5, 0).contains(at):
                    return item.unit
        return None

    def _mark(self, unit: Unit | None) -> None:
        if unit != self.marked:
            self.marked = unit
            self._describe()
            self._repaint()
            self.unit_hovered.emit(unit)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Point at the row or pixel under the pointer."""
        self._mark(self.unit_at(event.position()))

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """Point at nothing."""
        self._mark(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """What was reached with the keys is left."""
        super().focusOutEvent(event)
        self._mark(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click on a row or a pixel pins it."""
        unit = self.unit_at(event.position())
        if unit is not None and event.button() == Qt.MouseButton.LeftButton:
            self.unit_wanted.emit(unit)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrow keys walk from row to row, in the raster from pixel to pixel; Enter pins."""
        key = Qt.Key(event.key())
        if self.columns and key in _STEPS:
            self._walk(*_STEPS[key])
        elif self.marked is not None and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.unit_wanted.emit(self.marked)
        else:
            super().keyPressEvent(event)

    def _walk(self, across: int, down: int) -> None:
        """To the next row, or to the next column that has one; the first step marks the logit."""
        place = None if self.marked is None else self._place_of(self.marked)
        if place is None:
            column, row = (len(self.columns) - 1, 0) if self.marked is None else (0, 0)
        else:
            column, row = place[0] + across, place[1] + down
        while 0 <= column < len(self.columns) and not self.columns[column].rows:
            column += across or -1
        if 0 <= column < len(self.columns):
            rows = self.columns[column].rows
            self._mark(rows[min(max(row, 0), len(rows) - 1)].unit)
