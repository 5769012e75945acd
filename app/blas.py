"""Keep linear algebra on one thread: at this size a second one only waits and disturbs."""

from __future__ import annotations

import os


def one_thread() -> None:
    """Limit BLAS to one thread, before numpy is imported when that is still possible."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")
