"""How commands speak: results as JSON lines on stdout, messages for people on stderr."""

from __future__ import annotations

import json
import os
import sys
from typing import Any

BAD_INPUT = 2  # exit code
_PARENT = -1  # Windows' name for the process that started this one


def say(message: str) -> None:
    """A message for a person: to stderr, when there is one."""
    if sys.stderr is not None:
        print(message, file=sys.stderr, flush=True)


def answer(value: dict[str, Any]) -> None:
    """One JSON object on a line of stdout."""
    print(json.dumps(value, allow_nan=False), flush=False)


def open_streams(*, for_terminal: bool = False) -> None:
    """Give a program without a console streams all the same: libraries write to them unasked.

    On Windows a program with a window has none, and neither has `pythonw`. for_terminal: it was
    started with a command; its answer goes to the terminal it was typed in, where there is one.
    What was redirected into a file or a pipe is there already, and stays.
    """
    missing = [name for name in ("stdout", "stderr") if getattr(sys, name) is None]
    if not missing:
        return
    place = "CONOUT$" if for_terminal and _attach_console() else os.devnull
    for name in missing:
        # Open as long as the program runs.
        setattr(sys, name, open(place, "w", encoding="utf-8", errors="replace"))  # noqa: SIM115, PTH123


def _attach_console() -> bool:
    """Join the terminal of whoever started this program; False when there is none."""
    if sys.platform != "win32":
        return False
    import ctypes

    return bool(ctypes.windll.kernel32.AttachConsole(_PARENT))
