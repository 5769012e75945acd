"""Drawing + change = result, as pictures, each pixel a whole number of device pixels."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.colormaps import activation_table
from app.formats import percent, short_number
from app.tokens import LIGHT, Tokens
from app.widgets.fool.pictures import KeptImages, ink_image, paint_framed, side_of
from app.widgets.ledger.cells import paint_legend
from app.widgets.sheet.lettering import CENTER, paint_text
from model.fooling import LeastChange
from model.raster import SIDE

_HEAD, _READS, _LEGEND, _SIGN = 18, 20, 26, 14


class ChangeSum(QWidget):
    """Three pictures. found: what is shown; None: only the drawing."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens, self._kept = LIGHT, KeptImages()
        self.found: LeastChange | None = None
        self._drawing: NDArray[np.float32] | None = None
        self._change: NDArray[np.float32] | None = None  # the same object while it is shown
        self._reads = ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(3 * 3 * SIDE + 2 * _SIGN, _HEAD + 3 * SIDE + _READS + _LEGEND)
        self.setAccessibleName("Drawing, change and result")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._kept.clear()
        self.update()

    def show_drawing(self, array: NDArray[np.float32] | None, reads: str) -> None:
        """What there is to be changed, (28, 28), and how it is read; None: blank."""
        self._drawing, self._reads = array, reads
        self.update()

    def show_found(self, found: LeastChange | None) -> None:
        """A change and its result."""
        if found is not self.found:
            self.found = found
            self._change = None if found is None else found.change
            self.setAccessibleDescription(self.summary())
            self.update()

    @property
    def largest(self) -> float:
        """The largest single change, in ink."""
        return 0.0 if self._change is None else float(np.abs(self._change).max())

    @property
    def factor(self) -> float:
        """How much stronger the change is shown: so that the colours' ends are reached."""
        return 1.0 if not self.largest or self.largest >= 1 else 1 / self.largest

    def summary(self) -> str:
        """In words."""
        if self.found is None:
            return "no change found yet"
        result = self.found.result
        return (
            f"the drawing, {self._reads}; largest single change {self.largest:.2f} of full ink; "
            f"the result reads {result.prediction}, {percent(result.confidence)} "
            f"for {result.target}"
        )

    @property
    def cell(self) -> int:
        """Pixels along one of a picture's."""
        across = (self.width() - 2 * _SIGN - 4) / 3 / SIDE
        down = (self.height() - _HEAD - _READS - _LEGEND) / SIDE
        return max(2, int(min(across, down)))

    def boxes(self) -> tuple[QRectF, QRectF, QRectF]:
        """Where the three pictures stand."""
        side = side_of(self.cell)
        pitch = side + _SIGN
        left = 1 + max(0, round((self.width() - 3 * side - 2 * _SIGN - 2) / 2))
        top = _HEAD + max(0, round((self.height() - _HEAD - side - _READS - _LEGEND) / 3))
        first, second, third = (QRectF(left + n * pitch, top, side, side) for n in range(3))
        return first, second, third

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Titles, pictures, signs, what is read, legend."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        boxes, found = self.boxes(), self.found
        change = "change" if found is None else f"change × {self.factor:.1f}"
        for box, title in zip(boxes, ("drawing", change, "result"), strict=True):
            head = QRectF(box.left() - 10, box.top() - _HEAD, box.width() + 20, 16)
            paint_text(painter, head, title, "caption", "text_2", self._tokens, CENTER)
        for box, sign in zip(boxes, "+=", strict=False):
            between = QRectF(box.right(), box.top(), _SIGN, box.height())
            paint_text(painter, between, sign, "title", "text", self._tokens, CENTER)
        original = found.original if found is not None else self._drawing
        self._paint_ink(painter, boxes[0], "drawing", original)
        self._paint_ink(painter, boxes[2], "result", found.result.picture if found else None)
        self._paint_change(painter, boxes[1])
        self._paint_reads(painter, boxes)

    def _paint_ink(
        self, painter: QPainter, box: QRectF, place: str, values: NDArray[np.float32] | None
    ) -> None:
        if values is None:
            painter.fillRect(box, self._tokens.color("panel"))
            return
        ratio, dark = self.devicePixelRatioF(), self._tokens.is_dark
        image = ink_image(self._kept, place, values, self.cell, ratio, dark)
        paint_framed(painter, box, image, self._tokens)

    def _paint_change(self, painter: QPainter, box: QRectF) -> None:
        if self._change is None:
            painter.fillRect(box, self._tokens.color("panel"))
            return
        lut, largest = activation_table(1.0, self._tokens.is_dark), self.largest
        pixel = max(1, int(self.cell * self.devicePixelRatioF()))
        image = self._kept.image("change", self._change, lut, pixel, largest)
        paint_framed(painter, box, image, self._tokens)
        bar = QRectF(box.left(), box.bottom() + 6, box.width(), 7)
        end = short_number(largest)
        texts = (f"−{end}", "0", f"+{end}")
        paint_legend(painter, bar, lut, texts, self._tokens, is_signed=True)

    def _paint_reads(self, painter: QPainter, boxes: tuple[QRectF, QRectF, QRectF]) -> None:
        found, reads = self.found, ["", ""]
        reads[0] = self._reads
        if found is not None:
            result = found.result
            reads[1] = f"reads {result.prediction}  {percent(result.confidence)}"
            if result.prediction != result.target:
                reads[1] = f"{result.target} at {percent(result.confidence)}"
        for box, text in zip((boxes[0], boxes[2]), reads, strict=True):
            line = QRectF(box.left() - 12, box.bottom() + 3, box.width() + 24, 16)
            paint_text(painter, line, text, "button", "text", self._tokens, CENTER)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Four pixels for one."""
        return QSize(3 * 4 * SIDE + 2 * _SIGN + 4, _HEAD + 4 * SIDE + _READS + _LEGEND)
