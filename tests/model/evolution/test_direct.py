import numpy as np

from model.evolution import direct


def test_first_pictures_are_noise_of_every_brightness():
    genomes = direct.first(200, np.random.default_rng(0))
    largest = genomes.max(axis=1)
    assert (genomes.shape, genomes.dtype) == ((200, 784), np.float32)
    assert largest.min() < 0.1
    assert 0.9 < largest.max() <= 1
    np.testing.assert_allclose(genomes.mean(axis=1), largest / 2, atol=0.06)


def test_so_many_numbers_change_as_the_rate_says_and_the_rate_halves():
    rng = np.random.default_rng(0)
    parents = np.full((100, 784), 0.5, np.float32)
    for generation, part in ((0, 0.4), (49, 0.4), (50, 0.2), (100, 0.1)):
        changed = direct.mutated(parents, 0.4, generation, rng) != parents
        assert abs(changed.mean() - part) < 0.01


def test_polynomial_mutation_has_its_distribution():
    """|move| = 1 - v^(1 / 16) for uniform v: its mean is 1 / 17, and it is symmetric."""
    parents = np.full((200, 784), 0.5, np.float32)
    moves = direct.mutated(parents, 1.0, 0, np.random.default_rng(0)) - parents
    assert abs(np.abs(moves).mean() - 1 / 17) < 0.001
    assert abs(moves.mean()) < 0.001


def test_children_stay_in_bounds_and_parents_as_they_are():
    parents = np.random.default_rng(0).integers(0, 2, (50, 784)).astype(np.float32)
    kept = parents.copy()
    children = direct.mutated(parents, 1.0, 0, np.random.default_rng(1))
    assert (children.min(), children.max()) == (0, 1)
    np.testing.assert_array_equal(kept, parents)


def test_a_picture_is_its_genome():
    genomes = direct.first(3, np.random.default_rng(0))
    pictures = direct.pictures(genomes)
    assert pictures.shape == (3, 28, 28)
    assert pictures[1, 2, 5] == genomes[1, 2 * 28 + 5]
