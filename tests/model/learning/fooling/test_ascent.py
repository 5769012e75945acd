import numpy as np
import pytest

from app import paths
from app.commands.self_test import digit_drawing
from model.fooling import AscentConfig, frame
from model.learning.fooling.ascent import ascend, climb, start
from model.learning.fooling.reader import Reader
from model.raster import rasterize
from model.weights import load


@pytest.fixture(scope="module")
def bundled():
    return load(paths.bundled_network()).network


@pytest.mark.parametrize("kind", ["blank", "noise", "drawing"])
@pytest.mark.parametrize("knows", [False, True])
def test_the_objective_rises_and_the_bounds_hold(bundled, kind, knows):
    drawing = rasterize(digit_drawing(3)).array
    config = AscentConfig(8, kind, steps=40, knows_refusal=knows)
    *_, last = reports = list(ascend(bundled, config, drawing))
    assert [report.step for report in reports] == list(range(41))
    np.testing.assert_array_equal(last.confidences, [r.result.confidence for r in reports])
    around = frame(drawing if kind == "drawing" else None)
    reader = Reader(bundled, [8], knows_refusal=knows)
    heights = [reader.slopes(report.result.picture[None])[0][0] for report in (reports[0], last)]
    assert heights[1] > heights[0]
    assert last.result.confidence > 0.9
    assert last.result.verdict.is_digit >= knows
    for report in reports:
        picture = report.result.picture
        assert 0 <= picture.min() <= picture.max() <= 1
        np.testing.assert_array_equal(picture, picture * around if knows else picture)


def test_the_first_step_is_along_the_gradient_and_as_long_as_the_rate(bundled):
    reader = Reader(bundled, [2], knows_refusal=False)
    first = np.full((1, 28, 28), 0.5, np.float32)
    before, after = climb(reader, first, 1, 0.05)
    _, (gradient,) = reader.slopes(first)
    moves = (after - before)[0]
    assert np.abs(moves).max() == pytest.approx(0.05, rel=1e-4)
    np.testing.assert_allclose(moves, 0.05 * gradient / np.abs(gradient).max(), atol=1e-6)


def test_all_at_once_is_one_after_the_other(bundled):
    noise = start("noise", 3, seed=5)
    targets = [1, 4, 9]
    *_, together = climb(Reader(bundled, targets, knows_refusal=False), noise, 5, 0.1)
    for number, target in enumerate(targets):
        reader = Reader(bundled, [target], knows_refusal=False)
        *_, alone = climb(reader, noise[number : number + 1], 5, 0.1)
        np.testing.assert_allclose(together[number], alone[0], atol=1e-3)


def test_noise_has_its_seed(bundled):
    np.testing.assert_array_equal(start("noise", 2, 1), start("noise", 2, 1))
    assert (start("noise", 2, 1) != start("noise", 2, 2)).any()


def test_no_drawing_to_start_from(bundled):
    with pytest.raises(ValueError, match="no drawing to start from"):
        next(ascend(bundled, AscentConfig(start="drawing")))
