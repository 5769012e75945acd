"""What keeps the live path steady: one thread for linear algebra, and memory that is kept."""

from __future__ import annotations

import ctypes
import os
import sys

_TRIM_THRESHOLD, _MMAP_THRESHOLD = -1, -3  # glibc's mallopt parameters
_KEPT = 32 << 20  # bytes; the most that glibc allows for the second


def one_thread() -> None:
    """Limit BLAS to one thread. Counts only before numpy is imported for the first time."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def keep_memory() -> None:
    """Let glibc keep freed memory instead of giving it back and asking for it with every frame.

    A forward pass and its pictures take a megabyte each time. Measured in a virtual machine: in
    one process out of three every pass then paid for fresh pages, 8 ms instead of 0.5 ms.
    """
    if not sys.platform.startswith("linux"):
        return
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)  # other C libraries have none
    if mallopt is not None:
        mallopt(_TRIM_THRESHOLD, 4 * _KEPT)
        mallopt(_MMAP_THRESHOLD, _KEPT)
