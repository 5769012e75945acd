"""How the windows of a pooling or sub-sampling layer lie on a map, and what each computes."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QBrush, QMouseEvent, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.ledger.cells import find_cell
from app.widgets.sheet.lettering import (
    CENTER,
    first_fitting,
    paint_formula,
    paint_text,
    plain,
    width_of,
    wrapped,
)
from model.costs import Windows

_MARGIN, _HEAD, _NAME, _BETWEEN = 12, 34, 20, 72
_LINE = 18
_LARGEST = 34  # pixels along a cell
_LEAST = 24  # pixels along a map; a smaller one shows nothing
_ENLARGED = 34  # pixels along a cell of the enlarged window
_MOST_ENLARGED = 5  # cells along its side
_NAMED = 18  # pixels of a cell that holds its letter


@dataclass(frozen=True, slots=True)
class WindowWords:
    """What stands around the two maps.

    before, after: their names; formulas: what a window computes, longest first; sentences: what
    follows from it.
    """

    heading: str
    caption: str
    before: str
    after: str
    formulas: tuple[str, ...]
    sentences: tuple[str, ...]


class WindowDiagram(QWidget):
    """A map before, cell by cell, the map after, and the window of one of its cells in violet.

    Pointing at either map moves the window.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.windows: Windows | None = None
        self.words = WindowWords("", "", "", "", ("",), ())
        self.place = 0, 0  # of the window, in cells of the map after
        self.setMouseTracking(True)
        self.setAccessibleName("Window")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_windows(self, windows: Windows, words: WindowWords) -> None:
        """Show the windows of a layer; the one in the middle is marked."""
        self.windows, self.words = windows, words
        self.place = (windows.places // 2, windows.places // 2)
        parts = (words.heading, words.caption, plain(words.formulas[0]), *words.sentences)
        self.setAccessibleDescription(". ".join(part for part in parts if part))
        self.update()

    def boxes(self) -> tuple[QRectF, QRectF]:
        """Where the cells of the map before and of the map after stand."""
        assert self.windows is not None
        before, after = self.windows.size, self.windows.places
        head = _NAME + (_HEAD if self.words.heading else 4)
        texts = 14 + _LINE * (1 + len(self.sentences()))
        height = self.height() - head - texts
        width = self.width() - 2 * _MARGIN - _BETWEEN
        cell = max(1, int(min(height / before, width / (before + after), _LARGEST)))
        first = QRectF(_MARGIN, head, before * cell, before * cell)
        top = head + (before - after) * cell // 2
        return first, QRectF(first.right() + _BETWEEN, top, after * cell, after * cell)

    def sentences(self) -> list[str]:
        """The sentences in lines that fit the width."""
        room = self.width() - 2 * _MARGIN
        lines = (wrapped(text.split(" "), " ", "body", room) for text in self.words.sentences)
        return [line for sentence in lines for line in sentence]

    def window_box(self) -> QRectF:
        """Where the marked window lies on the map before."""
        assert self.windows is not None
        box, _ = self.boxes()
        cell, windows = box.width() / self.windows.size, self.windows
        row, column = (n * windows.stride for n in self.place)
        side = windows.window * cell
        return QRectF(box.left() + column * cell, box.top() + row * cell, side, side)

    def _cell_box(self) -> QRectF:
        assert self.windows is not None
        _, box = self.boxes()
        cell = box.width() / self.windows.places
        row, column = self.place
        return QRectF(box.left() + column * cell, box.top() + row * cell, cell, cell)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The window under the pointer is marked."""
        if self.windows is None:
            return
        (before, after), windows = self.boxes(), self.windows
        x, y = event.position().x(), event.position().y()
        cell = find_cell(after, (windows.places, windows.places), x, y)
        if cell is None:
            over = find_cell(before, (windows.size, windows.size), x, y)
            last = windows.places - 1
            cell = over and (
                min(over[0] // windows.stride, last),
                min(over[1] // windows.stride, last),
            )
        if cell is not None and cell != self.place:
            self.place = cell
            self.update()

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """The window in the middle is marked again."""
        if self.windows is not None:
            self.place = (self.windows.places // 2, self.windows.places // 2)
            self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Two maps, the window, the formula."""
        if self.windows is None:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self._paint_head(painter)
        before, after = self.boxes()
        if before.height() < _LEAST:  # no room: the formula says it
            self._paint_texts(painter, _HEAD if self.words.heading else 4)
            return
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        self._paint_grid(painter, before, self.windows.size)
        self._paint_left_over(painter, before)
        self._paint_grid(painter, after, self.windows.places)
        self._paint_window(painter)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for name, box in ((self.words.before, before), (self.words.after, after)):
            line = QRectF(box.left(), box.top() - _NAME, max(box.width(), 120), _NAME)
            paint_text(painter, line, name, "caption", "text_3", self._tokens)
        self._paint_texts(painter, before.bottom() + 12)

    def _paint_head(self, painter: QPainter) -> None:
        line = QRectF(_MARGIN, 8, self.width() - 2 * _MARGIN, 18)
        paint_text(painter, line, self.words.heading, "heading", "text", self._tokens)
        line.setLeft(line.left() + width_of(self.words.heading, "heading") + 8)
        line.translate(0, 1)
        paint_text(painter, line, self.words.caption, "caption", "text_3", self._tokens)

    def _paint_grid(self, painter: QPainter, box: QRectF, cells: int) -> None:
        painter.fillRect(box, self._tokens.color("panel"))
        painter.setPen(QPen(self._tokens.color("hairline"), 1))
        cell = box.width() / cells
        for n in range(cells + 1 if cell >= 3 else 0):
            across, down = box.left() + n * cell, box.top() + n * cell
            painter.drawLine(QPointF(across, box.top()), QPointF(across, box.bottom()))
            painter.drawLine(QPointF(box.left(), down), QPointF(box.right(), down))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._tokens.color("border"), 1))
        painter.drawRect(box)

    def _paint_left_over(self, painter: QPainter, box: QRectF) -> None:
        """Cells at the end that no window reaches are hatched."""
        assert self.windows is not None
        if not self.windows.left_over:
            return
        side = self.windows.left_over * box.width() / self.windows.size
        brush = QBrush(self._tokens.color("faint"), Qt.BrushStyle.BDiagPattern)
        painter.fillRect(box.adjusted(box.width() - side, 0, 0, 0), brush)
        painter.fillRect(box.adjusted(0, box.height() - side, -side, 0), brush)

    def _paint_window(self, painter: QPainter) -> None:
        window, cell = self.window_box(), self._cell_box()
        accent, soft = self._tokens.color("accent"), self._tokens.color("accent_soft")
        painter.setPen(QPen(self._tokens.color("border"), 1, Qt.PenStyle.DotLine))
        painter.drawLine(window.topRight(), cell.topLeft())
        painter.drawLine(window.bottomRight(), cell.bottomLeft())
        painter.setPen(QPen(accent, 2))
        painter.setBrush(soft)
        painter.drawRect(window)
        painter.setBrush(accent)
        painter.drawRect(cell)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        assert self.windows is not None
        if window.width() >= _NAMED * self.windows.window:
            self._paint_letters(painter, window, cell)
        else:
            self._paint_enlarged(painter)

    def _paint_letters(self, painter: QPainter, window: QRectF, cell: QRectF) -> None:
        """x_1, x_2 ... in the cells of the window, y in the one that it becomes."""
        assert self.windows is not None
        count = self.windows.window
        side = window.width() / count
        for n in range(count**2):
            row, column = divmod(n, count)
            box = QRectF(window.left() + column * side, window.top() + row * side, side, side)
            box.setLeft(box.center().x() - width_of(f"x_{n + 1}", "body") / 2)
            box.translate(0, -2)
            paint_formula(painter, box, f"x_{n + 1}", "body", "text", self._tokens)
        paint_text(painter, cell, "y", "body", "on_accent", self._tokens, CENTER)

    def enlarged(self) -> tuple[QRectF, QRectF] | None:
        """Where the window and its cell stand enlarged; None where there is no room or need."""
        assert self.windows is not None
        count, (before, after) = self.windows.window, self.boxes()
        size = count * _ENLARGED
        left = after.right() + 48
        is_free = left + size + 40 + _ENLARGED <= self.width() - _MARGIN
        if not is_free or size > before.height() or count > _MOST_ENLARGED:
            return None
        top = before.center().y() - size / 2
        window = QRectF(round(left), round(top), size, size)
        cell = QRectF(window.right() + 40, window.center().y() - _ENLARGED / 2, *(_ENLARGED,) * 2)
        return window, cell

    def _paint_enlarged(self, painter: QPainter) -> None:
        boxes = self.enlarged()
        if boxes is None or self.windows is None:
            return
        window, cell = boxes
        side = window.width() / self.windows.window
        painter.setRenderHint(QPainter.RenderHint.Antialiasing, on=False)
        painter.fillRect(window, self._tokens.color("accent_soft"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(self._tokens.color("border"), 1))
        for n in range(self.windows.window**2):
            row, column = divmod(n, self.windows.window)
            corner = window.topLeft() + QPointF(column * side, row * side)
            painter.drawRect(QRectF(corner, QPointF(corner.x() + side, corner.y() + side)))
        painter.setPen(QPen(self._tokens.color("accent"), 2))
        painter.drawRect(window)
        painter.fillRect(cell, self._tokens.color("accent"))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        arrow = QRectF(window.right(), window.top(), 40, window.height())
        paint_text(painter, arrow, "→", "title", "text_2", self._tokens, CENTER)
        self._paint_letters(painter, window, cell)

    def _paint_texts(self, painter: QPainter, top: float) -> None:
        line = QRectF(_MARGIN, top, self.width() - 2 * _MARGIN, _LINE)
        formula = first_fitting(self.words.formulas, "heading", line.width())
        paint_formula(painter, line, formula, "heading", "accent", self._tokens)
        for text in self.sentences():
            line.translate(0, _LINE)
            paint_text(painter, line, text, "body", "text_2", self._tokens)
