"""Coefficient and bias of every map of a sub-sampling layer, as two rows of numbered cells."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.colormaps import weight_table
from app.formats import signed
from app.tokens import LIGHT, Tokens
from app.widgets.ledger.cells import (
    cell_rect,
    find_cell,
    outline_cell,
    paint_cells,
    paint_legend,
)
from app.widgets.sheet.kernel_matrix import legend_texts
from app.widgets.sheet.lettering import RIGHT, paint_focus, paint_text, width_of
from app.widgets.sheet.matrix_labels import chosen_labels, label_width, paint_columns

_MARGIN, _HEAD, _NUMBERS, _FOOT = 12, 30, 16, 38
_NAMES = 76  # pixels left of the cells
_WIDE, _HIGH = 40, 22  # pixels of a cell
_NARROW = 16  # the least, without a number
_BETWEEN = 6
_LINES = 3  # of maps at most; more are narrower


class CoefficientRows(QWidget):
    """Each map's pair stands one above the other; many maps take several lines.

    channel_wanted(int): a map was chosen.
    """

    channel_wanted = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.pairs: NDArray[np.float32] = np.zeros((2, 1), np.float32)
        self.chosen = 0
        self.hovered: int | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Coefficients and biases")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_pairs(self, coefficients: NDArray[np.float32], biases: NDArray[np.float32]) -> None:
        """Show the parameters (N,) of a layer; the first map is chosen."""
        self.pairs = np.stack([coefficients, biases])
        self.chosen, self.hovered = 0, None
        self._say()
        self.updateGeometry()

    def choose(self, number: int) -> None:
        """Choose a map."""
        if 0 <= number < self.pairs.shape[1] and number != self.chosen:
            self.chosen = number
            self._say()

    @property
    def heading(self) -> str:
        """How many there are."""
        count = self.pairs.shape[1]
        return (
            "1 coefficient and 1 bias" if count == 1 else f"{count} coefficients and {count} biases"
        )

    @property
    def sentence(self) -> str:
        """The pair that is pointed at or chosen, in full."""
        number = self.chosen if self.hovered is None else self.hovered
        w, b = (signed(float(value), 5) for value in self.pairs[:, number])
        return f"map {number}: w = {w}, b = {b}"

    @property
    def largest(self) -> float:
        """What the ends of the colours stand for."""
        return float(np.abs(self.pairs).max())

    def _say(self) -> None:
        self.setAccessibleDescription(f"{self.heading}. {self.sentence}")
        self.update()

    def _lines(self, width: int) -> list[range]:
        """Which maps stand in each line."""
        room = width - 2 * _MARGIN - _NAMES
        count = self.pairs.shape[1]
        per_line = max(1, room // _WIDE)
        if -(-count // per_line) > _LINES:
            per_line = max(-(-count // _LINES), 1)
            per_line = min(per_line, max(1, room // _NARROW))
        return [range(n, min(n + per_line, count)) for n in range(0, count, per_line)]

    def boxes(self) -> list[tuple[range, QRectF]]:
        """The maps of each line, and where its cells stand."""
        lines = self._lines(self.width())
        room = self.width() - 2 * _MARGIN - _NAMES
        wide = min(_WIDE, room // len(lines[0]))
        pitch = _NUMBERS + 2 * _HIGH + _BETWEEN
        left = _MARGIN + _NAMES
        return [
            (maps, QRectF(left, _HEAD + n * pitch + _NUMBERS, wide * len(maps), 2 * _HIGH))
            for n, maps in enumerate(lines)
        ]

    def hasHeightForWidth(self) -> bool:  # noqa: N802
        """Narrower means more lines."""
        return True

    def heightForWidth(self, width: int) -> int:  # noqa: N802
        """Heading, lines, legend."""
        return _HEAD + len(self._lines(width)) * (_NUMBERS + 2 * _HIGH + _BETWEEN) + _FOOT

    def sizeHint(self) -> QSize:  # noqa: N802
        """At the present width."""
        return QSize(400, self.heightForWidth(max(self.width(), 400)))

    def map_at(self, x: float, y: float) -> int | None:
        """The map whose pair stands at a point."""
        for maps, box in self.boxes():
            cell = find_cell(box, (2, len(maps)), x, y)
            if cell is not None:
                return maps[cell[1]]
        return None

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The pair under the pointer is written out."""
        self._hover(self.map_at(event.position().x(), event.position().y()))

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """The chosen pair is written out again."""
        self._hover(None)

    def _hover(self, number: int | None) -> None:
        if number != self.hovered:
            self.hovered = number
            self._say()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click chooses a map."""
        number = self.map_at(event.position().x(), event.position().y())
        if number is not None and event.button() == Qt.MouseButton.LeftButton:
            self.choose(number)
            self.channel_wanted.emit(number)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Left and right choose the neighbour."""
        step = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}.get(Qt.Key(event.key()))
        if step is None or event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier:
            super().keyPressEvent(event)
        elif 0 <= self.chosen + step < self.pairs.shape[1]:
            self.hovered = None
            self.choose(self.chosen + step)
            self.channel_wanted.emit(self.chosen)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Heading, numbered cells, legend."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        line = QRectF(_MARGIN, 8, self.width() - 2 * _MARGIN, 18)
        paint_text(painter, line, self.heading, "heading", "text", self._tokens)
        line.setLeft(line.left() + width_of(self.heading, "heading") + 8)
        line.translate(0, 1)
        paint_text(painter, line, self.sentence, "caption", "text_2", self._tokens)
        for maps, box in self.boxes():
            self._paint_line(painter, maps, box)
        last = self.boxes()[-1][1]
        bar = QRectF(last.left(), last.bottom() + 10, min(240, self.width() - last.left() - 190), 8)
        lut = weight_table(self._tokens.is_dark)
        paint_legend(painter, bar, lut, legend_texts(self.largest), self._tokens, is_signed=True)
        beside = QRectF(bar.right() + 18, bar.top() - 5, 180, 18)
        paint_text(painter, beside, "one scale for the layer", "caption", "text_2", self._tokens)
        if self.hasFocus():
            paint_focus(painter, self.boxes()[0][1].united(last), self._tokens)

    def _paint_line(self, painter: QPainter, maps: range, box: QRectF) -> None:
        lut = weight_table(self._tokens.is_dark)
        values = self.pairs[:, maps.start : maps.stop]
        paint_cells(painter, box, values, self.largest, lut, self._tokens)
        shown = self.chosen if self.hovered is None else self.hovered
        pitch = box.width() / len(maps)
        middles = [box.left() + (n + 0.5) * pitch for n in range(len(maps))]
        meant = shown - maps.start if shown in maps else None
        size = label_width(self.pairs.shape[1])
        labels = chosen_labels(middles, meant, size, box.left(), box.right(), maps.start)
        paint_columns(painter, labels, box.top() - _NUMBERS, self._tokens)
        for row, name in enumerate(("coefficient w", "bias b")):
            cell = cell_rect(box, (2, len(maps)), row, 0)
            beside = QRectF(_MARGIN, cell.top(), _NAMES - 6, cell.height())
            paint_text(painter, beside, name, "caption", "text_2", self._tokens, RIGHT)
        if meant is not None:
            top, low = (cell_rect(box, (2, len(maps)), row, meant) for row in (0, 1))
            outline_cell(painter, top.united(low), self._tokens)
