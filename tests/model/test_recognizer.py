import numpy as np
import pytest

from model.forward import softmax, trace
from model.network import Calibration, Network
from model.raster import rasterize
from model.recognizer import BLANK, Verdict, judge, recognize, recognize_many
from model.strokes import Drawing, make_stroke


@pytest.fixture(scope="module")
def rasters():
    """130 scribbles, the seventh blank: more than two batches."""
    random = np.random.default_rng(0)
    points = [random.uniform(20, 220, (8, 2)) for _ in range(130)]
    points[7] = []
    return [rasterize(Drawing((make_stroke(line, 18.0),))) for line in points]


def calibrated(network, temperature=1.0, threshold=0.0):
    calibration = Calibration(temperature, threshold)
    return Network(network.name, network.spec, network.parameters, calibration)


def test_the_prediction_is_the_most_probable_class(network, rasters):
    for raster in rasters[:20]:
        result = recognize(network, raster)
        assert result.probabilities.shape == (10,)
        assert pytest.approx(result.probabilities.sum()) == 1
        assert result.probabilities[result.prediction] == result.confidence
        assert result.probabilities.max() == result.confidence
        assert result.logits.argmax() == result.prediction


def test_a_recognition_holds_what_it_came_from(network, rasters):
    result = recognize(network, rasters[0])
    assert result.raster is rasters[0]
    assert result.network is network
    assert result.device == "CPU"
    assert result.elapsed_ms > 0
    expected = trace(network, rasters[0].array[None])
    np.testing.assert_array_equal(expected.logits[0], result.logits)
    np.testing.assert_array_equal(expected.activations["C3"], result.trace.activations["C3"])


def test_probabilities_are_read_only(network, rasters):
    assert not recognize(network, rasters[0]).probabilities.flags.writeable


@pytest.mark.parametrize("temperature", [0.5, 1.0, 2.5])
def test_the_temperature_divides_the_logits(network, rasters, temperature):
    plain, tempered = (
        recognize(n, rasters[0]) for n in (network, calibrated(network, temperature))
    )
    expected = softmax(plain.logits.astype(float) / temperature)
    np.testing.assert_allclose(tempered.probabilities, expected)
    assert plain.prediction == tempered.prediction


def test_a_blank_drawing_is_no_digit(network):
    result = recognize(network, rasterize(Drawing()))
    assert Verdict(is_digit=False, digit_score=0.0, reason="blank") == result.verdict
    assert 0 <= result.prediction <= 9


TWO_TO_ONE = [*np.log([1e-9] * 4), np.log(1.0), *np.log([1e-9] * 4), np.log(2.0)]  # 4 and 9


@pytest.mark.parametrize(
    ("threshold", "expected"),
    [
        (0.6, Verdict(is_digit=True, digit_score=2 / 3)),
        (0.7, Verdict(is_digit=False, digit_score=2 / 3, reason="between 9 and 4")),
    ],
)
def test_below_the_threshold_a_drawing_is_refused(
    make_constant_network, rasters, threshold, expected
):
    network = make_constant_network(TWO_TO_ONE, Calibration(1.0, threshold))
    result = recognize(network, rasters[0])
    assert expected.is_digit == result.verdict.is_digit
    assert expected.reason == result.verdict.reason
    assert expected.digit_score == pytest.approx(result.verdict.digit_score)
    assert result.prediction == 9


def test_the_threshold_itself_is_enough(network):
    probabilities = np.array([0.5, 0.25, 0.25] + [0] * 7)
    assert judge(calibrated(network, threshold=0.5), probabilities, is_blank=False).is_digit
    assert not judge(calibrated(network, threshold=0.51), probabilities, is_blank=False).is_digit


def test_many_rasters_give_what_each_gives(network, rasters):
    confidences = [recognize(calibrated(network, 1.5), raster).confidence for raster in rasters]
    network = calibrated(network, 1.5, float(np.median(confidences)))
    answers = list(recognize_many(network, rasters))
    assert len(rasters) == len(answers)
    refused = 0
    for raster, (probabilities, verdict) in zip(rasters, answers, strict=True):
        expected = recognize(network, raster)
        np.testing.assert_allclose(expected.probabilities, probabilities, atol=1e-6)
        assert expected.verdict.is_digit == verdict.is_digit
        assert expected.verdict.reason == verdict.reason
        assert expected.verdict.digit_score == pytest.approx(verdict.digit_score, abs=1e-6)
        refused += not verdict.is_digit
    assert answers[7][1].reason == BLANK
    assert 50 < refused < 80


def test_no_rasters_give_no_answers(network):
    assert list(recognize_many(network, [])) == []
