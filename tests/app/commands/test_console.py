"""Programs without a console: pythonw, and a program with a window on Windows."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

CHECKOUT = Path(__file__).resolve().parents[3]
_WITHOUT = "import sys; sys.stdout = sys.stderr = None; sys.argv[1:] = {}\n"
_RUN = "from app.__main__ import main\ncode = main()\n"


def exit_code(arguments, code=_RUN):
    """Run the program with sys.stdout and sys.stderr None; whatever is said goes nowhere."""
    done = subprocess.run(
        [sys.executable, "-c", f"{_WITHOUT.format(arguments)}{code}sys.exit(code)"],
        cwd=CHECKOUT, capture_output=True, text=True, check=False, env=os.environ | {"DISPLAY": ""},
    )  # fmt: skip
    assert (done.stdout, done.stderr) == ("", "")
    return done.returncode


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (["--version"], 0),
        (["--help"], 0),
        (["draw"], 2),
        (["recognize", "nowhere.png"], 2),
        (["card", "--network", "resources/networks/default"], 0),
    ],
    ids=str,
)
def test_commands_work_without_streams(arguments, code):
    assert exit_code(arguments) == code


def test_warnings_and_libraries_that_write_unasked_do_no_harm():
    code = """
from app.commands.console import answer, open_streams, say
open_streams()
import warnings
warnings.warn("old")
sys.stderr.write("unasked")
print("∎", flush=True)
say("hello")
answer({"is": True})
code = 3
"""
    assert exit_code([], code) == 3


def test_streams_that_are_there_stay():
    code = "import sys; before = sys.stdout, sys.stderr\n"
    code += "from app.commands.console import open_streams\nopen_streams(for_terminal=True)\n"
    code += "sys.exit((sys.stdout, sys.stderr) != before)"
    subprocess.run([sys.executable, "-c", code], cwd=CHECKOUT, check=True)
