"""The kernels of the first convolution: as they are, and how they have changed."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from app.colormaps import weight_table
from app.formats import short_number
from app.tokens import LIGHT, Tokens
from app.widgets.ledger.cells import paint_legend, thumbnail
from app.widgets.sheet.lettering import paint_text
from app.widgets.train.card import Card
from app.widgets.train.course import Course
from model.retraining_report import TrainingReport

_GAP, _TITLE, _LEGEND, _BAR = 4, 18, 36, 8
_CELL = 22  # pixels of a cell at most
_MOST = 64  # kernels that are shown


class KernelGrid(QWidget):
    """Two blocks of the same kernels, `now` above and `change` below, each in its own scale."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.now: NDArray[np.float32] | None = None  # (N, h, w)
        self.change: NDArray[np.float32] | None = None
        self.largest = (0.0, 0.0)
        self._images: list[list[QImage]] = []
        self._images_of = 0, 0, 0.0  # their number, cell and resolution
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(200, 2 * _TITLE + _LEGEND + 60)
        self.setAccessibleName("Kernels now and their change since the start")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._images = []
        self.update()

    def show_kernels(
        self,
        now: NDArray[np.float32] | None,
        change: NDArray[np.float32] | None,
        largest: tuple[float, float],
    ) -> None:
        """Show kernels (C, D, h, w) and their change; largest: what the colours' ends stand for."""
        if now is None or change is None:
            self.now = self.change = None
        else:
            tiles = now.reshape(-1, *now.shape[2:])
            self.now, self.change = tiles, change.reshape(tiles.shape)
        self.largest = largest
        self._images = []
        self.setAccessibleDescription(self.summary())
        self.update()

    def summary(self) -> str:
        """In words."""
        if self.now is None:
            return "no kernels"
        count, height, width = self.now.shape
        weight, change = (short_number(value) for value in self.largest)
        return (
            f"{count} kernels of {height} by {width}, weights up to {weight}, "
            f"changed by up to {change}"
        )

    # -- places ------------------------------------------------------------------

    @property
    def _room(self) -> float:
        """Pixels down that a block of kernels may take."""
        return (self.height() - 2 * _TITLE - _LEGEND - 10) / 2

    @property
    def count(self) -> int:
        """How many kernels are shown: as many as there is room for with a pixel per cell."""
        if self.now is None:
            return 0
        total, height, width = self.now.shape
        down = max(1, int((self._room + _GAP - 2) // (height + _GAP)))
        count: int = min(total, _MOST, down * self._most_across(width))
        return count

    def _most_across(self, width: int) -> int:
        return max(1, int((self.width() + _GAP - 2) // (width + _GAP)))

    def columns(self) -> int:
        """Kernels side by side, so that their cells are as large as they can be."""
        count = self.count
        assert self.now is not None, "asked for with kernels only"
        choices = range(1, min(count, self._most_across(self.now.shape[2])) + 1)
        return max(choices, key=lambda n: (self._cell(n), -(-(-count // n) * n - count), n))

    def _cell(self, columns: int) -> int:
        """Device-independent pixels of a cell with so many kernels side by side."""
        assert self.now is not None, "asked for with kernels only"
        (_, height, width), count = self.now.shape, self.count
        rows = math.ceil(count / columns)
        across: float = (self.width() - (columns - 1) * _GAP - 2) / columns / width
        down: float = (self._room - (rows - 1) * _GAP - 2) / rows / height
        return max(1, min(int(across), int(down), _CELL))

    def tiles(self, block: int) -> list[QRectF]:
        """Where the kernels of a block stand: 0 now, 1 change."""
        assert self.now is not None, "asked for with kernels only"
        columns = self.columns()
        cell = self._cell(columns)
        (_, height, width), count = self.now.shape, self.count
        top = _TITLE + block * (self._block_height() + _TITLE + 8)
        # What is left of the width goes between the kernels.
        pitch = min((self.width() - width * cell - 1) / max(1, columns - 1), width * cell + 12)
        return [
            QRectF(
                round(n % columns * pitch),
                top + n // columns * (height * cell + _GAP),
                width * cell,
                height * cell,
            )
            for n in range(count)
        ]

    def _block_height(self) -> int:
        assert self.now is not None, "asked for with kernels only"
        height, count = self.now.shape[1], self.count
        columns = self.columns()
        rows = math.ceil(count / columns)
        total: int = rows * (height * self._cell(columns) + _GAP) - _GAP
        return total

    # -- painting ------------------------------------------------------------------

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Titles, kernels, legends."""
        painter = QPainter(self)
        tokens = self._tokens
        head = QRectF(0, 0, self.width(), 16)
        if self.now is None:
            paint_text(painter, head, "Shown once a training runs.", "caption", "text_3", tokens)
            return
        more = f", {self.count} of {len(self.now)}" if self.count < len(self.now) else ""
        paint_text(painter, head, f"now{more}", "label", "text_2", tokens)
        beneath = head.translated(0, _TITLE + self._block_height() + 8)
        paint_text(painter, beneath, "change since the start", "label", "text_2", tokens)
        for block, images in enumerate(self._made()):
            for box, image in zip(self.tiles(block), images, strict=True):
                painter.drawImage(box, image)
                painter.setPen(QPen(tokens.color("hairline"), 1))
                painter.setBrush(Qt.BrushStyle.NoBrush)
                painter.drawRect(box.adjusted(-0.5, -0.5, 0.5, 0.5))
        self._paint_legends(painter)

    def _made(self) -> list[list[QImage]]:
        """The images of both blocks, one cell a whole number of device pixels."""
        ratio = self.devicePixelRatioF()
        cell = self._cell(self.columns())
        if not self._images or self._images_of != (self.count, cell, ratio):
            lut = weight_table(self._tokens.is_dark)
            pixel = max(1, int(cell * ratio))
            assert self.now is not None, "asked for with kernels only"
            assert self.change is not None, "asked for with kernels only"
            self._images = [
                [thumbnail(kernel, largest, lut, pixel) for kernel in block[: self.count]]
                for block, largest in zip((self.now, self.change), self.largest, strict=True)
            ]
            self._images_of = self.count, cell, ratio
        return self._images

    def _paint_legends(self, painter: QPainter) -> None:
        lut = weight_table(self._tokens.is_dark)
        width = (self.width() - 16) / 2
        y = 2 * (self._block_height() + _TITLE + 8) + 2
        for number, (name, largest) in enumerate(
            zip(("weights", "change"), self.largest, strict=True)
        ):
            end = short_number(largest)
            texts = (f"−{end}", f"0 {name}", f"+{end}") if largest else ("0", f"0 {name}", "0")
            bar = QRectF(number * (width + 16), y, width, _BAR)
            paint_legend(painter, bar, lut, texts, self._tokens, is_signed=True)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Beside the report."""
        return QSize(318, 230)


class KernelCard(Card):
    """The kernels at the step that is looked at."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Kernels", "", parent)
        self.grid = KernelGrid()
        self.body.addWidget(self.grid, 1)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.grid.set_tokens(tokens)

    def show_report(self, course: Course, report: TrainingReport | None, *, is_back: bool) -> None:
        """Show the kernels of a report; is_back: an earlier one than the newest."""
        if report is None or report.kernels is None:
            self.title.setText("Kernels")
            self.caption.setText("" if report is None else "this network has no convolution")
            self.grid.show_kernels(None, None, (0.0, 0.0))
            return
        when = f"at step {report.step:,}" if is_back else "changing"
        self.title.setText(f"Kernels of {report.layer}, {when}")
        self.caption.setText("")
        largest = course.largest_weight, course.largest_change
        self.grid.show_kernels(report.kernels, course.change_of(report), largest)
