"""Strongest patches: for every channel of every layer the nine inputs that excite it most.

Zeiler & Fergus 2013, section 4.1 and figure 2: of every channel the strongest unit in each input,
and of these the nine strongest, so that no input comes twice in one channel. One pass over all
inputs serves all channels. Numpy only; projections are made by `model.learning.explain`.
"""

from __future__ import annotations

import time
from collections.abc import Generator, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from model.forward import Trace, trace
from model.network import Network, NetworkSpec
from model.receptive_fields import receptive_fields
from model.unit import INPUT, Unit

NINE = 9
Source = Literal["generated", "samples", "mnist"]
SOURCES: tuple[Source, ...] = get_args(Source)


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an input is from.

    number: its place in the source, from 0. label: 0 to 9, or 10 for what is not a digit.
    key: a sample's id; empty elsewhere.
    """

    source: Source
    number: int
    label: int
    key: str = ""


@dataclass(frozen=True, slots=True)
class ScanProgress:
    """How many inputs of how many have been read. left_s: seconds until all are, as expected."""

    done: int
    total: int
    left_s: float


class Batch(NamedTuple):
    """Some inputs. rasters: (n, 28, 28) uint8, ink = 255; origins: of each."""

    rasters: NDArray[np.uint8]
    origins: tuple[Origin, ...]


@dataclass(frozen=True, slots=True, eq=False)
class Strongest:
    """Of one layer; k is nine, or the number of inputs where there are fewer.

    values: (C, k) float32, descending: pre-activations, or what a pooling layer puts out.
    rows, columns: (C, k) int16, the unit's place in its channel.
    inputs: (C, k) int32, index among `Patches.rasters`.
    """

    values: NDArray[np.float32]
    rows: NDArray[np.int16]
    columns: NDArray[np.int16]
    inputs: NDArray[np.int32]


@dataclass(frozen=True, slots=True, eq=False)
class Patch:
    """What one unit sees of one input.

    raster: (28, 28) float32 in [0, 1]. rows, columns: the unit's receptive field in it; below 0
    and past 27 it lies in the padding. value: the unit's pre-activation, or a pooling's output.
    """

    unit: Unit
    value: float
    raster: NDArray[np.float32]
    origin: Origin
    rows: range
    columns: range


@dataclass(frozen=True, slots=True, eq=False)
class Patches:
    """What a scan has found. layers: name -> its strongest inputs, in the network's order.

    rasters: (n, 28, 28) uint8, only those that some channel has kept; origins: of each.
    scanned: source -> how many of its inputs were read.
    """

    spec: NetworkSpec
    layers: Mapping[str, Strongest]
    rasters: NDArray[np.uint8]
    origins: tuple[Origin, ...]
    scanned: Mapping[Source, int]

    @property
    def total(self) -> int:
        """How many inputs were read."""
        return sum(self.scanned.values())

    def of(self, layer: str, channel: int) -> tuple[Patch, ...]:
        """The patches of a channel, the strongest first."""
        count = self.layers[layer].values.shape[1]
        return tuple(self.patch(layer, channel, place) for place in range(count))

    def patch(self, layer: str, channel: int, place: int = 0) -> Patch:
        """One patch of a channel; place 0 is the strongest."""
        found, at = self.layers[layer], (channel, place)
        unit = Unit(layer, channel, int(found.rows[at]), int(found.columns[at]))
        index = int(found.inputs[at])
        rows, columns = field_of(self.spec, unit)
        raster = as_read(self.rasters[index])
        return Patch(unit, float(found.values[at]), raster, self.origins[index], rows, columns)


def as_read(rasters: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Rasters as the network reads them, float32 in [0, 1], read-only."""
    read: NDArray[np.float32] = rasters.astype(np.float32) / np.float32(255)
    read.flags.writeable = False
    return read


def field_of(spec: NetworkSpec, unit: Unit) -> tuple[range, range]:
    """Rows and columns of the raster in a unit's receptive field, with the padding it sees.

    A field that covers the whole raster is the raster.
    """
    field = receptive_fields(spec, unit)[INPUT]
    _, height, width = spec.input
    if len(field.rows) >= height and len(field.columns) >= width:
        return range(height), range(width)
    return field.rows, field.columns


