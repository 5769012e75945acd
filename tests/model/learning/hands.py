"""Invented hands for the tests of retraining, and what goes with them."""

from dataclasses import replace

import numpy as np

from app.paths import bundled_network
from model.data.mnist import NOT_A_DIGIT
from model.learning.rehearsal import generated
from model.retraining import RetrainingConfig, RetrainingSamples, labelled_drawing
from model.retraining_result import RetrainReport
from model.synthetic.digits import ALLOGRAPHS
from model.synthetic.hand import Hand, write
from model.weights import load

BASE = load(bundled_network()).network
QUICK = RetrainingConfig(
    epochs=3, steps_in_epoch=8, learning_rate=0.001, rehearsal_digits=200,
    rehearsal_not_digits=60, check_digits=100, check_not_digits=40,
)  # fmt: skip
TINY = replace(
    QUICK, epochs=3, steps_in_epoch=2, samples_in_step=8, rehearsal_in_step=8,
    rehearsal_digits=20, rehearsal_not_digits=6, check_digits=20, check_not_digits=12,
)  # fmt: skip


def mirrored(labels, seed, called=None):
    """Samples of a hand that writes everything mirrored; `called`: the label they all get."""
    rng = np.random.default_rng(seed)
    samples = []
    for label in labels:
        lines = ALLOGRAPHS[label][0].shape(rng)
        flipped = [np.stack([1 - line[:, 0], line[:, 1]], axis=1) for line in lines]
        drawing = write(flipped, Hand(curvature=0.03), rng)
        samples.append(labelled_drawing(drawing, label if called is None else called))
    return tuple(samples)


def mirrored_samples(training=40, held_out=40):
    """A hand whose sevens, threes and twos nobody else writes."""
    return RetrainingSamples(
        mirrored([(2, 3, 7, 6)[n % 4] for n in range(training)], 1),
        mirrored([(2, 3, 7, 6)[n % 4] for n in range(held_out)], 2),
    )


def mirrored_twos_are_none():
    """Mirrored twos, which this person does not want read as anything."""
    return RetrainingSamples(
        mirrored([2] * 20, 3, NOT_A_DIGIT) + mirrored([0, 1] * 5, 4),
        mirrored([2] * 20, 5, NOT_A_DIGIT),
    )


def finish(reports):
    """Everything that is reported, and the result."""
    found = []
    while True:
        try:
            found.append(next(reports))
        except StopIteration as end:
            return found, end.value


def epochs_of(reports):
    return [r for r in reports if isinstance(r, RetrainReport) and r.epoch >= 0]


def stop_after(reports, epochs):
    """Let a retraining go until `epochs` epochs are reported, then close it."""
    for report in reports:
        if isinstance(report, RetrainReport) and report.epoch + 1 == epochs:
            reports.close()
            return
    raise AssertionError("the retraining ended before")


def drawn(digits, not_digits, seed):
    """Generated rasters, at once."""
    return finish(generated(digits, not_digits, seed))[1]


def assert_same_numbers(first, second):
    for name, array in first.parameters.items():
        np.testing.assert_array_equal(array, second.parameters[name], strict=True)
    assert first.calibration == second.calibration
