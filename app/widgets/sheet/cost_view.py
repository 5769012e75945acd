"""What a layer costs, each with its formula, and what it would cost without sharing weights."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.sheet.cost_texts import CostRow, Sharing, SharingRow, spoken_costs, spoken_sharing
from app.widgets.sheet.lettering import (
    CENTER,
    RIGHT,
    first_fitting,
    paint_formula,
    paint_text,
    plain,
    width_of,
)

_HEAD, _LOW_HEAD = 24, 20  # pixels for a title, and where rows are close
_LOW_LINE = 16  # pixels of rows that are close
_AXIS = 16  # pixels for the numbers under the bars
_RAISED = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
_BAR = 8  # pixels of a bar's height


class CostView(QWidget):
    """Rows of a name, a formula with its numbers, and what comes out."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._line = 19
        self.rows: tuple[CostRow, ...] = ()
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Cost")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def set_line(self, pixels: int) -> None:
        """Height of a row."""
        self._line = pixels
        self.updateGeometry()
        self.update()

    def show_rows(self, rows: tuple[CostRow, ...]) -> None:
        """Show the costs of a layer."""
        self.rows = rows
        self.setAccessibleDescription(spoken_costs(rows))
        self.updateGeometry()
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as its rows."""
        return QSize(392, self._head + len(self.rows) * self._line)

    @property
    def _head(self) -> int:
        return _head(self._line)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """The formula in letters and numbers; where it is too long, in numbers only."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = QRectF(0, 2, self.width(), 18)
        paint_text(painter, head, "Cost", "heading", "text", self._tokens)
        for row, line in zip(self.rows, self._lines(), strict=True):
            paint_text(painter, line, row.name, "body", "text_2", self._tokens)
            paint_text(painter, line, row.value, "button", "text", self._tokens, RIGHT)
            room = self._room(row, line)
            text = first_fitting(row.formulas, "caption", room.width())
            paint_formula(painter, room, text, "caption", "text_3", self._tokens)

    def _room(self, row: CostRow, line: QRectF) -> QRectF:
        """Where the formula of a row stands."""
        left = max((width_of(known.name, "body") for known in self.rows), default=0.0) + 8
        return line.adjusted(left, 0, -width_of(row.value, "button") - 10, 0)

    def _lines(self) -> list[QRectF]:
        tops = (self._head + n * self._line for n in range(len(self.rows)))
        return [QRectF(0, top, self.width(), self._line) for top in tops]

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The whole formula as a tooltip, where only a part of it has room."""
        found = (
            row.tip
            for row, line in zip(self.rows, self._lines(), strict=True)
            if line.contains(event.position())
            and width_of(row.formulas[0], "caption") > self._room(row, line).width()
        )
        self.setToolTip(plain(next(found, "")))


class SharingView(QWidget):
    """Three bars on a logarithmic axis; or a sentence where there is nothing to share."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._line = 19
        self._has_formulas = False
        self.sharing = Sharing((), 0, 1, "")
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("The same layer without sharing")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def set_line(self, pixels: int, *, has_formulas: bool) -> None:
        """Height of a row; `has_formulas`: a line with the formula stands beneath each."""
        self._line, self._has_formulas = pixels, has_formulas
        self.updateGeometry()
        self.update()

    def show_sharing(self, sharing: Sharing) -> None:
        """Show the comparison for a layer."""
        self.sharing = sharing
        self.setAccessibleDescription(spoken_sharing(sharing))
        self.updateGeometry()
        self.update()

    @property
    def _head(self) -> int:
        return _head(self._line)

    @property
    def _pitch(self) -> int:
        return self._line + (16 if self._has_formulas else 0)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As high as bars, axis and sentence."""
        height = self._head + len(self.sharing.rows) * self._pitch
        height += _AXIS * bool(self.sharing.rows)
        return QSize(392, height + 2 * 17 * bool(self.sharing.sentence))

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Title, bars, axis; the sentence where there is one."""
        if not self.sharing.rows and not self.sharing.sentence:
            return
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        head = QRectF(0, 2, self.width(), 18)
        title = "The same layer without sharing"
        paint_text(painter, head, title, "heading", "text", self._tokens)
        if self.sharing.sentence:
            box = QRectF(0, self._head, self.width(), self.height() - self._head)
            side = Qt.AlignmentFlag.AlignTop | Qt.TextFlag.TextWordWrap
            paint_text(
                *(painter, box, self.sharing.sentence, "body", "text_2", self._tokens),
                side=Qt.AlignmentFlag(side),
            )
            return
        caption = "parameters, log axis"
        paint_text(painter, head, caption, "caption", "text_3", self._tokens, RIGHT)
        for row, line in zip(self.sharing.rows, self._lines(), strict=True):
            self._paint_row(painter, row, line)
        self._paint_axis(painter)

    def _lines(self) -> list[QRectF]:
        tops = (self._head + n * self._pitch for n in range(len(self.sharing.rows)))
        return [QRectF(0, top, self.width(), self._line) for top in tops]

    def bar(self, row: int) -> QRectF:
        """The whole trough of a row."""
        line = self._lines()[row]
        left = max(width_of(r.name, "heading") for r in self.sharing.rows) * 12 / 13 + 12
        number = max(width_of(r.value, "button") for r in self.sharing.rows)
        right = self.width() - self._ratio - number - 14
        return QRectF(round(left), line.center().y() - _BAR / 2, max(20.0, right - left), _BAR)

    @property
    def _ratio(self) -> float:
        """Pixels of the column of ratios, with the gap before it."""
        return max(44.0, max(width_of(row.ratio, "button") for row in self.sharing.rows) + 14)

    def _paint_row(self, painter: QPainter, row: SharingRow, line: QRectF) -> None:
        index = self.sharing.rows.index(row)
        style, role = ("button", "text") if index == 0 else ("body", "text_2")
        paint_text(painter, line, row.name, style, role, self._tokens)
        paint_text(painter, line, row.ratio, "button", "text", self._tokens, RIGHT)
        number = line.adjusted(0, 0, -self._ratio, 0)
        paint_text(painter, number, row.value, style, role, self._tokens, RIGHT)
        bar = self.bar(index)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(self._tokens.color("trough"))
        painter.drawRoundedRect(bar, 2, 2)
        painter.setBrush(self._tokens.color("bar" if index else "accent"))
        filled = QRectF(bar.left(), bar.top(), max(2.0, bar.width() * row.fraction), bar.height())
        painter.drawRoundedRect(filled, 2, 2)
        for power in range(self.sharing.low + 1, self.sharing.high):
            x = bar.left() + bar.width() * self.sharing.position(power)
            painter.fillRect(
                QRectF(round(x), bar.top(), 1, bar.height()), self._tokens.color("surface")
            )
        if self._has_formulas:
            below = QRectF(line.left(), line.bottom() - 3, line.width() - self._ratio, 16)
            text = first_fitting(row.formulas, "caption", below.width())
            paint_formula(painter, below, text, "caption", "text_3", self._tokens)

    def _paint_axis(self, painter: QPainter) -> None:
        """Powers of ten, as many as have room."""
        bar = self.bar(len(self.sharing.rows) - 1)
        top = self._lines()[-1].bottom() + (13 if self._has_formulas else -2)
        low, high = self.sharing.low, self.sharing.high
        step = next(n for n in range(1, 20) if n * bar.width() / (high - low) >= 30)
        for power in range(low, high + 1, step):
            x = bar.left() + bar.width() * self.sharing.position(power)
            box = QRectF(x - 15, top, 30, _AXIS)
            text = f"10{str(power).translate(_RAISED)}"
            paint_text(painter, box, text, "caption", "text_3", self._tokens, CENTER)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The whole formula as a tooltip, where it does not stand beneath the row."""
        room = self.width() - self._ratio if self._has_formulas and self.sharing.rows else 0.0
        found = (
            row.tip
            for row, line in zip(self.sharing.rows, self._lines(), strict=True)
            if line.contains(event.position()) and width_of(row.formulas[0], "caption") > room
        )
        self.setToolTip(plain(next(found, "")))


def _head(line: int) -> int:
    """Pixels for a title above rows of this height."""
    return _HEAD if line > _LOW_LINE else _LOW_HEAD
