"""Whether a network is healthy, measured while nobody draws, and what its maps of a drawing are."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.widgets.text_clock import TextClock
from model.network import Network, NetworkSpec
from model.recognizer import Recognition
from model.weights import NetworkRecord

if TYPE_CHECKING:
    from model.health import Activity, Finding

QUIET_MS = 300  # without a new answer, before the measuring begins or goes on
PAUSE_MS = 2  # between two rasters, for whatever else the window has to do


class HealthService(QObject):
    """Finds what is wrong with the network that answers, and with its maps of the drawing shown.

    A network is measured once, on one raster per turn of the event loop (about 2 ms), and only
    while nobody draws; until then it has no findings. What was found is kept by checksum.

    Signals
    -------
    findings_changed(tuple[Finding, ...]): of the network, then of the drawing; at most five times
        a second while drawing.
    """

    findings_changed = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._record: NetworkRecord | None = None
        self._recognition: Recognition | None = None
        self._known: dict[tuple[str, NetworkSpec], tuple[Finding, ...]] = {}
        self._of_network: tuple[Finding, ...] = ()
        self._measurement: _Measurement | None = None
        self._told: tuple[Finding, ...] = ()
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._go_on)
        self._clock = TextClock(self._tell, self)

    def use_network(self, record: NetworkRecord) -> None:
        """Another network answers from now on; its findings follow when it has been measured."""
        self._record = record
        known = self._known.get((record.checksum, record.spec))
        self._of_network = known or ()
        if known is None:
            self._measurement = _Measurement(record.network)
            self._timer.start(QUIET_MS)
        else:
            self._measurement = None
            self._timer.stop()
        self._clock.show_now()

    @Slot(object)
    def show_recognition(self, recognition: Recognition) -> None:
        """The drawing has changed: look at its maps, and let the measuring wait."""
        if self._record is None:
            return
        self._recognition = recognition
        if self._measurement is not None:
            self._timer.start(QUIET_MS)
        self._clock.tick()

    def close(self) -> None:
        """Find nothing more."""
        self._record = self._recognition = self._measurement = None
        self._timer.stop()
        self._clock.show_now()  # stops its timer; without a network there is nothing to tell

    @Slot()
    def _go_on(self) -> None:
        """One turn of the event loop's worth of measuring."""
        if self._measurement is None or self._record is None:
            return
        activity = self._measurement.step()
        if activity is None:
            self._timer.start(PAUSE_MS)
            return
        from model.health import examine

        self._measurement = None
        record = self._record
        self._of_network = tuple(examine(record.network, activity))
        if record.checksum:  # else it was never saved, and the next one is not this one
            self._known[record.checksum, record.spec] = self._of_network
        self._clock.tick()

    def _tell(self) -> None:
        """Emit the findings if they are not those that were told last."""
        if self._record is None:
            return
        findings = self._of_network + self._of_drawing(self._record.network)
        if findings != self._told:
            self._told = findings
            self.findings_changed.emit(findings)

    def _of_drawing(self, network: Network) -> tuple[Finding, ...]:
        shown = self._recognition
        # The answer of the network of before may still be the newest one.
        if shown is None or shown.network is not network or shown.raster.is_blank:
            return ()
        from model.health import examine_drawing

        return tuple(examine_drawing(network.spec, shown.trace))


class _Measurement:
    """The activity of one network, raster by raster."""

    def __init__(self, network: Network) -> None:
        self._network = network
        self._rasters: Iterator[NDArray[np.float32]] | None = None
        self._activity: Activity | None = None

    def step(self) -> Activity | None:
        """Take one raster more, about 2 ms of work; the activity on all of them at the end.

        The first step takes none: that the generator of digits is imported is work enough.
        """
        from model.health import each_example_raster, join, measure_activity

        if self._rasters is None:
            self._rasters = each_example_raster()
            return None
        raster = next(self._rasters, None)
        if raster is None:
            return self._activity
        part = measure_activity(self._network, raster[None])
        self._activity = part if self._activity is None else join(self._activity, part)
        return None
