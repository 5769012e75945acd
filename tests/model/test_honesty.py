"""Deletion and insertion curves, and rank correlation."""

from __future__ import annotations

import numpy as np
import pytest

from app import paths
from app.commands.self_test import digit_drawing
from model.explanation import Attribution, Occluder, Target
from model.forward import softmax, trace
from model.honesty import RANDOM, curves, order_of, rank_correlation
from model.occlusion import occlusion
from model.raster import rasterize
from model.unit import Unit
from model.weights import load
from tests.model.small_networks import raster_with, small_network

FOUR = rasterize(digit_drawing(4)).array
BLANK = np.zeros((28, 28), np.float32)


@pytest.fixture(scope="module")
def network():
    return load(paths.bundled_network()).network


def some_map(method="gradient", target=Target(4), seed=0, values=None):
    if values is None:
        values = np.random.default_rng(seed).normal(size=(28, 28)).astype(np.float32)
    return Attribution(method, target, values, 0.0, {})


def probability(network, raster, digit=4):
    logits = trace(network, raster[None]).logits[0]
    return softmax(logits, network.calibration.temperature)[digit]


def test_deletion_goes_from_the_drawing_to_blank_paper_and_insertion_back(network):
    maps = [some_map(), occlusion(network, FOUR, Target(4), Occluder())]
    deletion, insertion = (curves(network, FOUR, maps, kind) for kind in ("deletion", "insertion"))
    full, none = probability(network, FOUR), probability(network, BLANK)
    assert abs(full - none) > 0.5
    for found, first, last in ((deletion, full, none), (insertion, none, full)):
        assert set(found.curves) == {"gradient", "occlusion", RANDOM}
        for curve in found.curves.values():
            assert curve.shape == found.pixels.shape
            assert curve[0] == pytest.approx(first, abs=1e-6)
            assert curve[-1] == pytest.approx(last, abs=1e-6)
            assert ((curve >= 0) & (curve <= 1)).all()
        assert (found.pixels[0], found.pixels[-1]) == (0, np.count_nonzero(FOUR))
        assert (np.diff(found.pixels) > 0).all()
        assert found.digit == 4


def test_a_curve_equals_a_plain_loop(network):
    item = some_map("integrated", seed=3)
    found = {kind: curves(network, FOUR, [item], kind) for kind in ("deletion", "insertion")}
    ink = sorted(np.argwhere(FOUR > 0).tolist(), key=lambda at: -item.values[tuple(at)])
    for index, count in enumerate(found["deletion"].pixels):
        erased, put = FOUR.copy(), BLANK.copy()
        for row, column in ink[:count]:
            erased[row, column], put[row, column] = 0, FOUR[row, column]
        for kind, raster in (("deletion", erased), ("insertion", put)):
            value = found[kind].curves["integrated"][index]
            assert value == pytest.approx(probability(network, raster), abs=1e-5)


@pytest.mark.parametrize(
    ("method", "expected"), [("gradient", [1, 0, 28]), ("integrated", [0, 1, 28])]
)
def test_only_ink_is_ordered_and_a_map_per_ink_is_multiplied_with_it(method, expected):
    raster = raster_with([[0.2, 0.9, 0.0], [0.5, 0.0, 0.0]])
    values = raster_with([[3.0, 2.0, 9.0], [-1.0, 9.0, 9.0]])
    assert order_of(some_map(method, values=values), raster).tolist() == expected


def test_the_best_order_of_a_linear_network_is_its_weights_times_the_ink():
    weight = np.random.default_rng(0).normal(size=(10, 784)).astype(np.float32)
    weight[[n for n in range(10) if n != 4]] = 0
    network = small_network(Out_weight=weight)
    best = some_map("gradient", values=weight[4].reshape(28, 28))
    worst = some_map("guided", values=-weight[4].reshape(28, 28))
    deletion = curves(network, FOUR, [best, worst], "deletion").curves
    assert (deletion["gradient"] <= deletion[RANDOM] + 1e-9).all()
    assert (deletion["guided"] >= deletion[RANDOM] - 1e-9).all()
    insertion = curves(network, FOUR, [best, worst], "insertion").curves
    assert (insertion["gradient"] >= insertion[RANDOM] - 1e-9).all()


def test_the_random_order_is_the_same_each_time(network):
    first, again = (curves(network, FOUR, [some_map()], "deletion").curves for _ in range(2))
    np.testing.assert_array_equal(first[RANDOM], again[RANDOM])


def test_a_units_maps_are_judged_by_the_digit_that_is_read(network):
    maps = [some_map(target=Target(unit=Unit("C3", 1, 2, 3)))]
    found = curves(network, FOUR, maps, "deletion")
    assert found.digit == trace(network, FOUR[None]).logits[0].argmax() == 4
    assert curves(network, FOUR, [some_map(target=Target(9))], "deletion").digit == 9


def test_maps_of_different_digits_are_refused(network):
    with pytest.raises(ValueError, match="different digits"):
        curves(network, FOUR, [some_map(), some_map("guided", Target(9))], "deletion")


def test_blank_paper_has_nothing_to_erase(network):
    found = curves(network, BLANK, [some_map()], "deletion")
    assert found.pixels.tolist() == [0]
    assert found.mean("gradient") == pytest.approx(probability(network, BLANK), abs=1e-6)


def test_rank_correlation_by_hand():
    ascending = np.array([0.1, 2.0, 30.0, 400.0])
    assert rank_correlation(ascending, ascending**3) == pytest.approx(1)
    assert rank_correlation(ascending, -ascending) == pytest.approx(-1)
    # Ranks 1, 2.5, 2.5, 4 and 1, 2, 3, 4: 4.5 / sqrt(4.5 * 5)
    assert rank_correlation(np.array([1, 2, 2, 3]), ascending) == pytest.approx(0.9**0.5)
    assert rank_correlation(np.ones(4), ascending) == 0
