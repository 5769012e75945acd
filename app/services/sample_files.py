"""Import and export of samples, in an engine process of its own."""

from __future__ import annotations

import logging
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot

from app.engine.client import Engine
from app.engine.process import Failure
from model.weights import NetworkRecord

if TYPE_CHECKING:
    from model.samples.importing import Progress
    from model.samples.sources import Kind

log = logging.getLogger(__name__)

_LOOK = "app.engine.file_tasks:look"
_BRING = "app.engine.file_tasks:bring"
_TAKE = "app.engine.file_tasks:take"


class SampleFilesService(QObject):
    """One wish at a time; a newer one replaces the one in work.

    store: the file of the samples, which the other process opens for itself: what the window
    stores meanwhile is safe, and an import that is killed has stored nothing.

    Signals
    -------
    looked(FileLook): what an import would bring.
    progressed(Progress): how far it is.
    imported(ImportReport), exported(ExportReport): the end.
    importing(bool): the other process writes into the store from now on, or does so no more.
    cancelled(): ended by wish; nothing was stored, or written.
    failed(str): why not; nothing was stored, or written.
    """

    looked = Signal(object)
    progressed = Signal(object)
    imported = Signal(object)
    exported = Signal(object)
    importing = Signal(bool)
    cancelled = Signal()
    failed = Signal(str)

    def __init__(self, engine: Engine, store: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._store = store
        self._number = 0  # of the request in work; 0 for none
        self._is_importing = False
        self._target: Path | None = None  # of an export
        self._beside: set[Path] = set()  # what lay beside it before
        engine.progressed.connect(self._on_progressed)
        engine.finished.connect(self._on_finished)
        engine.cancelled.connect(self._on_cancelled)
        engine.failed.connect(self._on_failed)

    @property
    def is_busy(self) -> bool:
        """True while something is read or written."""
        return self._number != 0

    @Slot(object)
    def look(self, path: Path) -> None:
        """Find out what an import would bring."""
        self._request(_LOOK, str(path))

    def bring(self, path: Path, record: NetworkRecord) -> None:
        """Import all of it; the network reads what no network has read."""
        is_saved = record.folder is not None and record.checksum
        self._request(_BRING, str(self._store), str(path), str(record.folder) if is_saved else "")

    def take(self, ids: Sequence[str], path: Path, kind: Kind) -> None:
        """Export these samples."""
        others = _unfinished(path)  # before ours is among them
        self._request(_TAKE, str(self._store), list(ids), str(path), kind)
        self._target, self._beside = path, others

    @Slot()
    def cancel(self) -> None:
        """End what is in work; `cancelled` follows."""
        if self._number:
            self._engine.cancel(self._number)

    def close(self) -> None:
        """End the process, whatever it is doing."""
        is_writing = self._number and self._target is not None
        self._number = 0
        self._engine.close()
        if is_writing:
            self._sweep()

    def _request(self, task: str, *arguments: object) -> None:
        if self._number:
            replaced, self._number = self._number, 0
            self._engine.cancel(replaced)
        self._target = None
        self._number = self._engine.request(task, *arguments)
        self._tell_importing(task == _BRING)

    def _end(self) -> None:
        self._number = 0
        self._tell_importing(False)

    def _tell_importing(self, is_importing: bool) -> None:
        if is_importing != self._is_importing:
            self._is_importing = is_importing
            self.importing.emit(is_importing)

    def _sweep(self) -> None:
        """An engine that had to be killed cannot tidy up: remove what it had begun to write."""
        if self._target is not None:
            for place in _unfinished(self._target) - self._beside:
                shutil.rmtree(place, ignore_errors=True)

    @Slot(int, object)
    def _on_progressed(self, number: int, progress: Progress) -> None:
        if number == self._number:
            self.progressed.emit(progress)

    @Slot(int, object)
    def _on_finished(self, number: int, value: object) -> None:
        if number != self._number:
            return
        self._end()
        from app.sample_files import FileLook
        from model.samples.exporting import ExportReport
        from model.samples.importing import ImportReport

        if isinstance(value, FileLook):
            self.looked.emit(value)
        elif isinstance(value, ImportReport):
            self.imported.emit(value)
        elif isinstance(value, ExportReport):
            self.exported.emit(value)

    @Slot(int)
    def _on_cancelled(self, number: int) -> None:
        if number == self._number:
            self._end()
            self._sweep()
            self.cancelled.emit()

    @Slot(int, object)
    def _on_failed(self, number: int, failure: Failure) -> None:
        if number == self._number:
            self._end()
            self._sweep()
            self.failed.emit(failure.message)


def _unfinished(path: Path) -> set[Path]:
    """The folders that exports to `path` write into until they are complete."""
    place = path.absolute()
    try:
        return {
            found for found in place.parent.iterdir() if found.name.startswith(f".{place.name}-")
        }
    except OSError:
        return set()
