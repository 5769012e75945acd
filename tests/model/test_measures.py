"""Measures against numbers worked out by hand, published ones, and identities."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from model import measures

UNIT = st.floats(0, 1)
PAIRS = st.lists(st.tuples(UNIT, st.booleans()), min_size=1, max_size=40)
# Few different numbers, so that ties are frequent.
SCORES = st.lists(st.integers(0, 5).map(lambda n: n / 5), min_size=1, max_size=25)


@pytest.mark.parametrize(
    ("count", "total", "low", "high"),
    [  # Newcombe 1998, "Two-sided confidence intervals for the single proportion", table I
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_wilson_gives_the_published_intervals(count, total, low, high):
    found = measures.wilson_interval(count, total)
    assert (low, high) == (pytest.approx(found[0], abs=5e-5), pytest.approx(found[1], abs=5e-5))


def test_wilson_ends_at_0_and_at_1_exactly():
    assert 0.0 == measures.wilson_interval(0, 7)[0]
    assert 1.0 == measures.wilson_interval(7, 7)[1]


@given(st.integers(1, 100_000).flatmap(lambda n: st.tuples(st.integers(0, n), st.just(n))))
def test_wilson_holds_the_rate_and_is_symmetric(case):
    count, total = case
    low, high = measures.wilson_interval(count, total)
    assert 0 <= low <= count / total <= high <= 1
    other_low, other_high = measures.wilson_interval(total - count, total)
    assert (low, high) == (pytest.approx(1 - other_high), pytest.approx(1 - other_low))


@given(st.integers(2, 10_000).flatmap(lambda n: st.tuples(st.integers(1, n - 1), st.just(n))))
def test_an_end_of_wilson_is_where_the_rate_is_z_deviations_away(case):
    count, total = case
    for end in measures.wilson_interval(count, total):
        deviation = math.sqrt(end * (1 - end) / total)
        assert pytest.approx(measures.Z_95, rel=1e-5) == abs(count / total - end) / deviation


@pytest.mark.parametrize(("count", "total"), [(0, 0), (-1, 5), (6, 5)])
def test_wilson_refuses_what_is_no_part(count, total):
    with pytest.raises(ValueError, match=f"{count} of {total}"):
        measures.wilson_interval(count, total)


def test_confusion_is_true_by_predicted():
    found = measures.confusion_matrix(np.array([1, 1, 2, 0, 1]), np.array([1, 2, 2, 0, 2]), 3)
    assert [[1, 0, 0], [0, 1, 2], [0, 0, 1]] == found.tolist()


def test_each_class_has_its_measures():
    first, second, third = measures.per_class(np.array([[3, 1, 0], [2, 4, 0], [0, 0, 0]]))
    assert (4, 5, 3) == (first.support, first.read, first.right)
    assert (3 / 5, 3 / 4, 1 / 4) == (first.precision, first.recall, first.error_rate)
    assert (4 / 5, 4 / 6, 2 / 6) == (second.precision, second.recall, second.error_rate)
    assert (None, None, None) == (third.precision, third.recall, third.error_rate)


@given(st.lists(st.tuples(st.integers(0, 9), st.integers(0, 9)), min_size=1, max_size=50))
def test_classes_add_up_to_the_whole(pairs):
    labels, predictions = np.array(pairs).T
    confusion = measures.confusion_matrix(labels, predictions)
    classes = measures.per_class(confusion)
    assert len(pairs) == confusion.sum() == sum(each.support for each in classes)
    assert (
        np.trace(confusion) == sum(each.right for each in classes) == (labels == predictions).sum()
    )


def test_cross_entropy_is_the_mean_of_minus_the_logarithms():
    probabilities = np.array([[0.5, 0.5], [0.2, 0.8], [1.0, 0.0]])
    expected = -(math.log(0.5) + math.log(0.8) + math.log(1e-30)) / 3
    assert pytest.approx(expected) == measures.cross_entropy(probabilities, np.array([0, 1, 1]))


def test_reliability_by_hand():
    # Two bins: (0, 0.5] holds 0.2 wrong and 0.5 right, (0.5, 1] 0.7 right, 0.9 right, 0.8 wrong.
    found = measures.reliability([0.2, 0.5, 0.7, 0.9, 0.8], [0, 1, 1, 1, 0], bins=2)
    assert [2, 3] == found.counts.tolist()
    assert [0.35, 0.8] == pytest.approx(found.confidence.tolist())
    assert [1 / 2, 2 / 3] == pytest.approx(found.accuracy.tolist())
    expected = 2 / 5 * abs(0.5 - 0.35) + 3 / 5 * abs(2 / 3 - 0.8)
    assert pytest.approx(expected) == found.calibration_error


def test_a_bin_holds_its_upper_end_and_the_first_also_0():
    edges = [number / 15 for number in range(16)]
    found = measures.reliability(edges, [1] * 16)
    assert [2] + [1] * 14 == found.counts.tolist()


def test_an_empty_bin_is_not_a_number_and_counts_for_nothing():
    found = measures.reliability([0.95, 0.95], [1, 1])
    assert np.isnan(found.accuracy[:-2]).all()
    assert pytest.approx(0.05) == found.calibration_error


@given(PAIRS)
def test_one_bin_compares_the_means(pairs):
    confidences, right = np.array(pairs, float).T
    found = measures.reliability(confidences, right, bins=1).calibration_error
    assert pytest.approx(abs(confidences.mean() - right.mean()), abs=1e-12) == found
    # By the triangle inequality more bins never hide a difference that few bins show.
    assert measures.reliability(confidences, right).calibration_error >= found - 1e-12


def test_risk_and_coverage_by_hand():
    curve = measures.risk_coverage([0.9, 0.6, 0.8, 0.7], [0, 1, 1, 0])
    assert [0.25, 0.5, 0.75, 1.0] == curve.coverage.tolist()
    assert [0, 1 / 2, 1 / 3, 2 / 4] == pytest.approx(curve.risk.tolist())
    assert pytest.approx((0 + 1 / 2 + 1 / 3 + 1 / 2) / 4) == curve.area
    assert (0, pytest.approx(1 / 3), 1 / 2) == tuple(map(curve.risk_at, (0.0, 0.75, 1.0)))


def test_those_equally_sure_share_their_errors():
    curve = measures.risk_coverage([0.5, 0.5, 0.9], [1, 0, 0])
    assert [0, 0.5 / 2, 1 / 3] == pytest.approx(curve.risk.tolist())


@given(PAIRS, st.randoms(use_true_random=False))
def test_the_order_of_answers_does_not_matter(pairs, random):
    shuffled = random.sample(pairs, len(pairs))
    one, other = (measures.risk_coverage(*zip(*each, strict=True)) for each in (pairs, shuffled))
    np.testing.assert_allclose(one.risk, other.risk, atol=1e-12)
    assert pytest.approx(np.mean([wrong for _, wrong in pairs])) == one.risk[-1]


def test_auroc_by_hand():
    # 0.8 beats 0.3 and 0.5; 0.5 beats 0.3 and ties with 0.5: 3.5 of 4 pairs.
    assert 3.5 / 4 == measures.auroc([0.8, 0.5], [0.3, 0.5])


@given(SCORES, SCORES)
def test_auroc_is_the_part_of_pairs_in_order(positives, negatives):
    pairs = [(p > n) + 0.5 * (p == n) for p in positives for n in negatives]
    found = measures.auroc(positives, negatives)
    assert pytest.approx(np.mean(pairs)) == found
    assert pytest.approx(1 - found) == measures.auroc(negatives, positives)
    assert pytest.approx(found) == measures.auroc(np.exp(positives), np.exp(negatives))


def test_groups_are_counted_each_for_itself():
    found = measures.count_by(["b", "a", "b", "b"], [True, False, False, True])
    assert ["a", "b"] == list(found)
    assert (measures.Rate(0, 1), measures.Rate(2, 3)) == (found["a"], found["b"])
    assert pytest.approx(2 / 3) == found["b"].rate
    assert measures.wilson_interval(2, 3) == found["b"].interval


@pytest.mark.parametrize(
    "measure",
    [
        lambda: measures.reliability([], []),
        lambda: measures.risk_coverage([], []),
        lambda: measures.auroc([], [0.5]),
        lambda: measures.auroc([0.5], []),
    ],
)
def test_without_anything_to_measure_they_say_so(measure):
    with pytest.raises(ValueError, match=r"no answers|expected at least one"):
        measure()
