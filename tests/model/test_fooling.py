import numpy as np
import pytest

from app import paths
from model.defence import DefenceConfig
from model.fooling import (
    FRAME,
    AscentConfig,
    ChangeConfig,
    Criterion,
    EvolutionConfig,
    Fooling,
    LeastChange,
    bounded,
    frame,
    read_as,
    summary,
    transferred,
)
from model.network import Calibration
from model.recognizer import recognize_arrays
from model.verdict import Verdict, judge
from model.weights import load
from tests.model.small_networks import random_raster

DIGIT, NONE = Verdict("digit", 0.99), Verdict("unlike", 0.1)


def fooling(confidence=0.95, prediction=3, verdict=DIGIT, target=3):
    return Fooling(target, np.zeros((28, 28), np.float32), confidence, prediction, verdict)


@pytest.mark.parametrize(
    ("made", "plain", "accepted"),
    [
        (fooling(), True, True),
        (fooling(verdict=NONE), True, False),
        (fooling(confidence=0.9), False, False),
        (fooling(prediction=8), False, False),
    ],
)
def test_a_criterion(made, plain, accepted):
    assert Criterion().is_met(made) is plain
    assert Criterion(accepted=True).is_met(made) is accepted


def test_fooling_needs_the_target_and_no_refusal():
    assert fooling(confidence=0.6).fools
    assert not fooling(prediction=8).fools
    assert not fooling(verdict=NONE).fools


def test_pictures_are_read_as_by_the_recognizer():
    network = load(paths.bundled_network()).network
    pictures = np.stack([random_raster(seed) for seed in range(3)])
    found = read_as(network, pictures, [7, 1, 0])
    for number, (row, verdict) in enumerate(recognize_arrays(network, pictures)):
        assert found[number].confidence == row[found[number].target]
        assert found[number].prediction == row.argmax()
        assert found[number].verdict == verdict
    pictures[0] = 1
    assert not (found[0].picture == 1).all()


@pytest.mark.parametrize(
    ("pictures", "message"),
    [
        (np.zeros((28, 28), np.float32), r"\(28, 28\), expected \(N, 28, 28\)"),
        (np.full((1, 28, 28), 1.01, np.float32), "ink is 1.01 to 1.01, expected 0 to 1"),
        (np.full((1, 28, 28), np.nan, np.float32), "expected 0 to 1"),
    ],
)
def test_pictures_out_of_bounds_are_refused(pictures, message):
    with pytest.raises(ValueError, match=message):
        bounded(pictures)


@pytest.mark.parametrize(
    ("config", "values", "message"),
    [
        (EvolutionConfig, {"encoding": "pixels"}, "encoding is 'pixels'"),
        (EvolutionConfig, {"generations": 0}, "generations is 0, expected 1 to"),
        (EvolutionConfig, {"children": 0}, "children is 0"),
        (EvolutionConfig, {"mutation": 1.5}, "mutation is 1.5, expected 0 to 1"),
        (EvolutionConfig, {"seed": -1}, "seed is -1"),
        (AscentConfig, {"target": 10}, "target is 10, expected 0 to 9"),
        (AscentConfig, {"start": "grey"}, "start is 'grey'"),
        (AscentConfig, {"rate": 0}, "rate is 0"),
        (ChangeConfig, {"norm": "l1"}, "norm is 'l1'"),
        (ChangeConfig, {"norm": "linf", "most": 1.5}, "most is 1.5, expected 1e-06 to 1.0"),
        (ChangeConfig, {"norm": "pixels", "most": 0.5}, "most is 0.5, expected 1 to 784"),
        (ChangeConfig, {"targets": (3, 11)}, "target is 11"),
        (DefenceConfig, {"runs": 0}, "runs is 0, expected at least 1"),
        (DefenceConfig, {"runs": 101}, "runs is 101, expected at most 100"),
        (DefenceConfig, {"generations": 0, "ascent_steps": 0}, "nothing to attack with"),
    ],
)
def test_numbers_out_of_range_are_refused(config, values, message):
    with pytest.raises(ValueError, match=message):
        config(**values)


def test_a_change_is_result_minus_original():
    original = np.full((28, 28), 0.25, np.float32)
    change = LeastChange(3, "l2", original, fooling(), None, ())
    np.testing.assert_array_equal(change.change, np.full((28, 28), -0.25))


def corner_of(mask):
    """First row and column, after it is seen to be a full square of FRAME."""
    assert mask.sum() == FRAME**2
    first = tuple(int(places.min()) for places in np.nonzero(mask))
    assert (mask[first[0] :, first[1] :][:FRAME, :FRAME] == 1).all()
    return first


def test_the_frame_lies_in_the_middle_or_around_the_ink():
    assert corner_of(frame()) == corner_of(frame(np.zeros((28, 28), np.float32))) == (3, 3)
    raster = np.zeros((28, 28), np.float32)
    raster[7:27, 2:14] = 0.5
    assert corner_of(frame(raster)) == (6, 0)
    raster[:] = 1
    assert corner_of(frame(raster)) == (3, 3)


def test_in_the_frame_nothing_is_too_large_and_in_a_larger_one_it_would_be():
    sure, calibration = np.array([9.0] + [0.0] * 9, np.float32), Calibration(1.0, 0.5)
    assert judge(sure, calibration, frame()).is_digit
    assert judge(sure, calibration, np.pad(np.ones((24, 24), np.float32), 2)).kind == "too large"


def test_a_summary_counts_each_condition():
    found = [fooling(), fooling(verdict=NONE), fooling(confidence=0.5), fooling(prediction=8)]
    row = summary("an attack", found)
    assert (row.tries, row.confident, row.accepted, row.succeeded) == (4, 2, 3, 1)
    assert row.mean_confidence == pytest.approx((0.95 * 3 + 0.5) / 4)
    with pytest.raises(ValueError, match="an attack"):
        summary("an attack", [])


def test_other_networks_read_the_same_pictures():
    networks = [load(paths.bundled_network(name)).network for name in ("default", "lenet5")]
    made = read_as(networks[0], np.stack([random_raster(1), random_raster(2)]), [4, 5])
    rows = transferred(networks, made)
    assert [row.network for row in rows] == [network.name for network in networks]
    assert [f.target for f in rows[1].readings] == [4, 5]
    for mine, theirs in zip(made, rows[0].readings, strict=True):
        assert (mine.confidence, mine.verdict) == (theirs.confidence, theirs.verdict)
        np.testing.assert_array_equal(mine.picture, theirs.picture)
    assert transferred(networks, ())[0].readings == ()
