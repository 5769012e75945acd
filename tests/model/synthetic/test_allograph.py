"""Control points: moved each on its own, corners kept, rounds round."""

from __future__ import annotations

import numpy as np
import pytest

from model.synthetic.allograph import around, chance, corner, curved, moved, oval


def test_every_control_point_is_moved_on_its_own():
    control = np.zeros((2000, 2)) + np.arange(2000)[:, None]
    moves = moved(np.random.default_rng(0), control, 0.1) - control
    assert moves.std(axis=0) == pytest.approx([0.1, 0.1], rel=0.05)
    assert abs(np.corrcoef(moves[:-1, 0], moves[1:, 0])[0, 1]) < 0.07


def test_the_two_points_of_a_corner_stay_together():
    points = moved(np.random.default_rng(0), [(0, 0), *corner(1, 0), (1, 1)], 0.1)
    np.testing.assert_array_equal(points[1], points[2])
    assert (points[1] != (1, 0)).all()


def test_one_spline_per_stroke():
    strokes = [(0, 0), (1, 1)], [(0, 1), (0.5, 0), (1, 1)]
    lines = curved(np.random.default_rng(0), *strokes, wobble=0.0)
    assert [len(line) for line in lines] == [2, 17]
    np.testing.assert_array_equal(lines[0], strokes[0])


def test_around_lies_on_its_ellipse_between_its_degrees():
    points = np.array(around((1.0, 2.0), (3.0, 4.0), (0.0, -90.0)))
    np.testing.assert_allclose(points[[0, -1]], [(4.0, 2.0), (1.0, -2.0)], atol=1e-9)
    np.testing.assert_allclose((((points - (1, 2)) / (3, 4)) ** 2).sum(axis=1), 1.0)


def test_around_is_tilted_and_drifts_outwards():
    points = np.array(around((0.0, 0.0), (2.0, 1.0), (90.0, 450.0), tilt=90.0, drift=0.5))
    assert np.ptp(points[:, 1]) > np.ptp(points[:, 0])
    assert np.hypot(*points[-1]) == pytest.approx(1.5 * np.hypot(*points[0]))


def test_an_oval_goes_round_as_far_as_it_was_told():
    for seed in range(30):
        rng = np.random.default_rng(seed)
        line = oval(rng, (0.5, 0.5, 0.3, 0.5), sweep=300.0, drift=0.0)
        angle = np.unwrap(np.arctan2((line[:, 1] - 0.5) / 0.5, (line[:, 0] - 0.5) / 0.3))
        assert abs(np.degrees(angle[-1] - angle[0])) == pytest.approx(300.0)


def test_a_chance_comes_about_as_often_as_it_says():
    rng = np.random.default_rng(0)
    assert np.mean([chance(rng, 0.2) for _ in range(2000)]) == pytest.approx(0.2, abs=0.03)
