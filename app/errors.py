"""What happens when something goes wrong that nobody expected: log, one dialog, go on."""

from __future__ import annotations

import faulthandler
import logging
import logging.handlers
import sys
import threading
import traceback
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


def start_logging(folder: Path) -> None:
    """Log to a rotating file in `folder`; crashes of the interpreter to a file beside it."""
    folder.mkdir(parents=True, exist_ok=True)
    handler = logging.handlers.RotatingFileHandler(
        folder / LOG_FILE, maxBytes=_LARGEST_LOG, backupCount=3, encoding="utf-8", delay=True
    )
    handler.setFormatter(logging.Formatter("%(asctime)s %(levelname)s %(name)s: %(message)s"))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(logging.INFO)
    if not faulthandler.is_enabled():
        crashes = (folder / "crash.log").open("a", encoding="utf-8")  # open as long as we run
        faulthandler.enable(crashes)


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
