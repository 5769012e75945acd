"""What came of a defence, until it is kept or discarded."""

from __future__ import annotations

import logging
import shutil
import tempfile
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot

from app.services.networks import NetworksService
from model.defence import DefenceEnd
from model.weights import NetworkRecord, load

log = logging.getLogger(__name__)


class Defending(QObject):
    """The folder of the defence that runs or waits for its decision; it lies among temporary files.

    Signals
    -------
    kept(str): the defended network answers now, in a sentence. discarded(str): it is forgotten.
    failed(str): it cannot be kept, and why.
    """

    kept = Signal(str)
    discarded = Signal(str)
    failed = Signal(str)

    def __init__(self, networks: NetworksService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._networks = networks
        self._work: Path | None = None
        self._base: NetworkRecord | None = None
        self._end: DefenceEnd | None = None

    def begin(self) -> str:
        """A new folder; what was there is forgotten. Raises OSError when there can be none."""
        self.forget()
        self._work = Path(tempfile.mkdtemp(prefix="digitscope-defence-"))
        self._base = self._networks.active
        return str(self._work)

    def end(self, end: DefenceEnd) -> None:
        """It has ended; without a network there is nothing to decide."""
        self._end = end
        if not end.folder:
            self.forget()

    @Slot()
    def keep(self) -> bool:
        """Store the defended network among the user's own and let it answer."""
        if self._end is None:
            return False
        try:
            record = load(Path(self._end.folder))
        except ValueError as error:
            self.failed.emit(f"The defended network cannot be kept: {error}")
            return False
        key = self._networks.add(record.network, record.card, self._base)
        if key is None:  # the service of networks has told why
            return False
        limit = _limit_text(self._base, record)
        self.forget()
        self._networks.activate(key)
        self.kept.emit(f"Kept as “{record.network.name}”, which answers now.{limit}")
        return True

    @Slot()
    def discard(self) -> None:
        """Forget the defended network."""
        if self._end is not None:
            self.forget()
            self.discarded.emit("Discarded. The old network goes on answering.")

    def forget(self) -> None:
        """Remove what lies in the folder."""
        if self._work is not None:
            shutil.rmtree(self._work, ignore_errors=True)
        self._work = self._base = self._end = None


def _limit_text(base: NetworkRecord | None, kept: NetworkRecord) -> str:
    """Whether the refusal has another limit now."""
    now = kept.network.calibration.threshold
    before = now if base is None else base.network.calibration.threshold
    texts = f"{before:.2f}", f"{now:.2f}"
    if texts[0] == texts[1]:
        return ""
    return f" The refusal's limit moved from {texts[0]} to {texts[1]}."
