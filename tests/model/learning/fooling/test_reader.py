import numpy as np
import pytest

from app import paths
from model.forward import softmax, trace
from model.learning.fooling.reader import Reader
from model.verdict import digit_scores
from model.weights import load


@pytest.fixture(scope="module")
def bundled():
    return load(paths.bundled_network()).network


@pytest.mark.parametrize("knows", [False, True])
def test_the_objective_is_that_of_the_forward_pass(bundled, knows):
    pictures = np.random.default_rng(0).random((4, 28, 28), np.float32)
    targets = [0, 3, 7, 9]
    objectives, _ = Reader(bundled, targets, knows_refusal=knows).slopes(pictures)
    logits = trace(bundled, pictures).logits
    temperature = bundled.calibration.temperature
    expected = np.log(softmax(logits, temperature)[np.arange(4), targets])
    if knows:
        expected = expected + np.log(digit_scores(logits, temperature))
    np.testing.assert_allclose(objectives, expected, rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("knows", [False, True])
def test_the_gradient_is_that_of_finite_differences(bundled, knows):
    rng = np.random.default_rng(1)
    picture = rng.uniform(0.2, 0.8, (1, 28, 28)).astype(np.float32)
    reader = Reader(bundled, [5], knows_refusal=knows)
    _, gradients = reader.slopes(picture)
    direction = gradients / np.linalg.norm(gradients)
    step = np.float32(0.002)
    up, _ = reader.slopes(picture + step * direction)
    down, _ = reader.slopes(picture - step * direction)
    assert (up[0] - down[0]) / (2 * step) == pytest.approx(np.linalg.norm(gradients), rel=0.02)


def test_one_target_stands_for_all_pictures(bundled):
    pictures = np.random.default_rng(0).random((3, 28, 28), np.float32)
    one = Reader(bundled, [4], knows_refusal=False)
    each = Reader(bundled, [4, 4, 4], knows_refusal=False)
    np.testing.assert_array_equal(one.slopes(pictures)[0], each.slopes(pictures)[0])
    assert one.evaluations == 3
