from collections import Counter

import numpy as np
import pytest

from model.forward import softmax, trace
from model.layers import FullyConnected
from model.network import Calibration, Network, NetworkSpec
from model.raster import Stages, rasterize
from model.recognizer import recognize, recognize_arrays, recognize_many
from model.several import side_by_side
from model.strokes import Drawing, make_stroke
from model.verdict import digit_scores, judge


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


def assert_alike(expected, verdict):
    assert (expected.kind, expected.digits) == (verdict.kind, verdict.digits)
    assert expected.digit_score == pytest.approx(verdict.digit_score, abs=1e-6)


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
    expected = digit_scores(plain.logits, temperature)
    assert expected == pytest.approx(tempered.verdict.digit_score)


def test_a_blank_drawing_is_no_digit(network):
    result = recognize(network, rasterize(Drawing()))
    assert ("blank", 0.0) == (result.verdict.reason, result.verdict.digit_score)
    assert not result.verdict.is_digit
    assert 0 <= result.prediction <= 9


FOUR_OR_NINE = [-20.0] * 4 + [np.log(4.25)] + [-20.0] * 4 + [np.log(4.75)]  # neither: 1
LIKELY_NINE = [-20.0] * 4 + [np.log(3)] + [-20.0] * 4 + [np.log(6)]
REFUSALS = [
    (LIKELY_NINE, 0.89, ""),
    (LIKELY_NINE, 0.91, "unlike any digit"),
    (FOUR_OR_NINE, 0.89, "between 9 and 4"),
    (FOUR_OR_NINE, 0.91, "unlike any digit"),
]


@pytest.mark.parametrize(("logits", "threshold", "reason"), REFUSALS)
def test_a_drawing_is_refused_with_a_reason(
    make_constant_network, rasters, logits, threshold, reason
):
    network = make_constant_network(logits, Calibration(1.0, threshold))
    result = recognize(network, rasters[0])
    assert (not reason, reason) == (result.verdict.is_digit, result.verdict.reason)
    assert 9 / 10 == pytest.approx(result.verdict.digit_score)
    assert np.exp(logits[9]) / 9 == pytest.approx(result.confidence)
    assert result.prediction == 9


def test_many_rasters_give_what_each_gives(network, rasters):
    scores = [recognize(calibrated(network, 0.2), r).verdict.digit_score for r in rasters]
    network = calibrated(network, 0.2, float(np.median(scores)))
    answers = list(recognize_many(network, rasters))
    assert len(rasters) == len(answers)
    kinds = Counter()
    for raster, (probabilities, verdict) in zip(rasters, answers, strict=True):
        expected = recognize(network, raster)
        np.testing.assert_allclose(expected.probabilities, probabilities, atol=1e-6)
        assert_alike(expected.verdict, verdict)
        kinds[verdict.kind] += 1
    assert answers[7][1].kind == "blank"
    assert kinds["digit"] > 20
    assert 60 < kinds["unlike"] < 70


def test_bare_arrays_give_what_their_rasters_give(network, rasters):
    network = calibrated(network, 1.5, 0.3)
    arrays = np.array([raster.array for raster in rasters])
    answers = list(recognize_arrays(network, arrays))
    logits = trace(network, arrays).logits
    assert len(rasters) == len(answers)
    for (probabilities, verdict), row, array in zip(answers, logits, arrays, strict=True):
        np.testing.assert_allclose(softmax(row, 1.5), probabilities, atol=1e-6)
        assert_alike(judge(row, network.calibration, array), verdict)


def test_no_rasters_give_no_answers(network):
    assert list(recognize_many(network, [])) == []
    assert list(recognize_arrays(network, np.zeros((0, 28, 28), np.float32))) == []


FOUR = [[(60, 0), (0, 65), (90, 65)], [(62, 30), (60, 120)]]
TWO = [[(5, 25), (40, 0), (75, 30), (5, 118), (85, 115)]]
CROSS = [[(0, 0), (80, 120)], [(80, 0), (0, 120)]]


