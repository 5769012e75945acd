"""Connections of the page of strongest patches, made when it is first opened."""

from __future__ import annotations

import logging
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QFileDialog

from app.parts import Parts
from model.patch_sources import GENERATED, Sources, generated_drawing, has_mnist, on_canvas
from model.patches import Patch, Patches
from model.strokes import Drawing

if TYPE_CHECKING:
    from app.widgets.explain.patches_page import PatchesPage

log = logging.getLogger(__name__)

_TRAINING = "Waiting for the training …"


def wire_patches(parts: Parts, page: PatchesPage) -> None:
    """Connect the page with the service, the canvas and the pinned unit."""
    _wire_scan(parts, page)
    patches = parts.patches
    page.project_wanted.connect(patches.project)
    patches.projected.connect(page.show_projections)
    page.make_wanted.connect(patches.make)
    page.stop_wanted.connect(patches.stop)
    patches.made.connect(page.show_made)
    patches.making_ended.connect(page.show_making_ended)
    page.show_wanted.connect(lambda patch: _show(parts, patch))
    page.open_unit(parts.window.inspect.selection.unit)
    page.show_network(parts.networks.active.spec, parts.networks.active.checksum)
    mnist = parts.samples.path.parent / "mnist"
    if has_mnist(mnist):
        page.header.show_folder(str(mnist))
    patches.choose(_sources(parts, page))


def _wire_scan(parts: Parts, page: PatchesPage) -> None:
    patches, training, samples = parts.patches, parts.training, parts.samples

    @Slot()
    def count() -> None:
        balance = samples.balance()
        if balance is not None:
            patches.note_samples(int(balance.sum()))

    @Slot(object)
    def show_found(found: Patches | None) -> None:
        """Of the network that answers now: the service hears of another one before all else."""
        active = parts.networks.active
        page.show_network(active.spec, active.checksum)
        page.show_patches(found)

    @Slot(str)
    def show_state(state: str) -> None:
        page.show_state(state, _TRAINING if training.is_busy else "")

    patches.found.connect(show_found)
    patches.state_changed.connect(show_state)
    patches.progressed.connect(page.show_progress)
    patches.aged.connect(page.show_aged)
    patches.failed.connect(page.show_failed)
    page.scan_wanted.connect(patches.scan_again)
    page.cancel_wanted.connect(patches.cancel)
    page.sources_changed.connect(lambda: patches.choose(_sources(parts, page)))
    page.folder_wanted.connect(lambda: _choose_folder(parts, page))
    training.state_changed.connect(lambda _: patches.set_engine_free(not training.is_busy))
    patches.set_engine_free(not training.is_busy)
    samples.changed.connect(count)
    count()


def _sources(parts: Parts, page: PatchesPage) -> Sources:
    """What is chosen in the header."""
    header = page.header
    return Sources(
        GENERATED if header.is_chosen("generated") else 0,
        samples=str(parts.samples.path) if header.is_chosen("samples") else "",
        mnist=header.folder if header.is_chosen("mnist") else "",
    )


def _choose_folder(parts: Parts, page: PatchesPage) -> None:
    folder = QFileDialog.getExistingDirectory(parts.window, "Folder with MNIST")
    if folder and has_mnist(Path(folder)):
        page.header.show_folder(folder)
        parts.patches.choose(_sources(parts, page))
    elif folder:
        parts.window.status.warn(f"{folder} holds no digits of MNIST.")


def _show(parts: Parts, patch: Patch) -> None:
    """Put an input on the canvas: its strokes where it has any, else its picture."""
    drawing = _drawing(parts, patch)
    parts.window.desk.canvas.replace_drawing(drawing, "show the input")
    parts.window.status.tell("On the canvas; Undo brings your drawing back")


def _drawing(parts: Parts, patch: Patch) -> Drawing:
    origin, store = patch.origin, parts.samples.store
    if origin.source == "generated":
        return generated_drawing(Sources().seed, origin.number)[0]
    if origin.source == "samples" and store is not None:
        try:
            found = store.get([origin.key])
        except OSError as error:
            log.warning("its strokes cannot be read: %s", error)
        else:
            if found:
                return found[0].drawing
    return on_canvas(patch.raster)
