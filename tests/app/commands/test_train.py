"""`digitscope train` on a hundred small digits: what it says, saves, and never destroys."""

from __future__ import annotations

import json
import os
import signal
import struct
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from app.cli import run
from app.commands.self_test import digit_drawing
from model.network import lenet
from model.raster import rasterize
from model.strokes import Drawing, make_stroke
from model.weights import load

CHECKOUT = Path(__file__).resolve().parents[3]


def distorted(digit, random):
    """A plain digit, slanted and stretched a little."""
    matrix = np.eye(2) + random.normal(0, 0.08, (2, 2))
    drawing = digit_drawing(digit)
    strokes = (make_stroke(s.points[:, :2] @ matrix, s.width) for s in drawing.strokes)
    return np.rint(255 * rasterize(Drawing(tuple(strokes))).array)


def write_digits(folder, count, part, seed):
    """`count` digits in MNIST's files of one part."""
    random = np.random.default_rng(seed)
    pixels = np.array([distorted(n % 10, random) for n in range(count)], np.uint8).tobytes()
    header = struct.pack(">BBBB3I", 0, 0, 8, 3, count, 28, 28)
    (folder / f"{part}-images-idx3-ubyte").write_bytes(header + pixels)
    data = struct.pack(">BBBBI", 0, 0, 8, 1, count) + bytes(n % 10 for n in range(count))
    (folder / f"{part}-labels-idx1-ubyte").write_bytes(data)


@pytest.fixture(scope="module")
def digits(tmp_path_factory):
    """120 digits to train with and 20 to test with."""
    folder = tmp_path_factory.mktemp("digits")
    write_digits(folder, 120, "train", 0)
    write_digits(folder, 20, "t10k", 1)
    return folder


def command(*arguments):
    return [sys.executable, "-m", "app", "train", *map(str, arguments)]


