"""The command line itself: usage, what it imports, networks it refuses, pipes."""

from __future__ import annotations

import json
import os
import pickle
import subprocess
import sys
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

import pytest
from PIL import Image

from app.cli import run, say
from app.commands.self_test import digit_drawing
from app.paths import bundled_network
from model.raster import rasterize
from model.recognizer import recognize
from model.strokes import drawing_to_json

CHECKOUT = Path(__file__).resolve().parents[3]
COMMANDS = [
    *("gui", "recognize", "evaluate", "train", "retrain", "samples", "export", "card"),
    "self-test",
]
HEAVY = ("torch", "numpy", "PIL", "PySide6", "safetensors")
SPEC, WEIGHTS = "network.json", "weights.safetensors"
BAD_USAGE = [
    ["draw"],
    ["--loud"],
    ["recognize"],
    ["recognize", "--loud", "a.png"],
    ["evaluate"],
    ["evaluate", "--mnist", "a", "--drawings", "b"],
    ["train"],
    ["train", "--data", "a", "--recipe", "cake"],
    ["card"],
    ["train", "--data", "a", "--out", "b", "--epochs", "0"],
    ["train", "--data", "a", "--out", "b", "--epochs", "many"],
    ["train", "--data", "a", "--out", "b", "--device", "tpu"],
    ["self-test", "now"],
]


def python(*arguments, **options):
    line = [sys.executable, *map(str, arguments)]
    return subprocess.run(
        line, cwd=CHECKOUT, capture_output=True, check=False, text=True, **options
    )


def printed_modules(code):
    """Which heavy packages are imported after running some code in a fresh interpreter."""
    result = python("-c", f"import sys\n{code}\nprint([n for n in {HEAVY} if n in sys.modules])")
    assert result.returncode == 0, result.stderr
    return result.stdout.splitlines()[-1]


def write_drawings(path, digits):
    lines = [json.dumps(drawing_to_json(digit_drawing(digit))) for digit in digits]
    path.write_text("\n".join(lines))
    return path


def test_the_version_is_that_of_the_installation(capsys):
    with pytest.raises(SystemExit) as end:
        run(["--version"])
    assert 0 == end.value.code
    assert f"digitscope {version('digitscope')}\n" == capsys.readouterr().out


@pytest.mark.parametrize("command", [[], *([name] for name in COMMANDS)])
def test_help_goes_to_stdout(command, capsys):
    with pytest.raises(SystemExit) as end:
        run([*command, "--help"])
    assert 0 == end.value.code
    assert f"usage: {' '.join(['digitscope', *command])}" in capsys.readouterr().out


def test_help_names_every_command(capsys):
    with pytest.raises(SystemExit):
        run(["--help"])
    text = capsys.readouterr().out
    assert [] == [name for name in COMMANDS if name not in text]


@pytest.mark.parametrize("arguments", BAD_USAGE, ids=" ".join)
def test_bad_usage_ends_with_two_and_says_why(arguments, capsys):
    with pytest.raises(SystemExit) as end:
        run(arguments)
    out, err = capsys.readouterr()
    assert (2, "") == (end.value.code, out)
    assert "error: " in err
    assert "_at_least_one" not in err


def test_nothing_heavy_is_imported_to_read_the_command_line():
    ask = f"for name in {COMMANDS}:\n try: app.cli.run([name, '--help'])\n except SystemExit: pass"
    assert "[]" == printed_modules(f"import app.cli\n{ask}")


def test_recognising_drawings_imports_neither_torch_nor_qt_nor_pillow(tmp_path):
    path = write_drawings(tmp_path / "drawings.jsonl", range(10))
    modules = printed_modules(f"import app.cli\napp.cli.run(['recognize', {str(path)!r}])")
    assert "['numpy', 'safetensors']" == modules


def test_recognising_pictures_imports_neither_torch_nor_qt(tmp_path):
    Image.linear_gradient("L").save(tmp_path / "picture.png")
    path = str(tmp_path / "picture.png")
    modules = printed_modules(f"import app.cli\napp.cli.run(['recognize', {path!r}])")
    assert "['numpy', 'PIL', 'safetensors']" == modules


def test_the_real_command_answers_and_ends_with_two_for_what_it_could_not_read(tmp_path, record):
    path = write_drawings(tmp_path / "drawings.jsonl", [5])
    result = python("-m", "app", "recognize", path, tmp_path / "missing.png")
    expected = recognize(record.network, rasterize(digit_drawing(5)))
    assert 2 == result.returncode
    assert expected.probabilities == pytest.approx(
        json.loads(result.stdout)["probabilities"], abs=1e-6
    )
    assert f"digitscope: {tmp_path / 'missing.png'}: cannot be read" in result.stderr


