"""The snippets of docs/exported_networks.md, run as they stand there; and its numbers."""

from __future__ import annotations

import re
from pathlib import Path

import numpy as np
import pytest
import torch

from app.cli import run
from app.paths import bundled_network
from model.forward import trace
from model.network import Network
from model.raster import FIT_SIDE, LINE_EDGE, LINE_WIDTH, MIDDLE
from model.verdict import CLEAR
from tests.model.layer_tables import random_table

PAGE = Path(__file__).resolve().parents[2] / "docs" / "exported_networks.md"
NETWORKS = ("default", "average", "l2", "lenet5")
HEADINGS = ("ONNX", "PyTorch", "Own")


@pytest.fixture(scope="module")
def text():
    return PAGE.read_text(encoding="utf-8")


def snippets(text, heading):
    """The Python code under a heading of the page."""
    section = text.split(f"\n## {heading}\n")[1].split("\n## ")[0]
    found = re.findall(r"```python\n(.*?)```", section, re.DOTALL)
    assert found
    return found


def carried_out(codes, **names):
    """What there is after running code of the page."""
    for code in codes:
        exec(compile(code, str(PAGE), "exec"), names)  # noqa: S102  the page is ours
    return names


@pytest.fixture(scope="module", params=NETWORKS)
def folder(request, tmp_path_factory):
    """An export of a bundled network in all formats."""
    out = tmp_path_factory.mktemp("exports") / request.param
    assert run(["export", "--network", str(bundled_network(request.param)), "--out", str(out)]) == 0
    return out


@pytest.mark.parametrize("heading", HEADINGS)
def test_the_snippets_run_as_they_stand(heading, folder, text, capsys):
    names = carried_out(snippets(text, heading), folder=folder)
    if heading == "ONNX":
        assert "ink is 1" in capsys.readouterr().out
        assert ["raster", "label", "logits", "probabilities", "digit_score"] == list(
            names["golden"]
        )


def test_the_snippets_notice_a_wrong_number(folder, text):
    with np.load(folder / "golden.npz") as file:
        golden = dict(file)
    kept = (folder / "golden.npz").read_bytes()
    np.savez(folder / "golden.npz", **golden | {"logits": golden["logits"] + np.float32(0.01)})
    try:
        for heading in ("ONNX", "PyTorch"):
            with pytest.raises(AssertionError, match="Not equal to tolerance"):
                carried_out(snippets(text, heading), folder=folder)
    finally:
        (folder / "golden.npz").write_bytes(kept)


def test_the_loader_has_twenty_lines(text):
    loader = snippets(text, "PyTorch")[0]
    assert len([line for line in loader.splitlines() if line.strip()]) == 20


def test_the_loader_reads_any_layer_table(text):
    logits = carried_out(snippets(text, "PyTorch")[:1])["logits"]
    for seed in range(40):
        spec, random = random_table(seed), np.random.default_rng(seed)
        numbers = {
            name: random.normal(0, max(1, np.prod(shape[1:])) ** -0.5, shape).astype(np.float32)
            for name, shape in spec.parameter_shapes.items()
        }
        numbers |= {name: numbers[name] * mask for name, mask in spec.masks.items()}
        rasters = random.random((2, 28, 28), np.float32)
        expected = trace(Network("random", spec, numbers), rasters).logits
        weights = {name: torch.tensor(np.array(values)) for name, values in numbers.items()}
        found = logits(spec.to_json()["layers"], weights, torch.tensor(rasters)[:, None])
        np.testing.assert_allclose(found, expected, rtol=1e-5, atol=1e-5 * np.abs(expected).max())


def test_the_page_tells_the_numbers_of_the_program(text):
    words = " ".join(text.split())
    assert f"longer side of the box becomes {FIT_SIDE} pixels, lines included" in words
    assert f"round lines {LINE_WIDTH} pixels wide with a soft edge of {LINE_EDGE} pixels" in words
    assert f"nearest to ({MIDDLE}, {MIDDLE})" in words
    assert f"no probability reaches {CLEAR}" in words
