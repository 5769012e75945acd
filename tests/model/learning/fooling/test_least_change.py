from itertools import islice, pairwise

import numpy as np
import pytest

from app import paths
from app.commands.self_test import digit_drawing
from model.fooling import ChangeConfig, read_as
from model.learning.fooling.least_change import least_changes
from model.learning.fooling.pixels import greedy
from model.learning.fooling.reader import Reader
from model.raster import rasterize
from model.weights import load

MOST = {"l2": 6.0, "linf": 0.5, "pixels": 60.0}
NORMS = pytest.mark.parametrize("norm", list(MOST))


@pytest.fixture(scope="module")
def bundled():
    return load(paths.bundled_network()).network


@pytest.fixture(scope="module")
def seven():
    return rasterize(digit_drawing(7)).array


def found(network, drawing, **values):
    """Everything that was told of the only target, and the result."""
    told = []
    search = least_changes(network, drawing, ChangeConfig(**values))
    while True:
        try:
            told.append(next(search))
        except StopIteration as end:
            (result,) = end.value
            assert result is told[-1]
            return told, result


@NORMS
@pytest.mark.parametrize("knows", [False, True])
def test_the_budget_works_and_the_next_smaller_one_tried_does_not(bundled, seven, norm, knows):
    values = {"norm": norm, "targets": (9,), "most": MOST[norm], "knows_refusal": knows}
    told, result = found(bundled, seven, **values)
    criterion = ChangeConfig(**values).criterion
    worked = [budget for budget, turned in result.tries if turned]
    failed = [budget for budget, turned in result.tries if not turned]
    assert result.budget == min(worked)
    assert 0 in failed
    smaller = max(budget for budget in failed if budget < result.budget)
    gap = 1 if norm == "pixels" else MOST[norm] / 200
    assert 0 < result.budget - smaller <= gap
    assert criterion.is_met(result.result)
    assert criterion.is_met(read_as(bundled, result.result.picture[None], [9])[0])
    assert [len(each.tries) for each in told] == list(range(1, len(result.tries) + 1))
    assert all(after.tries[:-1] == before.tries for before, after in pairwise(told))


@NORMS
def test_a_change_stays_in_its_budget_and_the_bounds(bundled, seven, norm):
    _, result = found(bundled, seven, norm=norm, targets=(2,), most=MOST[norm])
    picture = result.result.picture
    assert 0 <= picture.min() <= picture.max() <= 1
    size = {
        "l2": np.linalg.norm(result.change),
        "linf": np.abs(result.change).max(),
        "pixels": np.count_nonzero(result.change),
    }[norm]
    assert 0 < size <= result.budget + 1e-6
    np.testing.assert_array_equal(result.original, seven)


@NORMS
def test_the_same_seed_finds_the_same(bundled, seven, norm):
    values = {"norm": norm, "targets": (3,), "most": MOST[norm], "seed": 4}
    first, again = (found(bundled, seven, **values)[1] for _ in range(2))
    assert first.tries == again.tries
    np.testing.assert_array_equal(first.result.picture, again.result.picture)
    assert first.evaluations == again.evaluations > 0


def test_what_is_read_as_the_target_already_needs_nothing(bundled, seven):
    _, result = found(bundled, seven, targets=(7,))
    assert (result.budget, result.tries) == (0, ((0, True),))
    np.testing.assert_array_equal(result.result.picture, seven)


@pytest.mark.parametrize(("norm", "most"), [("l2", 0.05), ("linf", 0.005), ("pixels", 1)])
def test_when_nothing_suffices_the_strongest_try_is_shown(bundled, seven, norm, most):
    _, result = found(bundled, seven, norm=norm, targets=(0,), most=most)
    assert result.budget is None
    assert [budget for budget, _ in result.tries] == [0, most]
    before = read_as(bundled, seven[None], [0])[0].confidence
    assert result.result.confidence > before


def test_targets_come_one_after_the_other(bundled, seven):
    config = ChangeConfig(targets=(3, 7, 2), steps=10)
    order = [change.target for change in least_changes(bundled, seven, config)]
    assert order == sorted(order, key=(3, 7, 2).index)
    assert set(order) == {3, 7, 2}


def test_a_drawing_out_of_bounds_is_refused(bundled):
    with pytest.raises(ValueError, match="expected 0 to 1"):
        next(least_changes(bundled, np.full((28, 28), 2, np.float32)))


def test_every_pixel_is_changed_once_to_paper_or_full_ink(bundled, seven):
    path = list(islice(greedy(Reader(bundled, [2], knows_refusal=False), seven), 30))
    np.testing.assert_array_equal(path[0], seven)
    seen = set()
    for before, after in pairwise(path):
        ((row, column),) = np.argwhere(before != after)
        assert (row, column) not in seen
        assert after[row, column] in (0, 1)
        seen.add((row, column))


def test_the_greedy_pixel_is_the_best_of_those_proposed(bundled, seven):
    reader = Reader(bundled, [2], knows_refusal=False)
    path = np.stack(list(islice(greedy(reader, seven), 12)))
    objectives, _ = reader.slopes(path)
    assert (np.diff(objectives) > 0).all()
