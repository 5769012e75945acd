"""Import and export of samples: what it would bring, how far it is, what was refused and why."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import (
    QButtonGroup,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QRadioButton,
    QWidget,
)

from app.sample_files import FileLook
from app.tokens import Tokens
from app.widgets.files_dialog import FilesDialog
from app.widgets.named import named
from app.widgets.refusals import Refusals
from app.widgets.sample_preview import SamplePreview
from model.samples.exporting import ExportReport
from model.samples.importing import ImportReport, Refused
from model.samples.sources import Kind

_KINDS: dict[Kind, str] = {
    "jsonl": "Drawings, one per line",
    "zip": "Archive of samples",
    "png": "Pictures in a folder per class",
    "idx": "IDX files as MNIST’s",
}
_FORMATS: dict[Kind, tuple[str, str]] = {
    "zip": ("Archive (.zip)", "everything: strokes, labels, times, sides, readings"),
    "jsonl": ("Drawings (.jsonl)", "the same, as text with one sample per line"),
    "png": ("Pictures", "a folder per class with what the network sees; strokes are left out"),
    "idx": ("IDX", "MNIST’s four files; strokes and what is no digit are left out"),
}
_FILES = "Samples (*.jsonl *.json *.zip *idx3*);;All files (*)"


class ImportDialog(FilesDialog):
    """Choose, look, import, report.

    Signals
    -------
    look_wanted(Path): what would this bring?
    import_wanted(Path): store it.
    """

    look_wanted = Signal(object)
    import_wanted = Signal(object)

    def __init__(self, tokens: Tokens, parent: QWidget | None = None) -> None:
        super().__init__("Import samples", "Import", tokens, parent)
        self._path: Path | None = None
        self.file = QPushButton("Choose file …")
        self.folder = QPushButton("Choose folder …")
        self.copy = QPushButton("Copy list")
        self.headline = named(QLabel(), "heading")
        self.preview = SamplePreview()
        self.preview.set_tokens(tokens)
        self.refused = named(QLabel(), "label")
        self.table = Refusals()
        self.file.clicked.connect(self._choose_file)
        self.folder.clicked.connect(self._choose_folder)
        self.copy.clicked.connect(self.table.copy_all)
        self.go.clicked.connect(self._import)
        self._build()

    def _build(self) -> None:
        text = (
            "Drawings (.jsonl), an archive (.zip), a folder with pictures in folders 0 … 9, or "
            "IDX files. What is there already is not stored twice."
        )
        hint = named(QLabel(text), "caption")
        hint.setWordWrap(True)
        row = QHBoxLayout()
        row.addWidget(self.file)
        row.addWidget(self.folder)
        row.addStretch(1)
        self.column.addWidget(hint)
        self.column.addLayout(row)
        for part in (self.headline, self.preview, self.refused, self.table):
            self.column.addWidget(part)
            part.hide()
        self.column.addStretch(1)
        self.add_end(self.copy)
        self.copy.hide()
        self.go.setEnabled(False)

    def _choose_file(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, "Import samples", "", _FILES)
        if path:
            self.look_at(Path(path))

    def _choose_folder(self) -> None:
        path = QFileDialog.getExistingDirectory(self, "Import samples")
        if path:
            self.look_at(Path(path))

    def look_at(self, path: Path) -> None:
        """Ask what a file or folder would bring."""
        self._path = path
        for part in (self.headline, self.preview):
            part.hide()
        self._show_refused((), "")
        self._choices(enabled=False)
        self.show_working(f"Looking into {path.name} …")
        self.look_wanted.emit(path)

    def _choices(self, *, enabled: bool) -> None:
        self.file.setEnabled(enabled)
        self.folder.setEnabled(enabled)

    def show_rest(self, text: str) -> None:
        """Nothing is in work any more: choose again."""
        super().show_rest(text)
        self._choices(enabled=True)
        self.go.setEnabled(self.preview.isVisibleTo(self))

    @Slot(object)
    def show_look(self, look: FileLook) -> None:
        """What an import would bring."""
        readable = int(look.counts.sum())
        self.headline.setText(
            f"{Path(look.path).name} · {_KINDS[look.kind]} · {look.total:,} in all"
        )
        self.headline.show()
        self.preview.show_samples(look.rasters, look.labels, look.counts)
        self.preview.setVisible(readable > 0)
        of = f" of the first {look.looked_at:,}" if look.looked_at < look.total else ""
        self.show_rest(f"{readable:,}{of} can be read.")
        self._show_refused(look.refused, f"{len(look.refused):,}{of} will be refused")
        self.go.setFocus()

    def _import(self) -> None:
        self._choices(enabled=False)
        self.show_working("Importing …")
        self.import_wanted.emit(self._path)

    @Slot(object)
    def show_report(self, report: ImportReport) -> None:
        """What became of it."""
        count, present = len(report.ids), report.present
        there = (
            f" {present:,} {'was' if present == 1 else 'were'} there already." if present else ""
        )
        self.preview.hide()
        undo = " Undo in the samples takes them out again." if count else ""
        self.show_rest(f"{count:,} imported.{there}{undo}")
        self._show_refused(report.refused, f"{len(report.refused):,} refused")

    def _show_refused(self, refused: Sequence[Refused], title: str) -> None:
        self.table.show_refused(refused, self._path)
        self.refused.setText(title)
        for part in (self.refused, self.copy):
            part.setVisible(bool(refused))
        self.adjustSize()


class ExportDialog(FilesDialog):
    """Which samples, in which format, where to.

    choices: text and ids of what can be exported, as "All 318 samples"; the first is chosen.

    Signals
    -------
    export_wanted(list[str], Path, str): these samples, to there, as this kind.
    """

    export_wanted = Signal(object, object, str)

    def __init__(
        self,
        choices: Sequence[tuple[str, Sequence[str]]],
        tokens: Tokens,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__("Export samples", "Export …", tokens, parent)
        self._ids = [list(ids) for _, ids in choices]
        self.what = self._group("What", [(text, "") for text, _ in choices])
        for button, ids in zip(self.what.buttons(), self._ids, strict=True):
            button.setEnabled(bool(ids))
        self.formats = self._group("Format", list(_FORMATS.values()))
        self._path = Path()
        self.go.setEnabled(bool(self._ids and self._ids[0]))
        self.go.clicked.connect(self._choose)
        self.column.addStretch(1)
        self.add_end()

    def _group(self, title: str, rows: Sequence[tuple[str, str]]) -> QButtonGroup:
        self.column.addWidget(named(QLabel(title), "heading"))
        group = QButtonGroup(self)
        for number, (text, note) in enumerate(rows):
            row = QHBoxLayout()
            button = QRadioButton(text)
            button.setChecked(number == 0)
            button.setAccessibleDescription(note)
            group.addButton(button, number)
            row.addWidget(button)
            row.addWidget(named(QLabel(note), "caption"))
            row.addStretch(1)
            self.column.addLayout(row)
        return group

    @property
    def kind(self) -> Kind:
        """The chosen format."""
        return list(_FORMATS)[self.formats.checkedId()]

    def _choose(self) -> None:
        kind = self.kind
        if kind in ("zip", "jsonl"):
            name = f"samples.{kind}"
            path, _ = QFileDialog.getSaveFileName(self, "Export samples", name, f"*.{kind}")
        else:
            path = QFileDialog.getExistingDirectory(self, "Export into an empty folder")
        if path:
            self.export_to(Path(path))

    def export_to(self, path: Path) -> None:
        """Ask for the chosen samples in the chosen format."""
        self._path = path
        self.show_working("Exporting …")
        self.export_wanted.emit(self._ids[self.what.checkedId()], path, self.kind)

    def show_rest(self, text: str) -> None:
        """Nothing is in work any more: choose again."""
        super().show_rest(text)
        self.go.setEnabled(True)

    @Slot(object)
    def show_report(self, report: ExportReport) -> None:
        """What was written."""
        left = f" {report.left_out:,} left out: no digits." if report.left_out else ""
        self.show_rest(f"{report.samples:,} samples written to {self._path}.{left}")
