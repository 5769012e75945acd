"""Strongest patches and preferred pictures of units: scanned in the background, kept on disk."""

from __future__ import annotations

import logging
import os
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal, Slot

from app.engine import task_names
from app.engine.client import Engine
from app.engine.process import Failure
from app.services.networks import NetworksService

if TYPE_CHECKING:
    from model.explanation import Target
    from model.maximisation import MaximisationConfig
    from model.patch_sources import Sources
    from model.patches import Patch, Patches

log = logging.getLogger(__name__)

State = Literal["idle", "waiting", "scanning"]
MOST_KEPT = 12  # scans on disk
_CHANGED = 0.1  # part of the samples that came or went since a scan, from which it is out of date


class PatchesService(QObject):
    """What excites a unit of the network that answers: found among inputs, and made.

    job: scans and makes pictures, one request after the other; a training goes before.
    quick: makes projections.

    Signals
    -------
    state_changed(str): a State of the scan. progressed(ScanProgress).
    found(Patches): of the network that answers, over the chosen sources; None: not known yet.
        Told as soon as another network answers.
    aged(bool): whether the samples have changed so much since that scanning again would tell.
    projected(tuple, array): the patches that were asked for, and their projections (n, 28, 28).
    made(MaximisationReport, bool): pictures so far, and whether this is the end of them.
    making_ended(str): no pictures are made any more; why, if that was not wished.
    failed(str): why there is no scan.
    """

    state_changed = Signal(str)
    progressed = Signal(object)
    found = Signal(object)
    aged = Signal(bool)
    projected = Signal(object, object)
    made = Signal(object, bool)
    making_ended = Signal(str)
    failed = Signal(str)

    def __init__(
        self,
        job: Engine,
        quick: Engine,
        networks: NetworksService,
        folder: Path,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self._job, self._quick, self._networks, self._folder = job, quick, networks, folder
        self._sources: Sources | None = None  # None until somebody wants to see anything
        self._patches: Patches | None = None
        self._of = ""  # checksum of the network that `_patches` is about
        self._samples = 0  # how many there are now
        self._scan = self._making = self._projecting = 0  # numbers of requests; 0 for none
        self._asked: tuple[Patch, ...] = ()
        self._is_engine_free = True
        self._is_scan_wanted = False
        self._state: State = "idle"
        job.progressed.connect(self._on_progressed)
        job.finished.connect(self._on_finished)
        job.failed.connect(self._on_failed)
        quick.finished.connect(self._on_projected)
        quick.failed.connect(self._on_not_projected)
        networks.activated.connect(self._on_activated)

    @property
    def state(self) -> State:
        """Where the scan stands."""
        return self._state

    # -- scanning ---------------------------------------------------------------------------------

    def choose(self, sources: Sources) -> None:
        """Show what is strongest among these; scanned first where that is not known yet."""
        if sources != self._sources:
            self._sources = sources
            self._look()

    @Slot()
    def scan_again(self) -> None:
        """Scan, whatever is known."""
        if self._sources is not None:
            self._is_scan_wanted = True
            self._scan_now()

    @Slot()
    def cancel(self) -> None:
        """Scan no more; what was known is."""
        self._is_scan_wanted = False
        self._drop_scan()
        self._set_state("idle")

    @Slot(bool)
    def set_engine_free(self, is_free: bool) -> None:
        """While a training has the engine, nothing is asked of it; a scan in work gives way."""
        if is_free == self._is_engine_free:
            return
        self._is_engine_free = is_free
        if is_free:
            self._scan_now()
        else:
            self.stop()
            if self._scan:
                self._drop_scan()
                self._is_scan_wanted = True
                self._set_state("waiting")

    def note_samples(self, count: int) -> None:
        """So many samples are there now."""
        self._samples = count
        self._tell_age()

    def _look(self) -> None:
        """Read what an earlier scan has found, or scan."""
        from model.patch_file import read_patches

        self.cancel()
        assert self._sources is not None, "somebody wants to see something"
        record, file = self._networks.active, self._file()
        self._patches = None
        try:
            self._patches = read_patches(file, record.spec)
            self._of = record.checksum
            os.utime(file)  # it is used: the ones that are not are deleted first
        except FileNotFoundError:
            self._is_scan_wanted = True
        except (ValueError, OSError) as error:
            log.warning("scan not used, made anew: %s", error)
            self._is_scan_wanted = True
        self.found.emit(self._patches)
        self._tell_age()
        self._scan_now()

    def _scan_now(self) -> None:
        if not self._is_scan_wanted or self._sources is None:
            return
        self._drop_scan()
        self._set_state("waiting")
        if self._is_engine_free:
            self._is_scan_wanted = False
            self._of = self._networks.active.checksum
            file = str(self._file())
            self._scan = self._job.request(
                task_names.SCAN, str(self._networks.active.folder), self._sources, file
            )

    def _file(self) -> Path:
        from model.patch_file import file_of

        assert self._sources is not None, "somebody wants to see something"
        return file_of(self._folder, self._networks.active.checksum, self._sources.fingerprint)

    def _drop_scan(self) -> None:
        number, self._scan = self._scan, 0
        if number:
            self._job.cancel(number)

    def _tell_age(self) -> None:
        is_old = False
        if self._patches is not None and self._sources is not None and self._sources.samples:
            then = self._patches.scanned.get("samples", 0)
            is_old = abs(self._samples - then) > _CHANGED * then
        self.aged.emit(is_old)

    def _prune(self) -> None:
        from model.patch_file import prune

        known = {entry.checksum for entry in self._networks.entries()}
        try:
            prune(self._folder, known | {self._of}, MOST_KEPT)
        except OSError as error:  # the next scan will try again
            log.warning("old scans stay: %s", error)

    # -- projections and pictures ---------------------------------------------------------------

    def project(self, patches: Sequence[Patch]) -> None:
        """Project units onto what they see; the newest wish wins."""
        record, self._asked = self._networks.active, tuple(patches)
        asked = [(patch.unit, patch.raster) for patch in patches]
        self._projecting = self._quick.request(
            task_names.PROJECT, str(record.folder), record.checksum, asked
        )

    def make(self, target: Target, config: MaximisationConfig) -> None:
        """Make pictures that excite a target; the newest wish wins."""
        self._drop_making()
        if not self._is_engine_free:
            self.making_ended.emit("A training runs; the pictures can be made when it has ended.")
            return
        record = self._networks.active
        self._making = self._job.request(
            task_names.MAXIMISE, str(record.folder), record.checksum, target, config
        )

    @Slot()
    def stop(self) -> None:
        """Make no more pictures; those that are there stay."""
        if self._making:
            self._drop_making()
            self.making_ended.emit("")

    def _drop_making(self) -> None:
        number, self._making = self._making, 0
        if number:
            self._job.cancel(number)

    def close(self) -> None:
        """Ask for nothing any more; both engines are ended by others."""
        self._scan = self._making = self._projecting = 0
        self._is_scan_wanted = False
        self._sources = None

    # -- what is told ------------------------------------------------------------------------------

    @Slot(object)
    def _on_activated(self, _record: object) -> None:
        """Another network answers: what was found is not about it."""
        self.stop()
        self._projecting = 0
        if self._sources is not None and self._networks.active.checksum != self._of:
            self._look()

    @Slot(int, object)
    def _on_progressed(self, number: int, value: object) -> None:
        if number == self._scan and number:
            self._set_state("scanning")
            self.progressed.emit(value)
        elif number == self._making and number:
            self.made.emit(value, False)

    @Slot(int, object)
    def _on_finished(self, number: int, value: object) -> None:
        if number == self._scan and isinstance(value, tuple):
            self._scan = 0
            self._patches, problem = value
            self._set_state("idle")
            self.found.emit(self._patches)
            if problem:
                log.warning(problem)
                self.failed.emit(problem)
            self._tell_age()
            self._prune()
        elif number == self._making:
            self._making = 0
            self.made.emit(value, True)
            self.making_ended.emit("")

    @Slot(int, object)
    def _on_failed(self, number: int, failure: Failure) -> None:
        if number == self._scan:
            self._scan = 0
            self._set_state("idle")
            self.failed.emit(f"Not scanned: {failure.message}")
        elif number == self._making:
            self._making = 0
            self.making_ended.emit(failure.message)

    @Slot(int, object)
    def _on_projected(self, number: int, value: object) -> None:
        if number == self._projecting:
            self._projecting = 0
            self.projected.emit(self._asked, value)

    @Slot(int, object)
    def _on_not_projected(self, number: int, failure: Failure) -> None:
        if number == self._projecting:
            self._projecting = 0
            log.warning("not projected: %s", failure.message)

    def _set_state(self, state: State) -> None:
        if state != self._state:
            self._state = state
            self.state_changed.emit(state)
