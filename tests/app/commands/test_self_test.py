"""`digitscope self-test`: the installation checks itself, without a screen, and finds faults."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from app import paths
from app.commands import self_checks, self_test
from app.commands.self_test import Check, digit_drawing
from model.raster import rasterize
from model.recognizer import recognize
from model.weights import load

CHECKOUT = Path(__file__).resolve().parents[3]
SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


@pytest.fixture(scope="module")
def checked():
    """The real command without any screen."""
    environment = {name: value for name, value in os.environ.items() if name not in SCREENS}
    line = [sys.executable, "-m", "app", "self-test"]
    return subprocess.run(
        line, cwd=CHECKOUT, env=environment, capture_output=True, text=True, check=False
    )


def test_everything_passes_without_a_screen(checked):
    assert checked.returncode == 0, checked.stderr
    results = [json.loads(line) for line in checked.stdout.splitlines()]
    assert {True} == {result["passed"] for result in results}
    assert f"{len(results)} passed, 0 failed" in checked.stderr


def test_everything_that_a_cut_could_take_is_tried(checked):
    results = {result["check"]: result for result in map(json.loads, checked.stdout.splitlines())}
    folders = {path.name for path in (paths.resources() / "networks").iterdir() if path.is_dir()}
    others = {"resources", "window", "icons", "pictures", "dropped pictures", "figures", "samples"}
    others |= {"export own", "export onnx", "export torch", "https", "engine", "training"}
    others |= {"explaining", "fooling"}
    assert others | {f"network {n}" for n in folders} == results.keys()
    for name in folders:
        found = results[f"network {name}"]["found"]
        assert load(paths.bundled_network(name)).checksum == found["sha256"]
        assert list(range(10)) == found["read"]
    assert results["window"]["found"].startswith("7")
    assert results["engine"]["found"]["numbers"] > 100_000
    assert results["engine"]["found"]["largest_difference"] < 1e-4
    assert {"jsonl": 20, "zip": 20, "png": 20, "idx": 20} == results["samples"]["found"]
    assert results["training"]["found"]["reports"] > 3
    assert results["explaining"]["found"]["maps"] == 5
    assert results["fooling"]["found"]["generations"] == 3
    assert {"png", "svg", "pdf"} == results["figures"]["found"].keys()


def test_it_takes_a_few_seconds(checked):
    seconds = sum(json.loads(line)["seconds"] for line in checked.stdout.splitlines())
    assert seconds < 30  # 6 on two quiet cores


@pytest.mark.parametrize("digit", range(10))
def test_the_plain_digits_are_digits_to_the_bundled_network(record, digit):
    recognition = recognize(record.network, rasterize(digit_drawing(digit)))
    assert (digit, True) == (recognition.prediction, recognition.verdict.is_digit)


@pytest.fixture
def damaged(tmp_path, monkeypatch):
    """An installation whose network was altered; what does not read it by itself is left out."""
    shutil.copytree(paths.resources(), tmp_path / "resources")
    weights = tmp_path / "resources" / "networks" / "default" / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4] + b"\0\0\0\0")
    monkeypatch.setattr(paths, "resources", lambda: tmp_path / "resources")
    every = self_test.checks
    names = ("resources", "network ")
    monkeypatch.setattr(
        self_test, "checks", lambda: [each for each in every() if each.name.startswith(names)]
    )
    return weights


def test_an_altered_network_is_found_and_the_other_checks_go_on(damaged, capsys):
    assert self_test.self_test() == 1
    out, err = capsys.readouterr()
    results = {result["check"]: result for result in map(json.loads, out.splitlines())}
    assert ["network default"] == [name for name, r in results.items() if not r["passed"]]
    assert str(damaged) in results["network default"]["found"]
    assert "1 failed" in err


def test_a_missing_resource_is_found(damaged, capsys):
    (damaged.parents[2] / "style.qss.txt").unlink()
    assert self_test.self_test() == 1
    resources = json.loads(capsys.readouterr().out.splitlines()[0])
    assert ("resources", False) == (resources["check"], resources["passed"])
    assert "style.qss.txt is missing" in resources["found"]


def test_an_installation_without_any_network_fails_the_test(damaged, capsys):
    shutil.rmtree(damaged.parents[1])
    assert self_test.self_test() == 1
    assert "networks" in capsys.readouterr().err


def test_what_needs_a_package_is_skipped_where_it_is_missing(monkeypatch, capsys):
    def fail():
        raise AssertionError("it needs torch")

    rows = [Check("plain", lambda: "seen"), Check("training", fail, needs="torch")]
    monkeypatch.setattr(self_test, "checks", lambda: rows)
    monkeypatch.setattr(self_test.installation, "has", lambda _package: False)
    assert self_test.self_test() == 0
    out, err = capsys.readouterr()
    plain, training = map(json.loads, out.splitlines())
    assert (True, "seen") == (plain["passed"], plain["found"])
    assert (None, True) == (training["passed"], training["skipped"])
    assert "needs torch" in training["found"]
    assert "1 passed, 0 failed, 1 skipped" in err


def test_a_check_that_raises_fails_alone(monkeypatch, capsys):
    rows = [Check("bad", lambda: 1 / 0), Check("good", lambda: 2)]
    monkeypatch.setattr(self_test, "checks", lambda: rows)
    assert self_test.self_test() == 1
    out, err = capsys.readouterr()
    assert [False, True] == [json.loads(line)["passed"] for line in out.splitlines()]
    assert "bad failed" in err
    assert "1 passed, 1 failed" in err


@pytest.mark.parametrize(
    ("task", "reason"),
    [("app.engine.task_names:nothing", "nothing"), ("os:_exit", "ended unexpectedly")],
)
def test_an_engine_that_cannot_is_told(qapp, task, reason):
    with pytest.raises(ValueError, match=reason):
        self_checks.ask_engine(task, *([3] if task.startswith("os") else []))
