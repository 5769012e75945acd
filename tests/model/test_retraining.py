"""What goes into a retraining is checked, and what comes out is counted rightly."""

from dataclasses import replace

import numpy as np
import pytest

from model.data.mnist import NOT_A_DIGIT
from model.measures import wilson_interval
from model.network import Network, lenet
from model.retraining import LabelledSample, RetrainingConfig, RetrainingSamples, labelled_drawing
from model.retraining_result import Outcome, Outcomes, RetrainResult


def sample(value, label):
    return LabelledSample(np.full((28, 28), value, np.uint8), label)


def test_samples_without_any_to_learn_from_are_refused():
    with pytest.raises(ValueError, match="no samples to learn from"):
        RetrainingSamples((), (sample(1, 2),))


@pytest.mark.parametrize("held_out", [False, True])
def test_one_raster_with_two_labels_is_refused(held_out):
    one, other = sample(7, 1), sample(7, NOT_A_DIGIT)
    with pytest.raises(ValueError, match="two labels: 1 and not a digit"):
        RetrainingSamples((one,), (other,)) if held_out else RetrainingSamples((one, other))


def test_a_held_out_sample_is_never_learnt():
    with pytest.raises(ValueError, match="training sample 0 and held-out sample 0 are the same"):
        RetrainingSamples((sample(7, 1),), (sample(7, 1),))


def test_the_same_sample_twice_is_no_contradiction():
    assert len(RetrainingSamples((sample(7, 1), sample(7, 1))).training) == 2


@pytest.mark.parametrize("label", [-1, 11, True, None, 1.0])
def test_labels_that_are_none_are_refused(label):
    with pytest.raises(ValueError, match="label"):
        sample(1, label)


def test_rasters_of_another_form_are_refused():
    with pytest.raises(ValueError, match=r"expected \(28, 28\) uint8"):
        LabelledSample(np.zeros((28, 28), np.float32), 1)


def test_a_drawing_brings_its_raster(five):
    found = labelled_drawing(five, 5)
    assert (found.label, found.drawing, found.raster.max()) == (5, five, 255)


WRONG = {
    "epochs": 0,
    "learning_rate": 0.0,
    "mixing": 1.5,
    "distillation": -1.0,
    "softness": float("nan"),
    "layers": "some",
    "check_not_digits": 0,
}


@pytest.mark.parametrize("name", WRONG)
def test_settings_with_which_nothing_can_be_done_are_refused(name):
    with pytest.raises(ValueError, match=name):
        replace(RetrainingConfig(), **{name: WRONG[name]})


def outcome(labels, predictions, refused):
    return Outcome(np.array(labels), np.array(predictions), np.array(refused, bool))


READ = outcome([1, 1, 2, 10, 10], [1, 7, 2, 3, 4], [0, 0, 1, 1, 0])


def test_what_is_read_wrongly_is_counted():
    assert [False, True, False, False, True] == READ.wrong.tolist()
    assert (2, 5) == (READ.errors.count, READ.errors.samples)
    assert (1, 3) == (READ.digit_errors.count, READ.digit_errors.samples)
    assert (1, 3) == (READ.digits_refused.count, READ.digits_refused.samples)
    assert (1, 2) == (READ.not_digits_refused.count, READ.not_digits_refused.samples)
    assert {1: (1, 2), 2: (0, 1), 10: (1, 2)} == {
        label: (rate.count, rate.samples) for label, rate in READ.by_label.items()
    }


def test_rates_have_wilsons_interval():
    told = READ.to_json()["errors"]
    assert (told["low"], told["high"]) == wilson_interval(2, 5)
    assert outcome([], [], []).to_json()["errors"] is None


def result(old_wrong, new_wrong, digits=1000):
    def read(wrong):
        labels = np.ones(digits, np.int64)
        predictions = np.where(np.arange(digits) < wrong, 2, 1)
        return Outcome(labels, predictions, np.zeros(digits, bool))

    parameters = {n: np.zeros(s, np.float32) for n, s in lenet().parameter_shapes.items()}
    network = Network("zeros", lenet(), parameters)
    before, after = (Outcomes(READ, {"generated": read(wrong)}) for wrong in (old_wrong, new_wrong))
    return RetrainResult(network, before, after, {}, 1.0, False, 5, 9, 3.0, 3.0)


@pytest.mark.parametrize(("wrong", "is_worse"), [(0, False), (5, False), (7, False), (8, True)])
def test_more_than_a_fifth_of_a_point_is_worse(wrong, is_worse):
    assert result(5, wrong).is_worse == is_worse


def test_gained_and_lost_compare_sample_by_sample():
    new = outcome([1, 1, 2, 10, 10], [7, 1, 2, 3, 4], [0, 0, 1, 1, 0])
    changed = replace(result(5, 5), after=Outcomes(new, result(5, 5).after.check))
    assert ((1,), (0,)) == (changed.gained, changed.lost)
    assert [1] == changed.to_json()["gained"]
