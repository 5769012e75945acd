"""From a drawing to its recognition, on the CPU at once or on the GPU through an engine."""

from __future__ import annotations

import logging
import time

import numpy as np
from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.engine import task_names
from app.engine.client import Engine
from app.engine.process import Failure
from model.forward import Trace
from model.raster import Raster, Stages, rasterize
from model.recognizer import conclude, recognize
from model.strokes import Drawing
from model.weights import NetworkRecord

log = logging.getLogger(__name__)

FRAME_MS = 7  # at most this often; a pen that reports more often is answered for its newest point
CPU = "cpu"


class RecognitionService(QObject):
    """Answers the newest drawing, at most once per frame.

    On the CPU that is a function call in numpy. On another device the quick engine computes;
    until it is ready, and from the moment it fails, the CPU answers.

    Signals
    -------
    recognized(Recognition): for the newest drawing; blank drawings too.
    device_changed(str): what computes now, for the status bar.
    device_failed(str): why the chosen device is not used.
    """

    recognized = Signal(object)
    device_changed = Signal(str)
    device_failed = Signal(str)

    def __init__(
        self, record: NetworkRecord, engine: Engine, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._record = record
        self._engine = engine
        self._drawing = Drawing()
        self._stages = Stages()
        self._device = CPU
        self._device_name = ""  # of the engine's device, once it is ready
        self._preparing = 0
        self._pending: tuple[int, Raster, float] | None = None  # one request is under way at most
        self._is_outdated = False  # the drawing has changed since that request
        self._last = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self.recognize_now)
        engine.finished.connect(self._on_finished)
        engine.failed.connect(self._on_failed)

    @property
    def record(self) -> NetworkRecord:
        """The network that answers."""
        return self._record

    @Slot(object)
    def submit(self, drawing: Drawing) -> None:
        """The drawing has changed; its answer follows within a frame."""
        self._drawing = drawing
        if not self._timer.isActive():
            waited_ms = 1000 * (time.perf_counter() - self._last)
            self._timer.start(max(0, round(FRAME_MS - waited_ms)))

    @Slot(object)
    def set_stages(self, stages: Stages) -> None:
        """Switch stages of the raster on or off; the answer follows."""
        self._stages = stages
        self.recognize_now()

    def use_network(self, record: NetworkRecord) -> None:
        """Answer with another network from now on."""
        self._record = record
        if self._device != CPU:
            self._prepare()
        self.recognize_now()

    def use_device(self, device: str) -> None:
        """Compute on "cpu" or on one of the engine's devices from now on."""
        self._device = device
        self._forget_engine()
        if device == CPU:
            self.device_changed.emit("CPU")
        else:
            self.device_changed.emit("CPU while the engine starts …")
            self._prepare()
        self.recognize_now()

    def close(self) -> None:
        """Answer no more."""
        self._timer.stop()
        self._forget_engine()

    @Slot()
    def recognize_now(self) -> None:
        """Answer the newest drawing without waiting for the next frame."""
        self._timer.stop()
        self._last = time.perf_counter()
        if self._pending is not None:
            self._is_outdated = True
            return
        raster = rasterize(self._drawing, self._stages)
        if self._device_name:
            folder, checksum = str(self._record.folder), self._record.checksum
            arguments = (self._device, folder, checksum, np.array(raster.array)[None])
            number = self._engine.request(task_names.TRACE, *arguments)
            self._pending = (number, raster, self._last)
        else:
            self.recognized.emit(recognize(self._record.network, raster))

    def _prepare(self) -> None:
        folder, checksum = str(self._record.folder), self._record.checksum
        self._forget_engine()
        self._preparing = self._engine.request(task_names.PREPARE, self._device, folder, checksum)

    def _forget_engine(self) -> None:
        """The CPU answers from here on; what the engine still sends is for another state."""
        self._device_name, self._pending, self._is_outdated = "", None, False

    @Slot(int, object)
    def _on_finished(self, number: int, value: Trace | str) -> None:
        if number == self._preparing and isinstance(value, str) and self._device != CPU:
            self._device_name = value
            self.device_changed.emit(value)
            self.recognize_now()
        elif self._pending and number == self._pending[0] and isinstance(value, Trace):
            _, raster, start = self._pending
            self._pending = None
            elapsed_ms = 1000 * (time.perf_counter() - start)
            network, name = self._record.network, self._device_name
            self.recognized.emit(conclude(network, raster, value, name, elapsed_ms))
            if self._is_outdated:
                self._is_outdated = False
                self.recognize_now()

    @Slot(int, object)
    def _on_failed(self, number: int, failure: Failure) -> None:
        is_ours = number == self._preparing or (self._pending and number == self._pending[0])
        if not is_ours or self._device == CPU:
            return
        problem = failure.message.rstrip(".")
        log.warning("device %s: %s; the CPU answers", self._device, problem)
        self._device = CPU
        self._forget_engine()
        self.device_failed.emit(f"{problem}; the CPU answers instead")
        self.device_changed.emit("CPU")
        self.recognize_now()
