"""Qt finds no display: told in plain words instead of a crash."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from PySide6.QtCore import QLibraryInfo, QMessageLogContext, QtMsgType, qInstallMessageHandler

from app.commands.console import BAD_INPUT, say
from app.failure import tell_failure
from app.missing_libraries import advice_for, why_not_loaded

_NOT_LOADED = 'Could not load the Qt platform plugin "xcb"'


@contextmanager
def display_needed() -> Iterator[None]:
    """While the QApplication is made: when there is no display, say why, and end with code 2.

    Qt looks for one by its own rules (QT_QPA_PLATFORM, Wayland, X11), so nothing is guessed
    beforehand. When it finds none it calls abort(), which nobody can catch; but before, it says
    so, and whoever listens can still leave in order.
    """
    heard: list[str] = []

    def hear(kind: QtMsgType, _context: QMessageLogContext, text: str) -> None:
        heard.append(text)
        if kind == QtMsgType.QtFatalMsg:
            tell_failure(reason(heard), in_dialog=False)  # nothing can be shown
            os._exit(BAD_INPUT)

    before = qInstallMessageHandler(hear)
    try:
        yield
    finally:
        qInstallMessageHandler(before)
        for text in heard:
            say(text)


def reason(heard: Sequence[str]) -> str:
    """Why there is no window, from what Qt has said, and what can be done about it."""
    said = "\n".join(heard)
    if "QT_QPA_PLATFORM" in os.environ:
        return f"QT_QPA_PLATFORM is {os.environ['QT_QPA_PLATFORM']!r}. Qt says:\n{said}"
    if "could not connect to display" in said:
        return f"{_unreachable()}\nCommands work without a screen: digitscope --help lists them."
    if _NOT_LOADED in said:
        plugins = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath))
        problem = why_not_loaded(plugins / "platforms" / "libqxcb.so")
        return advice_for(problem) or f"{problem}\nQt says:\n{said}"
    return f"Qt says:\n{said}"


def _unreachable() -> str:
    names = [name for name in ("WAYLAND_DISPLAY", "DISPLAY") if os.environ.get(name)]
    if not names:
        return (
            "There is no screen: neither DISPLAY nor WAYLAND_DISPLAY is set. Start it from a "
            "graphical session; from another computer, through ssh -X."
        )
    tried = " and ".join(f"{name} is {os.environ[name]!r}" for name in names)
    return f"The screen cannot be reached: {tried}, and nothing answers there."
