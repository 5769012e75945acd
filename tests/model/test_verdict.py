import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from model.data.mnist import load_digits
from model.forward import softmax
from model.network import Calibration
from model.raster import rasterize
from model.strokes import Drawing, make_stroke
from model.verdict import CLEAR, Verdict, digit_scores, judge

FULL = np.pad(np.ones((20, 20), np.float32), 4)
SHEET = np.ones((28, 28), np.float32)
BLANK = np.zeros((28, 28), np.float32)

logit_rows = arrays(np.float32, (3, 10), elements=st.floats(-40, 40, width=32))
temperatures = st.sampled_from([0.2, 1.0, 1.7, 5.0])


def logits_with(others=-9.0, **values):
    """Ten logits: `others`, and what is said of digits: d4=2.0."""
    logits = np.full(10, others, np.float32)
    for name, value in values.items():
        logits[int(name[1:])] = value
    return logits


@settings(deadline=None)
@given(logit_rows, temperatures)
def test_a_digit_score_is_what_an_eleventh_class_with_logit_0_leaves(logits, temperature):
    scores = digit_scores(logits, temperature)
    eleven = softmax(np.pad(logits.astype(float), ((0, 0), (0, 1))), temperature)
    assert ((3,), np.float64) == (scores.shape, scores.dtype)
    np.testing.assert_allclose(scores, 1 - eleven[:, 10], rtol=1e-9, atol=1e-15)
    assert (scores >= 0).all()
    assert (scores <= 1).all()


@settings(deadline=None)
@given(logit_rows, temperatures, st.floats(0.01, 5), st.integers(0, 9))
def test_a_digit_score_rises_with_every_logit(logits, temperature, step, digit):
    changed = logits.astype(float)
    changed[:, digit] += step
    before, after = (digit_scores(rows, temperature) for rows in (logits, changed))
    assert (after >= before * (1 - 1e-12)).all()
    falling = np.where(changed == logits, logits, logits - step)
    assert (digit_scores(falling, temperature) <= before * (1 + 1e-12)).all()


@settings(deadline=None)
@given(logit_rows, temperatures)
def test_one_row_is_scored_like_many(logits, temperature):
    alone = [float(digit_scores(row, temperature)) for row in logits]
    assert alone == digit_scores(logits, temperature).tolist()


def test_a_digit_score_is_the_share_of_the_ten_together():
    logits = np.log([[2, 1, 1, *[1e-9] * 7], [1e-9] * 10, [1] * 10])
    assert digit_scores(logits, 1.0) == pytest.approx([4 / 5, 0, 10 / 11], abs=1e-6)


def test_the_largest_numbers_do_no_harm():
    logits = np.array([[1e30] + [0] * 9, [-1e30] * 10, [0] * 10], np.float32)
    assert digit_scores(logits, 0.2) == pytest.approx([1, 0, 10 / 11])


KINDS = {
    "digit": (logits_with(d4=6.0), FULL, "digit", (), ""),
    "digit with a lead": (logits_with(d4=4.0, d9=3.0), FULL, "digit", (), ""),
    "blank": (logits_with(d4=6.0), BLANK, "blank", (), "blank"),
    "unlike": (logits_with(), FULL, "unlike", (), "unlike any digit"),
    "unlike, but for a little": (logits_with(d4=0.5), FULL, "unlike", (), "unlike any digit"),
    "unlike, and unclear": (logits_with(d4=0.0, d9=-0.1), FULL, "unlike", (), "unlike any digit"),
    "too large": (logits_with(d4=6.0), SHEET, "too large", (), "beyond a digit's frame"),
    "too large, and unlike": (logits_with(), SHEET, "unlike", (), "unlike any digit"),
    "between": (logits_with(d4=3.3, d9=3.5), FULL, "between", (9, 4), "between 9 and 4"),
    "between many": (logits_with(2.0, d7=2.3, d0=2.1), FULL, "between", (7, 0), "between 7 and 0"),
}


@pytest.mark.parametrize(
    ("logits", "raster", "kind", "digits", "reason"), KINDS.values(), ids=KINDS
)
def test_every_kind_of_verdict_has_its_reason(logits, raster, kind, digits, reason):
    verdict = judge(logits, Calibration(1.0, 0.7), raster)
    assert (kind, digits, reason) == (verdict.kind, verdict.digits, verdict.reason)
    assert (kind == "digit") == verdict.is_digit
    expected = 0 if kind == "blank" else digit_scores(logits, 1.0)
    assert expected == verdict.digit_score


