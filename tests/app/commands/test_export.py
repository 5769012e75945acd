"""`digitscope export`: which files it writes, what it says of them, and what it never touches."""

from __future__ import annotations

import json
import subprocess
import sys
from hashlib import sha256
from pathlib import Path

import numpy as np
import pytest

from app.cli import run
from app.commands import export as command
from app.paths import bundled_network
from model.weights import load
from tests.model.onnx_files import run_onnx

CHECKOUT = Path(__file__).resolve().parents[3]
OWN = ["network.json", "weights.safetensors"]
FILES = {
    "own": OWN,
    "torch": ["network.json", "network.pt", "golden.npz"],
    "onnx": ["network.onnx", "golden.npz"],
    "all": [*OWN, "network.pt", "network.onnx", "golden.npz"],
}


@pytest.fixture
def exported(capsys, tmp_path):
    """Run the command in this process: exit code, what it printed as values, messages."""

    def call(*arguments, out=tmp_path / "out"):
        code = run(["export", "--out", str(out), *map(str, arguments)])
        printed, messages = capsys.readouterr()
        return code, [json.loads(line) for line in printed.splitlines()], messages

    return call


@pytest.mark.parametrize("format_", FILES)
def test_every_written_file_is_told(format_, exported, tmp_path):
    code, told, _ = exported("--network", bundled_network("l2"), "--format", format_)
    out = tmp_path / "out"
    assert code == 0
    assert [str(out / name) for name in FILES[format_]] == [each["path"] for each in told]
    assert sorted(FILES[format_]) == sorted(path.name for path in out.iterdir())
    for each in told:
        data = Path(each["path"]).read_bytes()
        assert (len(data), sha256(data).hexdigest()) == (each["bytes"], each["sha256"])
    assert ["out"] == [path.name for path in tmp_path.iterdir() if path.name != "user"]


def test_all_formats_of_the_bundled_network_are_the_default(exported):
    code, told, _ = exported()
    assert (0, FILES["all"]) == (code, [Path(each["path"]).name for each in told])


def test_the_own_format_is_the_network(exported, tmp_path):
    assert exported("--format", "own")[0] == 0
    before, after = load(bundled_network()), load(tmp_path / "out")
    assert (before.checksum, before.card) == (after.checksum, after.card)
    assert before.network.calibration == after.network.calibration


def test_the_golden_answers_lie_beside_what_computes_them(exported, tmp_path):
    assert exported("--network", bundled_network("lenet5"), "--format", "onnx")[0] == 0
    with np.load(tmp_path / "out" / "golden.npz") as file:
        golden = dict(file)
    found = run_onnx(tmp_path / "out" / "network.onnx", golden["raster"][:, 0])
    assert len(golden["raster"]) == 10
    for name, values in found.items():
        assert np.abs(values - golden[name]).max() < 1e-5, name


def test_an_empty_folder_is_taken_and_missing_ones_are_made(exported, tmp_path):
    (tmp_path / "empty").mkdir()
    assert exported("--format", "own", out=tmp_path / "empty")[0] == 0
    assert exported("--format", "own", out=tmp_path / "a" / "b" / "c")[0] == 0
    made = sorted(path.name for path in (tmp_path / "a" / "b" / "c").iterdir())
    assert sorted(OWN) == made


def test_nothing_is_overwritten(exported, tmp_path):
    assert exported("--format", "own")[0] == 0
    before = {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}
    code, told, message = exported("--format", "all")
    assert (2, []) == (code, told)
    assert "out holds files (network.json); give the export its own" in message
    assert before == {path.name: path.read_bytes() for path in (tmp_path / "out").iterdir()}


def test_a_file_in_the_way_is_named(exported, tmp_path):
    (tmp_path / "taken").write_text("mine")
    code, told, message = exported(out=tmp_path / "taken")
    assert (2, []) == (code, told)
    assert "taken is a file; a folder for the export was expected" in message
    assert exported(out=tmp_path / "taken" / "below")[0] == 2
    assert (tmp_path / "taken").read_text() == "mine"


def test_a_network_that_cannot_be_read_is_named(exported, tmp_path):
    code, told, message = exported("--network", tmp_path / "none")
    assert (2, []) == (code, told)
    assert "network.json: the file is missing" in message
    assert not (tmp_path / "out").exists()


def test_a_full_disk_leaves_nothing_behind(exported, tmp_path, monkeypatch):
    written = []

    def write_one(path, data):
        if written:
            raise OSError(28, "No space left on device", str(path))
        written.append(len(data))

    monkeypatch.setattr(command.Path, "write_bytes", write_one)
    code, told, message = exported("--format", "own")
    assert (2, []) == (code, told)
    assert "No space left on device" in message
    assert [] == [path.name for path in tmp_path.iterdir() if path.name != "user"]


def test_an_unknown_format_is_bad_usage(exported):
    with pytest.raises(SystemExit, match="2"):
        exported("--format", "tensorflow")


def test_only_the_torch_format_imports_torch(tmp_path):
    code = (
        "import sys; from app.cli import run; "
        f"code = run(['export', '--format', 'onnx', '--out', {str(tmp_path / 'out')!r}]); "
        "print(code, 'torch' in sys.modules, file=sys.stderr)"
    )
    line = [sys.executable, "-W", "error", "-c", code]
    done = subprocess.run(line, cwd=CHECKOUT, capture_output=True, text=True, check=False)
    assert done.stderr.split() == ["0", "False"]
