"""A formula of which each letter can be pointed at: it shows what it stands for, and is shown."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QFontMetricsF, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.theme import font
from app.tokens import LIGHT, Tokens

Term = tuple[str, str]  # its text, and the name of what it stands for; "" for signs

WEIGHTED: tuple[Term, ...] = (
    *(("a", "a"), (" = ", ""), ("b", "b"), (" + ", "")),
    *(("Σ", "sum"), (" ", ""), ("w", "w"), (" · ", ""), ("x", "x")),
)
_MEANINGS = {
    "a": "a: the pre-activation, before the non-linearity",
    "b": "b: the bias, one number for the whole map",
    "sum": "Σ: all products are added up",
    "w": "w: the weights of the kernel, the same at every place",
    "x": "x: the numbers of the layer before, in the window",
}


class FormulaBar(QWidget):
    """A formula on one line.

    Signals
    -------
    part_hovered(str): the letter under the pointer; "" when none is.
    """

    part_hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._terms: tuple[Term, ...] = ()
        self._emphasized = ""
        self.setMouseTracking(True)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Formula")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_terms(self, terms: tuple[Term, ...]) -> None:
        """Show another formula."""
        if terms != self._terms:
            self._terms = terms
            self._emphasized = ""
            self.setAccessibleDescription("".join(text for text, _ in terms))
            self.updateGeometry()
            self.update()

    def emphasize(self, part: str) -> None:
        """Show that a part is pointed at elsewhere."""
        if part != self._emphasized:
            self._emphasized = part
            self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the text."""
        metrics = QFontMetricsF(font("heading"))
        width = sum(metrics.horizontalAdvance(text) for text, _ in self._terms)
        return QSize(int(width) + 3, 24)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Letter by letter; the one that is meant on violet ground."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setFont(font("heading"))
        for box, text, part in self._boxes():
            is_meant = bool(part) and part == self._emphasized
            if is_meant:
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(self._tokens.color("accent_soft"))
                painter.drawRoundedRect(box.adjusted(-2, 2, 2, -2), 3, 3)
            painter.setPen(self._tokens.color("accent" if is_meant else "text"))
            painter.drawText(box, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, text)

    def _boxes(self) -> list[tuple[QRectF, str, str]]:
        metrics, x, boxes = QFontMetricsF(font("heading")), 1.0, []
        for text, part in self._terms:
            width = metrics.horizontalAdvance(text)
            boxes.append((QRectF(x, 0, width, self.height()), text, part))
            x += width
        return boxes

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Point at the letter under the pointer."""
        x = event.position().x()
        self._point(next((p for box, _, p in self._boxes() if box.left() <= x < box.right()), ""))

    def leaveEvent(self, _event: QEvent) -> None:  # noqa: N802
        """Point at nothing."""
        self._point("")

    def _point(self, part: str) -> None:
        if part != self._emphasized:
            self.emphasize(part)
            self.setToolTip(_MEANINGS.get(part, ""))
            self.part_hovered.emit(part)
