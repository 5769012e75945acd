"""Hands: each quality does what its name says, and the same numbers give the same drawing."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest

from model.strokes import PAPER
from model.synthetic.hand import Hand, arc, random_hand, spline, write

STEADY = Hand(spacing=0.05)
BAR = np.array([(0.5, 0.0), (0.5, 1.0)])
HOOK = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 1.0)])


def points_of(lines, hand, seed=0):
    drawing = write(lines, hand, np.random.default_rng(seed))
    return [stroke.points[:, :2] for stroke in drawing.strokes]


def test_a_steady_hand_draws_the_line_itself_in_its_size_at_its_place():
    (points,) = points_of([BAR], replace(STEADY, size=100.0, place=(60.0, 90.0)))
    np.testing.assert_allclose(points[[0, -1]], [(60, 40), (60, 140)])
    np.testing.assert_allclose(points[:, 0], 60.0)


def test_the_same_seed_gives_the_same_drawing_and_another_one_another():
    def drawn(seed):
        rng = np.random.default_rng(seed)
        return np.concatenate([s.points for s in write([BAR, HOOK], random_hand(rng), rng).strokes])

    np.testing.assert_array_equal(drawn(3), drawn(3))
    assert not np.array_equal(drawn(3)[0], drawn(4)[0])


def test_slant_leans_to_the_right_and_rotation_turns_clockwise():
    (slanted,) = points_of([BAR], replace(STEADY, slant=0.5, size=100.0))
    assert slanted[0, 0] - slanted[-1, 0] == pytest.approx(50.0)
    (turned,) = points_of([BAR], replace(STEADY, rotation=90.0, size=100.0))
    np.testing.assert_allclose(turned[0] - turned[-1], (100.0, 0.0), atol=1e-9)


def test_aspect_stretches_the_width_alone():
    (points,) = points_of([HOOK], replace(STEADY, aspect=0.5, size=100.0))
    np.testing.assert_allclose(np.ptp(points, axis=0), (50.0, 100.0))


def test_a_coarse_grid_rounds_coordinates_and_a_wide_spacing_gives_few_points():
    (rounded,) = points_of([arc(0.5, 0.5, 0.4, 0.5, 0, 360)], replace(STEADY, grid=8.0))
    np.testing.assert_array_equal(rounded % 8.0, 0.0)
    few, many = (points_of([BAR], replace(STEADY, spacing=s))[0] for s in (0.2, 0.02))
    assert (len(few), len(many)) == (6, 51)


def test_the_pen_rests_in_a_corner_so_that_coarse_sampling_keeps_it():
    for seed in range(20):
        (points,) = points_of([HOOK], replace(STEADY, spacing=0.28, size=1.0), seed)
        corner = points[:, 0].max(), points[:, 1].min()
        assert np.hypot(*(points - corner).T).min() < 0.02


def test_tremor_makes_the_line_longer_and_curvature_bends_it():
    def length(points):
        return np.hypot(*np.diff(points, axis=0).T).sum()

    steady, shaking, bent = (
        points_of([BAR], hand)[0]
        for hand in (STEADY, replace(STEADY, tremor=0.03), replace(STEADY, curvature=0.2))
    )
    assert length(shaking) > 1.15 * length(steady)
    assert np.ptp(bent[:, 0]) > 0.02 * STEADY.size
    assert length(bent) < 1.5 * length(steady)


def test_gaps_move_ends_and_lift_the_pen_on_the_way():
    careless = replace(STEADY, gaps=1.0)
    drawn = [points_of([HOOK], careless, seed) for seed in range(60)]
    assert {len(lines) for lines in drawn} == {1, 2}
    heights = [np.ptp(np.concatenate(lines)[:, 1]) / STEADY.size for lines in drawn]
    assert min(heights) < 0.97
    assert max(heights) > 1.03
    assert all(len(points_of([HOOK, BAR], STEADY, seed)) == 2 for seed in range(20))


def test_a_point_stays_a_point():
    (points,) = points_of([np.array([(0.5, 0.5)])], replace(STEADY, gaps=1.0))
    np.testing.assert_allclose(points, [STEADY.place])


@pytest.mark.parametrize("lines", [[], [np.zeros((0, 2))], [np.zeros(2)]])
def test_no_line_cannot_be_written(lines):
    with pytest.raises(ValueError, match="at least one"):
        write(lines, STEADY, np.random.default_rng(0))


def test_no_number_cannot_be_written():
    with pytest.raises(ValueError, match="NaN"):
        write([np.array([(0.0, np.nan)])], STEADY, np.random.default_rng(0))


def test_hands_are_mostly_moderate_and_sometimes_extreme():
    rng = np.random.default_rng(1)
    hands = [random_hand(rng) for _ in range(1000)]
    sizes = np.array([hand.size for hand in hands])
    assert 0.03 < (sizes < 70).mean() < 0.2
    assert 0.01 < (sizes > 220).mean() < 0.1
    assert sizes.min() >= 24
    assert 0.05 < np.mean([hand.spacing > 0.06 for hand in hands]) < 0.3
    widths = np.array([hand.pen_width for hand in hands])
    assert 4 <= widths.min() < 8
    assert 28 < widths.max() <= 34
    # What is small has no pen as wide as itself, and no grid that would swallow it.
    assert all(hand.pen_width <= 0.5 * hand.size for hand in hands)
    assert all(hand.grid <= 0.06 * hand.size for hand in hands)
    places = np.array([hand.place for hand in hands])
    assert (np.abs(places - 0.5 * PAPER) <= 0.25 * PAPER).all()
    assert places.std(axis=0).min() > 20


def test_a_spline_goes_through_its_points_and_keeps_corners():
    control = np.array([(0.0, 0.0), (1.0, 0.0), (1.0, 0.0), (1.0, 1.0)])
    np.testing.assert_array_equal(spline(control), control)
    curve = spline([(0, 0), (1, 1), (2, 0), (3, 2)])
    for point in [(0, 0), (1, 1), (2, 0), (3, 2)]:
        assert (curve == point).all(axis=1).any()


def test_a_round_spline_makes_a_circle_of_a_square():
    square = np.array([(1, 0), (0, 1), (-1, 0), (0, -1), (1, 0), (0, 1)])
    closed = spline(square, 0.83)[8:33]  # without its ends, which have one neighbour only
    np.testing.assert_allclose(np.hypot(*closed.T), 1.0, atol=0.03)


def test_an_arc_grows_clockwise_on_the_screen():
    quarter = arc(1.0, 2.0, 3.0, 4.0, 0.0, 90.0)
    np.testing.assert_allclose(quarter[[0, -1]], [(4.0, 2.0), (1.0, 6.0)])
    np.testing.assert_allclose((((quarter - (1, 2)) / (3, 4)) ** 2).sum(axis=1), 1.0)
