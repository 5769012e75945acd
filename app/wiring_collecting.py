"""Connections of collecting: strip, keys, confirmation, guided round, files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Slot

from app.parts import Parts
from model.data.mnist import NOT_A_DIGIT
from model.network import CLASSES

if TYPE_CHECKING:
    from app.panels.samples import SamplesPanel
    from model.samples.importing import ImportReport
    from model.samples.sources import Kind


def wire_collecting(parts: Parts) -> None:
    """Connect desk and menus with the store of samples."""
    _wire_desk(parts)
    _wire_samples(parts)
    _wire_guided(parts)
    actions = parts.window.actions_by_name
    actions["import_samples"].triggered.connect(lambda: import_samples(parts))
    parts.sample_files.imported.connect(lambda report: note_import(parts, report))
    actions["export_samples"].triggered.connect(lambda: export_samples(parts, ()))
    parts.window.when_built("samples", lambda panel: _wire_panel(parts, panel))


def _wire_desk(parts: Parts) -> None:
    desk, collecting = parts.window.desk, parts.collecting
    actions = parts.window.actions_by_name
    parts.recognition.recognized.connect(collecting.remember)
    desk.correction.label_chosen.connect(collecting.store)
    for digit in range(CLASSES):
        actions[f"label_{digit}"].triggered.connect(
            lambda _=False, digit=digit: desk.correction.choose(digit)
        )
    actions["not_a_digit"].triggered.connect(lambda: desk.correction.choose(NOT_A_DIGIT))
    desk.canvas.stroke_finished.connect(collecting.follow)
    desk.canvas.drawing_changed.connect(desk.saved.make_way)
    desk.saved.undo_wanted.connect(desk.canvas.undo)


def _wire_samples(parts: Parts) -> None:
    samples, collecting = parts.samples, parts.collecting

    @Slot()
    def use_network() -> None:
        samples.use_network(parts.networks.active)

    samples.stored.connect(collecting.show_stored)
    samples.taken_back.connect(collecting.show_taken_back)
    samples.brought_back.connect(collecting.show_brought_back)
    samples.failed.connect(parts.window.status.warn)
    samples.problem_found.connect(parts.window.status.warn)
    parts.recognition.recognized.connect(samples.wait_for_drawing)
    parts.sample_files.importing.connect(samples.pause_reading)
    parts.networks.activated.connect(use_network)
    use_network()
    samples.open_soon()


def _wire_guided(parts: Parts) -> None:
    window, guided, collecting = parts.window, parts.guided, parts.collecting
    window.actions_by_name["guided"].triggered.connect(collecting.start_round)
    guided.asked.connect(collecting.show_wish)
    guided.stopped.connect(collecting.end_round)
    window.guided_card.next_wanted.connect(collecting.store_wish)
    window.guided_card.skip_wanted.connect(collecting.skip_wish)
    window.guided_card.stop_wanted.connect(guided.stop)
    window.desk.canvas.drawing_changed.connect(
        lambda drawing: window.guided_card.show_drawing(is_empty=drawing.is_empty)
    )


def _wire_panel(parts: Parts, panel: SamplesPanel) -> None:
    """The Samples workspace is opened for the first time."""
    samples, window = parts.samples, parts.window

    @Slot()
    def show_store() -> None:
        if samples.store is not None:
            panel.show_store(samples.store, parts.networks.active.checksum)

    @Slot(str)
    def show_on_desk(sample: str) -> None:
        found = samples.store.get([sample]) if samples.store is not None else []
        if found:
            window.desk.canvas.replace_drawing(found[0].drawing, "show a sample")

    panel.relabel_wanted.connect(samples.relabel)
    panel.delete_wanted.connect(samples.delete)
    panel.held_out_wanted.connect(samples.set_held_out)
    panel.undo_wanted.connect(samples.undo)
    panel.show_wanted.connect(show_on_desk)
    panel.guided_wanted.connect(parts.collecting.start_round)
    panel.retrain_wanted.connect(lambda: window.open_workspace("train"))
    panel.import_wanted.connect(lambda: import_samples(parts))
    panel.export_wanted.connect(lambda ids: export_samples(parts, ids))
    panel.problem_found.connect(window.status.warn)
    samples.acts_changed.connect(lambda undo, _: panel.show_done(undo) if undo else None)
    samples.changed.connect(panel.refresh)
    samples.readings_changed.connect(panel.refresh)
    samples.opened.connect(show_store)
    parts.networks.activated.connect(show_store)
    window.closing.connect(panel.close_store)
    show_store()


def import_samples(parts: Parts) -> None:
    """Open the dialog that imports samples."""
    from app.panels.samples_dialogs import ImportDialog

    dialog, files = ImportDialog(parts.appearance.tokens, parts.window), parts.sample_files

    @Slot(object)
    def bring(path: Path) -> None:
        files.bring(path, parts.networks.active)

    dialog.look_wanted.connect(files.look)
    dialog.import_wanted.connect(bring)
    dialog.cancel_wanted.connect(files.cancel)
    files.looked.connect(dialog.show_look)
    files.progressed.connect(dialog.show_progress)
    files.imported.connect(dialog.show_report)
    files.failed.connect(dialog.show_failed)
    files.cancelled.connect(dialog.show_cancelled)
    dialog.open()


def note_import(parts: Parts, report: ImportReport) -> None:
    """Let the samples show and undo what was imported, whether the dialog is still open or not."""
    parts.samples.note_import(report.ids)


def export_samples(parts: Parts, chosen: Sequence[str]) -> None:
    """Open the dialog that exports samples; chosen: those that are selected."""
    from app.panels.samples_dialogs import ExportDialog

    store, files = parts.samples.store, parts.sample_files
    if store is None:
        return
    everything = store.ids()
    choices: list[tuple[str, Sequence[str]]] = [(f"All {len(everything):,} samples", everything)]
    if chosen:
        choices.insert(0, (f"The {len(chosen):,} selected", chosen))
    dialog = ExportDialog(choices, parts.appearance.tokens, parts.window)

    @Slot(object, object, str)
    def take(ids: Sequence[str], path: Path, kind: Kind) -> None:
        files.take(ids, path, kind)

    dialog.export_wanted.connect(take)
    dialog.cancel_wanted.connect(files.cancel)
    files.progressed.connect(dialog.show_progress)
    files.exported.connect(dialog.show_report)
    files.failed.connect(dialog.show_failed)
    files.cancelled.connect(dialog.show_cancelled)
    dialog.open()
