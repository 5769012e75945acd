"""Drag the occluder: a part of the drawing is covered by hand, and the bars follow."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.explained import Occluded
from app.tokens import Tokens
from app.widgets.combo import ComboBox
from app.widgets.explain.occluder_bars import OccluderBars
from app.widgets.explain.occluder_view import OccluderView
from app.widgets.explain.rules import FILLS
from app.widgets.train.card import Card
from model.explanation import Occluder

SIZES = (3, 5, 7, 9)


class OccluderCard(Card):
    """Size and fill hold for the occlusion map too.

    Signals
    -------
    moved(row, column): dragged to here. occluder_chosen(Occluder): another size or fill.
    """

    moved = Signal(int, int)
    occluder_chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Occluder", "drag it: the bars follow", parent)
        self.caption.setProperty("onlyOnScreen", True)
        self.view = OccluderView()
        self.bars = OccluderBars()
        self.sizes, self.fills = ComboBox(), ComboBox()
        for size in SIZES:
            self.sizes.addItem(f"{size} × {size}", size)
        for fill, name in FILLS.items():
            self.fills.addItem(name, fill)
        self.sizes.setCurrentIndex(SIZES.index(Occluder().size))
        self.sizes.setAccessibleName("Size of the occluder")
        self.sizes.setToolTip("Pixels along each side; the occlusion map is made with it too")
        self.fills.setAccessibleName("Fill of the occluder")
        self.fills.setToolTip("What covers the drawing; the occlusion map is made with it too")
        for chooser, width in ((self.sizes, 74), (self.fills, 86)):
            chooser.setFixedWidth(width)
            chooser.activated.connect(lambda _: self.occluder_chosen.emit(self.occluder))
            self.head.addWidget(chooser)
        row = QHBoxLayout()
        row.setSpacing(16)
        row.addWidget(self.view, 1)
        row.addWidget(self.bars, 1)
        self.body.addLayout(row, 1)
        self.view.moved.connect(self.moved)

    @property
    def occluder(self) -> Occluder:
        """What is chosen."""
        return Occluder(self.sizes.currentData(), self.fills.currentData())

    @property
    def figure_line(self) -> str:
        """What covers the drawing, and where; empty without a drawing."""
        size, place = self.occluder.size, self.bars.place()
        return f"Occluder: {size}×{size}, {self.fills.currentText()}, {place}" if place else ""

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.view.set_tokens(tokens)
        self.bars.set_tokens(tokens)

    def show_occluded(self, shown: Occluded | None) -> None:
        """Show the covered raster and both answers; None: nothing is drawn."""
        if shown is None:
            self.view.show_raster(None)
        else:
            self.view.show_raster(shown.covered, shown.rows, shown.columns)
        self.bars.show_occluded(shown)
