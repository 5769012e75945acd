"""Ten rasters that never change, and the answers to them."""

from __future__ import annotations

import io
from hashlib import sha256

import numpy as np
import pytest

from app.paths import bundled_network
from model.forward import trace
from model.golden import golden_answers, golden_file, golden_rasters
from model.weights import load

# Sums of all values, which change when the generator or the preprocessing does.
INK = [125.4, 71.4, 110.6, 110.7, 108.6, 110.5, 106.5, 116.3, 104.7, 137.0]


@pytest.fixture(scope="module")
def bundled():
    return load(bundled_network()).network


def test_there_is_one_digit_of_each_class(bundled):
    answers = golden_answers(bundled)
    assert list(range(10)) == answers["label"].tolist()
    assert list(range(10)) == answers["probabilities"].argmax(axis=1).tolist()


def test_rasters_are_fitted_and_stay_the_same():
    rasters = golden_rasters()
    assert ((10, 28, 28), np.float32) == (rasters.shape, rasters.dtype)
    assert 0 == rasters.min() < 0.9 < rasters.max() <= 1
    sides = [max(np.ptp(axis) for axis in np.nonzero(raster)) + 1 for raster in rasters]
    assert sides == [20] * 10
    assert rasters.sum(axis=(1, 2)) == pytest.approx(INK, abs=0.051)


def test_answers_follow_from_their_definitions(bundled):
    answers = golden_answers(bundled)
    temperature = bundled.calibration.temperature
    z = answers["logits"].astype(float) / temperature
    total = np.exp(z).sum(axis=1)
    assert np.abs(answers["probabilities"] - np.exp(z) / total[:, None]).max() < 1e-9
    assert np.abs(answers["digit_score"] - total / (1 + total)).max() < 1e-9
    assert np.array_equal(answers["logits"], trace(bundled, answers["raster"][:, 0]).logits)


def test_the_file_holds_them_and_is_the_same_each_time(bundled):
    data = golden_file(bundled)
    assert sha256(data).digest() == sha256(golden_file(bundled)).digest()
    with np.load(io.BytesIO(data), allow_pickle=False) as file:
        kept = dict(file)
    expected = golden_answers(bundled)
    assert list(expected) == list(kept)
    assert all(np.array_equal(expected[name], kept[name]) for name in expected)
    assert (10, 1, 28, 28) == kept["raster"].shape
