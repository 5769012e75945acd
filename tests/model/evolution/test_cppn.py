import math

import numpy as np
import pytest

from model.evolution import cppn
from model.evolution.cppn import HIDDEN, INPUTS, KINDS

PLAIN = (
    lambda z: z,
    math.sin,
    lambda z: math.exp(-z * z),
    lambda z: 1 / (1 + math.exp(-z)),
    math.tanh,
)


def grown(count, generations, seed=0):
    """Genomes with many nodes of all kinds."""
    rng = np.random.default_rng(seed)
    genomes = cppn.first(count, rng)
    for generation in range(generations):
        genomes = cppn.mutated(genomes, 0.15, generation, rng)
    return genomes


def plain_picture(genome):
    """One picture, pixel by pixel and node by node."""
    picture = np.zeros((28, 28))
    for row in range(28):
        for column in range(28):
            x, y = -1 + 2 * column / 27, -1 + 2 * row / 27
            seen = [x, y, math.hypot(x, y), 1.0]
            for node in range(HIDDEN + 1):
                weights = genome["weights"][node]
                total = sum(float(weights[k]) * value for k, value in enumerate(seen))
                seen.append(PLAIN[genome["kinds"][node]](total) if weights.any() else 0.0)
            picture[row, column] = min(max(seen[-1], 0.0), 1.0)
    return picture


def test_all_at_once_is_the_plain_loop():
    genomes = grown(60, 25)
    most = np.argsort(-cppn.is_used(genomes).sum(axis=1))[:6]  # those with the most nodes
    pictures = cppn.pictures(genomes)
    assert (pictures.shape, pictures.dtype) == ((60, 28, 28), np.float32)
    assert set(genomes["kinds"][most][cppn.is_used(genomes)[most]]) == set(range(len(KINDS)))
    for number in most:
        np.testing.assert_allclose(pictures[number], plain_picture(genomes[number]), atol=2e-3)


def test_a_picture_does_not_depend_on_the_others():
    genomes = grown(60, 10)
    together = cppn.pictures(genomes)
    for number in (0, 24, 25, 59):
        alone = cppn.pictures(genomes[number : number + 1])[0]
        np.testing.assert_allclose(together[number], alone, atol=1e-5)


def test_what_nothing_is_connected_to_is_blank():
    assert not cppn.pictures(np.zeros(3, cppn.GENOME)).any()
    assert cppn.pictures(np.zeros(0, cppn.GENOME)).shape == (0, 28, 28)


def test_no_node_sees_itself_or_a_later_one():
    weights = grown(100, 40)["weights"]
    for node in range(HIDDEN + 1):
        assert not weights[:, node, INPUTS + node :].any()


def test_a_new_node_stands_between_the_ends_of_a_connection():
    genomes = np.zeros(20, cppn.GENOME)
    genomes["weights"][:, -1, 0] = 2.5  # x to the ink
    cppn._add_node(genomes, np.ones(20, np.bool_), np.random.default_rng(0))
    for genome in genomes:
        (node,) = np.flatnonzero(genome["weights"][:-1].any(axis=1))
        assert genome["weights"][node, 0] == 1
        assert genome["weights"][-1, INPUTS + node] == 2.5
        assert np.count_nonzero(genome["weights"]) == 2


@pytest.mark.parametrize(
    ("change", "difference"), [(cppn._add_connection, 1), (cppn._cut_connection, -1)]
)
def test_connections_come_and_go_one_at_a_time(change, difference):
    genomes = grown(50, 5)
    before = np.count_nonzero(genomes["weights"], axis=(1, 2))
    those = np.arange(50) < 30
    change(genomes, those, np.random.default_rng(0))
    after = np.count_nonzero(genomes["weights"], axis=(1, 2))
    assert (after[:30] - before[:30] == difference).all()
    assert (after[30:] == before[30:]).all()


def test_parents_stay_as_they_are_and_genomes_of_full_size_can_still_mutate():
    genomes = grown(40, 5)
    kept = genomes.copy()
    cppn.mutated(genomes, 0.5, 0, np.random.default_rng(0))
    np.testing.assert_array_equal(kept, genomes)
    genomes["weights"][:] = cppn._EARLIER
    children = cppn.mutated(genomes, 0.5, 0, np.random.default_rng(0))
    assert np.isfinite(cppn.pictures(children)).all()
