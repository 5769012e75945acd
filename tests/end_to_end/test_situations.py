"""The program where something is missing: a screen, a disk, a library, a driver."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end import disks, screens
from tests.end_to_end.program import CHECKOUT, FOLDER, IS_FROZEN, copy_program, wait_until

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/stat").exists(), reason="looks at processes through /proc"
)
from_source = pytest.mark.skipif(IS_FROZEN, reason="a frozen program brings its own")
X11 = {"QT_QPA_PLATFORM": None, "WAYLAND_DISPLAY": None}
NO_SCREEN = X11 | {"DISPLAY": None}


# -- disks ------------------------------------------------------------------


def test_from_a_folder_with_spaces_and_letters_beyond_ascii(start, tmp_path):
    place = tmp_path / "Größe und 数字"
    command, variables = copy_program(place / "the program")
    folder = place / "user's own"
    folder.mkdir()
    program = start({"device": "cpu"}, folder=folder, command=command, cwd=place, **variables)
    program.wait_for_start()
    assert f"program in {place}" in program.log
    assert program.end() == ""


@disks.needs_mount
def test_from_a_folder_that_cannot_be_written(start, tmp_path):
    wrapper = disks.read_only(FOLDER)
    program = start(wrapper=wrapper, cwd=FOLDER)
    program.wait_for_start()
    assert program.end() == ""


@disks.needs_mount
def test_a_data_folder_that_cannot_be_written(start, tmp_path):
    (tmp_path / "data" / "Digitscope").mkdir(parents=True)
    program = start(wrapper=disks.read_only(tmp_path / "data"))
    wait_until(lambda: "started" in program.temporary_log)
    assert "cannot be written; nothing is kept after this session" in program.temporary_log
    assert program.end() == ""


@disks.needs_mount
@screens.needs("Xvfb", "xdotool")
def test_a_full_disk_does_not_keep_the_window_from_opening(start, tmp_path):
    (tmp_path / "data").mkdir()
    with screens.x_server() as number:
        display = {"DISPLAY": f":{number}"}
        program = start(wrapper=disks.full(tmp_path / "data"), **X11 | display)
        wait_until(lambda: screens.windows_on(display["DISPLAY"]))
        assert program.process.poll() is None
        assert program.end() == ""


FULL = """
from PySide6.QtCore import QTimer
from app import application
from app.commands.self_test import digit_drawing
from app.errors import start_logging

