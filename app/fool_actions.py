"""What is done with pictures that fool: on the desk, among the samples, in files."""

from __future__ import annotations

import io
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Slot
from PySide6.QtWidgets import QFileDialog

from app.formats import percent
from app.kept_file import write_file
from app.main_window import MainWindow
from app.services.samples import SamplesService
from model.data.mnist import NOT_A_DIGIT
from model.picture import Picture
from model.raster import Stages
from model.strokes import PAPER, Drawing

if TYPE_CHECKING:
    from app.widgets.fool.picked import Picked

_FILTER = "Picture (*.png);;Numbers (*.npy)"
_OFF = Stages(ink_box=False, fit=False, centre=False)
_REMEMBERED = 50  # pictures put on the desk in this session, for undo


class FoolActions(QObject):
    """Slots for the workspace.

    A picture of an attack is what the network read: fitting and centring would make another one
    of it. So the stages are off as long as it lies on the desk, and with the next drawing they are
    as they were; the user can switch them on before.
    """

    def __init__(self, window: MainWindow, samples: SamplesService) -> None:
        super().__init__(window)
        self._window, self._samples = window, samples
        self._exact: list[Picture] = []
        self._is_exact = False
        self._usual = Stages()  # as the user has them
        window.stages_card.stages_changed.connect(self._remember)

    def put(self, picked: Picked) -> None:
        """Lay it on the canvas, a pixel of the raster for each of its own."""
        drawing = as_drawing(picked)
        assert drawing.picture is not None, "it was made from one"
        self._exact.append(drawing.picture)
        del self._exact[:-_REMEMBERED]
        self._window.desk.canvas.replace_drawing(drawing, f"show {picked.name}")
        self._window.status.tell(
            f"{picked.name} lies on the desk pixel for pixel: the stages are off until the "
            "next drawing"
        )

    @Slot(object)
    def follow(self, drawing: Drawing) -> None:
        """The drawing has changed: switch the stages off for such a picture, and on after it."""
        is_exact = any(drawing.picture is picture for picture in self._exact)
        if is_exact != self._is_exact:
            self._is_exact = is_exact
            self._window.stages_card.choose(_OFF if is_exact else self._usual)

    @Slot(object)
    def _remember(self, stages: Stages) -> None:
        if not self._is_exact:
            self._usual = stages

    def store(self, picked: Picked) -> None:
        """Store it as "not a digit", and say how it is read as a sample."""
        sample = self._samples.store_drawing(as_drawing(picked), NOT_A_DIGIT, origin="fooled")
        if sample is None or sample.reading is None:
            return
        reading = sample.reading
        read = f"read as {reading.prediction} with {percent(reading.confidence)}"
        if not reading.verdict.is_digit:
            read = f"refused: {reading.verdict.reason}"
        self._window.status.tell(
            f"{picked.name} is stored as “not a digit”. Fitted and centred like every sample "
            f"it is {read}"
        )

    def save(self, picked: Picked) -> None:
        """Ask where, and write it as PNG or NPY."""
        ask, start = QFileDialog.getSaveFileName, f"{picked.file_name}.png"
        path, kind = ask(self._window, "Save the picture", start, _FILTER)
        if not path:
            return
        place = Path(path)
        if place.suffix.lower() not in (".png", ".npy"):
            place = place.with_name(place.name + (".npy" if "npy" in kind else ".png"))
        make = as_npy if place.suffix.lower() == ".npy" else as_png
        self._window.tell_saved(place, is_saved=write_file(place, make(picked)))


def as_drawing(picked: Picked) -> Drawing:
    """A sheet that the picture covers: without the stages its raster is the very picture."""
    return Drawing(picture=Picture(picked.fooling.picture, (0.0, 0.0, PAPER, PAPER)))


def as_png(picked: Picked) -> bytes:
    """28 x 28 pixels of 8 bits, ink dark on white."""
    from PIL import Image

    buffer = io.BytesIO()
    grey = np.round(255 * (1 - picked.fooling.picture)).astype(np.uint8)
    Image.fromarray(grey).save(buffer, "PNG")
    return buffer.getvalue()


def as_npy(picked: Picked) -> bytes:
    """(28, 28) float32, ink = 1: the very numbers that the network read."""
    buffer = io.BytesIO()
    np.save(buffer, picked.fooling.picture)
    return buffer.getvalue()
