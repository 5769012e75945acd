"""How commands speak: results as JSON lines on stdout, messages for people on stderr."""

from __future__ import annotations

import json
import sys
from typing import Any

BAD_INPUT = 2  # exit code


def say(message: str) -> None:
    """A message for a person: to stderr, when there is one."""
    if sys.stderr is not None:
        print(message, file=sys.stderr, flush=True)


def answer(value: dict[str, Any]) -> None:
    """One JSON object on a line of stdout."""
    print(json.dumps(value, allow_nan=False), flush=False)
