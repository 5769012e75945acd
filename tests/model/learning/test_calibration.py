import numpy as np
import pytest

from model.data.mnist import Digits
from model.forward import softmax, trace
from model.learning.calibration import REFUSED, calibrate, predict
from model.learning.mixture import Mixture, Source
from model.learning.training import TrainingConfig, train
from model.network import Network
from model.verdict import digit_scores, judge


@pytest.fixture(scope="module")
def trained(digits):
    training = train(digits, digits, TrainingConfig("tiny", epochs=4, batch=20))
    while True:
        try:
            next(training)
        except StopIteration as end:
            return end.value


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
    network = calibrate(trained, mislabelled)

    def loss(temperature):
        rows = softmax(predict(network, mislabelled.rasters()), temperature)
        return -np.log(rows[np.arange(300), mislabelled.labels]).mean()

    best = network.calibration.temperature
    assert 0.21 < best < 4.8
    for factor in (0.5, 0.95, 1.05, 2.0):
        assert loss(best) < loss(best * factor)


def test_logits_twice_as_large_need_twice_the_temperature(trained, mislabelled):
    once, twice = (
        calibrate(with_logits_times(trained, factor), mislabelled).calibration for factor in (1, 2)
    )
    assert 2 * once.temperature == pytest.approx(twice.temperature, rel=1e-3)
    assert once.threshold == pytest.approx(twice.threshold, abs=1e-3)


def refused(network, validation):
    """How many digits of each source the threshold refuses after calibrating with them."""
    calibrated = calibrate(network, validation)
    temperature, threshold = calibrated.calibration.temperature, calibrated.calibration.threshold
    sources = validation.sources if isinstance(validation, Mixture) else [Source("", validation)]
    scores = [digit_scores(predict(network, s.digits.rasters()), temperature) for s in sources]
    return [int((each < threshold).sum()) for each in scores]


def faint(digits, low, high, copies=1):
    """The digits in pale ink: the network is less sure of them."""
    factors = np.random.default_rng(1).uniform(low, high, (copies * len(digits), 1, 1))
    images = np.tile(digits.images, (copies, 1, 1)) * factors
    return Digits(images.astype(np.uint8), np.tile(digits.labels, copies))


@pytest.mark.parametrize(("copies", "most"), [(1, 1), (2, 2), (3, 3), (4, 4)])
def test_the_threshold_refuses_four_validation_digits_in_a_thousand(trained, digits, copies, most):
    validation = faint(digits, 0.3, 1.0, copies)
    assert int(REFUSED * len(validation)) == most
    (count,) = refused(trained, validation)
    assert most - 1 <= count <= most


def test_no_source_has_more_than_that_refused(trained, digits):
    pale, dark = faint(digits, 0.1, 0.3), faint(digits, 0.5, 1.0, 2)
    for sources in ((pale, dark), (dark, pale)):
        counts = refused(trained, Mixture(tuple(Source("", each) for each in sources)))
        for count, each in zip(counts, sources, strict=True):
            assert count <= REFUSED * len(each)
        assert max(counts) >= 1  # and it refuses what it may
    # Thrown together, the pale ones would pay for the dark ones.
    together = Digits(
        *(np.concatenate(p) for p in ((pale.images, dark.images), (pale.labels, dark.labels)))
    )
    assert 0 < refused(trained, together)[0]


def test_every_source_counts_alike_for_the_temperature(trained, digits, mislabelled):
    few, many = (
        Mixture((Source("right", digits), Source("wrong", faint(mislabelled, 1, 1, copies))))
        for copies in (1, 4)
    )
    once, often = (calibrate(trained, each).calibration for each in (few, many))
    assert once.temperature == pytest.approx(often.temperature, rel=1e-3)
    alone = calibrate(trained, digits).calibration.temperature
    assert (
        alone
        < 0.9 * once.temperature
        < 0.9 * calibrate(trained, mislabelled).calibration.temperature
    )


def test_digits_that_all_look_the_same_are_all_accepted(make_constant_network, digits):
    network = calibrate(make_constant_network([9.0] + [0.0] * 9), digits)
    assert 0 < network.calibration.threshold < 1
    verdicts = [
        judge(row, network.calibration, raster)
        for row, raster in zip(predict(network, digits.rasters()), digits.rasters(), strict=True)
    ]
    assert {"unlike"}.isdisjoint(verdict.kind for verdict in verdicts)


def test_calibrating_leaves_the_numbers_alone(trained, digits):
    network = calibrate(trained, digits)
    assert (trained.name, trained.spec) == (network.name, network.spec)
    for name, array in trained.parameters.items():
        np.testing.assert_array_equal(array, network.parameters[name], strict=True)