def scan(
    network: Network, batches: Iterable[Batch], total: int
) -> Generator[ScanProgress, None, Patches]:
    """Read inputs and keep the strongest of every channel. total: how many, for the progress.

    Of equal values the first unit and the earlier input are kept. Memory is bounded by what is
    kept: at most nine rasters for each channel. Raises ValueError when there is no input at all.
    """
    spec, begun = network.spec, time.perf_counter()
    found = {
        layer.name: _Found.empty(shape.channels)
        for layer, shape in zip(spec.layers, spec.shapes[1:], strict=True)
    }
    kept: dict[int, tuple[NDArray[np.uint8], Origin]] = {}
    scanned: dict[Source, int] = {}
    done = 0
    for rasters, origins in batches:
        for index, (raster, origin) in enumerate(zip(rasters, origins, strict=True), done):
            kept[index] = raster, origin
            scanned[origin.source] = scanned.get(origin.source, 0) + 1
        answers = trace(network, as_read(rasters))
        found = {name: old.merged(_volume(answers, name), done) for name, old in found.items()}
        used = np.unique(np.concatenate([new.inputs.ravel() for new in found.values()]))
        kept = {index: kept[index] for index in used.tolist()}
        done += len(rasters)
        elapsed = time.perf_counter() - begun
        yield ScanProgress(done, max(done, total), elapsed / done * max(0, total - done))
    if not done:
        raise ValueError("there is nothing to scan: no source holds any input")
    return _patches(spec, found, kept, scanned)


def _volume(answers: Trace, name: str) -> NDArray[np.float32]:
    """(N, C, cells): pre-activations, or what a pooling layer puts out."""
    volume = answers.pre_activations.get(name)
    if volume is None:
        volume = answers.activations[name]
    return volume.reshape(*volume.shape[:2], -1)


class _Found(NamedTuple):
    """Of one layer, each (C, k): value, cell in the channel, and index of the input."""

    values: NDArray[np.float32]
    cells: NDArray[np.int64]
    inputs: NDArray[np.int64]

    @classmethod
    def empty(cls, channels: int) -> _Found:
        nothing = np.zeros((channels, 0), np.int64)
        return cls(np.zeros((channels, 0), np.float32), nothing, nothing)

    def merged(self, volume: NDArray[np.float32], first: int) -> _Found:
        """With the strongest unit of each channel in each of more inputs (N, C, cells)."""
        count, channels, _ = volume.shape
        best = volume.argmax(axis=2)  # (N, C)
        values = np.take_along_axis(volume, best[:, :, None], axis=2)[:, :, 0]
        inputs = np.broadcast_to(np.arange(first, first + count), (channels, count))
        joined = _Found(
            np.concatenate([self.values, values.T], axis=1),
            np.concatenate([self.cells, best.T], axis=1),
            np.concatenate([self.inputs, inputs], axis=1),
        )
        order = np.argsort(-joined.values, axis=1, kind="stable")[:, :NINE]
        return _Found(
            np.take_along_axis(joined.values, order, axis=1),
            np.take_along_axis(joined.cells, order, axis=1),
            np.take_along_axis(joined.inputs, order, axis=1),
        )


def _patches(
    spec: NetworkSpec,
    found: Mapping[str, _Found],
    kept: Mapping[int, tuple[NDArray[np.uint8], Origin]],
    scanned: Mapping[Source, int],
) -> Patches:
    indices = np.array(sorted(kept))
    layers = {}
    for name, (values, cells, inputs) in found.items():
        width = spec.shape_of(name).width
        layers[name] = Strongest(
            values,
            (cells // width).astype(np.int16),
            (cells % width).astype(np.int16),
            np.searchsorted(indices, inputs).astype(np.int32),
        )
        for part in _arrays(layers[name]):
            part.flags.writeable = False
    rasters = np.stack([kept[index][0] for index in indices.tolist()])
    rasters.flags.writeable = False
    return Patches(
        spec, layers, rasters, tuple(kept[n][1] for n in indices.tolist()), dict(scanned)
    )


def _arrays(strongest: Strongest) -> Iterator[NDArray[np.generic]]:
    yield from (strongest.values, strongest.rows, strongest.columns, strongest.inputs)
