"""`digitscope fool`: pictures as files, one JSON object for each target, and a report."""

import json
import os
import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from app import paths
from app.cli import run
from app.commands.self_test import digit_drawing
from model.fooling import read_as
from model.strokes import drawing_to_json
from model.weights import load
from tests.conftest import CHECKOUT
from tests.without_torch import without_torch


@pytest.fixture
def fooled(capsys, tmp_path):
    """Run the command in this process: exit code, objects, messages, folder."""

    def call(*arguments, out="out"):
        folder = tmp_path / out
        code = run(["fool", *map(str, arguments), "--out", str(folder)])
        stdout, messages = capsys.readouterr()
        return code, [json.loads(line) for line in stdout.splitlines()], messages, folder

    return call


@pytest.fixture
def seven(tmp_path):
    file = tmp_path / "seven.json"
    file.write_text(json.dumps(drawing_to_json(digit_drawing(7))))
    return file


def check(rows, folder):
    """What is said of every picture is what the network says of the file."""
    network = load(paths.bundled_network()).network
    for row in rows:
        picture = np.load(folder / row["picture"])
        (read,) = read_as(network, picture[None], [row["target"]])
        assert row["confidence"] == pytest.approx(read.confidence, abs=1e-5)
        assert row["prediction"] == read.prediction
        assert (row["accepted"], row["reason"]) == (read.verdict.is_digit, read.verdict.reason)
        assert row["digit_score"] == pytest.approx(read.verdict.digit_score, abs=1e-5)
        small = np.array(Image.open(folder / f"{row['target']}.png"))
        np.testing.assert_array_equal(small, np.rint(picture * 255).astype(np.uint8))
        large = np.array(Image.open(folder / f"{row['target']}-enlarged.png"))
        np.testing.assert_array_equal(large[::10, ::10], small)
    report = json.loads((folder / "report.json").read_text(encoding="utf-8"))
    assert report == {"network": network.name, "results": rows}


@pytest.mark.parametrize("encoding", ["direct", "cppn"])
def test_evolution_of_all_classes(fooled, encoding):
    code, rows, _, folder = fooled(
        "--method", "evolve", "--encoding", encoding, "--generations", 3, "--seed", 5
    )
    assert code == 0
    assert [row["target"] for row in rows] == list(range(10))
    assert {row["evaluations"] for row in rows} == {4 * 400}
    assert {row["config"]["seed"] for row in rows} == {5}
    check(rows, folder)


def test_success_and_failure_are_both_an_answer(fooled):
    _, (row,), _, _ = fooled("--method", "ascend", "--target", 3, out="with")
    assert (row["success"], row["accepted"], row["reason"]) == (True, False, "unlike any digit")
    code, (row,), _, _ = fooled(
        "--method", "evolve", "--encoding", "direct", "--generations", 1, "--target", 1
    )
    assert (code, row["success"]) == (0, False)


def test_an_attack_that_knows_the_refusal_succeeds_only_when_accepted(fooled):
    _, (row,), _, folder = fooled("--method", "ascend", "--target", 3, "--knows-refusal")
    assert (row["success"], row["accepted"]) == (True, True)
    check([row], folder)


@pytest.mark.parametrize(("norm", "budget"), [("l2", 5), ("linf", 0.4), ("pixels", 40)])
def test_the_least_change_of_a_drawing(fooled, seven, norm, budget):
    code, (row,), _, folder = fooled(
        *("--method", "change", "--drawing", seven, "--target", 2),
        *("--norm", norm, "--budget", budget),
    )
    assert code == 0
    assert row["success"]
    change = np.load(folder / "2.npy") - np.load(folder / "drawing.npy")
    size = {
        "l2": np.linalg.norm(change),
        "linf": np.abs(change).max(),
        "pixels": np.count_nonzero(change),
    }[norm]
    assert 0 < size <= row["budget"] + 1e-6 <= budget
    check([row], folder)


def test_a_drawing_that_is_read_so_already_needs_no_change(fooled, seven):
    code, (row,), messages, _ = fooled("--method", "change", "--drawing", seven, "--target", 7)
    assert (code, row["success"], row["budget"]) == (0, True, 0)
    assert "already reads 7" in messages


def test_ascent_may_start_at_the_drawing(fooled, seven):
    _, (row,), _, _ = fooled("--method", "ascend", "--drawing", seven, "--target", 7)
    assert row["config"]["start"] == "drawing"


def test_what_cannot_be_done_is_said(fooled, seven, tmp_path):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "file").touch()
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    for arguments, problem in (
        (("--method", "evolve", "--drawing", seven), "starts from no drawing"),
        (("--method", "change"), "needs a --drawing"),
        (("--method", "change", "--drawing", broken), "not valid JSON"),
        (("--method", "change", "--drawing", tmp_path / "none.json"), "cannot be read"),
        (("--method", "change", "--drawing", seven, "--budget", -1), "--budget is -1.0"),
        (("--method", "evolve", "--norm", "l2"), "--norm is an option of --method change"),
        (("--method", "change", "--encoding", "cppn"), "option of --method evolve"),
        (("--method", "ascend", "--start", "drawing"), "no drawing to start from"),
        (("--method", "evolve", "--network", tmp_path / "none"), "none"),
    ):
        code, rows, messages, folder = fooled(*arguments)
        assert (code, rows) == (2, [])
        assert problem in messages
        assert not folder.exists()
    code, _, messages, _ = fooled("--method", "evolve", out="full")
    assert code == 2
    assert "expected a new or an empty folder" in messages


def test_the_lite_program_evolves_and_says_what_it_lacks(tmp_path):
    environment = os.environ | without_torch(tmp_path / "hidden")

    def call(*arguments):
        command = [sys.executable, "-m", "app", "fool", "--out", tmp_path / "out", *arguments]
        return subprocess.run(
            command, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False
        )

    refused = call("--method", "ascend")
    assert refused.returncode == 2
    assert "The method ascend needs torch" in refused.stderr
    evolved = call("--method", "evolve", "--generations", "1", "--target", "3")
    assert evolved.returncode == 0
    assert json.loads(evolved.stdout)["evaluations"] == 800
