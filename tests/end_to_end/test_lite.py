"""The program without torch and onnx: it draws, recognises, inspects, and says what is missing.

With DIGITSCOPE_PROGRAM set this tests that program when it is a lite one.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from app.commands.self_test import digit_drawing
from model.strokes import drawing_to_json
from tests.end_to_end.program import CHECKOUT, COMMAND, IS_FROZEN, IS_LITE
from tests.without_torch import without_torch

pytestmark = pytest.mark.skipif(
    IS_FROZEN and not IS_LITE, reason="the program under test has torch"
)
from_source = pytest.mark.skipif(IS_FROZEN, reason="looks at the program from inside")


@pytest.fixture
def lite(tmp_path):
    """Run a command without torch."""
    variables = without_torch(tmp_path / "without torch")

    def run(*arguments, command=COMMAND):
        return subprocess.run(
            [*command, *map(str, arguments)], cwd=CHECKOUT, env=os.environ | variables,
            capture_output=True, text=True, check=False, timeout=100,
        )  # fmt: skip

    return run


@pytest.fixture
def drawings(tmp_path):
    """A file with ten labelled drawings."""
    path = tmp_path / "drawings.jsonl"
    lines = [drawing_to_json(digit_drawing(digit)) | {"label": digit} for digit in range(10)]
    path.write_text("\n".join(map(json.dumps, lines)))
    return path


NEEDS = [
    (["train", "--data", "there", "--out", "new"], "Training needs torch"),
    (["train", "--data", "there", "--recipe", "default", "--download"], "Training needs torch"),
    (["retrain", "--store", "there.jsonl", "--out", "new"], "Training needs torch"),
    (["export", "--out", "new", "--format", "torch"], "Export to PyTorch needs torch"),
    (["export", "--out", "new", "--format", "onnx"], "Export to ONNX needs onnx"),
    (["export", "--out", "new"], "--format own works without it"),
]


@pytest.mark.parametrize(("arguments", "said"), NEEDS, ids=str)
def test_what_needs_torch_says_so_and_where_to_get_it(lite, arguments, said):
    done = lite(*arguments)
    assert (done.returncode, done.stdout) == (2, "")
    assert said in done.stderr
    assert ("the same download page" if IS_FROZEN else "pip install") in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_everything_else_works(lite, drawings, tmp_path):
    read = lite("recognize", drawings)
    assert [json.loads(line)["prediction"] for line in read.stdout.splitlines()] == [*range(10)]
    store = tmp_path / "samples.sqlite3"
    assert lite("samples", "--store", store, "add", drawings).returncode == 0
    assert lite("samples", "--store", store, "export", tmp_path / "all.zip").returncode == 0
    assert lite("evaluate", "--drawings", drawings).returncode == 0
    assert lite("export", "--out", tmp_path / "own", "--format", "own").returncode == 0
    assert lite("card", "--network", tmp_path / "own").returncode == 0
    for done in (lite("--version"), lite("--help"), read):
        assert (done.returncode, done.stderr) == (0, "")


WINDOW = """
import sys
from pathlib import Path
from PySide6.QtCore import QEventLoop, QTimer
from PySide6.QtWidgets import QLabel, QMessageBox
from app import application
from app.commands.self_test import digit_drawing

place, file = map(Path, sys.argv[1:])


def wait(signal):
    loop = QEventLoop()
    signal.connect(lambda *_: loop.quit())
    QTimer.singleShot(60_000, loop.quit)
    loop.exec()


def main():
    app = application.make_application()
    parts = application.build(app, None, application.Folders(place, place))
    window = parts.window
    window.show()
    window.desk.canvas.replace_drawing(digit_drawing(7), "test")
    parts.recognition.recognize_now()
    print("reads", window.desk.answer.summary()[0])
    window.actions_by_name["check"].trigger()
    print("check", window.findChildren(QMessageBox)[-1].text())
    parts.settings.change(device="cuda")
    wait(parts.recognition.device_failed)
    print("device", parts.settings.settings.device, window.status._message.text())
    window.actions_by_name["train"].trigger()
    labels = window.workspace("train").findChildren(QLabel)
    shown = [label.text() for label in labels if label.isVisible()]
    print("train", [text for text in shown if "torch" in text])
    window.workspace("train").show_page("networks")
    print("networks", len(window.workspace("train").networks.rows))
    parts.sample_files.bring(file, parts.networks.active)
    wait(parts.sample_files.imported)
    print("samples", int(parts.samples.balance().sum()), parts.sample_files._engine.process_id > 0)
    print("engines", parts.engine.process_id, parts.training._engine.process_id)
    print("torch" in sys.modules)
    window.close()


if __name__ == "__main__":
    main()
"""


@from_source
def test_the_window_says_what_is_missing_and_starts_no_engine_for_it(lite, drawings, tmp_path):
    (tmp_path / "place").mkdir()
    script = tmp_path / "window.py"
    script.write_text(WINDOW)
    done = lite(script, tmp_path / "place", drawings, command=[sys.executable])
    assert done.returncode == 0, done.stderr
    assert "Traceback" not in done.stderr
    told = dict(line.split(" ", 1) for line in done.stdout.splitlines()[:-1])
    assert told["reads"] == "7"
    assert "Checking the numbers needs torch" in told["check"]
    assert told["device"].startswith("cpu ⚠ This needs torch")
    assert "the CPU answers instead" in told["device"]
    assert "Training needs torch" in told["train"]
    assert told["networks"] == "4"
    assert told["samples"] == "10 True"
    assert told["engines"] == "None None"
    assert done.stdout.splitlines()[-1] == "False"
