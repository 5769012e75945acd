"""From what the engine sends to what the window shows, against a count by hand."""

from __future__ import annotations

import numpy as np
import pytest

from app.commands.self_test import digit_drawing
from app.paths import resources
from model.data.mnist import NOT_A_DIGIT, Digits
from model.raster import rasterize
from model.recognizer import recognize
from model.retraining_result import Outcome, Outcomes, RetrainReport
from model.retraining_shown import (
    before_after,
    drawing_reading,
    first_kernels,
    replay,
    training_report,
)
from model.strokes import Drawing
from model.weights import load

LABELS = np.array([0, 1, 2, 3, NOT_A_DIGIT, NOT_A_DIGIT])
OLD = Outcome(LABELS, np.array([8, 1, 2, 3, 5, 5]), np.array([0, 0, 0, 1, 0, 1], bool))
NEW = Outcome(LABELS, np.array([0, 7, 2, 3, 5, 5]), np.array([0, 0, 0, 0, 1, 0], bool))
IMAGES = np.arange(6, dtype=np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8)


@pytest.fixture(scope="module")
def network():
    return load(resources() / "networks" / "default").network


def compared():
    check = {"generated": OLD, "given": NEW}
    return before_after(
        Outcomes(OLD, check),
        Outcomes(NEW, {"generated": NEW, "given": OLD}),
        IMAGES,
        {"generated": Digits(IMAGES, LABELS)},
    )


def test_rates_are_those_of_the_outcomes():
    result = compared()
    assert (2, 2, 6) == (  # 0 and one that is none; then 1 and the other that is none
        result.held_out.before.count,
        result.held_out.after.count,
        result.held_out.after.samples,
    )
    assert ["check set", "MNIST check set"] == [change.name for change in result.check]
    assert (1, 1, 4) == (
        result.check[0].before.count,
        result.check[0].after.count,
        result.check[0].after.samples,
    )
    assert 0 == result.check[0].points
    assert not result.is_worse
    names = {change.name: (change.before.count, change.after.count) for change in result.refused}
    assert (1, 0) == names["your digits refused"]
    assert (1, 1) == names["what is no digit, refused"]


def test_gained_and_lost_are_the_right_pictures():
    result = compared()
    gained = [(s.label, s.before, s.after, int(s.raster[0, 0])) for s in result.gained]
    assert [(0, 8, 0, 0), (NOT_A_DIGIT, 5, None, 4)] == gained
    lost = [(s.label, s.before, s.after) for s in result.lost]
    assert [(1, 1, 7), (NOT_A_DIGIT, None, 5)] == lost
    # Both check sets are counted; pictures there are of one only.
    assert (4, 4) == (result.check_gained_count, result.check_lost_count)
    assert 2 == len(result.check_gained)


def test_errors_by_label():
    changes = {label: (c.before.count, c.after.count) for label, c in compared().by_label}
    assert {0: (1, 0), 1: (0, 1), 2: (0, 0), 3: (0, 0), NOT_A_DIGIT: (1, 1)} == changes


def test_a_report_of_the_base_has_no_loss(network):
    outcomes = Outcomes(OLD, {"generated": OLD})
    base = RetrainReport(-1, 10, 0.0, 0.0, network, outcomes, {}, 3.0, 30.0)
    shown = training_report(base, 20, compared(), None)
    assert (0, 200, None, None) == (shown.step, shown.steps, shown.loss, shown.kept)
    later = RetrainReport(3, 10, 0.5, 0.01, network, outcomes, {}, 3.0, 30.0)
    shown = training_report(later, 20, compared(), None)
    assert (80, 0.5, 0.01) == (shown.step, shown.loss, shown.kept)
    assert "C1" == shown.layer
    assert np.array_equal(network.parameters["C1.weight"], shown.kernels)


@pytest.mark.parametrize("name", ["default", "average", "l2", "lenet5"])
def test_first_kernels_of_every_bundled_network(name):
    network = load(resources() / "networks" / name).network
    layer, kernels = first_kernels(network)
    assert network.parameters[f"{layer}.weight"] is kernels


def test_drawings_are_read_as_the_recogniser_reads_them(network):
    raster = rasterize(digit_drawing(7))
    expected = recognize(network, raster)
    reading = drawing_reading(network, network, raster)
    assert np.allclose(expected.probabilities, reading.now, atol=1e-5)
    assert np.array_equal(reading.before, reading.now)
    assert drawing_reading(network, network, rasterize(Drawing())) is None
    again = replay([(0, network), (20, network)], raster)
    assert (0, 20) == again.steps
    assert np.allclose(expected.probabilities, again.probabilities[1], atol=1e-5)
    assert again.is_digit.all()
