"""Entry point of `python -m app`, of the console script, and of the frozen program."""

from __future__ import annotations

import multiprocessing
import sys

# First of all: in a frozen program a child process starts here again.
multiprocessing.freeze_support()


def main() -> int:
    """Run the command line and return its exit code."""
    from app.cli import run

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
