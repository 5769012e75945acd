"""Which package brings a library, from the loader's own words."""

from __future__ import annotations

import sys

import pytest

from app.missing_libraries import advice_for, why_not_loaded

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="names packages")
REASON = "cannot open shared object file: No such file or directory"


@pytest.mark.parametrize(
    ("error", "advice"),
    [
        (f"libEGL.so.1: {REASON}", "apt install libegl1. On Fedora: sudo dnf install libglvnd-egl"),
        (f"libxcb-cursor.so.0: {REASON}", "apt install libxcb-cursor0."),
        ("/lib/x86/libxcb-cursor.so.0: file too short", "The library libxcb-cursor.so.0 is"),
        (f"libglib-2.0.so.0: {REASON}", "apt install libglib2.0-0."),
    ],
)
def test_a_library_is_named_with_its_packages(error, advice):
    assert advice in advice_for(error)


def test_an_unknown_library_is_named_without_one():
    said = advice_for(f"libsomething-3.so.7: {REASON}")
    assert said == "The library libsomething-3.so.7 is missing on this system."


def test_other_errors_name_none():
    for error in ("", "No module named 'app.panels'", "disk full: liberty.sock"):
        assert advice_for(error) == ""


def test_the_loader_is_asked_itself(tmp_path):
    (tmp_path / "libempty.so").touch()
    assert "file too short" in why_not_loaded(tmp_path / "libempty.so")
    assert why_not_loaded("libc.so.6") == ""
