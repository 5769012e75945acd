"""A retraining that was broken off goes on, or is marked as unfinished."""

from dataclasses import replace

import pytest
import torch

from model.learning.retraining import retrain
from model.learning.retraining_work import MARK, STATE, kept_networks, unfinished
from model.weights import load
from tests.model.learning.hands import (
    BASE,
    TINY,
    assert_same_numbers,
    epochs_of,
    finish,
    mirrored_samples,
    stop_after,
)


@pytest.fixture(scope="module")
def samples():
    return mirrored_samples(12, 6)


def test_a_resumed_retraining_ends_with_the_very_same_network(samples, tmp_path):
    _, expected = finish(retrain(BASE, samples, TINY))
    stop_after(retrain(BASE, samples, TINY, work=tmp_path), 1)
    torch.rand(9)  # whatever else draws random numbers between the two
    reports, result = finish(retrain(BASE, samples, TINY, work=tmp_path))
    assert [1, 2] == [report.epoch for report in epochs_of(reports)]
    assert_same_numbers(expected.network, result.network)
    assert expected.way == result.way


def test_it_is_marked_as_unfinished_until_its_end(samples, tmp_path):
    assert unfinished(tmp_path) is None
    stop_after(retrain(BASE, samples, TINY, work=tmp_path), 2)
    assert unfinished(tmp_path)["epochs"] == 2
    finish(retrain(BASE, samples, TINY, work=tmp_path))
    assert unfinished(tmp_path) is None
    assert not (tmp_path / STATE).exists()


def test_a_damaged_mark_is_still_a_mark(tmp_path):
    (tmp_path / MARK).write_bytes(b"\xff{")
    assert {} == unfinished(tmp_path)


def test_the_network_of_every_epoch_is_kept(samples, tmp_path):
    reports, _ = finish(retrain(BASE, samples, TINY, work=tmp_path))
    folders = kept_networks(tmp_path)
    assert len(folders) == 3
    for folder, report in zip(folders, epochs_of(reports), strict=True):
        assert_same_numbers(report.network, load(folder).network)


def test_networks_of_an_ended_retraining_do_not_mix_with_the_next(samples, tmp_path):
    finish(retrain(BASE, samples, TINY, work=tmp_path))
    finish(retrain(BASE, samples, replace(TINY, epochs=1), work=tmp_path))
    assert ["0001"] == [folder.name for folder in kept_networks(tmp_path)]


def test_the_state_of_another_retraining_is_not_taken(samples, tmp_path):
    stop_after(retrain(BASE, samples, TINY, work=tmp_path), 1)
    others = replace(samples, training=samples.training[1:])
    for data, config in ((others, TINY), (samples, replace(TINY, seed=9))):
        with pytest.raises(ValueError, match="belongs to another training"):
            finish(retrain(BASE, data, config, work=tmp_path))


def test_a_damaged_state_is_named(samples, tmp_path):
    (tmp_path / STATE).write_bytes(b"nothing")
    with pytest.raises(ValueError, match="no checkpoint"):
        finish(retrain(BASE, samples, TINY, work=tmp_path))