@pytest.mark.parametrize(
    ("digits", "reason"),
    [((4, 2), "several digits: 4 and 2"), ((1, 0, 1, 7), "several digits: 1, 0, 1 and 7")],
)
def test_several_digits_are_named_in_their_order(digits, reason):
    verdict = Verdict("several", 0.2, digits)
    assert not verdict.is_digit
    assert reason == verdict.reason


def test_the_threshold_itself_is_enough():
    logits = logits_with(d4=1.0)
    score = float(digit_scores(logits, 1.5))
    assert judge(logits, Calibration(1.5, score), FULL).is_digit
    assert not judge(logits, Calibration(1.5, np.nextafter(score, 1)), FULL).is_digit


@pytest.mark.parametrize(("lead", "is_digit"), [(0.01, True), (-0.01, False)])
def test_a_digit_needs_a_clear_lead(lead, is_digit):
    # Two digits alone: the first has 1 / (1 + exp(-gap)) of both.
    gap = np.log(CLEAR / (1 - CLEAR)) + lead
    logits = logits_with(-60.0, d4=8.0 + gap, d9=8.0)
    assert is_digit == judge(logits, Calibration(1.0, 0.7), FULL).is_digit


def test_the_temperature_decides_how_near_the_threshold_is():
    logits = logits_with(d4=3.0)
    assert judge(logits, Calibration(1.0, 0.9), FULL).is_digit
    assert not judge(logits, Calibration(3.0, 0.9), FULL).is_digit


def raster_of(*strokes, width=18.0):
    return rasterize(Drawing(tuple(make_stroke(points, width) for points in strokes))).array


ENOUGH = {
    "a one": raster_of([[120, 40], [118, 200]]),
    "a small one": raster_of([[120, 100], [118, 124]]),
    "a lying bar": raster_of([[40, 120], [200, 118]]),
    "a one without a pen's width": raster_of([[120, 40], [118, 44]], width=None),
    "a pale one": 0.2 * raster_of([[120, 40], [118, 200]]),
}


@pytest.mark.parametrize("raster", ENOUGH.values(), ids=ENOUGH)
def test_a_line_is_enough_ink(raster):
    assert judge(logits_with(d1=6.0), Calibration(1.0, 0.5), raster).is_digit


LITTLE = {
    "a dot": raster_of([[120, 100]]),
    "a dot without a pen's width": raster_of([[120, 100]], width=None),
    "a touch that slipped": raster_of([[120, 100], [123, 104], [126, 103]]),
    "half a pen": raster_of([[120, 100], [129, 100]]),
    "one pixel": np.pad(np.ones((1, 1), np.float32), ((13, 14), (14, 13))),
}


@pytest.mark.parametrize("raster", LITTLE.values(), ids=LITTLE)
def test_a_dot_is_too_little_ink_whatever_the_network_says(raster):
    verdict = judge(logits_with(d1=60.0), Calibration(1.0, 0.0), raster)
    assert ("little ink", "too little ink") == (verdict.kind, verdict.reason)
    assert not verdict.is_digit


@pytest.mark.parametrize(("side", "is_digit"), [(20, True), (22, True), (23, False), (28, False)])
@pytest.mark.parametrize("is_fitted", [True, False])
def test_no_digit_is_larger_than_the_frame_it_was_fitted_into(side, is_digit, is_fitted):
    raster = np.zeros((28, 28), np.float32)
    raster[:side, 14] = 1
    verdict = judge(logits_with(d1=6.0), Calibration(1.0, 0.5), raster, is_fitted)
    assert is_digit == verdict.is_digit


@pytest.mark.shared_data
def test_every_real_digit_keeps_to_the_frame(shared_data):
    """Whatever the size rule refuses, it refuses none of MNIST's 70,000."""
    for part in ("train", "test"):
        inked = load_digits(shared_data / "mnist", part).images > 0
        rows, columns = inked.any(axis=2), inked.any(axis=1)
        for places in (rows, columns):
            first, last = places.argmax(axis=1), 27 - places[:, ::-1].argmax(axis=1)
            assert (last - first + 1).max() <= 20
