"""The moment that everything in a release is dated with, so that two builds of it are equal."""

from __future__ import annotations

import os
import subprocess
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def moment() -> datetime:
    """SOURCE_DATE_EPOCH, else the time of the checkout's last commit.

    Raises ValueError where the variable is no whole number, and where there is neither.
    """
    text = os.environ.get("SOURCE_DATE_EPOCH") or _commit_time()
    if not text.isdecimal():
        raise ValueError(f"SOURCE_DATE_EPOCH is {text!r}, expected seconds since 1970")
    return datetime.fromtimestamp(int(text), UTC)


def _commit_time() -> str:
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    try:
        run = subprocess.run(command, capture_output=True, text=True, check=True)  # noqa: S603
    except (OSError, subprocess.CalledProcessError) as error:
        raise ValueError("no git checkout: set SOURCE_DATE_EPOCH") from error
    return run.stdout.strip()
