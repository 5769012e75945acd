"""`digitscope recognize --as-is`: what an attack has made is read as the network reads it."""

from __future__ import annotations

import json

import numpy as np
import pytest
from PIL import Image

from app.cli import run
from app.commands.self_test import digit_drawing
from app.paths import bundled_network
from model.raster import rasterize
from model.recognizer import recognize_arrays
from model.weights import load


@pytest.fixture(scope="module")
def network():
    return load(bundled_network()).network


@pytest.fixture
def moved():
    """A seven in the corner, in whole steps of 8 bits: fitting and centring would move it."""
    array = np.roll(rasterize(digit_drawing(7)).array, (-4, 4), (0, 1))
    return (np.round(255 * array) / 255).astype(np.float32)


def answers(capsys):
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_picture_and_array_give_the_very_numbers_of_the_network(tmp_path, capsys, network, moved):
    np.save(tmp_path / "a.npy", moved)
    Image.fromarray(np.round(255 * (1 - moved)).astype(np.uint8)).save(tmp_path / "a.png")
    files = [str(tmp_path / name) for name in ("a.npy", "a.png")]
    assert run(["recognize", "--as-is", *files]) == 0
    ((probabilities, verdict),) = recognize_arrays(network, moved[None])
    for found in answers(capsys):
        np.testing.assert_allclose(found["probabilities"], probabilities, atol=1e-6)
        assert verdict.is_digit == found["is_digit"]
        assert verdict.digit_score == pytest.approx(found["digit_score"], abs=1e-6)


BAD = {
    "another size": np.zeros((20, 28), np.float32),
    "out of bounds": np.full((28, 28), 1.5),
    "not a number": np.full((28, 28), np.nan),
    "complex": np.full((28, 28), 1j),
    "objects": np.full((28, 28), "a"),
}


@pytest.mark.parametrize("array", BAD.values(), ids=BAD)
def test_bad_arrays_are_named_and_the_others_answered(tmp_path, capsys, moved, array):
    np.save(tmp_path / "bad.npy", array)
    np.save(tmp_path / "good.npy", moved)
    assert run(["recognize", "--as-is", str(tmp_path / "bad.npy"), str(tmp_path / "good.npy")]) == 2
    printed = capsys.readouterr()
    assert "bad.npy" in printed.err
    assert len(printed.out.splitlines()) == 1


@pytest.mark.parametrize("name", ["text.npy", "text.png", "missing.png"])
def test_what_is_neither_is_named(tmp_path, capsys, name):
    if "text" in name:
        (tmp_path / name).write_text("this is no picture")
    assert run(["recognize", "--as-is", str(tmp_path / name)]) == 2
    printed = capsys.readouterr()
    assert (name in printed.err, printed.out) == (True, "")
