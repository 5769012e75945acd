"""Entry point of `python -m app`, of the console script, and of the frozen program."""

from __future__ import annotations

import multiprocessing
import sys

# First of all: in a frozen program a child process starts here again.
multiprocessing.freeze_support()


def main() -> int:
    """Run the command line and return its exit code."""
    from app.cli import run
    from app.commands.console import open_streams

    arguments = sys.argv[1:]
    open_streams(for_terminal=bool(arguments) and arguments[0] != "gui")
    return run(arguments)


if __name__ == "__main__":
    sys.exit(main())
