"""Whatever keeps the window from opening: who is told what.

Somebody who double-clicked sees no terminal: it is told in a dialog where there can be one, on
stderr, and in a log whose place both name.
"""

from __future__ import annotations

import logging
import sys
from pathlib import Path

from app import installation
from app.commands.console import say

_HEADLINE = "Digitscope cannot start."
_ADVICE = "Your drawings, samples and networks are untouched."
_LOG_FILE = "digitscope-start.log"
_ERROR_ICON = 0x10  # of Windows' MessageBox


def tell_failure(reason: str, details: str = "", *, in_dialog: bool = True) -> None:
    """Say why there is no window: on stderr, in a log, and in a dialog where there can be one."""
    log = _log(f"{reason}\n{details}" if details else reason)
    text = f"{reason}\n{_ADVICE}\n{log}"
    say(f"{_HEADLINE}\n{text}")
    if in_dialog:
        _show(text)


def _log(text: str) -> str:
    """Write it down; return a sentence about where."""
    files = [h for h in logging.getLogger().handlers if isinstance(h, logging.FileHandler)]
    if files:
        log = logging.getLogger(__name__)
        log.critical("%s: %s %s", installation.name(), _HEADLINE, text)
        return f"The log is {files[0].baseFilename}"
    import tempfile  # not needed when all is well: start-up time

    try:
        path = Path(tempfile.gettempdir()) / _LOG_FILE
        path.write_text(f"{installation.name()}\n{_HEADLINE} {text}\n", encoding="utf-8")
    except OSError as error:
        return f"No log could be written ({error})."
    return f"The log is {path}"


def _show(text: str) -> None:
    """A dialog: Windows' own, or Qt's when Qt has got that far."""
    if sys.platform == "win32":
        import ctypes

        ctypes.windll.user32.MessageBoxW(None, f"{_HEADLINE}\n\n{text}", "Digitscope", _ERROR_ICON)
    elif "PySide6.QtWidgets" in sys.modules:
        from PySide6.QtWidgets import QApplication, QMessageBox

        if QApplication.instance() is not None:
            box = QMessageBox(QMessageBox.Icon.Critical, "Digitscope", _HEADLINE)
            box.setInformativeText(text)
            box.exec()
