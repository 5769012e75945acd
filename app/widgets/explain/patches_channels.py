"""A network's layers, and all channels of one of them."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QButtonGroup, QFrame, QHBoxLayout, QToolButton, QWidget

from app.tokens import Tokens
from app.widgets.explain.patches_overview import PatchesOverview
from app.widgets.named import named
from app.widgets.train.card import Card
from model.network import NetworkSpec
from model.patches import Patches
from model.unit import Unit


class ChannelsCard(Card):
    """Choose a layer and a channel.

    Signals
    -------
    layer_chosen(str), channel_chosen(int).
    """

    layer_chosen = Signal(str)
    channel_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__("Channels", "strongest patch of each", parent)
        self.overview = PatchesOverview()
        self.layers: dict[str, QToolButton] = {}
        self._group = QButtonGroup(self)
        segments = named(QFrame(), "levels")
        segments.setFixedHeight(26)
        self._row = QHBoxLayout(segments)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(0)
        self.body.addWidget(segments)
        self.body.addWidget(self.overview, 1)
        self.overview.chosen.connect(self.channel_chosen)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self.overview.set_tokens(tokens)

    def show_spec(self, spec: NetworkSpec) -> None:
        """Offer the layers of a network."""
        for button in self.layers.values():
            self._group.removeButton(button)
            self._row.removeWidget(button)
            button.deleteLater()
        self.layers.clear()
        for layer in spec.layers:
            button = named(QToolButton(), "layerSegment")
            button.setText(layer.name)
            button.setToolTip(spec.title(layer.name))
            button.setCheckable(True)
            button.clicked.connect(lambda _=False, name=layer.name: self.layer_chosen.emit(name))
            self._group.addButton(button)
            self._row.addWidget(button, 1)
            self.layers[layer.name] = button

    def show_unit(self, patches: Patches | None, unit: Unit) -> None:
        """Show the channels of a unit's layer, its own chosen."""
        self.layers[unit.layer].setChecked(True)
        self.overview.show_layer(patches, unit.layer, unit.channel)