def test_the_real_command_survives_a_hostile_file(tmp_path):
    (tmp_path / "deep.json").write_bytes(b"[" * 100_000)
    result = python("-m", "app", "recognize", tmp_path / "deep.json")
    assert (2, "", 1) == (result.returncode, result.stdout, len(result.stderr.splitlines()))


def test_a_reader_that_goes_early_is_no_error(tmp_path):
    path = write_drawings(tmp_path / "many.jsonl", [n % 10 for n in range(1500)])
    line = [sys.executable, "-m", "app", "recognize", str(path)]
    with subprocess.Popen(line, cwd=CHECKOUT, stdout=-1, stderr=-1, text=True) as process:
        assert json.loads(process.stdout.readline())["prediction"] == 0
        process.stdout.close()
        assert "" == process.stderr.read()
    assert 0 == process.returncode


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a device that is always full")
def test_a_full_disk_is_an_error(tmp_path):
    path = write_drawings(tmp_path / "one.jsonl", [1])
    with Path("/dev/full").open("w") as full:
        line = [sys.executable, "-m", "app", "recognize", str(path)]
        result = subprocess.run(line, cwd=CHECKOUT, stdout=full, stderr=-1, check=False, text=True)
    assert 0 != result.returncode
    assert "Traceback" not in result.stderr


def test_without_a_console_messages_go_nowhere(monkeypatch):
    monkeypatch.setattr(sys, "stderr", None)
    say("nobody reads this")


@pytest.fixture
def network(tmp_path):
    """A copy of the bundled network to be damaged."""
    folder = tmp_path / "network"
    folder.mkdir()
    for name in (SPEC, WEIGHTS):
        (folder / name).write_bytes((bundled_network() / name).read_bytes())
    return folder


def alter(folder, change):
    description = json.loads((folder / SPEC).read_text())
    change(description)
    (folder / SPEC).write_text(json.dumps(description))


def flip_a_bit(folder):
    data = bytearray((folder / WEIGHTS).read_bytes())
    data[-1] ^= 1
    (folder / WEIGHTS).write_bytes(data)


def pickle_weights(folder):
    data = pickle.dumps({"C1.weight": [1.0]})
    (folder / WEIGHTS).write_bytes(data)
    alter(folder, lambda d: d.update(sha256=sha256(data).hexdigest()))


DAMAGE = {
    "missing weights": (lambda f: (f / WEIGHTS).unlink(), WEIGHTS, "missing"),
    "missing description": (lambda f: (f / SPEC).unlink(), SPEC, "missing"),
    "altered weights": (flip_a_bit, WEIGHTS, "altered"),
    "pickled weights": (pickle_weights, WEIGHTS, "not a safetensors file"),
    "pickled description": (lambda f: (f / SPEC).write_bytes(pickle.dumps({})), SPEC, "JSON"),
    "a large file": (lambda f: os.truncate(f / WEIGHTS, 20_000_000), WEIGHTS, "at most"),
    "a long integer": (lambda f: (f / SPEC).write_text("1" * 5000), SPEC, "digits"),
    "another version": (lambda f: alter(f, lambda d: d.update(schema=2)), SPEC, "schema"),
}


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
@pytest.mark.parametrize("command", [["recognize"], ["evaluate", "--drawings"]], ids=lambda c: c[0])
def test_a_damaged_network_is_refused_and_named(network, tmp_path, capsys, command, damage):
    make, name, cause = damage
    make(network)
    path = write_drawings(tmp_path / "one.jsonl", [1])
    code = run([*command, str(path), "--network", str(network)])
    out, err = capsys.readouterr()
    assert (2, "") == (code, out)
    assert f"digitscope: {network / name}: " in err
    assert cause in err


@pytest.mark.parametrize("place", ["nowhere", "one.jsonl"])
def test_a_network_that_is_not_there_is_named(tmp_path, capsys, place):
    path = write_drawings(tmp_path / "one.jsonl", [1])
    assert run(["recognize", str(path), "--network", str(tmp_path / place)]) == 2
    assert str(tmp_path / place / SPEC) in capsys.readouterr().err


def test_another_network_answers(network, tmp_path, capsys):
    alter(network, lambda d: d["calibration"].update(threshold=1.0))
    path = write_drawings(tmp_path / "one.jsonl", [1])
    assert run(["recognize", str(path), "--network", str(network)]) == 0
    assert json.loads(capsys.readouterr().out)["is_digit"] is False
