"""X servers and a Wayland compositor without a screen, for one test each."""

from __future__ import annotations

import contextlib
import os
import shutil
import subprocess

import pytest


def needs(*tools):
    """Skip where one of these is not installed."""
    missing = [tool for tool in tools if shutil.which(tool) is None]
    return pytest.mark.skipif(bool(missing), reason=f"needs {', '.join(missing)}")


@contextlib.contextmanager
def x_server(*options):
    """An Xvfb with further options; yields its number once it takes connections."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-noreset", "-screen", "0", "1366x768x24", *options],
        pass_fds=[writer], stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writer)
    try:
        with os.fdopen(reader) as numbers:
            yield int(numbers.readline())
    finally:
        server.terminate()
        server.wait()


def windows_on(display):
    """Visible windows of Digitscope on an X display."""
    found = subprocess.run(
        ["xdotool", "search", "--onlyvisible", "--name", "^Digitscope"],
        env=os.environ | {"DISPLAY": display}, capture_output=True, text=True, check=False,
    )  # fmt: skip
    return found.stdout.split()


def press(key, window, display):
    """Press a key in a window."""
    command = ["xdotool", "windowfocus", "--sync", window, "key", key]
    subprocess.run(command, env=os.environ | {"DISPLAY": display}, check=True)


@contextlib.contextmanager
def wayland(folder):
    """A weston that shows nothing; yields the variables for its clients."""
    folder.mkdir(mode=0o700)
    variables = {"XDG_RUNTIME_DIR": str(folder), "WAYLAND_DISPLAY": "wayland-test"}
    with (folder / "weston.log").open("w") as log:
        weston = subprocess.Popen(
            ["weston", "--backend=headless-backend.so", "--socket=wayland-test", "--idle-time=0"],
            env=os.environ | variables, stdout=log, stderr=log,
        )  # fmt: skip
        try:
            while not (folder / "wayland-test").exists():
                assert weston.poll() is None, (folder / "weston.log").read_text()
                os.sched_yield()
            yield variables
        finally:
            weston.terminate()
            weston.wait()
