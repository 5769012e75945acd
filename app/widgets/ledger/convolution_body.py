"""The arithmetic of a convolution unit: all channels, every term of one, the way of the sum."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.ledger.chain import Chain
from app.widgets.ledger.channel_list import ChannelList
from app.widgets.ledger.shades import Shades
from app.widgets.ledger.term_grids import TermGrids
from app.widgets.ledger.term_texts import cell_of
from app.widgets.scale import Scale
from app.widgets.text_clock import TextClock
from model.ledger_sums import ConvolutionLedger
from model.unit import Unit

_LIST, _BODY = 387, 1012  # width of the list, at this width of all
_MORE, _LESS = 0.36, 0.8  # its part of what is more, or less, than that
_SPARE = 24  # pixels around the sentence beneath the grids, where there is room


class _Shown(NamedTuple):
    ledger: ConvolutionLedger
    scale: Scale
    gamma: float
    largest_weight: float
    next_layer: str


class ConvolutionBody(QWidget):
    """Channels at the left; the chosen one's terms, and where the sum goes, at the right.

    Pictures follow every ledger, numbers that people read five times a second. A unit that sees
    one channel has no list: its one subtotal is the whole sum.

    Signals
    -------
    unit_wanted(Unit): pin it. term_hovered(Unit or None): of the input layer, whose term is under
    the pointer or chosen. part_hovered(str): the pointer rests on what a letter of the formula
    stands for ("a", "b", "sum", "w", "x"), "" when it does not.
    """

    unit_wanted = Signal(object)
    term_hovered = Signal(object)
    part_hovered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._is_dark = LIGHT.is_dark
        self._shown: _Shown | None = None
        self._is_signed = False  # the input layer has numbers below 0
        self._pointed: Unit | None = None
        self._read: ConvolutionLedger | None = None
        self.channel = -1  # the chosen one of the input layer
        self.list, self.grids, self.chain = ChannelList(self), TermGrids(self), Chain(self)
        self._clock = TextClock(self._show_texts, self)
        self.list.channel_wanted.connect(self.choose)
        self.grids.term_hovered.connect(self.term_hovered)
        for part in (self.grids, self.chain):
            part.unit_wanted.connect(self.unit_wanted)
        for source in (self.list, self.grids, self.chain):
            source.part_hovered.connect(self.part_hovered)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._is_dark = tokens.is_dark
        for part in (self.list, self.grids, self.chain):
            part.set_tokens(tokens)
        self._show_pictures()

    def show_ledger(
        self,
        ledger: ConvolutionLedger,
        scale: Scale,
        gamma: float,
        largest_weight: float,
        next_layer: str = "",
    ) -> None:
        """Show a unit; called again for every result.

        scale, gamma: of the maps; largest_weight: |w|, of all kernels of the layer; next_layer:
        where the activation goes when no window takes it, a layer's name or a sentence
        (`passage_texts.where_to`).
        """
        self._is_signed = bool(ledger.patches.min() < 0) or (
            self._is_signed and self._is_same_layer(ledger)
        )
        if not self._is_same_layer(ledger) or self.channel not in ledger.channels:
            self.channel = int(ledger.channels[np.abs(ledger.subtotals).argmax()])
        if self._shown is not None and self._shown.ledger.unit != ledger.unit:
            self.highlight(None)
        self._shown = _Shown(ledger, scale, gamma, largest_weight, next_layer)
        if self.isVisible():
            self._show_pictures()
            self._clock.tick(at_once=self._read is None or self._read.unit != ledger.unit)

    def _is_same_layer(self, ledger: ConvolutionLedger) -> bool:
        """True while the unit changes within a layer."""
        if self._shown is None:
            return False
        known = self._shown.ledger
        layers = (ledger.unit.layer, ledger.input_layer, ledger.is_inside.shape)
        return layers == (known.unit.layer, known.input_layer, known.is_inside.shape)

    def _show_pictures(self) -> None:
        if self._shown is None or not self.isVisible():
            return
        ledger, scale, gamma, weight, next_layer = self._shown
        product = float(np.abs(ledger.products).max())
        shades = Shades(scale, gamma, weight, product, self._is_signed, self._is_dark)
        has_list = len(ledger.channels) > 1
        if has_list == self.list.isHidden():
            self.list.setVisible(has_list)
            self._arrange()
        if has_list:
            self.list.show_ledger(ledger, shades)
            self.list.show_channel(self.channel)
        before = self.chain.height(), self.grids.height_for(self.grids.width())
        self.grids.show_ledger(ledger, self._position(ledger), shades)
        self.chain.show_ledger(ledger, shades, next_layer)
        if before != (self.chain.height(), self.grids.height_for(self.grids.width())):
            self._arrange()

    def _position(self, ledger: ConvolutionLedger) -> int:
        """Of the channel that is pointed at or else chosen, among those that the unit sees."""
        pointed = self._pointed
        channel = pointed.channel if pointed is not None else self.channel
        found = np.flatnonzero(ledger.channels == channel)
        return int(found[0]) if len(found) else 0

    def _show_texts(self) -> None:
        if self._shown is None:
            return
        self._read = self._shown.ledger
        if not self.list.isHidden():
            self.list.show_texts()
        self.grids.show_texts()
        self.chain.show_texts()

    def choose(self, channel: int) -> None:
        """Show the terms of a channel of the input layer."""
        self.channel = channel
        self._pointed = None
        self._show_pictures()
        self.grids.show_texts()

    def highlight(self, unit: Unit | None) -> None:
        """Show the term of a unit of the input layer that is pointed at elsewhere, None: no more.

        A unit in another channel shows that channel as long as it is pointed at.
        """
        pointed = None
        if self._shown is not None and cell_of(self._shown.ledger, unit) is not None:
            pointed = unit
        if pointed == self._pointed:
            return
        self._pointed = pointed
        self.list.point_at(None if pointed is None else pointed.channel)
        self._show_pictures()
        self.grids.point_at(pointed)
        self.grids.show_texts()

    def emphasize(self, part: str) -> None:
        """Outline what a letter of the formula stands for; "" for nothing."""
        for widget in (self.list, self.grids, self.chain):
            widget.emphasize(part)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """What came while hidden is shown now."""
        super().showEvent(event)
        self._show_pictures()
        self._clock.show_now()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """What is hidden is pointed at no longer."""
        self._pointed = None
        super().hideEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """List at the left, chain beneath the grids."""
        super().resizeEvent(event)
        self._arrange()

    def _arrange(self) -> None:
        width, height = self.width(), self.height()
        part = _MORE if width > _BODY else _LESS
        wide = 0 if self.list.isHidden() else round(_LIST + part * (width - _BODY))
        below = self.chain.height()
        self.list.setGeometry(0, 0, wide, height)
        top = min(height - below, self.grids.height_for(width - wide) + _SPARE)
        self.grids.setGeometry(wide, 0, width - wide, top)
        self.chain.setGeometry(wide, top, width - wide, below)
