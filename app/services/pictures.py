"""Reading pictures and drawings from files and the clipboard, beside the window's thread."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal, Slot

from model.picture import check_file, decode_picture, open_picture
from model.strokes import PAPER, Drawing, drawing_from_json, on_paper

_PATIENCE_S = 0.5

log = logging.getLogger(__name__)


class PictureService(QObject):
    """Opens one thing at a time; a newer wish replaces the one in work.

    Signals
    -------
    opened(Drawing, str): a picture on fresh paper, or a drawing, and what it was called.
    failed(str): why not; nothing has changed then.
    """

    opened = Signal(object, str)
    failed = Signal(str)
    _done = Signal(int, object, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._generation = 0
        self._threads: list[threading.Thread] = []
        self._done.connect(self._on_done, Qt.ConnectionType.QueuedConnection)

    def open(self, path: Path) -> None:
        """Read a picture or a drawing from a file."""
        self._start(lambda: read_drawing(path), path.name)

    def decode(self, encode: Callable[[], bytes]) -> None:
        """Read a picture from the bytes of a picture file that `encode` gives, in the thread."""
        self._start(lambda: Drawing(picture=decode_picture(encode(), PAPER)), "the pasted picture")

    def close(self) -> None:
        """Wait for what is in work; nothing is told any more."""
        self._generation += 1
        for thread in self._threads:
            thread.join(_PATIENCE_S)  # a file on a dead network must not hold the window

    def _start(self, read: Callable[[], Drawing], name: str) -> None:
        self._generation += 1
        generation = self._generation

        def work() -> None:
            try:
                result: Drawing | str = read()
            except (ValueError, OSError) as error:
                result = str(error)
            except Exception as error:  # a foreign file must never end the program
                log.exception("reading %s", name)
                result = f"{name}: {type(error).__name__}: {error}"
            self._done.emit(generation, result, name)

        self._threads = [thread for thread in self._threads if thread.is_alive()]
        self._threads.append(threading.Thread(target=work, name="picture-reader", daemon=True))
        self._threads[-1].start()

    @Slot(int, object, str)
    def _on_done(self, generation: int, result: Drawing | str, name: str) -> None:
        if generation != self._generation:
            return
        if isinstance(result, str):
            log.warning("not opened: %s", result)
            self.failed.emit(result)
        else:
            self.opened.emit(result, name)


def read_drawing(path: Path) -> Drawing:
    """A drawing from a `.json` or `.jsonl` file (its first line), or a picture on fresh paper.

    Raises ValueError or OSError that names the file and the cause.
    """
    suffix = path.suffix.lower()
    if suffix not in (".json", ".jsonl"):
        return Drawing(picture=open_picture(path, PAPER))
    check_file(path)
    try:
        text = path.read_text(encoding="utf-8")
        lines = [line for line in text.split("\n") if line.strip()]
        value = json.loads(lines[0] if suffix == ".jsonl" and lines else text)
        return on_paper(drawing_from_json(value))
    except (ValueError, RecursionError) as error:
        raise ValueError(f"{path}: {error}") from None
