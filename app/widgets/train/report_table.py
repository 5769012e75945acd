"""Before and now in numbers: one row per rate, with interval and difference."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.sheet.lettering import paint_text, width_of
from app.widgets.train.train_texts import interval_text, points_text, rate_text
from model.measures import Rate
from model.retraining_report import BeforeAfter, Change

_HEADERS = ("error on", "before", "now", "difference")
_SHARES = (0.0, 0.39, 0.615, 0.845)  # where the columns begin
_HEAD, _ROW = 16, 17
_MOST = 3  # rows there can be: own, generated, MNIST


class ReportTable(QWidget):
    """Rates as painted text. rows: what is shown, as plain text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.rows: tuple[tuple[str, ...], ...] = ()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setMinimumWidth(360)
        self.setAccessibleName("Before and now")
        self.show_result(None)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_result(self, result: BeforeAfter | None) -> None:
        """Fill in the rates; None: dashes."""
        if result is None:
            self.rows = tuple((n, "–", "–", "–") for n in ("your held-out samples", "check set"))
        else:
            changes = [*([result.held_out] if result.held_out else []), *result.check]
            self.rows = tuple(_texts(change) for change in changes[:_MOST])
        self.setFixedHeight(_HEAD + _ROW * len(self.rows))
        self.setAccessibleDescription("; ".join(", ".join(row) for row in self.rows))
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Headers, then a line for each rate; the rate stands out, its interval does not."""
        painter = QPainter(self)
        for n, row in enumerate((_HEADERS, *self.rows)):
            top = _HEAD + (n - 1) * _ROW if n else 0
            for column, text in enumerate(row):
                box = QRectF(_SHARES[column] * self.width(), top, self.width(), _ROW)
                if n == 0:
                    paint_text(painter, box, text, "caption", "text_3", self._tokens)
                else:
                    self._paint_cell(painter, box, text, is_number=column > 0)

    def _paint_cell(self, painter: QPainter, box: QRectF, text: str, *, is_number: bool) -> None:
        first, _, rest = text.partition("  ")
        style = "button" if is_number else "body"
        paint_text(painter, box, first, style, "text", self._tokens)
        box.setLeft(box.left() + width_of(first, style) + 8)
        paint_text(painter, box, rest, "body", "text_2", self._tokens)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the tiles beneath it."""
        return QSize(616, _HEAD + _ROW * len(self.rows))


def _texts(change: Change) -> tuple[str, str, str, str]:
    """One row in plain text."""
    return (
        f"{change.name}, {change.after.samples:,}",
        _with_interval(change.before),
        _with_interval(change.after),
        points_text(change.points),
    )


def _with_interval(rate: Rate) -> str:
    return f"{rate_text(rate)}  {interval_text(rate)}"
