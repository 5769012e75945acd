from dataclasses import replace

import numpy as np
import pytest
import torch

from model.data.mnist import Digits, load_digits
from model.forward import softmax, trace
from model.learning.training import TrainingConfig, calibrate, evaluate, predict, train
from model.network import Network, lenet
from model.results import EpochReport, StepReport

CONFIG = TrainingConfig("tiny", epochs=4, batch=20)
SMALL = replace(CONFIG, epochs=1)


def epochs_of(reports):
    return [report for report in reports if isinstance(report, EpochReport)]


def finish(training):
    """All reports and the network of a training."""
    reports = []
    while True:
        try:
            reports.append(next(training))
        except StopIteration as end:
            return reports, end.value


@pytest.fixture(scope="module")
def trained(digits):
    return finish(train(digits, digits, CONFIG))


def test_training_lowers_the_loss(trained, digits):
    reports, network = trained
    epochs = epochs_of(reports)
    assert epochs[0].loss > 1.5 * epochs[-1].loss
    assert epochs[0].validation.loss > epochs[-1].validation.loss
    assert evaluate(network, digits).error_rate < 0.5


def test_reports_tell_how_far_training_has_come(trained):
    reports, _ = trained
    epochs = epochs_of(reports)
    steps = [report for report in reports if isinstance(report, StepReport)]
    assert [report.epoch for report in epochs] == [0, 1, 2, 3]
    assert 0 == epochs[-1].left_s < epochs[0].left_s
    assert all(0 < report.done <= 1 and report.left_s >= 0 for report in steps)
    assert sorted(report.done for report in steps) == [report.done for report in steps]
    assert all(report.step < report.steps == 15 for report in steps)
    assert sorted(r.elapsed_s for r in reports) == [r.elapsed_s for r in reports]


def test_what_comes_out_is_the_network_that_was_asked_for(trained):
    _, network = trained
    assert ("tiny", lenet()) == (network.name, network.spec)
    assert 0.2 <= network.calibration.temperature <= 5
    assert 0 < network.calibration.threshold < 1


def test_a_seed_decides_every_bit_of_the_weights(digits):
    first, again, other = (
        finish(train(digits, digits, replace(SMALL, seed=seed)))[1] for seed in (1, 1, 2)
    )
    for name, array in first.parameters.items():
        np.testing.assert_array_equal(array, again.parameters[name], strict=True)
        assert not np.array_equal(array, other.parameters[name])
    assert first.calibration == again.calibration


def test_training_leaves_the_digits_alone(digits):
    images, labels = digits.images.copy(), digits.labels.copy()
    finish(train(digits, digits, SMALL))
    np.testing.assert_array_equal(images, digits.images)
    np.testing.assert_array_equal(labels, digits.labels)


def test_a_closed_training_stops(digits):
    training = train(digits, digits, replace(CONFIG, epochs=1000))
    assert next(training).epoch == 0
    training.close()
    with pytest.raises(StopIteration):
        next(training)


def test_without_digits_there_is_no_training(digits):
    nothing = digits.take(digits.labels > 9)
    for training, validation in ((nothing, digits), (digits, nothing), (nothing, nothing)):
        with pytest.raises(ValueError, match=r"\b0 .*validation digits"):
            next(train(training, validation, CONFIG))


def test_one_digit_is_too_few(digits):
    with pytest.raises(ValueError, match="1 training"):
        finish(train(digits.take(np.array([0])), digits, SMALL))


def test_a_last_batch_of_one_does_no_harm(digits):
    reports, _ = finish(train(digits.take(np.arange(21)), digits, SMALL))
    assert np.isfinite(reports[-1].loss)


@pytest.mark.parametrize(("device", "name"), [("cuda", "CUDA"), ("mps", "MPS")])
def test_a_device_that_is_not_there_is_named(digits, device, name):
    if (torch.cuda if device == "cuda" else torch.backends.mps).is_available():
        pytest.skip(f"{device} is there")
    with pytest.raises(ValueError, match=f"no .*{name}.* was found"):
        next(train(digits, digits, replace(CONFIG, device=device)))


