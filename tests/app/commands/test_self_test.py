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
from app.commands import self_test
from app.commands.self_test import digit_drawing
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


def test_resources_networks_window_and_engine_are_checked(checked):
    results = {result["check"]: result for result in map(json.loads, checked.stdout.splitlines())}
    folders = {path.name for path in (paths.resources() / "networks").iterdir() if path.is_dir()}
    assert {"resources", "window", "engine", *(f"network {n}" for n in folders)} == results.keys()
    for name in folders:
        found = results[f"network {name}"]["found"]
        assert load(paths.bundled_network(name)).checksum == found["sha256"]
        assert list(range(10)) == found["read"]
    assert results["window"]["found"].startswith("7")
    assert results["engine"]["found"]["numbers"] > 100_000
    assert results["engine"]["found"]["largest_difference"] < 1e-4


@pytest.mark.parametrize("digit", range(10))
def test_the_plain_digits_are_digits_to_the_bundled_network(record, digit):
    recognition = recognize(record.network, rasterize(digit_drawing(digit)))
    assert (digit, True) == (recognition.prediction, recognition.verdict.is_digit)


@pytest.fixture
def damaged(tmp_path, monkeypatch):
    """An installation whose network was altered; window and engine are left out, being slow."""
    shutil.copytree(paths.resources(), tmp_path / "resources")
    weights = tmp_path / "resources" / "networks" / "default" / "weights.safetensors"
    weights.write_bytes(weights.read_bytes()[:-4] + b"\0\0\0\0")
    monkeypatch.setattr(paths, "resources", lambda: tmp_path / "resources")
    monkeypatch.setattr(self_test, "_check_window", str)
    monkeypatch.setattr(self_test, "_check_engine", dict)
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
