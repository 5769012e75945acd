"""The CPPN encoding: a genome is a small network that computes a pixel's ink from its place.

A compositional pattern-producing network (Stanley 2007) sees x, y, the distance from the middle and
a constant; its nodes are smooth functions, so that its pictures are regular: symmetric, repeated,
curved. Topology and weights evolve as in NEAT (Stanley & Miikkulainen 2002), without its crossing.

A genome is one number of a structured array, of fixed size: node j weighs the inputs and the nodes
before it. A connection is there when its weight is not 0, a node when it has a connection.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.raster import SIDE

Array = NDArray[np.float32]
Genomes = NDArray[np.void]
Bools = NDArray[np.bool_]

INPUTS = 4  # x, y, distance from the middle, 1
HIDDEN = 16  # nodes at most, and one more gives the ink
_SOURCES = INPUTS + HIDDEN
GENOME = np.dtype([("weights", np.float32, (HIDDEN + 1, _SOURCES)), ("kinds", np.int8, HIDDEN + 1)])
KINDS: tuple[Callable[[Array], NDArray[Any]], ...] = (  # what a node makes of its weighed sum
    lambda z: z,
    lambda z: np.asarray(np.sin(z)),
    lambda z: np.asarray(np.exp(-z * z)),  # Gaussian
    lambda z: np.asarray((1 + np.tanh(z / 2)) / 2),  # sigmoid
    lambda z: np.asarray(np.tanh(z)),
)
_LARGEST = 5.0  # weights; two nodes in a row can still draw a sharp edge
_STEP = 1.0  # standard deviation of a weight's mutation
_NODE, _CONNECTION, _CUT, _KIND = 0.2, 0.3, 0.1, 0.15  # how often a child's structure changes
_EARLIER = np.tri(HIDDEN + 1, _SOURCES, INPUTS - 1, np.bool_)  # node j may see source s
_AT_ONCE = 25  # pictures computed together: their nodes still fit the cache


def first(count: int, rng: np.random.Generator) -> Genomes:
    """Random genomes (count,): every input seen, and one hidden node or two."""
    genomes = np.zeros(count, GENOME)
    genomes["kinds"] = rng.integers(len(KINDS), size=(count, HIDDEN + 1))
    genomes["weights"][:, -1, :INPUTS] = rng.normal(0, 1.5, (count, INPUTS))
    everyone = np.ones(count, np.bool_)
    _add_node(genomes, everyone, rng)
    _add_node(genomes, rng.random(count) < 0.5, rng)
    return genomes


def mutated(parents: Genomes, rate: float, _generation: int, rng: np.random.Generator) -> Genomes:
    """Children (N,), one for each parent; no generation differs from another.

    rate: how probable it is that a weight changes; the structure changes at fixed rates.
    """
    children = parents.copy()
    weights = children["weights"]
    moves = rng.normal(0, _STEP, weights.shape).astype(np.float32)
    chosen = (rng.random(weights.shape) < rate) & (weights != 0)
    weights[chosen] = np.clip(weights + moves, -_LARGEST, _LARGEST)[chosen]
    count = len(children)
    _add_node(children, rng.random(count) < _NODE, rng)
    _add_connection(children, rng.random(count) < _CONNECTION, rng)
    _cut_connection(children, rng.random(count) < _CUT, rng)
    _change_kind(children, rng.random(count) < _KIND, rng)
    return children


def pictures(genomes: Genomes) -> Array:
    """(N, 28, 28) float32 in [0, 1]: every pixel's ink, what lies beyond is cut off."""
    parts = [_computed(genomes[n : n + _AT_ONCE]) for n in range(0, len(genomes), _AT_ONCE)]
    return np.concatenate(parts) if parts else np.zeros((0, SIDE, SIDE), np.float32)


