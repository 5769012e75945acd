from dataclasses import replace

import numpy as np
import pytest
import torch

from model.data.mnist import NOT_A_DIGIT, Digits, load_digits
from model.forward import softmax
from model.learning.calibration import predict
from model.learning.mixture import Mixture, Source
from model.learning.training import TrainingConfig, evaluate, train
from model.network import lenet
from model.results import EpochReport, StepReport
from model.synthetic.not_digits import noise_raster
from model.verdict import digit_scores

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


NOISE = np.random.default_rng(5)


def noise(count):
    """Rasters that nobody would take for a digit."""
    images = np.array([255 * noise_raster(NOISE) for _ in range(count)])
    return Digits(images.astype(np.uint8), np.full(count, NOT_A_DIGIT))


def test_what_is_labelled_not_a_digit_gets_low_digit_scores(digits):
    mixture = Mixture((Source("digits", digits), Source("noise", noise(300))))
    reports, network = finish(train(mixture, digits, replace(CONFIG, epochs=6)))
    assert epochs_of(reports)[0].loss < 3  # guessing among eleven costs 2.4
    temperature = network.calibration.temperature
    real, fresh = (
        digit_scores(predict(network, each.rasters()), temperature) for each in (digits, noise(200))
    )
    assert np.median(real) > 0.9
    assert np.median(fresh) < 0.1
    assert (real[:, None] > fresh).mean() > 0.97  # area under the curve
    refused = fresh < network.calibration.threshold
    assert refused.mean() > 0.7


def test_without_such_rasters_noise_passes_for_digits(trained):
    _, network = trained
    scores = digit_scores(predict(network, noise(200).rasters()), 1.0)
    assert np.median(scores) > 0.9


def test_every_epoch_draws_as_many_rasters_as_it_is_told(digits):
    mixture = Mixture((Source("a", digits, 3.0), Source("b", digits.take(np.arange(50)), 1.0)))
    config = replace(CONFIG, epochs=2, samples=90)
    steps = [r for r in finish(train(mixture, digits, config))[0] if isinstance(r, StepReport)]
    assert {5} == {report.steps for report in steps}


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
