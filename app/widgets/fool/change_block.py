"""What the drawing becomes in every class: a tile for each least change."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QLabel, QVBoxLayout, QWidget

from app.tokens import Tokens
from app.widgets.fool.budget_texts import result_text, size_text
from app.widgets.fool.picked import Refusal
from app.widgets.fool.tile_painter import Tile
from app.widgets.fool.tile_strip import TileStrip
from app.widgets.named import named
from model.fooling import LeastChange
from model.network import CLASSES


class ChangeBlock(QWidget):
    """The upper part of "Least change".

    Signals
    -------
    chosen_changed(int): another tile.
    """

    chosen_changed = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._searching: int | None = None
        self.strip = TileStrip("changed", "Your drawing, changed into each class", has_curves=False)
        page = QVBoxLayout(self)
        page.setContentsMargins(0, 0, 0, 0)
        page.setSpacing(5)
        title = named(QLabel("What your drawing becomes"), "workspaceName")
        title.setFixedHeight(28)
        page.addWidget(title)
        page.addWidget(self.strip)
        self.strip.chosen_changed.connect(self.chosen_changed)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.strip.set_tokens(tokens)

    def set_refusal(self, refusal: Refusal, threshold: float) -> None:
        """Whether the verdict counts, and its limit."""
        self.strip.set_refusal(refusal, threshold)

    def show_results(
        self,
        results: Mapping[int, LeastChange],
        drawn: int | None,
        most: float,
        chosen: int | None,
        searching: int | None,
    ) -> None:
        """Results by class; drawn: what the drawing is read as; most: the largest budget."""
        self._searching = searching
        tiles = [self._tile(target, results.get(target), drawn, most) for target in range(CLASSES)]
        self.strip.show_tiles(tiles, at_once=True)
        if chosen is not None:
            self.strip.choose(chosen)

    def _tile(self, target: int, found: LeastChange | None, drawn: int | None, most: float) -> Tile:
        if target == self._searching and (found is None or found.budget is None):
            return Tile(target, remark="searching …")
        if found is None:
            return Tile(target, remark="your drawing" if target == drawn else "")
        if found.budget is None:
            return Tile(target, remark=result_text(found, most))
        return Tile(target, found.result, remark=size_text(found))
