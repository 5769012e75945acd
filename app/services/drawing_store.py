"""The drawing survives closing the program: it is written when the pen rests."""

from __future__ import annotations

import json
import logging
from pathlib import Path

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.kept_file import KeptFile
from model.strokes import Drawing, drawing_from_json, drawing_to_json

log = logging.getLogger(__name__)

DELAY_MS = 400


class DrawingStore(QObject):
    """Keeps the last drawing in a file.

    Signals
    -------
    not_kept(str): it cannot be written, and why; once, until it can be.
    """

    not_kept = Signal(str)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._file = KeptFile(path)
        self._drawing: Drawing | None = None
        self.problem = ""  # why nothing is kept in this session
        self._timer = QTimer(self, singleShot=True, interval=DELAY_MS)
        self._timer.timeout.connect(self.save_now)

    def load(self) -> Drawing:
        """The drawing of last time; an empty one when there is none or it cannot be read."""
        try:
            return drawing_from_json(json.loads(self._path.read_text(encoding="utf-8")))
        except FileNotFoundError:
            return Drawing()
        except OSError as error:
            # It may be readable again later: nothing is written over it.
            self.problem = f"{self._path} cannot be read ({error.strerror}); drawings are not kept"
            log.warning(self.problem)
            return Drawing()
        except (ValueError, RecursionError) as error:
            log.warning("last drawing %s cannot be read: %s", self._path, error)
            self._set_aside()
            return Drawing()

    @Slot(object)
    def save(self, drawing: Drawing) -> None:
        """Write this drawing soon."""
        if not self.problem:
            self._drawing = drawing
            self._timer.start()

    @Slot()
    def save_now(self) -> None:
        """Write what still waits."""
        self._timer.stop()
        if self._drawing is not None:
            problem = self._file.write(json.dumps(drawing_to_json(self._drawing)).encode())
            self._drawing = None
            if problem:
                self.not_kept.emit(f"The drawing is not kept: {problem}")

    def _set_aside(self) -> None:
        try:
            number = 1
            while (aside := self._path.with_suffix(f".damaged-{number}.json")).exists():
                number += 1
            self._path.rename(aside)
        except OSError as error:
            log.warning("it cannot be set aside either: %s", error)
