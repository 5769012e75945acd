"""A retraining learns a hand, forgets nothing, and says truly what it did."""

from dataclasses import replace

import numpy as np
import pytest

from model.data.mnist import NOT_A_DIGIT
from model.learning.calibration import predict
from model.learning.retraining import STOP, retrain
from model.network import lenet5
from model.recognizer import recognize_arrays
from model.retraining import digits_of
from model.retraining_result import RetrainStep
from tests.model.learning.hands import (
    BASE,
    QUICK,
    TINY,
    assert_same_numbers,
    drawn,
    epochs_of,
    finish,
    mirrored_samples,
    mirrored_twos_are_none,
)


@pytest.fixture(scope="module")
def samples():
    return mirrored_samples()


@pytest.fixture(scope="module")
def retrained(samples):
    return finish(retrain(BASE, samples, QUICK))


def test_it_learns_a_strange_hand(retrained, samples):
    _, result = retrained
    held_out = digits_of(samples.held_out)
    old, new = (predict(each, held_out.rasters()).argmax(axis=1) for each in (BASE, result.network))
    before, after = int((old != held_out.labels).sum()), int((new != held_out.labels).sum())
    assert before >= 15
    assert after <= before / 2
    assert (before, after) == (
        result.before.held_out.digit_errors.count,
        result.after.held_out.digit_errors.count,
    )


def test_it_keeps_the_old_answers(retrained):
    _, result = retrained
    others = drawn(300, 60, 12345)
    old, new = (predict(each, others.rasters()) for each in (BASE, result.network))
    digits = others.labels != NOT_A_DIGIT
    assert (old.argmax(axis=1) == new.argmax(axis=1))[digits].mean() > 0.98
    refused = [not verdict.is_digit for _, verdict in recognize_arrays(
        result.network, others.rasters()
    )]  # fmt: skip
    assert np.array(refused)[~digits].mean() > 0.95
    assert np.array(refused)[digits].mean() < 0.05


def test_gained_and_lost_are_the_held_out_samples_that_changed_sides(retrained):
    _, result = retrained
    before, after = result.before.held_out.wrong, result.after.held_out.wrong
    assert [n for n in range(40) if before[n] and not after[n]] == list(result.gained)
    assert [n for n in range(40) if after[n] and not before[n]] == list(result.lost)
    assert len(result.gained) - len(result.lost) == before.sum() - after.sum()


def test_reports_tell_how_far_it_has_come(retrained):
    reports, result = retrained
    steps = [report for report in reports if isinstance(report, RetrainStep)]
    epochs = epochs_of(reports)
    assert [0, 1, 2] == [report.epoch for report in epochs]
    assert epochs[0].loss > epochs[-1].loss
    assert epochs[0].left_s > epochs[-1].left_s > 0
    assert all(0 <= report.done <= 1 and report.left_s >= 0 for report in steps)
    training = [report for report in steps if report.phase == "training"]
    assert all(report.steps_per_second > 0 for report in training)
    assert (24, 40, False) == (result.steps, result.samples_used, result.is_stopped)
    assert result.seconds > epochs[-1].elapsed_s


def test_every_epoch_brings_a_network_to_look_at(retrained, samples):
    reports, _ = retrained
    last = epochs_of(reports)[-1]
    held_out = digits_of(samples.held_out)
    predictions = predict(last.network, held_out.rasters()).argmax(axis=1)
    np.testing.assert_array_equal(predictions, last.outcomes.held_out.predictions)
    assert last.network.calibration == BASE.calibration


def test_the_calibration_is_fitted_again(retrained):
    _, result = retrained
    assert result.network.calibration.temperature != BASE.calibration.temperature
    assert 0.5 < result.network.calibration.temperature / BASE.calibration.temperature < 2
    assert 0 < result.network.calibration.threshold <= BASE.calibration.threshold


def test_what_is_called_not_a_digit_is_refused_afterwards():
    none = mirrored_twos_are_none()
    _, result = finish(retrain(BASE, none, replace(QUICK, epochs=4)))
    before, after = (each.held_out.not_digits_refused for each in (result.before, result.after))
    assert before.rate < 0.5
    assert after.rate > 0.8
    assert set(result.after.held_out.by_label) == {NOT_A_DIGIT}


def test_a_seed_decides_every_bit(samples):
    first, again, other = (
        finish(retrain(BASE, samples, replace(TINY, seed=seed)))[1] for seed in (1, 1, 2)
    )
    assert_same_numbers(first.network, again.network)
    assert (first.way, first.gained, first.lost) == (again.way, again.gained, again.lost)
    weights = (each.network.parameters["Out.weight"] for each in (first, other))
    assert not np.array_equal(*weights)


def test_stop_ends_it_and_keeps_what_was_learnt(samples):
    reports = retrain(BASE, samples, replace(TINY, epochs=50))
    next(report for report in reports if epochs_of([report]))
    told = [reports.send(STOP)]
    rest, result = finish(reports)
    assert {"measuring"} == {report.phase for report in told + rest}
    assert result.is_stopped
    assert result.steps == 5
    changed = result.network.parameters["Out.weight"] != BASE.parameters["Out.weight"]
    assert changed.any()


def test_closing_it_cancels(samples):
    reports = retrain(BASE, samples, TINY)
    next(reports)
    reports.close()
    with pytest.raises(StopIteration):
        next(reports)


def test_anything_else_that_is_sent_is_refused(samples):
    reports = retrain(BASE, samples, TINY)
    next(reports)
    with pytest.raises(ValueError, match="'pause' was sent"):
        reports.send("pause")


def test_only_the_fully_connected_layers_learn_when_asked(samples):
    _, result = finish(retrain(BASE, samples, replace(TINY, layers="fully connected")))
    for name, array in result.network.parameters.items():
        is_same = np.array_equal(array, BASE.parameters[name])
        assert is_same == (name[0] == "C"), name


def test_given_rehearsal_is_rehearsed_and_partly_kept_for_the_check(samples, digits):
    _, result = finish(retrain(BASE, samples, TINY, digits))
    assert len(result.after.check["given"].labels) == 30
    assert {"generated", "given"} == set(result.to_json()["after"]["check"])


def test_other_layer_tables_and_sparse_connections_learn_too(samples, make_network):
    base = make_network(lenet5())
    _, result = finish(retrain(base, samples, TINY))
    assert result.network.spec == lenet5()  # a Network refuses numbers where nothing is connected


def test_one_sample_and_none_held_out_is_enough():
    only = replace(mirrored_samples(1, 1), held_out=())
    _, result = finish(retrain(BASE, only, TINY))
    assert result.after.held_out.errors is None
    assert () == result.gained == result.lost


def test_the_samples_stay_as_they_are(samples):
    before = digits_of(samples.training).images.copy()
    finish(retrain(BASE, samples, TINY))
    np.testing.assert_array_equal(before, digits_of(samples.training).images)


def test_a_device_that_is_not_there_is_named(samples):
    with pytest.raises(ValueError, match="MPS"):
        finish(retrain(BASE, samples, replace(TINY, device="mps")))


def test_rasters_without_drawings_can_be_learnt():
    bare = tuple(replace(sample, drawing=None) for sample in mirrored_samples(8, 1).training)
    result = finish(retrain(BASE, replace(mirrored_samples(1, 1), training=bare), TINY))[1]
    assert result.samples_used == 8
