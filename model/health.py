"""What is wrong with a network: maps and units that tell nothing, kernels that say the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import reduce
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from model import health_texts as texts
from model.forward import Trace, activate, trace
from model.layers import Activation, Convolution, FullyConnected, Layer, Pooling
from model.network import Network, NetworkSpec

Array = NDArray[np.float32]
Kind = Literal["dead", "saturated", "alike", "constant", "faint", "flat"]

RASTERS = 200  # made-up digits, twenty of each, on which a network is examined by default
SATURATED = 0.99  # of the range of tanh; beyond it a unit is saturated
MOSTLY = 0.5  # of the rasters; a unit that is saturated on more is reported
ALIKE = 0.98  # cosine similarity; kernels above it are nearly alike
FAINT = 0.05  # of the layer's largest value; a map below it everywhere is faint
FLAT = 1e-6  # of the layer's largest value; values closer than this are one and the same
_RANGES: dict[Activation, float] = {"tanh": 1.0, "scaled tanh": 1.7159}
_BATCH = 32


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that a badge marks.

    kind: of the network: "dead" never above 0 after ReLU, "saturated" at the end of tanh mostly,
        "alike" kernels, "constant" the same number everywhere and always. Of one drawing: "faint"
        far below the layer's largest value, "flat" the same number in all cells.
    layer: its name; channels: the maps (or units of a fully connected layer) concerned.
    numbers: one for each channel. Dead: the highest pre-activation; saturated: how many units
        are; constant, flat: the activation; faint: largest amount, as part of the layer's. Alike:
        one only, the least similarity of two that are counted as alike.
    explanation: one sentence.
    """

    kind: Kind
    layer: str
    channels: tuple[int, ...]
    numbers: tuple[float, ...]
    explanation: str


@dataclass(frozen=True, slots=True, eq=False)
class LayerActivity:
    """What one layer with parameters did on a set of rasters.

    lowest, highest: (C,) float32, extremes of every channel's pre-activations.
    saturated: (C, H, W), or (C,) for fully connected layers; on how many of the rasters each unit
        was saturated; all 0 without tanh.
    """

    lowest: Array
    highest: Array
    saturated: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Activity:
    """What a network did on `rasters` rasters, by layer name. Small: worth keeping."""

    rasters: int
    layers: Mapping[str, LayerActivity]


def example_rasters(count: int = RASTERS, seed: int = 0) -> Array:
    """(count, 28, 28) made-up digits, each of the ten as often; takes about a fifth of a second."""
    return np.stack(list(each_example_raster(count, seed)))


def each_example_raster(count: int = RASTERS, seed: int = 0) -> Iterator[Array]:
    """The rasters (28, 28) of `example_rasters` one by one, each made when it is asked for."""
    from model.raster import rasterize
    from model.synthetic.digits import synthetic_digit

    random = np.random.default_rng(seed)
    return (rasterize(synthetic_digit(n % 10, random)).array for n in range(count))


def measure_activity(network: Network, rasters: Array) -> Activity:
    """Run rasters (N, 28, 28) through the network. Raises ValueError when there is none."""
    if not len(rasters):
        raise ValueError("a network cannot be examined without rasters")
    firsts = range(0, len(rasters), _BATCH)
    return reduce(join, (_measure(network, rasters[n : n + _BATCH]) for n in firsts))


def join(one: Activity, other: Activity) -> Activity:
    """What the same network did on two sets of rasters together."""
    layers = {name: _joined(layer, other.layers[name]) for name, layer in one.layers.items()}
    return Activity(one.rasters + other.rasters, layers)


def examine(network: Network, activity: Activity, drawing: Trace | None = None) -> list[Finding]:
    """All findings: of the network, then of the drawing if there is one, layer by layer.

    activity: of this network, on a set of rasters that is large enough to judge by.
    drawing: the trace of one raster.
    """
    findings = []
    for layer in network.spec.layers:
        if isinstance(layer, Pooling):
            continue
        of_layer = activity.layers[layer.name]
        findings += _find_dead(layer, of_layer, activity.rasters)
        findings += _find_saturated(layer, of_layer, activity.rasters)
        findings += _find_constant(layer, of_layer, activity.rasters)
        if isinstance(layer, Convolution):
            findings += _find_alike(layer, network.parameters[f"{layer.name}.weight"])
    return findings + ([] if drawing is None else examine_drawing(network.spec, drawing))


def examine_drawing(spec: NetworkSpec, drawing: Trace) -> list[Finding]:
    """Faint and flat maps of one raster's trace; fast enough for every movement of the pen.

    Pooling layers are left out: they show the same maps again. Raises ValueError when the trace
    is of more than one raster.
    """
    if len(drawing.logits) != 1:
        raise ValueError(f"a trace of {len(drawing.logits)} rasters, one was expected")
    findings = []
    for layer in spec.layers:
        if not isinstance(layer, Pooling) and not spec.shape_of(layer.name).is_vector:
            findings += _find_in_maps(layer.name, drawing.activations[layer.name][0])
    return findings


