"""How much of a unit's contribution to a decision comes through which unit of the next layer.

A decision shares out every unit's contribution as the unit's own value is made up: by products
w * x of its pre-activation (its bias takes the rest), or by d out / d cell * cell in a pooling.
So what unit u gives through unit v is the contribution of v, times u's product in v's
pre-activation, divided by that pre-activation; this holds for every activation. What u gives
through all units of the next layer adds up to u's contribution.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from model.decision import Contribution
from model.layers import Convolution, Layer, Pooling, Subsampling
from model.ledger_windows import pooling_gradients
from model.unit import Array, Reading

Flows = NDArray[np.float64]
Places = NDArray[np.int64]


def flows(
    reading: Reading,
    position: int,
    earlier: Sequence[Contribution],
    later: Sequence[Contribution],
) -> Flows:
    """(later, earlier) float64: what each earlier unit gives through each later one.

    position: of the layer of the later units; the earlier ones belong to the layer before, or to
    the raster. 0 where nothing is connected, and from a unit that gives nothing.
    """
    if not earlier or not later:
        return np.zeros((len(later), len(earlier)))
    to, of = _places(later), _places(earlier)
    layer = reading.network.spec.layers[position]
    activations = reading.activations(position)[to[:, 0], to[:, 1], to[:, 2]]
    if isinstance(layer, Pooling):
        gradients = _pooling_gradients(reading, position, layer, to, of)
        whole = activations
    else:
        gradients = _weights(reading, layer, to, of, reading.volume_before(position).shape)
        whole = reading.pre_activations(position)[to[:, 0], to[:, 1], to[:, 2]]
    given = np.array([item.contribution for item in later], np.float64)
    # A value of 0 gives 0, whatever it is made up of.
    given = np.divide(given, whole, out=np.zeros(len(given)), where=whole != 0)
    parts: Flows = given[:, None] * gradients * np.array([item.activation for item in earlier])
    return parts + 0.0  # no -0.0


def _places(items: Sequence[Contribution]) -> Places:
    """(n, 3): channel, row and column of units."""
    units = (item.unit for item in items)
    return np.array([(unit.channel, unit.row, unit.column) for unit in units], np.int64)


def _weights(
    reading: Reading, layer: Layer, to: Places, of: Places, before: tuple[int, ...]
) -> Flows:
    """(later, earlier): weight by which an earlier unit goes into a later pre-activation."""
    weight = reading.network.parameters[f"{layer.name}.weight"]
    if isinstance(layer, Convolution):
        channel, is_inside, row, column = _in_window(
            to, of, layer.stride, layer.kernel, layer.padding
        )
        found = weight[to[:, :1], channel, row, column]
        return np.where(is_inside, found, np.float64(0))
    if isinstance(layer, Subsampling):
        channel, is_inside, _, _ = _in_window(to, of, layer.stride, layer.window)
        return np.where(is_inside & (channel == to[:, :1]), weight[to[:, :1]], np.float64(0))
    inputs = np.ravel_multi_index(tuple(of.T), before)
    chosen: Flows = weight[to[:, :1], inputs[None]].astype(np.float64)
    return chosen


def _pooling_gradients(
    reading: Reading, position: int, layer: Pooling, to: Places, of: Places
) -> Flows:
    """(later, earlier): d output of a later unit / d value of an earlier one."""
    before, outputs = reading.volume_before(position), reading.activations(position)
    channel, is_inside, row, column = _in_window(to, of, layer.stride, layer.window)
    gradients = np.stack([_window_gradients(before, outputs, layer, place) for place in to])
    found = np.take_along_axis(gradients, row * layer.window + column, axis=1)
    return np.where(is_inside & (channel == to[:, :1]), found, 0.0)


def _window_gradients(before: Array, outputs: Array, layer: Pooling, place: Places) -> Flows:
    channel, y, x = (int(number) for number in place)
    k, top, left = layer.window, y * layer.stride, x * layer.stride
    cells = before[channel, top : top + k, left : left + k].ravel()
    return pooling_gradients(cells, layer.mode, outputs[channel, y, x][None])


def _in_window(
    to: Places, of: Places, stride: int, side: int, padding: int = 0
) -> tuple[Places, NDArray[np.bool_], Places, Places]:
    """Of every pair (later, earlier): channel, whether it is seen, row and column in the window.

    Rows and columns outside the window are moved to its edge, so that they may be looked up.
    """
    row = of[None, :, 1] - (to[:, None, 1] * stride - padding)
    column = of[None, :, 2] - (to[:, None, 2] * stride - padding)
    is_inside = (row >= 0) & (row < side) & (column >= 0) & (column < side)
    last = side - 1
    return of[None, :, 0], is_inside, row.clip(0, last), column.clip(0, last)
