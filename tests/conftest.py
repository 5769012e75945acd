"""Shared by all tests: no screen, nothing of the user's is touched, nothing is left behind."""

from __future__ import annotations

import multiprocessing
import os
import threading
from pathlib import Path

import pytest

os.environ["QT_QPA_PLATFORM"] = "offscreen"
for _name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS"):
    os.environ.setdefault(_name, "1")

CHECKOUT = Path(__file__).resolve().parent.parent
SHARED_DATA = CHECKOUT.parent / "shared" / "data"


def pytest_collection_modifyitems(items):
    """Tests that need the data folder beside the checkout say so when it is not there."""
    if SHARED_DATA.is_dir():
        return
    skip = pytest.mark.skip(
        reason=f"needs the data folder {SHARED_DATA.relative_to(CHECKOUT.parent)}"
    )
    for item in items:
        if "shared_data" in item.keywords:
            item.add_marker(skip)


@pytest.fixture(autouse=True)
def _own_folders(tmp_path, monkeypatch):
    """Whatever a test starts keeps its files in the test's own folder."""
    for name in ("XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.setenv(name, str(tmp_path / "user" / name.lower()))


@pytest.fixture(autouse=True)
def _nothing_left():
    """Fail a test that leaves a thread or a process behind, and name it."""
    before = set(threading.enumerate())
    yield
    left = [thread.name for thread in threading.enumerate() if thread not in before]
    children = [child.name for child in multiprocessing.active_children()]
    assert (left, children) == ([], [])


@pytest.fixture(scope="session")
def shared_data():
    """The folder of real data; who asks for it is marked, and skipped where it is missing."""
    return SHARED_DATA
