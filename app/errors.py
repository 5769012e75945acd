"""What happens when something goes wrong that nobody expected: log, one dialog, go on."""

from __future__ import annotations

import contextlib
import faulthandler
import logging
import logging.handlers
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QDialog

log = logging.getLogger(__name__)

LOG_FILE = "digitscope.log"
_LARGEST_LOG = 1_000_000  # bytes; three older ones are kept
ADVICE = (
    "Digitscope goes on; your drawing is kept. If it happens again, restart the program and "
    "report it with the details below."
)


class _LogFile(logging.handlers.RotatingFileHandler):
    """A log that fails quietly: the disk may be full, and nobody reads stderr."""

    problem = ""

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: ARG002, N802
        """Remember why the log is not written, and go on without it."""
        error = sys.exception()
        self.problem = f"The log cannot be written ({error}); the program goes on without it."


def start_logging(folder: Path) -> Callable[[], str]:
    """Log to a rotating file in `folder`; crashes of the interpreter to a file beside it.

    Return a function that tells why the log is not written; empty as long as it is.
    """
    folder.mkdir(parents=True, exist_ok=True)
    handler = _LogFile(
        folder / LOG_FILE, maxBytes=_LARGEST_LOG, backupCount=3, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    if not faulthandler.is_enabled():
        with contextlib.suppress(OSError):  # crashes are not written, then
            crashes = (folder / "crash.log").open("a", encoding="utf-8")  # open as long as we run
            faulthandler.enable(crashes)
    return lambda: handler.problem


class ErrorReporter(QObject):
    """Receives every unexpected exception, from whatever thread; one dialog at a time."""

    _raised = Signal(str, str, str)

    def __init__(self, log_folder: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._log_folder = log_folder
        self._dialog: QDialog | None = None
        self._raised.connect(self.show, Qt.ConnectionType.QueuedConnection)

    def install(self) -> None:
        """Become Python's exception hook."""
        sys.excepthook = self.on_exception
        threading.excepthook = lambda args: self.on_exception(
            args.exc_type, args.exc_value or args.exc_type(), args.exc_traceback
        )

    def on_exception(
        self, kind: type[BaseException], error: BaseException, trace: TracebackType | None
    ) -> None:
        """Log an exception and show it."""
        if issubclass(kind, KeyboardInterrupt):
            return
        details = "".join(traceback.format_exception(kind, error, trace))
        log.critical("unexpected error\n%s", details)
        self._raised.emit(f"{kind.__name__}: {error}", details, ADVICE)

    @Slot(str, str, str)
    def show(self, headline: str, details: str, advice: str) -> None:
        """Show an error, unless one is on screen already."""
        if self._dialog is not None:  # a timer that fails again and again shows one dialog
            return
        from app.panels.dialogs import error_dialog

        folder = str(self._log_folder)
        self._dialog = error_dialog(headline, advice, details, folder, parent=None)
        self._dialog.destroyed.connect(self._forget)
        self._dialog.show()

    @Slot()
    def _forget(self) -> None:
        self._dialog = None