def _computed(genomes: Genomes) -> Array:
    """All nodes of some genomes, one after the other, for all of them at once."""
    count, last = len(genomes), HIDDEN
    values = np.zeros((count, _SOURCES, SIDE * SIDE), np.float32)
    values[:, :INPUTS] = PLACES
    used = is_used(genomes)
    for node in range(HIDDEN + 1):
        if not used[:, node].any():
            continue
        seen = genomes["weights"][:, node, None, : INPUTS + node]
        sums = (seen @ values[:, : INPUTS + node])[:, 0]  # (N, 784)
        kinds = np.where(used[:, node], genomes["kinds"][:, node], -1)
        for kind, function in enumerate(KINDS):
            (those,) = np.nonzero(kinds == kind)
            if len(those):
                sums[those] = function(sums[those])
        if node == last:
            return np.clip(sums, 0, 1).reshape(count, SIDE, SIDE)
        values[:, INPUTS + node] = sums
    return np.zeros((count, SIDE, SIDE), np.float32)  # no output is connected to anything


def is_used(genomes: Genomes) -> Bools:
    """(N, HIDDEN + 1): which nodes have a connection."""
    return np.asarray((genomes["weights"] != 0).any(axis=2))


def _places() -> Array:
    """(INPUTS, 784): x and y from -1 to 1, distance from the middle, and 1, for every pixel."""
    along = np.linspace(-1, 1, SIDE, dtype=np.float32)
    y, x = np.meshgrid(along, along, indexing="ij")
    return np.stack([x, y, np.hypot(x, y), np.ones_like(x)]).reshape(INPUTS, -1)


PLACES = _places()


def _add_node(genomes: Genomes, those: Bools, rng: np.random.Generator) -> None:
    """Put a new node between the two ends of a connection, as NEAT does."""
    free = ~is_used(genomes)
    free[:, -1] = False
    found, (node,) = _one_of(free, rng)
    node_of = node[:, None, None]
    rows, sources = np.indices((HIDDEN + 1, _SOURCES))
    crossing = (rows > node_of) & (sources < INPUTS + node_of) & (genomes["weights"] != 0)
    has_one, (row, source) = _one_of(crossing, rng)
    (index,) = np.nonzero(those & found & has_one)
    node, row, source = node[index], row[index], source[index]
    weights = genomes["weights"]
    weights[index, row, INPUTS + node] = weights[index, row, source]
    weights[index, row, source] = 0
    weights[index, node, source] = 1
    genomes["kinds"][index, node] = rng.integers(len(KINDS), size=len(index))


def _add_connection(genomes: Genomes, those: Bools, rng: np.random.Generator) -> None:
    used = is_used(genomes)
    used[:, -1] = True
    sources = np.concatenate([np.ones((len(genomes), INPUTS), np.bool_), used[:, :-1]], axis=1)
    free = _EARLIER & used[:, :, None] & sources[:, None] & (genomes["weights"] == 0)
    found, (row, source) = _one_of(free, rng)
    (index,) = np.nonzero(those & found)
    genomes["weights"][index, row[index], source[index]] = rng.normal(0, 1, len(index))


def _cut_connection(genomes: Genomes, those: Bools, rng: np.random.Generator) -> None:
    found, (row, source) = _one_of(genomes["weights"] != 0, rng)
    (index,) = np.nonzero(those & found)
    genomes["weights"][index, row[index], source[index]] = 0


def _change_kind(genomes: Genomes, those: Bools, rng: np.random.Generator) -> None:
    found, (node,) = _one_of(is_used(genomes), rng)
    (index,) = np.nonzero(those & found)
    genomes["kinds"][index, node[index]] = rng.integers(len(KINDS), size=len(index))


def _one_of(allowed: Bools, rng: np.random.Generator) -> tuple[Bools, tuple[NDArray[np.intp], ...]]:
    """For each genome, one of the places where `allowed` (N, ...) is true, all equally probable.

    Returns whether there is one, (N,), and its indices, (N,) for each axis; 0 where there is none.
    """
    scores: NDArray[Any] = np.where(allowed, rng.random(allowed.shape), -1).reshape(
        len(allowed), -1
    )
    return scores.max(axis=1) >= 0, np.unravel_index(scores.argmax(axis=1), allowed.shape[1:])
