"""What the colours of a convolution's ledger stand for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from app.colormaps import activation_table, weight_table
from app.widgets.ledger.cells import table_of
from app.widgets.scale import Scale
from model.ledger_sums import ConvolutionLedger


def shown_span(scale: Scale, layer: str, channel: int, values: NDArray[Any]) -> float:
    """What the ends of the colours of a map stand for.

    Of a layer without a scale, as all are before anything is drawn: the largest of the values
    that are shown.
    """
    span = scale.span(layer, channel)
    return span if span or scale.largest.get(layer) else float(np.abs(values).max())


@dataclass(frozen=True, slots=True)
class Shades:
    """Spans and tables of the three pictures of a term: patch, kernel, products.

    scale, gamma: of the maps; is_signed: the patch's numbers can be below 0.
    largest_weight: |w|, of all kernels of the layer; largest_product: |w·x|, of all of the unit,
    so that its channels can be compared.
    """

    scale: Scale
    gamma: float
    largest_weight: float
    largest_product: float
    is_signed: bool
    is_dark: bool

    def patch_table(self, layer: str) -> NDArray[np.uint32]:
        """The colours that the layer of the patch has in the overview."""
        return table_of(layer, self.gamma, self.is_dark)

    @property
    def weights(self) -> NDArray[np.uint32]:
        """Teal and brown."""
        return weight_table(self.is_dark)

    @property
    def products(self) -> NDArray[np.uint32]:
        """Blue and orange, not bent."""
        return activation_table(1.0, self.is_dark)

    def spans(self, ledger: ConvolutionLedger) -> NDArray[np.float32]:
        """(n,) float32: what the ends of the patch's colours stand for in every channel."""
        return np.array([self.span(ledger, n) for n in range(len(ledger.channels))], np.float32)

    def span(self, ledger: ConvolutionLedger, number: int) -> float:
        """The same for the channel at position `number`; channels without a scale share one."""
        channel = int(ledger.channels[number])
        return shown_span(self.scale, ledger.input_layer, channel, ledger.patches)