def similarities(weight: Array) -> NDArray[np.float64]:
    """Cosine similarity of every two kernels; (C, D, r, r) -> (C, C), -1 to 1.

    All channels of a kernel count together. A kernel of zeros is like none, not even itself.
    """
    rows = weight.reshape(len(weight), -1).astype(np.float64)
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    rows = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return np.asarray(rows @ rows.T)


def _measure(network: Network, rasters: Array) -> Activity:
    """In one pass."""
    part = trace(network, rasters)
    layers = [layer for layer in network.spec.layers if not isinstance(layer, Pooling)]
    return Activity(len(rasters), {layer.name: _layer_activity(layer, part) for layer in layers})


def _layer_activity(layer: Layer, part: Trace) -> LayerActivity:
    z = part.pre_activations[layer.name]
    axes = tuple(axis for axis in range(z.ndim) if axis != 1)
    limit = SATURATED * _RANGES.get(_activation(layer), np.inf)
    beyond = (np.abs(part.activations[layer.name]) > limit).sum(axis=0)
    return LayerActivity(z.min(axis=axes), z.max(axis=axes), beyond)


def _joined(one: LayerActivity, other: LayerActivity) -> LayerActivity:
    """Of both sets of rasters together."""
    return LayerActivity(
        np.minimum(one.lowest, other.lowest),
        np.maximum(one.highest, other.highest),
        one.saturated + other.saturated,
    )


def _activation(layer: Layer) -> Activation:
    return "none" if isinstance(layer, Pooling) else layer.activation


def _dead(layer: Layer, activity: LayerActivity) -> NDArray[np.bool_]:
    """(C,): which channels are never above 0 after ReLU."""
    return np.asarray((activity.highest <= 0) & (_activation(layer) == "relu"))


def _find_dead(layer: Layer, activity: LayerActivity, rasters: int) -> list[Finding]:
    channels = _where(_dead(layer, activity))
    if not channels:
        return []
    text = texts.dead(_noun(layer), layer.name, channels, rasters)
    return [Finding("dead", layer.name, channels, _at(activity.highest, channels), text)]


def _find_saturated(layer: Layer, activity: LayerActivity, rasters: int) -> list[Finding]:
    units = activity.saturated.reshape(len(activity.saturated), -1) > MOSTLY * rasters
    counts = units.sum(axis=1)
    channels = _where(counts > 0)
    if not channels:
        return []
    text = texts.saturated(_noun(layer), layer.name, channels, int(counts.sum()), rasters)
    return [Finding("saturated", layer.name, channels, _at(counts, channels), text)]


def _find_constant(layer: Layer, activity: LayerActivity, rasters: int) -> list[Finding]:
    scale = np.abs([activity.lowest, activity.highest]).max()
    constant = activity.highest - activity.lowest <= FLAT * scale
    channels = _where(constant & ~_dead(layer, activity))
    if not channels:
        return []
    values = _at(activate(activity.highest, _activation(layer)), channels)
    text = texts.constant(_noun(layer), layer.name, channels, values, rasters)
    return [Finding("constant", layer.name, channels, values, text)]


def _find_alike(layer: Convolution, weight: Array) -> list[Finding]:
    """One finding for each group of kernels that are linked by similarity.

    Where every kernel is a single number there is only a factor between them: nothing is found.
    """
    if weight[0].size == 1:
        return []
    similar = similarities(weight)
    linked = similar > ALIKE
    findings = []
    for channels in _groups(linked):
        among = np.ix_(channels, channels)
        least = float(similar[among][linked[among]].min())
        text = texts.alike(layer.name, channels, least)
        findings.append(Finding("alike", layer.name, channels, (least,), text))
    return findings


def _groups(linked: NDArray[np.bool_]) -> list[tuple[int, ...]]:
    """Indices that are linked to each other, directly or through others; two at least."""
    left = set(range(len(linked)))
    groups = []
    while left:
        group: set[int] = set()
        front = {min(left)}
        while front:
            group |= front
            front = {int(n) for m in front for n in np.flatnonzero(linked[m])} - group
        left -= group
        if len(group) > 1:
            groups.append(tuple(sorted(group)))
    return groups


def _find_in_maps(name: str, maps: Array) -> list[Finding]:
    """Faint and flat maps among (C, H, W) activations. What is faint is not called flat too."""
    amounts = np.abs(maps).max(axis=(1, 2))
    scale = float(amounts.max())
    is_faint = amounts < FAINT * scale
    is_flat = (np.ptp(maps, axis=(1, 2)) <= FLAT * scale) & ~is_faint
    findings = []
    faint, flat = _where(is_faint), _where(is_flat)
    if faint:
        parts = _at(amounts / scale, faint)
        findings.append(Finding("faint", name, faint, parts, texts.faint(name, faint, parts)))
    if flat:
        values = _at(maps[:, 0, 0], flat)
        findings.append(Finding("flat", name, flat, values, texts.flat(name, flat, values)))
    return findings


def _noun(layer: Layer) -> texts.Noun:
    return "unit" if isinstance(layer, FullyConnected) else "map"


def _where(flags: NDArray[np.bool_]) -> tuple[int, ...]:
    return tuple(np.flatnonzero(flags).tolist())


def _at(values: NDArray[np.float32 | np.int64], channels: tuple[int, ...]) -> tuple[float, ...]:
    return tuple(float(values[channel]) for channel in channels)
