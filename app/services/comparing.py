"""What the live answer is compared with: a drawing that was kept, or another network."""

from __future__ import annotations

import logging

from PySide6.QtCore import QObject, Signal, Slot

from app.comparison import DRAWING, Comparison
from app.services.networks import NetworksService
from model.raster import Raster, rasterize
from model.recognizer import Recognition, recognize
from model.strokes import Drawing
from model.weights import NetworkRecord, load

log = logging.getLogger(__name__)


class ComparingService(QObject):
    """Recognises the other side, in numpy, and only while somebody compares.

    The kept drawing is recognised again when the live network or the stages of the raster change;
    another network reads every raster that the live one has read.

    Signals
    -------
    compared(Comparison): the newest answer beside the other side.
    failed(str): why a network cannot be compared with; the choice before goes on.
    """

    compared = Signal(object)
    failed = Signal(str)

    def __init__(self, networks: NetworksService, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._networks = networks
        self._choice = DRAWING
        self._record: NetworkRecord | None = None  # of the chosen network
        self._kept = Drawing()
        self._kept_raster: Raster | None = None
        self._live: Recognition | None = None
        self._other: Recognition | None = None
        self._is_active = False

    @property
    def choice(self) -> str:
        """DRAWING, or the key of the network that is compared with."""
        return self._choice

    @Slot(object)
    def show_recognition(self, recognition: Recognition) -> None:
        """The live answer has changed."""
        self._live = recognition
        self._compare()

    @Slot(object)
    def keep(self, drawing: Drawing) -> None:
        """Compare with this drawing, as it is now, from here on."""
        self._kept, self._kept_raster, self._other = drawing, None, None
        self._choice, self._record = DRAWING, None
        self._compare()

    @Slot(str)
    def choose(self, what: str) -> None:
        """Compare with the kept drawing (DRAWING) or with the network of this key."""
        if what == DRAWING:
            self._choice, self._record = DRAWING, None
        else:
            try:
                self._record = self._load(what)
            except ValueError as error:
                log.warning("not compared: %s", error)
                self.failed.emit(str(error))
            else:
                self._choice = what
        self._other = None
        self._compare()

    @Slot(bool)
    def set_active(self, is_active: bool) -> None:
        """Start or stop comparing; meanwhile nothing is computed."""
        self._is_active = is_active
        self._compare()

    def _load(self, key: str) -> NetworkRecord:
        """A network from its folder. Raises ValueError that says why not."""
        if key == self._networks.active_key:
            return self._networks.active
        entry = next((entry for entry in self._networks.entries() if entry.key == key), None)
        if entry is None:
            raise ValueError(f"The network “{key.removeprefix('own/')}” is not there any more")
        return load(entry.folder)

    def _compare(self) -> None:
        live = self._live
        if not self._is_active or live is None:
            return
        if self._record is not None:
            other = self._read_by_record(self._record, live)
            titles = live.network.name, self._record.network.name
        else:
            other = self._read_kept(live)
            titles = "This drawing", "The drawing kept"
        self._other = other
        self.compared.emit(Comparison(live, other, *titles, self._choice))

    def _read_by_record(self, record: NetworkRecord, live: Recognition) -> Recognition:
        """The other network's answer to the live raster."""
        other = self._other
        if other is not None and other.raster is live.raster and other.network is record.network:
            return other
        return recognize(record.network, live.raster)

    def _read_kept(self, live: Recognition) -> Recognition:
        """The live network's answer to the kept drawing, through the same stages."""
        raster = self._kept_raster
        if raster is None or raster.stages != live.raster.stages:
            raster = self._kept_raster = rasterize(self._kept, live.raster.stages)
        other = self._other
        if other is not None and other.raster is raster and other.network is live.network:
            return other
        return recognize(live.network, raster)
