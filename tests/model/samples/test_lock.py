"""One program at a time."""

from __future__ import annotations

import pytest

from model.samples import lock
from model.samples.lock import only_one


def test_the_lock_is_held_and_given_back(tmp_path, monkeypatch):
    monkeypatch.setattr(lock, "_PATIENCE_S", 0.05)
    path = tmp_path / "store.lock"
    with only_one(path), pytest.raises(TimeoutError, match="another program"), only_one(path):
        pass
    with only_one(path):
        pass


def test_where_nothing_can_be_written_there_is_no_lock(tmp_path):
    with only_one(tmp_path / "missing" / "store.lock"):
        pass
