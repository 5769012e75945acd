import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model.learning.fooling.descent import Ball

ROUNDING = 1e-6  # float32
ALL = np.ones((28, 28), np.float32)
GREY = np.full((28, 28), 0.5, np.float32)


def size(change, norm):
    change = np.asarray(change, np.float64)
    return np.abs(change).max() if norm == "linf" else np.linalg.norm(change)


@given(
    seed=st.integers(0, 2**32 - 1),
    norm=st.sampled_from(["l2", "linf"]),
    budget=st.floats(1e-4, 28),
    spread=st.floats(0, 100),
    levels=st.sampled_from([2, 256]),
)
def test_whatever_is_projected_lies_in_budget_and_bounds(seed, norm, budget, spread, levels):
    rng = np.random.default_rng(seed)
    original = (rng.integers(0, levels, (28, 28)) / (levels - 1)).astype(np.float32)
    highest = np.maximum(original, rng.integers(0, 2, (28, 28))).astype(np.float32)
    ball = Ball(original, norm, budget, highest)
    picture = ball.nearest(original + rng.normal(0, spread, (28, 28)))
    assert picture.dtype == np.float32
    assert picture.min() >= 0
    assert (picture <= highest).all()
    assert size(picture.astype(np.float64) - original, norm) <= budget + 28 * ROUNDING


@given(seed=st.integers(0, 2**32 - 1), norm=st.sampled_from(["l2", "linf"]))
def test_start_and_steps_stay_in_budget_and_bounds(seed, norm):
    rng = np.random.default_rng(seed)
    original = rng.random((28, 28), np.float32)
    budget = float(rng.uniform(0.01, 0.9))
    ball = Ball(original, norm, budget, ALL)
    picture = ball.start(rng)
    assert size(picture - original, norm) <= budget / 2 + 28 * ROUNDING
    for _ in range(5):
        gradient = rng.normal(size=(28, 28)).astype(np.float32)
        picture = ball.step(picture, gradient, steps=4)
        assert 0 <= picture.min() <= picture.max() <= 1
        assert size(picture - original, norm) <= budget + 28 * ROUNDING


@pytest.mark.parametrize("norm", ["l2", "linf"])
def test_what_lies_inside_stays_where_it_is(norm):
    picture = GREY + np.float32(0.001)
    np.testing.assert_array_equal(Ball(GREY, norm, 0.1, ALL).nearest(picture), picture)


def test_a_step_goes_along_the_gradient_or_its_sign():
    gradient = np.zeros((28, 28), np.float32)
    gradient[3, 4], gradient[5, 6] = 3, -4
    move = Ball(GREY, "l2", 0.1, ALL).step(GREY, gradient, steps=25) - GREY
    np.testing.assert_allclose([move[3, 4], move[5, 6]], [0.006, -0.008], rtol=1e-4)
    move = Ball(GREY, "linf", 0.1, ALL).step(GREY, gradient, steps=25) - GREY
    np.testing.assert_allclose([move[3, 4], move[5, 6]], [0.01, -0.01], rtol=1e-4)
    assert np.count_nonzero(move) == 2


def test_no_gradient_moves_nothing():
    nothing = np.zeros((28, 28), np.float32)
    np.testing.assert_array_equal(Ball(GREY, "l2", 1, ALL).step(GREY, nothing, 4), GREY)
