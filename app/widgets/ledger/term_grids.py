"""All terms of one channel: patch times kernel gives products, every number in its cell."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QFontMetricsF,
    QHideEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import QWidget

from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.ledger.cells import outline_cell
from app.widgets.ledger.live_cells import Cell, LiveCells
from app.widgets.ledger.shades import Shades
from app.widgets.ledger.term_layout import grid_boxes, height_for, sentence_top
from app.widgets.ledger.term_painting import (
    LEFT,
    paint_heads,
    paint_legends,
    paint_sentence,
    paint_signs,
)
from app.widgets.ledger.term_texts import Term, cell_of, heading, source_of, term_of
from app.widgets.painted_layer import PaintedLayer
from model.ledger_sums import ConvolutionLedger
from model.unit import Unit

PARTS = ("x", "w", "sum")  # of the formula
_STEPS = {
    Qt.Key.Key_Up: (-1, 0),
    Qt.Key.Key_Down: (1, 0),
    Qt.Key.Key_Left: (0, -1),
    Qt.Key.Key_Right: (0, 1),
}


class TermGrids(QWidget):
    """Three grids in which the cells of one term are outlined together.

    The marked term is the one under the pointer, else one that is pointed at elsewhere, else the
    one chosen by click or keys, else the strongest.

    Signals
    -------
    term_hovered(Unit or None): of the input layer, whose term is under the pointer or chosen.
    unit_wanted(Unit): pin it; part_hovered(str): the pointer rests on what a letter of the formula
    stands for, "" when it does not.
    """

    term_hovered = Signal(object)
    unit_wanted = Signal(object)
    part_hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._ledger: ConvolutionLedger | None = None
        self._shades: Shades | None = None
        self._number = 0  # position of the channel among those the unit sees
        self._hovered: Cell | None = None
        self._pointed: Cell | None = None
        self._chosen: Cell | None = None
        self._strongest: Cell = (0, 0)
        self._told: Unit | None = None
        self._part = self._emphasized = ""
        self._sentence_box = QRectF()  # of the term in it
        self.grids = LiveCells(), LiveCells(), LiveCells()
        self.term: Term | None = None  # what the sentence was rounded from
        self._around = PaintedLayer(self._paint_around)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Terms of one channel")
        self.setToolTip(
            "Click a cell to keep its term, arrow keys walk; double-click or Enter pins its neuron"
        )

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._around.invalidate()
        self.update()

    def show_ledger(self, ledger: ConvolutionLedger, number: int, shades: Shades) -> None:
        """Show the channel at position `number` of those that a unit sees."""
        if self._ledger is None or self._ledger.is_inside.shape != ledger.is_inside.shape:
            self._hovered = self._chosen = self._pointed = None
            self._strongest = (0, 0)
        if (self._number, self._shades and self._shades.is_dark) != (number, shades.is_dark):
            self._around.invalidate()
        self._ledger, self._number, self._shades = ledger, number, shades
        inside = ledger.is_inside
        span = shades.span(ledger, number)
        patch, kernel, products = self.grids
        patch.show(ledger.patches[number], span, shades.patch_table(ledger.input_layer), inside)
        kernel.show(ledger.kernels[number], shades.largest_weight, shades.weights)
        products.show(ledger.products[number], shades.largest_product, shades.products)
        self._place()
        self._tell()
        self.update()

    def show_texts(self) -> None:
        """Round the numbers anew, and find the strongest term."""
        if self._ledger is None:
            return
        for grid in self.grids:
            grid.show_texts()
        products = self._ledger.products[self._number]
        row, column = np.unravel_index(int(np.abs(products).argmax()), products.shape)
        self._strongest = int(row), int(column)
        self._say()

    def _say(self) -> None:
        """Put the marked term into the sentence."""
        if self._ledger is None:
            return
        self.term = term_of(self._ledger, self._number, self.cell)
        self._around.invalidate()
        width = QFontMetricsF(font("button")).horizontalAdvance(self.term.sentence[0])
        self._sentence_box.setWidth(width)
        text = " ".join(self.term.sentence)
        self.setAccessibleDescription(
            f"{heading(self._ledger, self._number)}: row {self.cell[0]}, column {self.cell[1]}"
            f" of the kernel: {text}"
        )
        self.update()

    @property
    def cell(self) -> Cell:
        """Row and column, within the kernel, of the marked term."""
        marked = (self._hovered, self._pointed, self._chosen)
        return next((cell for cell in marked if cell is not None), self._strongest)

    def point_at(self, unit: Unit | None) -> None:
        """Mark the term of a unit of the input layer that is pointed at elsewhere."""
        cell = None if self._ledger is None else cell_of(self._ledger, unit)
        if cell != self._pointed:
            self._pointed = cell
            self._say()

    def emphasize(self, part: str) -> None:
        """Outline the grid that a letter of the formula stands for."""
        self._emphasized = part
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Cells as large as fit."""
        super().resizeEvent(event)
        self._place()

    def height_for(self, width: int) -> int:
        """Pixels that the largest cells of this width need; with fewer, cells are lower."""
        return height_for(width, self.grids[0].shape[0])

    def _place(self) -> None:
        boxes = grid_boxes(self.width(), self.height(), self.grids[0].shape[0])
        for grid, box in zip(self.grids, boxes, strict=True):
            if box != grid.box:
                grid.place(box)
                self._around.invalidate()
        top = sentence_top(boxes[0].bottom(), self.height())
        self._sentence_box = QRectF(LEFT, top, self._sentence_box.width(), 20)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """What stands around the cells, the cells, and what is marked in them."""
        if self._ledger is None or self._shades is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._around.draw(painter, self.size(), self.devicePixelRatio())
        for grid in self.grids:
            grid.paint(painter, self._tokens)
            outline_cell(painter, grid.rect(self.cell), self._tokens)
        self._paint_emphasis(painter)

    def _paint_around(self, painter: QPainter) -> None:
        """Heads, signs, legends, sentence: painted anew when they are read anew."""
        if self._ledger is None or self._shades is None:
            return
        paint_heads(painter, self.grids, self._ledger, self._number, self._tokens)
        paint_signs(painter, self.grids, self._tokens)
        span = self._shades.span(self._ledger, self._number)
        table = self._shades.patch_table(self._ledger.input_layer)
        paint_legends(painter, self.grids, (table, span), self._shades, self._tokens)
        if self.term is not None:
            right = self.width() - LEFT
            paint_sentence(painter, self._sentence_box, right, self.term, self._tokens)

    def _paint_emphasis(self, painter: QPainter) -> None:
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._tokens.color("accent"), 2))
        if self._emphasized in PARTS:
            box = self.grids[PARTS.index(self._emphasized)].box
            painter.drawRoundedRect(box.adjusted(-3, -3, 4, 4), 4, 4)
        if self.hasFocus():
            painter.setPen(QPen(self._tokens.color("accent"), 1))
            painter.drawRoundedRect(self._sentence_box.adjusted(-4.5, 0.5, 4.5, -0.5), 3, 3)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A cell, or the term in the sentence, is marked in all three grids."""
        cell, part = self._find(event.position())
        if part != self._part:
            self._part = part
            self.part_hovered.emit(part)
        self._hover(cell)

    def _find(self, at: QPointF) -> tuple[Cell | None, str]:
        """The term at a point, and the part of the formula that is there."""
        for grid, part in zip(self.grids, PARTS, strict=True):
            cell = grid.find(at.x(), at.y())
            if cell is not None:
                return cell, part
        return (self.cell if self._sentence_box.contains(at) else None), ""

    def _hover(self, cell: Cell | None) -> None:
        if cell != self._hovered:
            self._hovered = cell
            self._say()
            self._tell()

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """The pointer is gone."""
        self._hover(None)
        if self._part:
            self._part = ""
            self.part_hovered.emit("")

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """What is hidden marks nothing elsewhere."""
        self._chosen = None
        self._hover(None)
        self._tell()
        super().hideEvent(event)

    def _tell(self) -> None:
        """Say which unit's term is under the pointer or chosen."""
        cell = self._hovered or self._chosen
        unit = None
        if cell is not None and self._ledger is not None:
            unit = source_of(self._ledger, self._number, cell)
        if unit != self._told:
            self._told = unit
            self.term_hovered.emit(unit)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click keeps a term when the pointer leaves; a click on it again lets it go."""
        cell, part = self._find(event.position())
        if event.button() == Qt.MouseButton.LeftButton and part:
            self._chosen = None if cell == self._chosen else cell
            self._say()
            self._tell()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A double-click on a cell of the patch pins its unit."""
        cell, part = self._find(event.position())
        if part == "x" and cell is not None:
            self._pin(cell)

    def _pin(self, cell: Cell) -> None:
        unit = None if self._ledger is None else source_of(self._ledger, self._number, cell)
        if unit is not None:
            self.unit_wanted.emit(unit)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrow keys walk from term to term, Enter pins the unit of the marked one."""
        key = Qt.Key(event.key())
        if key in _STEPS and not self._has_modifier(event):
            last = self.grids[0].shape[0] - 1
            row, column = (
                min(max(at + by, 0), last) for at, by in zip(self.cell, _STEPS[key], strict=True)
            )
            self._chosen, self._hovered = (row, column), None
            self._say()
            self._tell()
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._pin(self.cell)
        else:
            super().keyPressEvent(event)

    @staticmethod
    def _has_modifier(event: QKeyEvent) -> bool:
        return bool(event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier)
