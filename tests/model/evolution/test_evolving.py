from itertools import pairwise

import numpy as np
import pytest

from app import paths
from model.evolution import direct, evolving
from model.evolution.evolving import evolve, fitness, read
from model.fooling import EvolutionConfig, frame, read_as
from model.forward import softmax, trace
from model.verdict import digit_scores
from model.weights import load

TINY = {"generations": 6, "children": 30}
BOTH = pytest.mark.parametrize("encoding", ["direct", "cppn"])


@pytest.fixture(scope="module")
def bundled():
    return load(paths.bundled_network()).network


@BOTH
def test_one_seed_makes_one_course(bundled, encoding):
    runs = [
        list(evolve(bundled, EvolutionConfig(encoding, seed=seed, **TINY))) for seed in (3, 3, 4)
    ]
    for first, again in zip(runs[0], runs[1], strict=True):
        np.testing.assert_array_equal(first.confidences, again.confidences)
        for one, other in zip(first.best, again.best, strict=True):
            np.testing.assert_array_equal(one.picture, other.picture)
    assert (runs[0][-1].confidences != runs[2][-1].confidences).any()


@BOTH
def test_confidence_never_falls_and_the_counts_are_right(bundled, encoding):
    reports = list(evolve(bundled, EvolutionConfig(encoding, **TINY)))
    assert [r.generation for r in reports] == list(range(7))
    assert [r.evaluations for r in reports] == [30 * (n + 1) for n in range(7)]
    assert (np.diff(reports[-1].confidences, axis=0) >= 0).all()
    assert (reports[-1].confidences[-1] > reports[0].confidences[-1]).all()
    for before, after in pairwise(reports):
        np.testing.assert_array_equal(before.confidences, after.confidences[:-1])
    assert reports[-1].left_s == 0 < reports[-1].elapsed_s


@BOTH
@pytest.mark.parametrize("knows", [False, True])
def test_fitness_never_falls_also_when_the_refusal_is_known(bundled, encoding, knows):
    config = EvolutionConfig(encoding, knows_refusal=knows, **TINY)
    reached, edge = [], 0.0
    for report in evolve(bundled, config):
        pictures = np.stack([elite.picture for elite in report.best])
        edge += (pictures * (1 - frame())).sum()
        reached.append(np.diag(fitness(bundled, read(bundled, pictures), knows)))
    assert (np.diff(reached, axis=0) >= -1e-6).all()
    assert (reached[-1] > reached[0]).any()
    assert (edge == 0) == knows


@BOTH
def test_what_is_said_of_the_best_is_what_the_network_says(bundled, encoding):
    *_, report = evolve(bundled, EvolutionConfig(encoding, **TINY))
    assert [elite.target for elite in report.best] == list(range(10))
    pictures = np.stack([elite.picture for elite in report.best])
    for elite, again in zip(report.best, read_as(bundled, pictures, range(10)), strict=True):
        assert elite.confidence == pytest.approx(again.confidence, abs=1e-5)
        assert elite.verdict.kind == again.verdict.kind
        assert elite.prediction == again.prediction
        assert not elite.picture.flags.writeable


def test_a_batch_is_read_as_its_pictures_are_alone(bundled):
    pictures = np.random.default_rng(0).random((130, 28, 28), np.float32)
    alone = np.concatenate([trace(bundled, picture[None]).logits for picture in pictures])
    np.testing.assert_allclose(read(bundled, pictures), alone, atol=2e-5)


def test_fitness_is_confidence_or_that_times_the_digit_score(bundled):
    logits = np.random.default_rng(0).normal(0, 3, (5, 10)).astype(np.float32)
    temperature = bundled.calibration.temperature
    confidences = softmax(logits, temperature)
    np.testing.assert_array_equal(fitness(bundled, logits, knows_refusal=False), confidences)
    expected = confidences * digit_scores(logits, temperature)[:, None]
    np.testing.assert_allclose(fitness(bundled, logits, knows_refusal=True), expected)


def test_one_child_may_win_several_classes_and_a_worse_one_wins_none(bundled):
    genomes = direct.first(2, np.random.default_rng(0))
    pictures = direct.pictures(genomes)
    logits = read(bundled, pictures)
    archive = evolving._Archive(bundled, genomes)
    archive.offer(genomes, pictures, logits, np.array([[0.5] * 10, [0.4] * 5 + [0.6] * 5]))
    np.testing.assert_array_equal(archive.genomes[:5], np.repeat(genomes[:1], 5, axis=0))
    np.testing.assert_array_equal(archive.genomes[5:], np.repeat(genomes[1:], 5, axis=0))
    archive.offer(genomes[::-1], pictures[::-1], logits[::-1], np.full((2, 10), 0.5))
    np.testing.assert_array_equal(archive.genomes[0], genomes[0])


def test_smooth_patterns_soon_fool_the_bundled_network(bundled):
    *_, report = evolve(bundled, EvolutionConfig("cppn", generations=25, children=200))
    assert (report.confidences[-1] > 0.9).sum() >= 9
