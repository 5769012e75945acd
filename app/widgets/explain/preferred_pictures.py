"""Four pictures that were made to excite a unit, growing side by side."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.formats import signed
from app.tokens import LIGHT, Tokens
from app.widgets.explain.patches_painting import ink_image, paint_frame, paint_image
from app.widgets.sheet.lettering import CENTER, RIGHT, paint_text
from model.maximisation import SEEDS, MaximisationReport

_ACROSS = 2
_GAP, _LINE = 8, 16


class PreferredPictures(QWidget):
    """Two rows of two, each as much of the raster as the unit sees; seed and value beneath."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._report: MaximisationReport | None = None
        self._rows = self._columns = range(28)
        self._seed = 0
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(self._size(84))
        self.setAccessibleName("Pictures that excite it")
        self._tell()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def begin(self, rows: range, columns: range, seed: int) -> None:
        """Pictures with seeds from `seed` on will come, of a unit that sees this much."""
        self._rows, self._columns, self._seed, self._report = rows, columns, seed, None
        self._tell()

    @property
    def field(self) -> tuple[range, range]:
        """Rows and columns of the raster that are shown."""
        return self._rows, self._columns

    def show_report(self, report: MaximisationReport | None) -> None:
        """The pictures as they are now."""
        self._report = report
        self._tell()

    def _tell(self) -> None:
        text = "none yet"
        if self._report is not None:
            values = ", ".join(signed(float(value), 2) for value in self._report.values)
            text = f"step {self._report.step} of {self._report.steps}, values {values}"
        self.setAccessibleDescription(text)
        self.update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Be no higher than pictures of this width need."""
        super().resizeEvent(event)
        height = self._size((self.width() - 4 - _GAP) // _ACROSS).height()
        self.setMaximumHeight(max(self.minimumHeight(), height))

    def place(self, number: int) -> QRectF:
        """Where a picture stands."""
        row, column = divmod(number, _ACROSS)
        wide = (self.width() - 4 - _GAP) // _ACROSS
        side = min(wide, (self.height() - 4 - _GAP) // _ACROSS - _LINE)
        left = (self.width() - _ACROSS * side - _GAP) // 2
        return QRectF(left + column * (side + _GAP), 2 + row * (side + _LINE + _GAP), side, side)

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Four pictures, or empty frames; the best one's value is violet."""
        painter, report = QPainter(self), self._report
        best = int(np.argmax(report.values)) if report is not None else -1
        for n in range(SEEDS):
            place = self.place(n)
            if report is None:
                self._paint_empty(painter, place, n)
                continue
            picture = ink_image(report.pictures[n], self._rows, self._columns, self._tokens)
            box = paint_image(painter, picture, place, self._tokens)
            if n == best:
                paint_frame(painter, box, self._tokens, "accent")
            line = QRectF(box.left() - 1, box.bottom() + 2, box.width() + 2, _LINE - 2)
            text = signed(float(report.values[n]), 2)
            role = "accent" if n == best else "text"
            paint_text(painter, line, f"seed {self._seed + n}", "caption", "text_3", self._tokens)
            paint_text(painter, line, text, "label", role, self._tokens, RIGHT)

    def _paint_empty(self, painter: QPainter, place: QRectF, number: int) -> None:
        painter.fillRect(place, self._tokens.color("panel"))
        paint_frame(painter, place, self._tokens)
        text = f"seed {self._seed + number}"
        paint_text(painter, place, text, "caption", "text_3", self._tokens, CENTER)

    def _size(self, side: int) -> QSize:
        return QSize(_ACROSS * side + _GAP + 4, _ACROSS * (side + _LINE) + _GAP + 4)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Pictures of 112 pixels."""
        return self._size(112)
