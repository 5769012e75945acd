"""The desk, always there: canvas, tools, what the network sees, answer, bars, correction."""

from __future__ import annotations

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QScrollArea,
    QSlider,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.canvas.canvas import LEAST_WIDTH, MOST_WIDTH, Canvas
from app.tokens import Tokens
from app.widgets.answer import AnswerView, RasterView
from app.widgets.correction_strip import CorrectionStrip
from app.widgets.named import named
from app.widgets.probability_bars import ProbabilityBars
from app.widgets.saved_note import SavedNote
from model.recognizer import Recognition

MARGIN = 16
# From this window width on: width of the desk, pixels per raster pixel.
_SIZES = ((1840, 360, 5), (1600, 320, 4), (0, 280, 4))
_LOW = 740  # below this window height the raster and the bars are smaller
_ROOMY = 800  # from this window height on there is room for a link beneath the bars
_TINY, _TINY_REST = 460, 180  # below it only canvas and answer; height of all but the canvas


class Desk(QScrollArea):
    """Everything about the drawing and its answer. Below 640 pixels of height it scrolls.

    Signals
    -------
    stages_wanted(): open or close the stages behind the raster.
    """

    stages_wanted = Signal()

    def __init__(self, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("desk")
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.canvas = Canvas()
        self.raster = RasterView()
        self.answer = AnswerView()
        self.bars = ProbabilityBars()
        self.correction = CorrectionStrip()
        self.saved = SavedNote(self.canvas)
        self.logits = named(QPushButton("Show logits"), "link")
        self.logits.setToolTip("Show the ten logits beside the probabilities (L)")
        self.logits.setCursor(Qt.CursorShape.PointingHandCursor)
        texts = ("What the network sees", "The network reads")
        self._captions = [named(QLabel(text), "label") for text in texts]
        self._slider = QSlider(Qt.Orientation.Horizontal)
        self._width_text = named(QLabel(), "caption")
        self._build(actions)
        self.raster.clicked.connect(self.stages_wanted)

    def _build(self, actions: dict[str, QAction]) -> None:
        page = QWidget()
        layout = QVBoxLayout(page)
        layout.setContentsMargins(MARGIN, 12, MARGIN, 8)
        layout.setSpacing(0)
        layout.addWidget(self.canvas, 0, Qt.AlignmentFlag.AlignHCenter)
        layout.addSpacing(8)
        layout.addLayout(self._tools(actions))
        layout.addSpacing(12)
        layout.addLayout(self._answer_row())
        layout.addSpacing(10)
        layout.addWidget(self.bars)
        layout.addSpacing(2)
        layout.addWidget(self.logits, 0, Qt.AlignmentFlag.AlignLeft)
        layout.addSpacing(10)
        layout.addWidget(self.correction)
        layout.addStretch(1)
        self.setWidget(page)

    def _tools(self, actions: dict[str, QAction]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(2)
        for name in ("pen", "eraser"):
            row.addWidget(self._tool(actions[name], 32))
        row.addSpacing(4)
        self._slider.setRange(LEAST_WIDTH, MOST_WIDTH)
        self._slider.setAccessibleName("Pen width")
        self._slider.setToolTip("Pen width ([ thinner, ] wider)")
        self._slider.valueChanged.connect(self.canvas.set_pen_width)
        self.canvas.width_changed.connect(self.show_pen_width)
        self.show_pen_width(self.canvas.pen_width)
        row.addWidget(self._slider, 1)
        self._width_text.setFixedWidth(20)
        self._width_text.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        row.addWidget(self._width_text)
        row.addSpacing(4)
        for name in ("undo", "redo", "clear", "open"):
            row.addWidget(self._tool(actions[name], 24))
        return row

    def _tool(self, action: QAction, width: int) -> QToolButton:
        button = named(QToolButton(), "tool")
        button.setDefaultAction(action)
        button.setFixedSize(width, 28)
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        return button

    def _answer_row(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(11)
        grid.setVerticalSpacing(4)
        for column, caption in enumerate(self._captions):
            grid.addWidget(caption, 0, column)
        grid.addWidget(self.raster, 1, 0, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop)
        grid.addWidget(self.answer, 1, 1)
        grid.setColumnStretch(1, 1)
        return grid

    def fit_window(self, size: QSize) -> None:
        """Choose the desk's measures for a window of this size."""
        width, pixel = next((w, p) for least, w, p in _SIZES if size.width() >= least)
        is_low, is_tiny = size.height() < _LOW, size.height() < _TINY
        self.setFixedWidth(width)
        side = width - 2 * MARGIN
        if is_tiny:  # canvas and answer are what remains
            side = max(120, min(side, size.height() - _TINY_REST))
        for part in (self.raster, self.bars, self.correction, *self._captions):
            part.setVisible(not is_tiny)
        self.correction.set_low(low=is_low)
        self.logits.setVisible(size.height() >= _ROOMY)
        self.answer.set_folded(is_tiny)
        self.answer.set_low(low=is_low and not is_tiny)
        self.canvas.setFixedSize(side, side)
        self.raster.set_pixel(3 if is_low else pixel)
        self.bars.set_pitch(15 if is_low else 17 if width == 280 else 19)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        shown = self.raster, self.answer, self.bars, self.correction
        for part in (self.canvas, self.saved, *shown):
            part.set_tokens(tokens)

    @Slot(object)
    def show_recognition(self, recognition: Recognition) -> None:
        """Show an answer everywhere on the desk."""
        self.raster.show_recognition(recognition)
        self.answer.show_recognition(recognition)
        self.bars.show_recognition(recognition)
        self.correction.show_recognition(recognition)

    @Slot(float)
    def show_pen_width(self, width: float) -> None:
        """Show the width that the canvas draws with."""
        with QSignalBlocker(self._slider):  # a fraction of a unit is the canvas's own affair
            self._slider.setValue(round(width))
        self._width_text.setText(f"{width:.0f}")

    def set_shows_logits(self, shown: bool) -> None:
        """Show or hide the logits."""
        self.bars.set_shows_logits(shown)
        self.logits.setText("Hide logits" if shown else "Show logits")
