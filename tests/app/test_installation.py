"""What this installation can do, and what it says about the rest."""

from __future__ import annotations

import sys

import pytest

from app import installation


@pytest.fixture(autouse=True)
def _asked_anew():
    installation.has.cache_clear()
    yield
    installation.has.cache_clear()


def test_what_is_there_lacks_nothing():
    assert installation.can_learn()
    assert installation.lack("Training") == ""
    installation.require("Training")
    assert installation.kind() == "full, from source"


@pytest.mark.parametrize("kept_out", [None, "not a module"])
def test_what_is_kept_from_being_imported_is_not_there(monkeypatch, kept_out):
    monkeypatch.setitem(sys.modules, "torch", kept_out)
    assert not installation.can_learn()
    assert installation.kind() == "lite, from source"


def test_an_empty_folder_of_that_name_is_no_package(monkeypatch, tmp_path):
    (tmp_path / "empty_package").mkdir()
    monkeypatch.syspath_prepend(tmp_path)
    assert not installation.has("empty_package")


def test_from_source_pip_brings_it(monkeypatch):
    assert "“pip install absent” adds it" in installation.lack("This", "absent")
    with pytest.raises(ValueError, match="This needs absent"):
        installation.require("This", "absent")


def test_a_frozen_program_names_the_full_one(monkeypatch):
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    said = installation.lack("Training", "absent")
    assert said.startswith("Training needs absent, which this lite Digitscope comes without.")
    assert "full Digitscope, from the same download page" in said
    assert installation.kind().endswith(", frozen")