def test_an_evaluation_counts_errors_and_averages_the_loss(make_constant_network, digits):
    network = make_constant_network([3.0, 1.0] + [0.0] * 8)
    result = evaluate(network, digits)
    assert (result.samples, result.errors, result.error_rate) == (300, 270, 0.9)
    expected = -np.log(softmax(np.array([3.0, 1.0] + [0.0] * 8))).mean()
    assert expected == pytest.approx(result.loss, abs=1e-6)


def test_an_evaluation_changes_nothing(trained, digits):
    _, network = trained
    before = {name: array.copy() for name, array in network.parameters.items()}
    state, images = torch.get_rng_state(), digits.images.copy()
    assert evaluate(network, digits) == evaluate(network, digits)
    for name, array in before.items():
        np.testing.assert_array_equal(array, network.parameters[name])
    np.testing.assert_array_equal(images, digits.images)
    assert torch.equal(state, torch.get_rng_state())


def test_predictions_do_not_depend_on_batches(network, digits):
    expected = trace(network, digits.rasters()).logits
    np.testing.assert_allclose(predict(network, digits.rasters()), expected, atol=1e-5)


def with_logits_times(network, factor):
    parameters = {
        name: array * np.float32(factor) if name.startswith("Out.") else array
        for name, array in network.parameters.items()
    }
    return Network(network.name, network.spec, parameters)


@pytest.fixture(scope="module")
def mislabelled(digits):
    """A tenth of the labels is wrong, so that no network should be sure."""
    labels = np.where(np.arange(300) % 11 == 0, (digits.labels + 1) % 10, digits.labels)
    return Digits(digits.images, labels)


def test_the_fitted_temperature_has_the_least_cross_entropy(trained, mislabelled):
    network = calibrate(trained[1], mislabelled)

    def loss(temperature):
        rows = softmax(predict(network, mislabelled.rasters()), temperature)
        return -np.log(rows[np.arange(300), mislabelled.labels]).mean()

    best = network.calibration.temperature
    assert 0.21 < best < 4.8
    for factor in (0.5, 0.95, 1.05, 2.0):
        assert loss(best) < loss(best * factor)


def test_logits_twice_as_large_need_twice_the_temperature(trained, mislabelled):
    once, twice = (
        calibrate(with_logits_times(trained[1], factor), mislabelled).calibration
        for factor in (1, 2)
    )
    assert 2 * once.temperature == pytest.approx(twice.temperature, rel=1e-3)
    assert once.threshold == pytest.approx(twice.threshold, abs=1e-3)


def refused(network, digits):
    """How many digits a network refuses that was calibrated with them."""
    calibration = calibrate(network, digits).calibration
    rows = softmax(predict(network, digits.rasters()), calibration.temperature)
    return (rows.max(axis=1) < calibration.threshold).sum()


def test_the_threshold_refuses_one_validation_digit_in_two_hundred(trained, mislabelled):
    assert 1 <= refused(trained[1], mislabelled) <= 2


def test_a_network_that_is_sure_of_everything_refuses_nothing(trained, digits):
    right = digits.take(predict(trained[1], digits.rasters()).argmax(axis=1) == digits.labels)
    assert refused(trained[1], right) <= 2


@pytest.mark.shared_data
def test_300_digits_of_mnist_are_learnt(shared_data):
    training, validation = (
        load_digits(shared_data, "train").take(np.arange(*span)) for span in ((0, 300), (300, 500))
    )
    reports, network = finish(train(training, validation, replace(CONFIG, epochs=6)))
    epochs = epochs_of(reports)
    assert epochs[0].loss > epochs[-1].loss
    assert epochs[0].validation.loss > epochs[-1].validation.loss
    assert evaluate(network, validation).error_rate < 0.5