app = application.make_application()
folders = application.user_folders()
log_problem = start_logging(folders.logs)
parts = application.build(app, None, folders)
print("folders:", folders.problem)
warnings = []
parts.window.status.warn = warnings.append
parts.drawings.not_kept.connect(warnings.append)
parts.settings.not_kept.connect(warnings.append)
parts.samples.failed.connect(warnings.append)
parts.drawings.save(digit_drawing(7))
parts.drawings.save_now()
parts.settings.change(gamma=1.0)
parts.settings.save_now()
parts.samples.store
print(*(text.replace(chr(10), " ") for text in [*warnings, log_problem()]), sep=chr(10))
parts.window.close()
"""


@disks.needs_mount
@from_source
def test_a_full_disk_is_told_for_everything_that_is_not_kept(tmp_path):
    """Data and settings lie on the same full disk."""
    place = tmp_path / "full"
    place.mkdir()
    variables = {"XDG_DATA_HOME": str(place), "XDG_CONFIG_HOME": str(place)}
    done = subprocess.run(
        [*disks.full(place), "env", *(f"{name}={value}" for name, value in variables.items()),
         sys.executable, "-c", FULL],
        cwd=CHECKOUT, capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    for text in ("The drawing is not kept", "Settings are not kept", "The samples cannot be",
                 "The log cannot be written"):  # fmt: skip
        assert text in done.stdout


# -- screens ------------------------------------------------------------------


def test_without_a_screen_it_says_so(start):
    code, said = start(**NO_SCREEN).wait_for_exit()
    assert code == 2
    assert "neither DISPLAY nor WAYLAND_DISPLAY is set" in said
    assert "digitscope --help" in said


def test_a_screen_that_does_not_answer_is_named(start):
    code, said = start(**X11 | {"DISPLAY": ":98765"}).wait_for_exit()
    assert code == 2
    assert "DISPLAY is ':98765', and nothing answers there" in said


def test_a_platform_that_was_asked_for_is_respected(start):
    code, said = start(**NO_SCREEN | {"QT_QPA_PLATFORM": "paper"}).wait_for_exit()
    assert code == 2
    assert "QT_QPA_PLATFORM is 'paper'" in said
    assert "offscreen" in said  # what there is instead
    program = start(**NO_SCREEN | {"QT_QPA_PLATFORM": "offscreen"})
    wait_until(lambda: "on offscreen" in program.log and "started" in program.log)


def cursor_library():
    """Where libxcb-cursor lies; None when it is not there."""
    folders = [Path("/lib"), Path("/usr/lib"), Path("/usr/lib64")]
    found = [file for folder in folders for file in folder.glob("*-linux-gnu/libxcb-cursor.so.0")]
    return found[0].resolve() if found else None


@disks.needs_mount
@from_source
@pytest.mark.skipif(cursor_library() is None, reason="needs libxcb-cursor, to hide it")
def test_a_missing_library_is_named_with_its_package(start):
    options = X11 | {"DISPLAY": ":98765"}
    program = start(wrapper=disks.hidden(cursor_library()), **options)
    code, said = program.wait_for_exit()
    assert code == 2
    assert "libxcb-cursor.so.0 is missing on this system" in said
    assert "sudo apt install libxcb-cursor0" in said


@screens.needs("Xvfb", "xdotool")
@pytest.mark.parametrize(
    ("options", "host"),
    [
        pytest.param(("-extension", "GLX"), "", id="without OpenGL"),
        pytest.param(("-listen", "tcp", "-ac"), "localhost", id="over TCP, as forwarded by ssh"),
        pytest.param(("-extension", "MIT-SHM"), "", id="without shared memory"),
        pytest.param(("-extension", "RENDER"), "", id="without RENDER"),
    ],
)
def test_on_a_poor_screen(start, options, host):
    with screens.x_server(*options) as number:
        display = f"{host}:{number}"
        program = start(**X11 | {"DISPLAY": display})
        program.wait_for_start()
        wait_until(lambda: screens.windows_on(display))
        assert "on xcb" in program.log
        assert program.end() == ""


@screens.needs("weston")
def test_on_wayland(start, tmp_path):
    with screens.wayland(tmp_path / "runtime") as variables:
        program = start(**NO_SCREEN | variables)
        program.wait_for_start()
        assert "on wayland" in program.log
        assert program.end() == ""


# -- drivers, and the installation itself ------------------------------------------------------


@pytest.mark.skipif(Path("/dev/nvidia0").exists(), reason="this computer has a driver")
def test_without_a_driver_the_cpu_answers_and_the_log_says_why(start):
    program = start({"device": "cuda"})
    wait_until(lambda: "device cuda" in program.log)
    assert "the CPU answers" in program.log
    assert "engine quick ended unexpectedly" not in program.log
    assert program.process.poll() is None


@from_source
def test_a_damaged_installation_is_told_on_stderr_and_in_a_log(start, tmp_path):
    command, variables = copy_program(tmp_path / "program")
    (tmp_path / "program" / "app" / "panels" / "desk.py").unlink()
    program = start(command=command, cwd=tmp_path / "program", **variables)
    code, said = program.wait_for_exit()
    assert code == 1
    assert "Digitscope cannot start." in said
    assert "No module named 'app.panels.desk'" in said
    [log] = program.temporary.glob("digitscope-start.log")
    assert "Traceback" in log.read_text()
    assert str(log) in said


@from_source
@screens.needs("Xvfb", "xdotool")
def test_what_fails_after_qt_has_started_is_shown_in_a_dialog(start, tmp_path):
    command, variables = copy_program(tmp_path / "program")
    (tmp_path / "program" / "resources" / "style.qss.txt").unlink()
    with screens.x_server() as number:
        display = {"DISPLAY": f":{number}"}
        place = tmp_path / "program"
        program = start(command=command, cwd=place, **X11 | display | variables)
        wait_until(lambda: screens.windows_on(display["DISPLAY"]))
        [dialog] = screens.windows_on(display["DISPLAY"])
        screens.press("Return", dialog, display["DISPLAY"])
        code, said = program.wait_for_exit()
    assert code == 1
    assert "style.qss.txt" in said
    assert "Traceback" in program.log
    assert "Digitscope cannot start." in program.log
