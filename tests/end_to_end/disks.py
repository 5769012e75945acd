"""Commands that give a program disks of its own: read-only, full, or with a file missing."""

from __future__ import annotations

import functools
import os
import shutil
import subprocess

import pytest

_UNSHARE = ["unshare", "--mount"] if hasattr(os, "getuid") and os.getuid() == 0 else [
    "unshare", "--mount", "--map-root-user"
]  # fmt: skip
_READ_ONLY = 'mount --bind "$1" "$1"; mount -o remount,ro,bind "$1"; shift; exec "$@"'
_FULL = 'mount -t tmpfs -o size=32k none "$1"; cat /dev/zero > "$1/filler" 2>&-; shift; exec "$@"'
_HIDDEN = 'mount --bind /dev/null "$1"; shift; exec "$@"'


@functools.cache
def _can_mount():
    if shutil.which("unshare") is None:
        return False
    done = subprocess.run(
        [*_UNSHARE, "mount", "-t", "tmpfs", "none", "/mnt"], check=False, capture_output=True
    )
    return done.returncode == 0


needs_mount = pytest.mark.skipif(
    not _can_mount(), reason="needs a system where a process may mount disks of its own"
)


def read_only(folder, *more):
    """A wrapper in which a folder cannot be written."""
    return [*_UNSHARE, "sh", "-c", _READ_ONLY, "sh", str(folder), *more]


def full(folder):
    """A wrapper in which a folder lies on a small disk without any room left."""
    return [*_UNSHARE, "sh", "-c", _FULL, "sh", str(folder)]


def hidden(file):
    """A wrapper in which a file is empty."""
    return [*_UNSHARE, "sh", "-c", _HIDDEN, "sh", str(file)]
