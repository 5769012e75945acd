"""Errors of every class, before and now, as pairs of bars."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.sheet.lettering import LEFT, paint_text
from app.widgets.train.train_texts import label_text
from model.retraining_report import LABELS, BeforeAfter, Change

_NAME = 92  # pixels of the words at the left
_DIGIT = 12  # pixels of a label before its bars
_ROW = 44
Pairs = dict[int, Change]


class ClassChanges(QWidget):
    """A column per label; outline = before, filled = now; the numbers are errors, not rates."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.rows: tuple[tuple[str, Pairs], ...] = ()
        self.setFixedHeight(2 * _ROW)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("Errors per class")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_result(self, result: BeforeAfter | None) -> None:
        """Show the errors of every label on both sets."""
        if result is None:
            self.rows = ()
        else:
            self.rows = (
                ("your held-out", dict(result.by_label)),
                ("check set", dict(result.check_by_label)),
            )
        self.setAccessibleDescription(self.summary())
        self.update()

    def summary(self) -> str:
        """In words."""
        parts = [
            f"{name}: "
            + ", ".join(
                f"{label_text(label)}: {change.before.count} to {change.after.count} "
                f"of {change.after.samples}"
                for label, change in sorted(pairs.items())
            )
            for name, pairs in self.rows
            if pairs
        ]
        return "; ".join(parts) or "no errors counted"

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Both sets, one above the other."""
        painter = QPainter(self)
        for number, (name, pairs) in enumerate(self.rows):
            self._paint_set(painter, number * _ROW, name, pairs)

    def _paint_set(self, painter: QPainter, top: float, name: str, pairs: Pairs) -> None:
        tokens = self._tokens
        paint_text(painter, QRectF(0, top, _NAME, 16), name, "label", "text_2", tokens, LEFT)
        key = QRectF(0, top + 15, _NAME, 16)
        paint_text(painter, key, "errors, was → is", "caption", "text_3", tokens, LEFT)
        rates = [rate.rate for c in pairs.values() for rate in (c.before, c.after)]
        largest = max(rates, default=0.0) or 1.0
        pitch = (self.width() - _NAME) / LABELS
        for label in range(LABELS):
            box = QRectF(round(_NAME + label * pitch), top + 2, pitch, 14)
            name = label_text(label)
            paint_text(painter, box, name, "label", "text_2", tokens, LEFT)
            change = pairs.get(label)
            if change is not None:
                box.adjust(_DIGIT, 0, -8, 0)
                self._paint_pair(painter, box, change, largest)
                was, now = change.before.count, change.after.count
                text = f"{was} → {now}" if was != now else str(now)
                role = "text" if was != now else "text_3"
                numbers = box.translated(0, 15).adjusted(0, 0, 8, 0)
                paint_text(painter, numbers, text, "caption", role, tokens, LEFT)

    def _paint_pair(self, painter: QPainter, box: QRectF, change: Change, largest: float) -> None:
        """Two bars to the right of a base line: before as an outline, beneath it now, filled."""
        tokens, width = self._tokens, box.width()
        painter.setPen(QPen(tokens.color("faint"), 1))
        painter.drawLine(box.topLeft(), box.bottomLeft())
        before = QRectF(box.left(), box.top() + 1, width * change.before.rate / largest, 5)
        after = QRectF(box.left(), box.top() + 8, width * change.after.rate / largest, 5)
        painter.setPen(QPen(tokens.color("bar"), 1))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        if change.before.count:
            painter.drawRect(before.adjusted(0.5, 0.5, -0.5, -0.5))
        painter.fillRect(after, tokens.color("bar"))

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the tiles that it takes turns with."""
        return QSize(616, 2 * _ROW)
