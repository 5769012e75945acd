"""Check the numbers: torch and a plain loop as independent witnesses of what is on screen."""

from __future__ import annotations

import numpy as np
from PySide6.QtCore import QObject, Signal, Slot

from app.engine import task_names
from app.engine.client import Engine
from app.engine.process import Failure
from model.forward import Trace
from model.recognizer import Recognition
from model.unit import INPUT, Unit
from model.weights import NetworkRecord


class CheckingService(QObject):
    """Asks torch for the forward pass that is on screen and compares every number.

    Signals
    -------
    checked(NumbersCheck), failed(str)
    """

    checked = Signal(object)
    failed = Signal(str)

    def __init__(self, engine: Engine, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._engine = engine
        self._number = 0
        self._shown: Recognition | None = None
        self._unit: Unit | None = None
        engine.finished.connect(self._on_finished)
        engine.failed.connect(self._on_failed)

    def check(
        self, recognition: Recognition, record: NetworkRecord, unit: Unit | None = None
    ) -> None:
        """Compare the numbers of a recognition with torch's, and a unit with a plain loop.

        unit: the one that is pinned; a pixel of the raster is not computed, so not checked.
        """
        raster = np.array(recognition.raster.array)[None]
        self._shown = recognition
        self._unit = None if unit is None or unit.layer == INPUT else unit
        arguments = ("torch-cpu", str(record.folder), record.checksum, raster)
        self._number = self._engine.request(task_names.TRACE, *arguments)

    @Slot(int, object)
    def _on_finished(self, number: int, witness: Trace) -> None:
        if number == self._number and self._shown is not None:
            from model.comparison import compare_all

            self.checked.emit(compare_all(self._shown, witness, self._unit))

    @Slot(int, object)
    def _on_failed(self, number: int, failure: Failure) -> None:
        if number == self._number:
            self.failed.emit(failure.message)
