"""Deletion or insertion: a line for every map, told apart by dashes and a list of results."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.formats import percent
from app.tokens import LIGHT, Tokens
from app.widgets.explain.explain_texts import NAMES, nothing_text, result_order
from app.widgets.sheet.lettering import CENTER, LEFT, RIGHT, paint_focus, paint_text
from app.widgets.train.curve_axis import round_step
from model.explanation import Curves

_GUTTER, _TOP, _AXIS, _LIST = 42, 8, 34, 152  # pixels left, above, below the plot; of the list
_ROW, _HEAD = 22, 20  # pixels of the list
_DASHES: dict[str, list[float]] = {
    "occlusion": [],
    "integrated": [9, 3],
    "gradient": [5, 2.5],
    "guided": [5, 2, 1, 2],
    "deconvnet": [1.5, 1.5],
    "random": [1, 3],
}
_MEAN = "random: mean of 10 orders"
_ENDS = {
    "deletion": "lower is better",
    "insertion": "higher is better",
}


class HonestyChart(QWidget):
    """Best result first; a row of the list chooses its method.

    Signals
    -------
    chosen(str): a method.
    """

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.curves: Curves | None = None
        self.method = ""
        self.note = ""  # what stands where no curves are
        self.is_unit = False  # whose maps are tried on the answer
        self.setMinimumSize(320, 190)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("Deletion and insertion curves")
        self.setToolTip("A click on a name emphasises its line; so do the arrow keys")
        self._tell()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_curves(self, curves: Curves | None, *, is_unit: bool = False) -> None:
        """Show curves; None: there are none yet. is_unit: of a unit's maps."""
        self.curves, self.is_unit = curves, is_unit
        self._tell()
        self.update()

    def choose(self, method: str) -> None:
        """Emphasise a method's line."""
        self.method = method
        self._tell()
        self.update()

    @property
    def names(self) -> list[str]:
        """Methods and "random" in the order of the list."""
        return [] if self.curves is None else result_order(self.curves)

    def summary(self) -> str:
        """The results in words."""
        if self.curves is None:
            return "no curves yet"
        parts = [f"{NAMES[n]} {percent(self.curves.mean(n), 0)}" for n in self.names]
        if not self.curves.is_read:
            return nothing_text(self.curves)
        return f"mean probability of {self.curves.digit}, best first: {', '.join(parts)}"

    def _tell(self) -> None:
        chosen = f"; {NAMES[self.method]} selected" if self.method else ""
        self.setAccessibleDescription(self.summary() + chosen)

    # -- places ------------------------------------------------------------------------------

    @property
    def plot(self) -> QRectF:
        """Where the lines are."""
        width, height = self.width() - _GUTTER - _LIST - 24, self.height() - _TOP - _AXIS
        return QRectF(_GUTTER, _TOP, max(1, width), max(1, height))

    @property
    def most(self) -> int:
        """Pixels of ink, at the right end of the plot."""
        return 1 if self.curves is None else max(1, int(self.curves.pixels[-1]))

    def point(self, pixels: float, probability: float) -> QPointF:
        """Where a value is painted."""
        plot = self.plot
        across = plot.left() + pixels / self.most * plot.width()
        return QPointF(across, plot.bottom() - probability * plot.height())

    def row(self, number: int) -> QRectF:
        """A row of the list."""
        left, top = self.width() - _LIST, _TOP + _HEAD + number * _ROW
        return QRectF(left, top, _LIST, _ROW)

    # -- painting ----------------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Axes, lines with the chosen one on top, list."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.hasFocus():
            paint_focus(painter, QRectF(self.rect()).adjusted(3, 3, -3, -3), self._tokens)
        self._paint_axes(painter)
        if self.curves is None:
            between = self.plot.adjusted(0, 0, 0, -self.plot.height() / 2)  # two lines
            paint_text(painter, between, self.note, "body", "text_3", self._tokens, CENTER)
            return
        for name in sorted(self.names, key=lambda name: name == self.method):
            self._paint_line(painter, self.curves, name)
        self._paint_list(painter, self.curves)

    def _paint_axes(self, painter: QPainter) -> None:
        plot, tokens = self.plot, self._tokens
        for part in (0.0, 0.5, 1.0):
            y = round(self.point(0, part).y()) + 0.5
            painter.setPen(QPen(tokens.color("faint" if part == 0 else "hairline"), 1))
            painter.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y))
            box = QRectF(0, y - 8, _GUTTER - 6, 16)
            paint_text(painter, box, f"{100 * part:.0f} %", "caption", "text_3", tokens, RIGHT)
        if self.curves is None:
            return
        step = int(max(1, round_step(self.most, 4)))
        for pixels in range(0, self.most + 1, step):
            box = QRectF(self.point(pixels, 0).x() - 20, plot.bottom() + 4, 40, 14)
            paint_text(painter, box, f"{pixels}", "caption", "text_3", tokens, CENTER)
        word = "pixels erased" if self.curves.kind == "deletion" else "pixels put back"
        below = QRectF(plot.left(), plot.bottom() + 18, plot.width(), 15)
        paint_text(painter, below, word, "caption", "text_3", tokens, CENTER)

    def _pen(self, name: str) -> QPen:
        if name == self.method:
            return QPen(self._tokens.color("accent"), 2.5)
        pen = QPen(self._tokens.color("text_3" if name == "random" else "text_2"), 1.5)
        if _DASHES[name]:
            pen.setDashPattern(_DASHES[name])
        return pen

    def _paint_line(self, painter: QPainter, curves: Curves, name: str) -> None:
        painter.setPen(self._pen(name))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        values = zip(curves.pixels.tolist(), curves.curves[name].tolist(), strict=True)
        painter.drawPolyline(QPolygonF([self.point(*value) for value in values]))

    def _paint_list(self, painter: QPainter, curves: Curves) -> None:
        tokens = self._tokens
        head = self.row(0).translated(0, -_HEAD)
        title = f"mean probability of {curves.digit}" if curves.is_read else "not ranked"
        paint_text(painter, head, title, "caption", "text_3", tokens)
        for number, name in enumerate(self.names):
            row, is_chosen = self.row(number), name == self.method
            painter.setPen(self._pen(name))
            y = round(row.center().y()) + 0.5
            painter.drawLine(QPointF(row.left(), y), QPointF(row.left() + 26, y))
            role, style = ("accent", "button") if is_chosen else ("text_2", "body")
            paint_text(painter, row.adjusted(33, 0, 0, 0), NAMES[name], style, role, tokens, LEFT)
            result = percent(curves.mean(name), 0) if curves.is_read else ""
            paint_text(painter, row, result, "button", "text", tokens, RIGHT)
        end = "of the answer, not the unit" if self.is_unit else _ENDS[curves.kind]
        notes = end if curves.is_read else f"{curves.digit} is not read", _MEAN
        below = self.row(len(self.names)).adjusted(0, 4, 0, -2)
        for number, text in enumerate(notes):
            line = below.translated(0, 15 * number)
            if line.bottom() <= self.height():
                paint_text(painter, line, text, "caption", "text_3", tokens)

    # -- choosing ----------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Choose the method of a row."""
        for number, name in enumerate(self.names):
            if name != "random" and self.row(number).contains(event.position()):
                self.chosen.emit(name)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Up and down walk through the list."""
        steps = {Qt.Key.Key_Up.value: -1, Qt.Key.Key_Down.value: 1}
        names = [name for name in self.names if name != "random"]
        if event.key() not in steps or not names:
            super().keyPressEvent(event)
            return
        at = names.index(self.method) if self.method in names else 0
        self.chosen.emit(names[(at + steps[event.key()]) % len(names)])

    def sizeHint(self) -> QSize:  # noqa: N802
        """In its card."""
        return QSize(470, 220)
