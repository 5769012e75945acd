"""The grid of tiles: any number of samples, only what is seen is read."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import (
    QEvent,
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QRectF,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.samples.sample_model import PAGE, SampleListModel
from app.widgets.samples.tile_painter import State, TilePainter
from app.widgets.samples.tile_view import TileView

FACTORS = (1, 2, 3)
_FLAGS = QItemSelectionModel.SelectionFlag
_Index = QModelIndex | QPersistentModelIndex


class SampleGrid(TileView):
    """Tiles of samples; which are selected, and which is the current one.

    Signals
    -------
    selection_changed(): other samples are selected, or another is the current one.
    show_wanted(str): a sample was double-clicked, or Enter pressed on it.
    """

    selection_changed = Signal()
    show_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("grid")
        self._tokens = LIGHT
        self.samples = SampleListModel(self)
        self.tiles = TilePainter()
        self._hovered = -1
        self._is_restoring = False
        self.setModel(self.samples)
        self.setAccessibleName("Samples")
        self.samples.pages_read.connect(self.viewport().update)
        self.doubleClicked.connect(self._show)
        self.entered.connect(lambda index: self._hover(index.row()))
        self.viewportEntered.connect(lambda: self._hover(-1))
        self.selectionModel().selectionChanged.connect(self._tell)
        self.selectionModel().currentChanged.connect(self._tell)
        self._told = QTimer(self, singleShot=True, interval=0)
        self._told.timeout.connect(self.selection_changed)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.tiles.set_tokens(tokens)
        self.samples.set_dark(tokens.is_dark)
        self.viewport().update()

    def set_factor(self, factor: int) -> None:
        """Choose the size of the tiles: 1, 2 or 3 pixels along a raster pixel."""
        top = self.top_row()
        self.tiles.factor = factor
        self.lay_out(top)

    # -- what is shown -----------------------------------------------------------------------

    def show_ids(self, ids: list[str], keep: bool) -> None:
        """Show these samples; keep: scroll position, selection and current sample, by id."""
        samples = self.samples
        if keep and ids == samples.ids:
            self.reload()
            return
        selected, current = self.selected_ids() if keep else [], self.current_id()
        at, old = self.top_row(), samples.ids
        offset = self.offset_of(at)
        self._is_restoring = True
        samples.set_ids(ids)
        if keep:
            self._restore(selected, current, old)
            top = _survivor(old, at, samples)
            self.scroll_to_row(top or 0, offset)
        else:
            self.scroll_to_row(0, 0)
        self._is_restoring = False
        self._tell()

    def reload(self) -> None:
        """Read the tiles anew: labels or readings may have changed."""
        self.samples.forget_pages()
        self.viewport().update()
        self._tell()

    def _restore(self, selected: Iterable[str], current: str, old: list[str]) -> None:
        samples, model = self.samples, self.selectionModel()
        rows = sorted(row for row in map(samples.row_of, selected) if row is not None)
        chosen = QItemSelection()
        for first, last in _runs(rows):
            chosen.select(samples.index(first), samples.index(last))
        row = samples.row_of(current) if current else None
        if row is None and current and samples.ids:
            row = min(old.index(current), len(samples.ids) - 1)
        if row is not None:
            model.setCurrentIndex(samples.index(row), _FLAGS.NoUpdate)
        model.select(chosen, _FLAGS.ClearAndSelect)

    def selected_ids(self) -> list[str]:
        """The selected samples, in the order they are shown."""
        ids: list[str] = []
        for first, last in self._ranges():
            ids += self.samples.ids[first : last + 1]
        return ids

    def selected_count(self) -> int:
        """How many are selected."""
        return sum(last - first + 1 for first, last in self._ranges())

    def place_in_selection(self) -> int:
        """Which of the selected samples the current one is, from 1; 0 when it is none of them."""
        row, before = self.currentIndex().row(), 0
        for first, last in self._ranges():
            if first <= row <= last:
                return before + row - first + 1
            before += last - first + 1
        return 0

    def _ranges(self) -> list[tuple[int, int]]:
        selection = self.selectionModel().selection()
        return sorted((part.top(), part.bottom()) for part in selection.toList())

    def current_id(self) -> str:
        """The sample that the arrow keys start from; empty when there is none."""
        row = self.currentIndex().row()
        return self.samples.ids[row] if 0 <= row < len(self.samples.ids) else ""

    def _tell(self) -> None:
        if not self._is_restoring:
            self._told.start()

    # -- painting and keys -------------------------------------------------------------------

    def least_size(self) -> tuple[int, int]:
        """Of a tile: as narrow as the texts allow."""
        return self.tiles.least_size()

    def _hover(self, row: int) -> None:
        if row != self._hovered:
            for changed in (row, self._hovered):
                self.viewport().update(self.rect_of(changed))
            self._hovered = row

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Nothing is pointed at."""
        super().leaveEvent(event)
        self._hover(-1)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The tiles in sight; the pages before and after them are read while nobody waits."""
        painter = QPainter(self.viewport())
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        self.tiles.ratio = self.devicePixelRatioF()
        rows = self.rows_in(event.rect())
        ranges = self._ranges()
        current = self.currentIndex().row() if self.hasFocus() else -1
        for row in rows:
            selected = any(first <= row <= last for first, last in ranges)
            state = State(selected, row == current, row == self._hovered)
            tile = self.samples.tile(row)
            rect = QRectF(self.rect_of(row))
            self.tiles.paint(painter, rect, tile, state, self.samples.is_read(row))
        if not self.band.isNull():
            self._paint_band(painter)
        if rows:
            self.samples.want(rows[-1] // PAGE + 1)
            self.samples.want(rows[0] // PAGE - 1)

    def _paint_band(self, painter: QPainter) -> None:
        ground = self._tokens.color("accent")
        painter.setPen(ground)
        ground.setAlphaF(0.12)
        painter.setBrush(ground)
        box = QRect(self.band)
        box.translate(0, -self.verticalOffset())
        painter.drawRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5))

    def _show(self, index: _Index) -> None:
        if index.isValid():
            self.show_wanted.emit(self.samples.ids[index.row()])

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A click beside the tiles selects nothing."""
        is_plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        if is_plain and not self.indexAt(event.position().toPoint()).isValid():
            self.clearSelection()
        super().mousePressEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Only what moves, selects or shows; digits and letters are the panel's."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._show(self.currentIndex())
        else:
            super().keyPressEvent(event)


def _runs(rows: list[int]) -> list[tuple[int, int]]:
    """Rising numbers as runs without gaps."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


def _survivor(old: list[str], at: int, samples: SampleListModel) -> int | None:
    """Where the first of the old samples from `at` on stands that is still shown."""
    found = (samples.row_of(name) for name in old[at:])
    return next((row for row in found if row is not None), None)
