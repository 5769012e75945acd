"""The five explanations side by side, and the legend that they share."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from app.colormaps import activation_table
from app.explained import ShownMap
from app.tokens import LIGHT, Tokens
from app.widgets.explain.explain_texts import LEGEND, speaks
from app.widgets.explain.method_card import PADDING, MethodCard, height_for
from app.widgets.ledger.cells import paint_legend
from app.widgets.sheet.lettering import LEFT, first_fitting, paint_text, width_of
from model.explanation import METHODS, Method, Target
from model.raster import SIDE

GAP = 12
LEAST_CARD = 150 + 2 * PADDING  # width from which its sentences fit
_BAR, _LEGEND_HEIGHT, _ABOVE = 240, 32, 8  # pixels; between cards and legend


class MapRow(QWidget):
    """Cards share the pixel that is pointed at, and one of them is chosen.

    lack: why nothing but occlusion can be had here; empty when all can.

    Signals
    -------
    chosen(str): a method. pointed(row and column, or None): a pixel of the maps.
    """

    chosen = Signal(str)
    pointed = Signal(object)

    def __init__(self, lack: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.cards: dict[Method, MethodCard] = {
            method: MethodCard(method, lack if method != "occlusion" else "") for method in METHODS
        }
        self.legend = MapLegend()
        row = QHBoxLayout()
        row.setSpacing(GAP)
        for card in self.cards.values():
            row.addWidget(card, 1)
            card.chosen.connect(self.choose)
            card.pointed.connect(self.point_at)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(_ABOVE)
        column.addLayout(row)
        column.addWidget(self.legend)
        self.setMinimumWidth(len(METHODS) * LEAST_CARD + (len(METHODS) - 1) * GAP)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.legend.set_tokens(tokens)
        for card in self.cards.values():
            card.set_tokens(tokens)

    def fit(self, width: int, height: int) -> None:
        """Take maps of the largest whole factor that fits width and height."""
        across = (width - (len(METHODS) - 1) * GAP) // len(METHODS) - 2 * PADDING
        down = height - height_for(0) - _ABOVE - _LEGEND_HEIGHT
        pixel = max(5, min(across, down) // SIDE)
        for card in self.cards.values():
            card.setFixedHeight(height_for(pixel * SIDE))
        self.setFixedHeight(height_for(pixel * SIDE) + _ABOVE + _LEGEND_HEIGHT)

    def show_map(self, shown: ShownMap, *, stale: bool) -> None:
        """Show a map in its card. stale: it is older than the drawing already."""
        if shown.attribution is not None:
            card = self.cards[shown.attribution.method]
            card.show_map(shown)
            card.set_stale(stale)
            self.legend.show_target(shown.target)

    def set_stale(self) -> None:
        """All maps are older than the drawing."""
        for card in self.cards.values():
            card.set_stale(stale=True)

    def clear(self, shown: ShownMap) -> None:
        """Nothing is drawn; the rules stay. shown: the blank drawing, without a map."""
        for card in self.cards.values():
            card.show_map(shown)
            card.set_stale(stale=False)
        self.legend.show_target(None)

    def choose(self, method: str) -> None:
        """Emphasise one method."""
        for name, card in self.cards.items():
            card.set_chosen(name == method)
        self.chosen.emit(method)

    def point_at(self, place: tuple[int, int] | None) -> None:
        """Mark the same pixel in every map."""
        for card in self.cards.values():
            card.point_at(place)
        self.pointed.emit(place)


class MapLegend(QWidget):
    """Blue, neutral, orange; what the ends say about the target."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.target: Target | None = None
        self.setFixedHeight(_LEGEND_HEIGHT)
        self.setAccessibleName("Legend of the maps")
        self._tell()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_target(self, target: Target | None) -> None:
        """What the maps are about."""
        if target != self.target:
            self.target = target
            self._tell()
            self.update()

    def _tell(self) -> None:
        against, speaks_for = speaks(self.target)
        self.setAccessibleDescription(f"−1 {against}, 0 neutral, +1 {speaks_for}; {LEGEND}")

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Bar with its numbers, what the ends say, and what holds for every map."""
        painter = QPainter(self)
        tokens = self._tokens
        against, speaks_for = speaks(self.target)
        left = width_of(against, "caption") + 12
        bar = QRectF(round(left), 3, _BAR, 10)
        row = QRectF(0, 0, self.width(), 16)
        paint_text(painter, row, against, "caption", "text_2", tokens)
        table = activation_table(1.0, tokens.is_dark)
        paint_legend(painter, bar, table, ("−1", "0", "+1"), tokens, is_signed=True)
        end = row.adjusted(bar.right() + 10, 0, 0, 0)
        paint_text(painter, end, speaks_for, "caption", "text_2", tokens)
        rest = end.adjusted(width_of(speaks_for, "caption") + 24, 0, 0, 0)
        shorter = LEGEND.partition("; ")[2]
        text = first_fitting((LEGEND, shorter), "caption", rest.width())
        paint_text(painter, rest, text, "caption", "text_3", tokens, LEFT)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the cards."""
        return QSize(998, _LEGEND_HEIGHT)
