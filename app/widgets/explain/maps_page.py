"""The first page of Explain: five maps, their legend, the occluder, and how honest they are."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.tokens import Tokens
from app.widgets.explain.honesty_card import HonestyCard
from app.widgets.explain.map_row import GAP, MapRow
from app.widgets.explain.occluder_card import OccluderCard

_MARGIN, _GAP, _LOWEST = 16, 8, 232  # pixels; the lower cards' height at least
_BEST = 270  # height of the lower cards that maps leave to them


class MapsPage(QWidget):
    """Maps grow in whole factors; the lower cards take what is left.

    Signals
    -------
    watched(bool): it is on screen, or no longer.
    """

    watched = Signal(bool)

    def __init__(self, lack: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.maps = MapRow(lack)
        self.occluder = OccluderCard()
        self.honesty = HonestyCard(lack)
        column = QVBoxLayout(self)
        column.setContentsMargins(_MARGIN, 12, _MARGIN, 12)
        column.setSpacing(_GAP)
        column.addWidget(self.maps)
        row = QHBoxLayout()
        row.setSpacing(GAP)
        row.addWidget(self.occluder, 1)
        row.addWidget(self.honesty, 1)
        column.addLayout(row, 1)
        for card in (self.occluder, self.honesty):
            card.setMinimumHeight(_LOWEST)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        for part in (self.maps, self.occluder, self.honesty):
            part.set_tokens(tokens)

    def fit(self, size: QSize) -> None:
        """Choose the maps' factor for a workspace of this size."""
        margins = 2 * 12 + _GAP
        self.maps.fit(size.width() - 2 * _MARGIN, size.height() - margins - _BEST)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Now it is worth while to explain."""
        super().showEvent(event)
        self.watched.emit(True)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nobody sees it."""
        super().hideEvent(event)
        self.watched.emit(False)
