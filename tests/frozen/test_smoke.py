"""The program as it is handed out: started, drawn in, trained, and closed, from outside.

DIGITSCOPE_PROGRAM=dist/Digitscope/digitscope python -m pytest tests/frozen

The lite program, whose folder has "lite" in its name, is tried without what needs torch.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess

import pytest

from tests.end_to_end.program import COMMAND, IS_FROZEN, IS_LITE
from tests.frozen.driver import Program, user_environment
from tests.frozen.screen import Screen
from tests.frozen.story import Story

_MISSING = [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]
_COMMAND_S = 120
_SAMPLES = (0, 1, 2, 3, 4, 5, 6, 8, 9, 1, 4)  # after the 7

pytestmark = [
    pytest.mark.frozen,
    pytest.mark.timeout(400),
    pytest.mark.skipif(not IS_FROZEN, reason="DIGITSCOPE_PROGRAM names no program to try"),
]
on_a_screen = pytest.mark.skipif(bool(_MISSING), reason=f"needs {', '.join(_MISSING)}")


def run(folder, *words):
    """The program as a command, with nothing of the developer's around it, and no screen."""
    return subprocess.run(
        [*COMMAND, *map(str, words)], env=user_environment(str(folder)), cwd=folder,
        capture_output=True, text=True, check=False, timeout=_COMMAND_S,
    )  # fmt: skip


@pytest.fixture
def story(tmp_path):
    """The program in the session of a new user; pictures of it are kept where one asks for them."""
    screen = Screen(tmp_path / "screen")
    program = Program(COMMAND, tmp_path, screen.display)
    shots = os.environ.get("DIGITSCOPE_SHOTS")

    def look(name):
        if shots:
            screen.save(f"{shots}/{name}.png")

    def command(*words):
        done = run(tmp_path, *words)
        assert (done.returncode, done.stderr) == (0, "")
        return done.stdout

    yield Story(program, screen, command, look)
    look("last")
    program.kill()
    screen.close()


def test_it_says_its_version(tmp_path):
    done = run(tmp_path, "--version")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.startswith("digitscope ")


def test_nothing_was_cut_that_is_needed(tmp_path):
    done = run(tmp_path, "self-test")
    assert done.returncode == 0, done.stdout + done.stderr
    results = [json.loads(line) for line in done.stdout.splitlines()]
    skipped = {result["check"] for result in results if result.get("skipped")}
    passed = {result["check"] for result in results if result["passed"]}
    learning = {"engine", "training", "explaining", "export torch", "export onnx"}
    assert skipped == (learning if IS_LITE else set())
    assert len(passed) + len(skipped) == len(results) >= 19
    assert learning | passed | skipped == learning | passed


@pytest.mark.parametrize("words", [["nonsense"], ["recognize", "missing.png"]])
def test_bad_input_is_said_and_is_2(tmp_path, words):
    done = run(tmp_path, *words)
    assert (done.returncode, done.stdout) == (2, "")
    assert words[-1] in done.stderr
    assert "Traceback" not in done.stderr


def draw_and_store(story):
    """The first digit is looked at closely; then there are a dozen."""
    points = story.draw(7)
    assert story.kept_points() == points
    assert story.read_again() == 7
    assert story.store(7) == 7
    for digit in _SAMPLES:
        story.draw(digit)
        story.store(digit)
    read = [label == prediction for label, prediction in story.stored()]
    assert sum(read) >= len(read) - 2


def close(story):
    """It ends by itself, leaves no process, and there was no trouble."""
    assert story.close() == 0
    assert (story.program.troubles, story.program.said) == ([], "")
    assert "closed" in story.program.log


@on_a_screen
@pytest.mark.skipif(IS_LITE, reason="the lite program does not train")
def test_a_user_draws_stores_trains_keeps_and_quits(story):
    story.start()
    draw_and_store(story)
    story.open_train()
    network = story.retrain()
    story.draw(7)
    assert story.store(7) == 7
    card = json.loads((network / "network.json").read_text("utf-8"))
    assert "retrained" in json.dumps(card)
    close(story)


@on_a_screen
@pytest.mark.skipif(not IS_LITE, reason="the full program trains")
def test_the_lite_program_draws_stores_and_says_that_it_does_not_train(story):
    story.start()
    draw_and_store(story)
    story.open_train()
    assert not story.has_violet_button()
    story.draw(7)
    assert story.store(7) == 7
    assert "lite" in story.program.log
    close(story)
