"""A training that was stopped goes on as if it had not been."""

import os
import pickle
from dataclasses import replace

import numpy as np
import pytest
import torch

from model.learning.checkpoint import Checkpoint
from model.learning.training import TrainingConfig, train
from model.network import lenet5
from model.results import EpochReport

CONFIG = TrainingConfig("tiny", epochs=3, samples=60, batch=20)


def finish(training):
    """The epochs that are reported, and the network."""
    epochs = []
    while True:
        try:
            report = next(training)
        except StopIteration as end:
            return epochs, end.value
        if isinstance(report, EpochReport):
            epochs.append(report)


def stop_after(training, epochs):
    """Let a training go until `epochs` epochs are reported, then close it."""
    for report in training:
        if isinstance(report, EpochReport) and report.epoch + 1 == epochs:
            training.close()
            return
    raise AssertionError("the training ended before")


def assert_same_numbers(first, second):
    assert first.parameters.keys() == second.parameters.keys()
    for name, array in first.parameters.items():
        np.testing.assert_array_equal(array, second.parameters[name], strict=True)
    assert first.calibration == second.calibration


@pytest.fixture
def file(tmp_path):
    return tmp_path / "work" / "checkpoint.pt"


CONFIGS = {"max pooling": CONFIG, "LeNet-5": replace(CONFIG, spec=lenet5())}


@pytest.mark.parametrize("config", CONFIGS.values(), ids=CONFIGS)
def test_a_resumed_training_ends_with_the_very_same_weights(digits, file, config):
    epochs, expected = finish(train(digits, digits, config))
    stop_after(train(digits, digits, config, file), 1)
    torch.rand(9)  # whatever else draws random numbers between the two
    stop_after(train(digits, digits, config, file), 2)
    resumed, network = finish(train(digits, digits, config, file))
    assert_same_numbers(expected, network)
    assert [2] == [report.epoch for report in resumed]
    assert (epochs[2].loss, epochs[2].validation) == (resumed[0].loss, resumed[0].validation)


def test_a_training_stopped_within_an_epoch_begins_that_epoch_again(digits, file):
    stop_after(train(digits, digits, CONFIG, file), 1)
    training = train(digits, digits, CONFIG, file)
    assert next(training).epoch == 1
    training.close()
    _, network = finish(train(digits, digits, CONFIG, file))
    assert_same_numbers(finish(train(digits, digits, CONFIG))[1], network)


def test_a_training_that_had_ended_is_not_repeated(digits, file):
    _, expected = finish(train(digits, digits, CONFIG, file))
    epochs, network = finish(train(digits, digits, CONFIG, file))
    assert [] == epochs
    assert_same_numbers(expected, network)


def test_the_seconds_of_before_count(digits, file):
    stop_after(train(digits, digits, CONFIG, file), 1)
    kept = torch.load(file, weights_only=True)
    torch.save(kept | {"elapsed_s": 1000.0}, file)
    epochs, _ = finish(train(digits, digits, CONFIG, file))
    assert all(1000 < report.elapsed_s < 1060 for report in epochs)


def test_only_the_checkpoint_is_left_in_its_folder(digits, file):
    stop_after(train(digits, digits, CONFIG, file), 2)
    assert [file] == list(file.parent.iterdir())


def test_without_a_file_training_keeps_nothing(digits, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    before = set(tmp_path.rglob("*"))
    finish(train(digits, digits, replace(CONFIG, epochs=1)))
    assert before == set(tmp_path.rglob("*"))


OTHERS = {
    "seed": {"seed": 1},
    "epochs": {"epochs": 4},
    "batch": {"batch": 30},
    "network": {"spec": lenet5()},
    "threads": {"threads": 2},
}


@pytest.fixture
def begun(digits, file):
    """A checkpoint after one epoch."""
    stop_after(train(digits, digits, CONFIG, file), 1)
    return file


@pytest.mark.parametrize("change", OTHERS.values(), ids=OTHERS)
def test_a_checkpoint_of_another_training_is_refused(digits, begun, change):
    before = begun.read_bytes()
    with pytest.raises(ValueError, match=f"{begun} belongs to another training"):
        next(train(digits, digits, replace(CONFIG, **change), begun))
    assert before == begun.read_bytes()


def test_a_checkpoint_of_other_rasters_is_refused(digits, begun):
    with pytest.raises(ValueError, match="belongs to another training"):
        next(train(digits.take(np.arange(200)), digits, CONFIG, begun))


def test_a_name_decides_nothing(digits, begun):
    _, network = finish(train(digits, digits, replace(CONFIG, name="other"), begun))
    assert network.name == "other"


class Trap:
    """Makes a folder when it is unpickled."""

    def __init__(self, place):
        self.place = str(place)

    def __reduce__(self):
        return os.mkdir, (self.place,)


def damage(file, how):
    data = file.read_bytes()
    match how:
        case "empty":
            file.write_bytes(b"")
        case "text":
            file.write_text("five five five")
        case "cut off":
            file.write_bytes(data[: len(data) // 2])
        case "nearly whole":
            file.write_bytes(data[:-5])
        case "a tensor":
            torch.save(torch.zeros(3), file)
        case "a list":
            torch.save([1, 2], file)
        case "no key":
            torch.save({"epochs": 3}, file)
        case "nothing but the key":
            torch.save({"key": torch.load(file, weights_only=True)["key"]}, file)
        case "parts of another network":
            kept = torch.load(file, weights_only=True)
            torch.save(kept | {"module": {"weight": torch.zeros(3)}}, file)


@pytest.mark.parametrize(
    "how",
    [
        *("empty", "text", "cut off", "nearly whole", "a tensor", "a list", "no key"),
        *("nothing but the key", "parts of another network"),
    ],
)
def test_a_damaged_checkpoint_is_named(digits, begun, how):
    damage(begun, how)
    with pytest.raises(ValueError, match=f"{begun}: no checkpoint of a training"):
        next(train(digits, digits, CONFIG, begun))


@pytest.mark.parametrize("is_plain", [True, False])
def test_nothing_is_unpickled(digits, file, tmp_path, is_plain):
    file.parent.mkdir()
    trap = {"key": Trap(tmp_path / "trapped")}
    if is_plain:
        file.write_bytes(pickle.dumps(trap, protocol=2))
    else:
        torch.save(trap, file)
    with pytest.raises(ValueError, match=f"{file}: no checkpoint of a training"):
        next(train(digits, digits, CONFIG, file))
    assert not (tmp_path / "trapped").exists()
    make_folder, arguments = trap["key"].__reduce__()  # what unpickling would call
    make_folder(*arguments)
    assert (tmp_path / "trapped").is_dir()


def test_a_state_is_kept_and_restored(file):
    layer, generator = torch.nn.Linear(2, 2), torch.Generator().manual_seed(5)
    parts = {"layer": layer, "generator": generator}
    kept = Checkpoint(file, CONFIG, 60)
    assert (0, 0.0) == kept.restore(parts)
    kept.save(parts, 7, 1.5)
    before, expected = layer.weight.detach().clone(), torch.rand(3, generator=generator)
    torch.nn.init.zeros_(layer.weight)
    assert (7, 1.5) == kept.restore(parts)
    assert torch.equal(before, layer.weight)
    assert torch.equal(expected, torch.rand(3, generator=generator))
