"""`digitscope explain`: one map as numbers or as a picture, one JSON object, bad input named."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from app import paths
from app.cli import METHODS as CHOICES
from app.cli import run
from app.colormaps import activation_table, colors
from app.commands.explain import parse_target
from app.commands.self_test import digit_drawing
from model.explanation import METHODS, Occluder, Target
from model.learning.explain.explaining import explain
from model.learning.module import to_module
from model.raster import rasterize
from model.recognizer import recognize
from model.strokes import drawing_to_json
from model.unit import Unit
from model.weights import load
from tests.conftest import CHECKOUT
from tests.without_torch import without_torch

KEYS = [
    *("source", "index", "method", "target", "rather_than"),
    *("value", "scale", "facts", "prediction", "confidence", "out"),
]


@pytest.fixture
def file(tmp_path):
    """A seven and a three."""
    path = tmp_path / "drawings.jsonl"
    lines = [json.dumps(drawing_to_json(digit_drawing(digit))) for digit in (7, 3)]
    path.write_text("\n".join(lines))
    return path


@pytest.fixture
def explained(file, tmp_path, capsys):
    """Run the command in this process: exit code, the answer or the message, the map's file."""

    def call(*arguments, out="map.npy"):
        place = tmp_path / out
        code = run(["explain", str(file), *map(str, arguments), "--out", str(place)])
        answered, said = capsys.readouterr()
        assert bool(answered) != bool(said)
        return code, json.loads(answered) if answered else said, place

    return call


def expected_map(digit, target, method, name="default", occluder=Occluder()):
    network = load(paths.bundled_network(name)).network
    raster = rasterize(digit_drawing(digit)).array
    return next(explain(network, to_module(network), raster, target, (method,), occluder))


@pytest.mark.parametrize("method", METHODS)
def test_every_method_writes_the_map_of_the_prediction(explained, file, method):
    code, found, place = explained("--method", method)
    expected = expected_map(7, Target(7), method)
    assert code == 0
    assert list(found) == KEYS
    values = np.load(place, allow_pickle=False)
    assert (values.shape, values.dtype) == ((28, 28), np.float32)
    np.testing.assert_allclose(values, expected.values, atol=1e-5)
    answer = recognize(load(paths.bundled_network()).network, rasterize(digit_drawing(7)))
    assert found.pop("facts") == pytest.approx(dict(expected.facts))
    assert found == pytest.approx(
        {
            "source": str(file), "index": 0, "method": method, "target": "7", "rather_than": None,
            "value": expected.value, "scale": expected.scale,
            "prediction": 7, "confidence": answer.confidence, "out": str(place),
        }
    )  # fmt: skip


def test_another_drawing_target_occluder_and_network(explained):
    folder = paths.bundled_network("lenet5")
    code, found, place = explained(
        "--method", "occlusion", "--index", 1, "--target", 8, "--rather-than", 3,
        "--size", 7, "--fill", "grey", "--network", folder,
    )  # fmt: skip
    expected = expected_map(3, Target(8, 3), "occlusion", "lenet5", Occluder(7, 0.5))
    assert code == 0
    np.testing.assert_allclose(np.load(place), expected.values, atol=1e-5)
    assert (found["index"], found["target"], found["rather_than"]) == (1, "8", 3)
    assert found["value"] == pytest.approx(expected.value, rel=1e-5)


def test_a_unit(explained):
    code, found, place = explained("--method", "guided", "--target", "C3:26:3:6")
    expected = expected_map(7, Target(unit=Unit("C3", 26, 3, 6)), "guided")
    assert code == 0
    np.testing.assert_allclose(np.load(place), expected.values, atol=1e-6)
    assert found["target"] == "C3:26:3:6"


def test_a_picture_is_enlarged_without_smoothing(explained):
    code, _, place = explained("--method", "gradient", "--target", "F5:17", out="map.PNG")
    assert code == 0
    found = expected_map(7, Target(unit=Unit("F5", 17)), "gradient")
    rgb = colors(found.values, found.scale, activation_table(1.0, is_dark=False))
    cell = 20
    with Image.open(place) as picture:
        shown = np.asarray(picture)[cell:, cell:][: 28 * cell, : 28 * cell].astype(np.uint32)
    packed = 0xFF000000 | shown[..., 0] << 16 | shown[..., 1] << 8 | shown[..., 2]
    np.testing.assert_array_equal(packed, np.kron(rgb, np.ones((cell, cell), np.uint32)))


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--target", "12"], "digit is 12"),
        (["--target", "seven"], "expected a digit, or a unit as C3:26:3:6"),
        (["--target", "C3:1:2"], "expected a digit, or a unit"),
        (["--target", "C3:1:2:x"], "numbers from 0"),
        (["--target", "C3:1:-2:3"], "numbers from 0"),
        (["--target", "C3:99:0:0"], "none in channel 99"),
        (["--target", "C9:0"], "no layer 'C9'"),
        (["--target", "input:0:3:3"], "no layer 'input'"),
        (["--target", "7", "--rather-than", "7"], "rather than itself"),
        (["--target", "F5:1", "--rather-than", "7"], "asked of a class"),
        (["--index", "2"], "no drawing 2"),
        (["--index", "-1"], "index is -1"),
        (["--size", "5"], "--size is of the occluder: it goes with --method occlusion, not with"),
        (["--fill", "ink"], "--fill is of the occluder"),
        (["--network", "nowhere"], "nowhere"),
    ],
)
def test_bad_input_is_named_and_nothing_written(explained, arguments, said):
    code, message, place = explained("--method", "gradient", *arguments)
    assert code == 2
    assert said in message
    assert not place.exists()


def test_an_occluder_larger_than_the_raster_is_named(explained):
    code, message, place = explained("--method", "occlusion", "--size", 29)
    assert (code, place.exists()) == (2, False)
    assert "size is 29, expected 1 to 28" in message


def test_a_place_that_cannot_be_written_is_named(explained):
    code, message, place = explained("--method", "gradient", out="map.gif")
    assert (code, place.exists()) == (2, False)
    assert "ends with .png or .npy" in message
    for name in ("no/such/folder.npy", "no/such/folder.png"):
        code, message, _ = explained("--method", "gradient", out=name)
        assert code == 2
        assert "folder" in message
        assert "cannot be written (No such file or directory)" in message


def test_a_drawing_that_cannot_be_read_is_named(explained, file):
    file.write_text("{}")
    code, message, _ = explained("--method", "gradient")
    assert code == 2
    assert "line 1" in message


def test_targets_in_words():
    assert parse_target("0") == Target(0)
    assert parse_target("3", 8) == Target(3, 8)
    assert parse_target("F5:17") == Target(unit=Unit("F5", 17))


def test_the_command_line_knows_the_methods():
    assert CHOICES == METHODS


def test_without_torch_occlusion_works_and_the_others_say_what_is_missing(file, tmp_path):
    variables = os.environ | without_torch(tmp_path / "without torch")

    def call(method):
        command = [sys.executable, "-m", "app", "explain", file, "--method", method]
        return subprocess.run(
            [*command, "--out", tmp_path / f"{method}.npy"], cwd=CHECKOUT, env=variables,
            capture_output=True, text=True, check=False, timeout=60,
        )  # fmt: skip

    done = call("occlusion")
    assert (done.returncode, done.stderr) == (0, "")
    assert np.load(tmp_path / "occlusion.npy").any()
    refused = call("guided")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "needs torch" in refused.stderr
    assert "--method occlusion works without it" in refused.stderr
