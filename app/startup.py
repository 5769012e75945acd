"""From the command line to the window; and when that does not open, an exit code that says so."""

from __future__ import annotations

import traceback
from pathlib import Path

from app.failure import tell_failure
from app.missing_libraries import advice_for

FAILED = 1  # exit code


def open_window(network: Path | None) -> int:
    """Run the window and return the exit code, whatever happens on the way."""
    try:
        from app.application import run_window

        return run_window(network)
    except Exception as error:  # noqa: BLE001  whatever is wrong is told, and logged
        details = traceback.format_exc()
        text = str(error)
        reason = f"{type(error).__name__}: {text}" if text else type(error).__name__
        tell_failure("\n".join(filter(None, (reason, advice_for(text)))), details)
        return FAILED
