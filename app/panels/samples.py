"""The Samples workspace: look through what was stored, find what is misread, put it right."""

from __future__ import annotations

import logging
from dataclasses import replace

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QScrollArea, QStackedWidget, QVBoxLayout, QWidget

from app.tokens import Tokens
from app.widgets.named import named
from app.widgets.samples.choice import Choice
from app.widgets.samples.empty_samples import EmptySamples
from app.widgets.samples.questions import Counts, Found, StoreQuestions
from app.widgets.samples.sample_detail import is_mistake
from app.widgets.samples.sample_filters import SampleFilters
from app.widgets.samples.sample_grid import SampleGrid
from app.widgets.samples.samples_header import SamplesHeader
from app.widgets.samples.selection_bar import SelectionBar
from app.widgets.samples.side_column import NARROW, WIDE, SideColumn
from app.widgets.samples.texts import cell_text
from app.widgets.text_clock import TextClock
from model.samples.errors import StoreError
from model.samples.reader import StoreReader

log = logging.getLogger(__name__)

_WIDE = 1400  # pixels of width
_PLAIN = Qt.KeyboardModifier.NoModifier
_CONTROL = Qt.KeyboardModifier.ControlModifier


class SamplesPanel(QWidget):
    """Grid, filters, counts, and what can be done; nothing is changed here, only asked for.

    Ids are those of samples. What is wanted, somebody else does, and then calls `refresh`.

    Signals
    -------
    relabel_wanted(list, int), delete_wanted(list), held_out_wanted(list, bool): of these ids.
    undo_wanted(): take back the last of these.
    show_wanted(str): put the drawing of a sample on the canvas.
    guided_wanted(), import_wanted(), retrain_wanted().
    export_wanted(list): these ids; none means all that are shown (`shown_ids`).
    problem_found(str): the store could not be asked, and why.
    """

    relabel_wanted = Signal(list, int)
    delete_wanted = Signal(list)
    held_out_wanted = Signal(list, bool)
    undo_wanted = Signal()
    show_wanted = Signal(str)
    guided_wanted = Signal()
    import_wanted = Signal()
    export_wanted = Signal(list)
    retrain_wanted = Signal()
    problem_found = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("workspace")
        self.header = SamplesHeader()
        self.filters = SampleFilters()
        self.grid = SampleGrid()
        self.bar = SelectionBar()
        self.side = SideColumn()
        self.empty = EmptySamples()
        self.choice = Choice()
        self.counts: Counts | None = None
        self._questions = StoreQuestions(self)
        self._reader: StoreReader | None = None
        self._network = ""
        self._keeps = False  # whether what comes next keeps scroll position and selection
        self._is_out_of_date = False
        self._pages = QStackedWidget()
        self._detail_clock = TextClock(self._show_detail, self)
        self._build()
        self._connect()

    def _build(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.header)
        body = named(QWidget(), "workspace")
        row = QHBoxLayout(body)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        scroll = QScrollArea()  # sideways, in a window that is too narrow for all
        scroll.setWidgetResizable(True)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(body)
        layout.addWidget(scroll, 1)
        left = QVBoxLayout()
        left.setSpacing(0)
        row.addLayout(left, 1)
        row.addWidget(self.side)
        left.addWidget(self.filters)
        page = QWidget()
        inside = QHBoxLayout(page)
        inside.setContentsMargins(11, 0, 4, 4)
        inside.addWidget(self.grid)
        self._pages.addWidget(page)
        self._pages.addWidget(self.empty)
        left.addWidget(self._pages, 1)
        left.addWidget(self.bar)
        self.header.buttons["retrain"].setEnabled(False)
        self.header.buttons["export"].setEnabled(False)

    def _connect(self) -> None:
        questions, grid, bar = self._questions, self.grid, self.bar
        questions.found.connect(self._show_found)
        questions.counted.connect(self._show_counts)
        questions.lists_counted.connect(self.filters.show_lists)
        questions.failed.connect(self.problem_found)
        grid.samples.failed.connect(self.problem_found)
        grid.selection_changed.connect(self._show_selection)
        grid.show_wanted.connect(self.show_wanted)
        self.filters.choice_wanted.connect(self.choose)
        self.side.cell_wanted.connect(self._choose_cell)
        self.empty.everything_wanted.connect(lambda: self.choose(self.choice.everything()))
        self.empty.guided_wanted.connect(self.guided_wanted)
        self.empty.import_wanted.connect(self.import_wanted)
        self.header.factor_wanted.connect(grid.set_factor)
        self.header.act_wanted.connect(self._act)
        self.header.undo_wanted.connect(self.undo_wanted)
        bar.relabel_wanted.connect(lambda n: self.relabel_wanted.emit(grid.selected_ids(), n))
        bar.held_out_wanted.connect(lambda on: self.held_out_wanted.emit(grid.selected_ids(), on))
        bar.delete_wanted.connect(lambda: self.delete_wanted.emit(grid.selected_ids()))
        bar.show_wanted.connect(self._show_on_desk)

    # -- the store ---------------------------------------------------------------------------

    def show_store(self, reader: StoreReader, network_checksum: str) -> None:
        """Show this store and what this network says about it.

        reader: opened in this thread; whatever takes long is asked in another one, which opens
        the store by its path. `close_store` ends that.
        """
        is_other = self._reader is None or self._reader.path != reader.path
        self._reader, self._network = reader, network_checksum
        self.grid.samples.use(reader, network_checksum)
        if is_other:
            self.counts = None
            self.choice = Choice(order=self.choice.order)
            self.filters.show_choice(self.choice)
            self.side.show_chosen(None)
        self._keeps = not is_other
        self._questions.use(reader.path, network_checksum)
        self._ask()

    def close_store(self) -> None:
        """Ask nothing more; to be called before the store or the program is closed."""
        self._questions.close()
        self.grid.samples.use(None, "")
        self._reader = None

    @Slot()
    def refresh(self) -> None:
        """The store has changed: show what is there now; place and selection stay."""
        if self._reader is not None:
            self.grid.reload()
            self._keeps = True
            self._ask()

    def _ask(self) -> None:
        """While nobody looks, nothing is asked."""
        self._is_out_of_date = not self.isVisible()
        if not self._is_out_of_date:
            self._questions.list_samples(self.choice)
            self._questions.count()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """A wide workspace has room for a wider column."""
        self.side.setFixedWidth(WIDE if event.size().width() >= _WIDE else NARROW)
        super().resizeEvent(event)

    def showEvent(self, event: QEvent) -> None:  # noqa: N802
        """Ask what was not asked while the workspace was hidden."""
        super().showEvent(event)  # type: ignore[arg-type]
        if self._is_out_of_date and self._reader is not None:
            self._ask()

    @Slot(object)
    def choose(self, choice: Choice) -> None:
        """Show the samples of a choice."""
        self.choice = choice
        self.filters.show_choice(choice)
        self.side.show_chosen(choice.cell)
        self._keeps = False
        if self._reader is not None:
            self._questions.list_samples(choice)

    def _choose_cell(self, cell: tuple[int, int] | None) -> None:
        self.choose(replace(self.choice.everything(), cell=cell))

    # -- answers -----------------------------------------------------------------------------

    @Slot(object)
    def _show_found(self, found: Found) -> None:
        self.grid.show_ids(found.ids, self._keeps)
        self._keeps = True
        self._show_page()
        self._write_counts()

    @Slot(object)
    def _show_counts(self, counts: Counts) -> None:
        self.counts = counts
        self.filters.show_counts(counts)
        self.side.show_counts(counts)
        self.header.buttons["retrain"].setEnabled(counts.total > 0)
        self._show_page()
        self._write_counts()
        self._detail_clock.tick()

    def _show_page(self) -> None:
        shown = len(self.grid.samples.ids)
        total = None if self.counts is None else self.counts.total
        if total is None and not shown:
            return  # not known yet whether there are any
        is_store_empty = total == 0 and not shown
        self.empty.show_reason(is_store_empty)
        self._pages.setCurrentIndex(0 if shown else 1)
        self.filters.setEnabled(not is_store_empty)

    def _write_counts(self) -> None:
        shown = len(self.grid.samples.ids)
        self.header.buttons["export"].setEnabled(shown > 0)
        if self.counts is None:
            return
        text = f"{shown:,} shown of {self.counts.total:,}"
        if self.choice.cell is not None:
            text += f" · {cell_text(*self.choice.cell)}"
        if self.counts.unread:
            text += f" · {self.counts.unread:,} not read by this network"
        self.header.show_counts(text)
        words = f"{text}; {self.counts.misread:,} misread, {self.counts.refused:,} refused"
        self.setAccessibleDescription(words)
        self.grid.setAccessibleDescription(text)

    def shown_ids(self) -> list[str]:
        """All samples that are shown, in their order."""
        return list(self.grid.samples.ids)

    def show_progress(self, text: str) -> None:
        """Say what goes on in the background: "reading 1,240 of 50,000 with this network"."""
        self.header.show_progress(text)

    def show_done(self, text: str, can_undo: bool = True) -> None:
        """Say what was done, with a link that undoes it; empty: nothing was."""
        self.header.show_done(text, can_undo)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        for part in (self.grid, self.filters, self.side):
            part.set_tokens(tokens)

    def set_reduced_motion(self, reduced: bool) -> None:
        """Choose whether anything may move by itself."""
        self.bar.set_reduced_motion(reduced)

    # -- selection ---------------------------------------------------------------------------

    def _show_selection(self) -> None:
        self.bar.show_count(self.grid.selected_count())
        self._detail_clock.tick()

    def _show_detail(self) -> None:
        name, reader = self.grid.current_id(), self._reader
        if not name or reader is None:
            self.side.show_sample(None, None, "", 0)
            return
        try:
            found = reader.get([name])
            reading = reader.readings([name], self._network).get(name)
        except StoreError as error:
            log.warning("sample %s is not shown: %s", name, error)
            self.problem_found.emit(str(error))
            found, reading = [], None
        if not found:
            self.side.show_sample(None, None, "", 0)
            return
        [sample], alike = found, 0
        if reading is not None and self.counts is not None and is_mistake(sample, reading):
            alike = int(self.counts.confusion[sample.label, reading.prediction])
        selected, place = self.grid.selected_count(), self.grid.place_in_selection()
        text = f"{place:,} of {selected:,}" if place and selected > 1 else ""
        self.side.show_sample(sample, reading, text, alike)

    def _show_on_desk(self) -> None:
        name = self.grid.current_id()
        if name:
            self.show_wanted.emit(name)

    def _act(self, name: str) -> None:
        if name == "export":
            self.export_wanted.emit(self.grid.selected_ids())
            return
        signals = {
            "guided": self.guided_wanted,
            "import": self.import_wanted,
            "retrain": self.retrain_wanted,
        }
        signals[name].emit()

    # -- keys --------------------------------------------------------------------------------

    def event(self, event: QEvent) -> bool:
        """Keys that mean something here are not the window's shortcuts while the focus is here."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._meaning(event):
            event.accept()
            return True
        return super().event(event)

    def _meaning(self, event: QKeyEvent) -> str:
        """What a key asks for here: a digit, "delete", "clear", "undo"; empty for nothing."""
        modifiers = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        key, has_selection = event.key(), self.grid.selected_count() > 0
        if modifiers == _CONTROL:
            return {Qt.Key.Key_Z: "undo", Qt.Key.Key_A: "all"}.get(Qt.Key(key), "")
        if modifiers != _PLAIN:
            return ""
        if Qt.Key.Key_0 <= key <= Qt.Key.Key_9:
            return str(key - Qt.Key.Key_0)
        if key == Qt.Key.Key_Delete:
            return "delete"
        return "clear" if key == Qt.Key.Key_Escape and has_selection else ""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """0 … 9, Del, Esc, Ctrl+A, Ctrl+Z, wherever the focus is in the workspace."""
        meaning, ids = self._meaning(event), self.grid.selected_ids
        if meaning == "undo":
            self.undo_wanted.emit()
        elif meaning == "all":
            self.grid.selectAll()
        elif meaning == "clear":
            self.grid.clearSelection()
        elif not meaning:
            super().keyPressEvent(event)
        elif self.grid.selected_count():
            if meaning == "delete":
                self.delete_wanted.emit(ids())
            else:
                self.relabel_wanted.emit(ids(), int(meaning))