def drawing(*parts):
    """Parts side by side, from left to right."""
    return Drawing(
        tuple(
            make_stroke([(x + 10 + 110 * number, y + 60) for x, y in stroke], 12.0)
            for number, strokes in enumerate(parts)
            for stroke in strokes
        )
    )


FORTY_TWO = drawing(FOUR, TWO)
OTHERS = [drawing(CROSS), drawing(FOUR, CROSS), drawing(CROSS, CROSS), drawing(FOUR + CROSS)]


@pytest.fixture(scope="module")
def reader():
    """One layer that knows 4 and 2, and that nothing else drawn here is a digit."""
    digits = [(drawing(FOUR), 4), (drawing(TWO), 2)]
    digits += [(part, digit) for part, digit in zip(side_by_side(FORTY_TWO), (4, 2), strict=True)]
    shown = [one for one, _ in digits] + [FORTY_TWO, *OTHERS]
    rows = np.array([rasterize(each).array.ravel() for each in shown])
    wanted = np.full((len(shown), 10), -6.0)
    for row, (_, digit) in zip(wanted, digits, strict=False):
        row[digit] = 6.0
    weights, _, rank, _ = np.linalg.lstsq(rows, wanted)
    assert len(shown) == rank
    spec = NetworkSpec((FullyConnected("Out", 10, "none"),))
    parameters = {
        name: (weights.T.reshape(shape) if name == "Out.weight" else np.zeros(shape))
        for name, shape in spec.parameter_shapes.items()
    }
    parameters = {name: array.astype(np.float32) for name, array in parameters.items()}
    return Network("reader", spec, parameters, Calibration(1.0, 0.6))


def read(network, each, stages=Stages()):
    return recognize(network, rasterize(each, stages)).verdict


@pytest.mark.parametrize(("strokes", "digit"), [(FOUR, 4), (TWO, 2)])
def test_one_digit_is_one_digit(reader, strokes, digit):
    result = recognize(reader, rasterize(drawing(strokes)))
    assert (digit, "digit", ()) == (result.prediction, result.verdict.kind, result.verdict.digits)


def test_two_digits_side_by_side_are_no_digit_but_two(reader):
    verdict = read(reader, FORTY_TWO)
    assert ("several", (4, 2)) == (verdict.kind, verdict.digits)
    assert "several digits: 4 and 2" == verdict.reason
    assert not verdict.is_digit
    score = digit_scores(trace(reader, rasterize(FORTY_TWO).array[None]).logits, 1.0)
    assert score == pytest.approx(verdict.digit_score)


def test_what_is_not_all_digits_is_unlike_any(reader):
    for other in OTHERS:
        assert "unlike any digit" == read(reader, other).reason


def test_two_digits_that_pass_for_one_are_not_looked_at_again(make_constant_network):
    sure = make_constant_network(LIKELY_NINE, Calibration(1.0, 0.8))
    assert read(sure, FORTY_TWO).is_digit


def test_with_a_stage_off_nothing_is_said_of_several(reader):
    # So little speaks for the whole that it is refused in any place and size.
    cautious = calibrated(reader, 1.0, 0.99)
    assert read(cautious, FORTY_TWO).kind == "several"
    for stages in (Stages(fit=False), Stages(centre=False), Stages(ink_box=False)):
        assert read(cautious, FORTY_TWO, stages).kind in ("unlike", "between")


def test_several_digits_are_found_among_many_drawings(reader):
    rasters = [rasterize(each) for each in (drawing(FOUR), FORTY_TWO, OTHERS[0], Drawing())]
    verdicts = [verdict for _, verdict in recognize_many(reader, rasters)]
    assert ["digit", "several", "unlike", "blank"] == [verdict.kind for verdict in verdicts]
    arrays = np.array([raster.array for raster in rasters])
    bare = [verdict.kind for _, verdict in recognize_arrays(reader, arrays)]
    assert ["digit", "unlike", "unlike", "blank"] == bare
