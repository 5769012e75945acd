"""All parameters of a layer as a table that reads back exactly."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import ClassVar

import numpy as np

from model.layers import Pooling, Subsampling
from model.ledger_table import Entry, as_csv
from model.network import Network
from model.unit import INPUT


@dataclass(frozen=True, slots=True, eq=False)
class WeightsTable:
    """One row for each parameter of a layer, as many as its cost counts.

    map: of this layer, or the unit; channel, row, column: of the kernel, or of the volume that a
    unit sees. Instead of a channel, rows of biases have "bias" and those of sub-sampling
    "coefficient". Kernels that are not connected have no rows.
    """

    columns: ClassVar[tuple[str, ...]] = ("map", "channel", "row", "column", "weight")
    network: Network
    layer: str

    def terms(self) -> Iterator[tuple[Entry, ...]]:
        """The weights map by map, then the biases."""
        spec, parameters = self.network.spec, self.network.parameters
        layer = spec.layer(self.layer)
        weights, biases = parameters[f"{self.layer}.weight"], parameters[f"{self.layer}.bias"]
        if isinstance(layer, Subsampling):
            for number, text in enumerate(_texts(weights)):
                yield number, "coefficient", None, None, text
        else:
            mask = spec.masks.get(f"{self.layer}.weight", np.ones(weights.shape, np.bool_))
            shape = weights.shape
            if len(shape) == 2:
                shape = shape[0], *spec.shapes[spec.layers.index(layer)]
            places = np.argwhere(mask.reshape(shape)).tolist()
            for place, text in zip(places, _texts(weights[mask]), strict=True):
                yield *place, text
        for number, text in enumerate(_texts(biases)):
            yield number, "bias", None, None, text


def weights_csv(network: Network, layer: str) -> str:
    """The layer's parameters as CSV; empty for the raster and for pooling, which have none."""
    if layer == INPUT or isinstance(network.spec.layer(layer), Pooling):
        return ""
    return as_csv(WeightsTable(network, layer))


def _texts(values: np.ndarray[tuple[int, ...], np.dtype[np.float32]]) -> list[str]:
    """Numbers (n,) with as many digits as float32 needs, all at once: 96,000 in 50 ms."""
    texts: list[str] = values.astype(np.str_).tolist()
    return texts