@pytest.fixture(scope="module")
def trained(digits, tmp_path_factory):
    """The real command, run once: what it printed, and the folder it saved."""
    out = tmp_path_factory.mktemp("networks") / "own"
    line = command("--data", digits, "--out", out, "--epochs", 2, "--name", "Mine")
    result = subprocess.run(line, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stderr
    return result, out


def test_every_line_is_an_epoch_or_the_result(trained):
    result, out = trained
    *epochs, saved = map(json.loads, result.stdout.splitlines())
    assert [1, 2] == [epoch["epoch"] for epoch in epochs]
    assert [12, 12] == [epoch["validation"]["samples"] for epoch in epochs]
    assert all(epoch["loss"] > 0 < epoch["seconds"] for epoch in epochs)
    assert (str(out), 120_382, 20) == (
        saved["saved"],
        saved["parameters"],
        saved["test"]["samples"],
    )
    assert "108 training and 12 validation digits" in result.stderr


def test_what_was_saved_can_be_loaded_and_says_how_it_was_made(trained):
    result, out = trained
    saved, record = json.loads(result.stdout.splitlines()[-1]), load(out)
    assert ("Mine", lenet()) == (record.network.name, record.spec)
    assert saved["sha256"] == record.checksum
    assert sha256((out / "weights.safetensors").read_bytes()).hexdigest() == record.checksum
    assert [out] == list(out.parent.iterdir())


def test_the_card_says_how_the_network_was_made(trained):
    card = load(trained[1]).card
    recipe = card["recipe"]
    assert ("plain", 0, 2) == (recipe["name"], recipe["seed"], recipe["epochs"])
    assert "digitscope train --data DIR --out DIR --epochs 2 --seed 0" in recipe["command"]
    assert 108 == recipe["rasters in an epoch"]
    assert "the last tenth of the images; 12 digits" == recipe["validation"]
    (data,) = card["data"]
    assert ("MNIST", 108) == (data["name"], data["samples"])
    assert "100%" in data["use"]
    assert "LeCun" in data["source"]
    assert data["licence"]
    assert not any("with a pen" in limit for limit in card["limits"])  # it has seen none
    assert card["summary"]
    assert "torch" in card["made_with"]
    assert len(card["limits"]) >= 3


def test_the_same_seed_gives_the_same_weights_and_another_one_others(trained, digits, tmp_path):
    checksums = []
    for seed in ("0", "1"):
        options = ["--data", str(digits), "--out", str(tmp_path / seed), "--epochs", "2"]
        assert run(["train", *options, "--seed", seed]) == 0
        checksums.append(load(tmp_path / seed).checksum)
    expected = load(trained[1]).checksum
    assert expected == checksums[0]
    assert expected != checksums[1]


def test_without_a_recipe_a_place_is_needed(digits, capsys):
    assert run(["train", "--data", str(digits), "--epochs", "1"]) == 2
    assert "--out DIR is missing" in capsys.readouterr().err


@pytest.mark.parametrize("option", [["--resume"], ["--work", "work"]])
def test_options_that_only_a_recipe_has_are_refused_without_one(digits, tmp_path, capsys, option):
    options = ["--data", str(digits), "--out", str(tmp_path / "out"), "--epochs", "1", *option]
    assert run(["train", *options]) == 2
    assert "--recipe" in capsys.readouterr().err


@pytest.fixture
def refused(digits, tmp_path, capsys):
    """Run the command, which must refuse; return what it said. A later option wins."""

    def call(*options):
        usual = ["--data", digits, "--out", tmp_path / "out", "--epochs", 1]
        assert run(["train", *map(str, (*usual, *options))]) == 2
        assert not (tmp_path / "out").exists()
        return capsys.readouterr().err

    return call


def test_missing_data_is_named_with_advice(refused, tmp_path):
    messages = refused("--data", tmp_path)
    assert f"{tmp_path}: train-images-idx3-ubyte[.gz] is missing" in messages
    assert "--download" in messages


def test_damaged_data_is_named(refused, tmp_path):
    for part in ("train", "t10k"):
        write_digits(tmp_path, 20, part, 0)
    (tmp_path / "train-labels-idx1-ubyte").write_bytes(b"no labels")
    assert f"{tmp_path / 'train-labels-idx1-ubyte'}: not an IDX file" in refused("--data", tmp_path)


@pytest.mark.parametrize("part", ["train", "t10k"])
def test_data_without_digits_is_refused_before_training(refused, tmp_path, part):
    for name in ("train", "t10k"):
        write_digits(tmp_path, 0 if name == part else 20, name, 0)
    messages = refused("--data", tmp_path)
    assert "digits" in messages
    assert "epoch" not in messages


def test_a_device_that_is_not_there_is_refused(refused):
    import torch

    name = "mps" if not torch.backends.mps.is_available() else "cuda"
    assert "was found" in refused("--device", name)


@pytest.mark.parametrize("epochs", range(1, 7))
def test_any_number_of_steps_is_possible(digits, tmp_path, epochs):
    options = ["--data", str(digits), "--out", str(tmp_path / "out"), "--epochs", str(epochs)]
    assert run(["train", *options]) == 0


def test_an_older_network_is_replaced_whole(digits, tmp_path):
    out = tmp_path / "networks" / "own"
    for seed in ("3", "4"):
        options = ["--data", str(digits), "--out", str(out), "--epochs", "1"]
        assert run(["train", *options, "--seed", seed]) == 0
    assert 4 == load(out).card["recipe"]["seed"]
    assert [out] == list(out.parent.iterdir())


def test_a_folder_with_other_files_loses_none_of_them(digits, tmp_path):
    notes = tmp_path / "work" / "notes.txt"
    notes.parent.mkdir()
    notes.write_text("of many weeks")
    run(["train", "--data", str(digits), "--out", str(notes.parent), "--epochs", "1"])
    assert notes.exists()
    assert "of many weeks" == notes.read_text()


@pytest.mark.parametrize("place", ["file.txt", "file.txt/below"])
def test_a_file_in_the_way_is_refused_before_training(refused, tmp_path, place):
    (tmp_path / "file.txt").write_text("not a network")
    messages = refused("--out", tmp_path / place)
    assert "file.txt" in messages
    assert "epoch 1" not in messages
    assert "not a network" == (tmp_path / "file.txt").read_text()


@pytest.mark.skipif(os.name == "nt", reason="Ctrl+C is sent otherwise there")
def test_ctrl_c_ends_training_and_saves_nothing(digits, tmp_path):
    line = command("--data", digits, "--out", tmp_path / "out", "--epochs", 100_000)
    with subprocess.Popen(line, cwd=CHECKOUT, stdout=-1, stderr=-1, text=True) as process:
        assert "epoch" in process.stdout.readline()
        process.send_signal(signal.SIGINT)
        messages = process.communicate()[1]
    assert 130 == process.returncode
    assert "interrupted" == messages.splitlines()[-1]
    assert not (tmp_path / "out").exists()
