"""The samples of the grid: ids only; what their tiles show is read page by page when painted."""

from __future__ import annotations

import logging
import time
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import QImage

from app.colormaps import HALF, ink_table
from app.widgets.samples.texts import short_label, tile_text, tile_words
from model.raster import SIDE
from model.samples.errors import StoreError
from model.samples.listing import SampleRow
from model.samples.reader import StoreReader

log = logging.getLogger(__name__)

PAGE = 64  # samples read at once, about 2 ms
_KEPT = 48  # pages
_BUDGET_S = 0.015  # for reading within one turn of the event loop; the rest waits for the next
_Index = QModelIndex | QPersistentModelIndex


@dataclass(frozen=True, slots=True, eq=False)
class Tile:
    """A sample, its raster, a pixel per pixel, in the colours of the theme, and its texts."""

    row: SampleRow
    image: QImage
    label: str
    text: str


class SampleListModel(QAbstractListModel):
    """Rows of a store in a given order.

    Signals
    -------
    pages_read(): tiles that could not be painted before can be now.
    failed(str): a page could not be read, and why.
    """

    pages_read = Signal()
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.ids: list[str] = []
        self._rows: dict[str, int] | None = None
        self._reader: StoreReader | None = None
        self._network = ""
        self._inks = ink_table(is_dark=False)[HALF:]
        self._pages: OrderedDict[int, dict[str, Tile]] = OrderedDict()
        self._wanted: dict[int, None] = {}  # pages, in the order they were asked for
        self._spent_s = 0.0
        self._timer = QTimer(self, singleShot=True)
        self._timer.timeout.connect(self._read_wanted)

    def use(self, reader: StoreReader | None, network: str) -> None:
        """Read from this store what this network (by checksum) says."""
        self._reader, self._network = reader, network
        self.forget_pages()

    def set_ids(self, ids: list[str]) -> None:
        """Show these samples; what was read of samples is read anew."""
        self.beginResetModel()
        self.ids = ids
        self._rows = None
        self.forget_pages()
        self.endResetModel()

    def set_dark(self, is_dark: bool) -> None:
        """Choose the colours of paper and ink."""
        self._inks = ink_table(is_dark)[HALF:]
        self.forget_pages()

    def forget_pages(self) -> None:
        """Read all tiles anew when they are next painted."""
        self._pages.clear()
        self._wanted.clear()

    def row_of(self, name: str) -> int | None:
        """Where a sample stands; None when it is not shown."""
        if self._rows is None:
            self._rows = {name: row for row, name in enumerate(self.ids)}
        return self._rows.get(name)

    def tile(self, row: int) -> Tile | None:
        """What to paint; None when it is not read yet, or damaged."""
        page = self._pages.get(row // PAGE)
        if page is None:
            if self._spent_s > _BUDGET_S:
                self.want(row // PAGE)
                return None
            page = self._read(row // PAGE)
        return page.get(self.ids[row])

    def is_read(self, row: int) -> bool:
        """False while a tile still has to come."""
        return row // PAGE in self._pages

    def want(self, page: int) -> None:
        """Read a page soon, when it is not there."""
        if page not in self._pages and 0 <= page * PAGE < len(self.ids):
            self._wanted[page] = None
            self._timer.start(0)

    def _read_wanted(self) -> None:
        self._spent_s = 0.0
        if not self._wanted:
            return
        page = next(iter(self._wanted))
        del self._wanted[page]
        self._read(page)
        self.pages_read.emit()

    def _read(self, page: int) -> dict[str, Tile]:
        start = time.perf_counter()
        ids = self.ids[page * PAGE : (page + 1) * PAGE]
        rows: Sequence[SampleRow] = ()
        try:
            if self._reader is not None:
                rows = self._reader.rows(ids, self._network)
        except StoreError as error:
            log.warning("a page of samples was not read: %s", error)
            self.failed.emit(str(error))
        self._pages[page] = {row.id: self._tile(row) for row in rows}
        while len(self._pages) > _KEPT:
            self._pages.popitem(last=False)
        self._spent_s += time.perf_counter() - start
        self._timer.start(0)  # the next turn has a budget of its own
        return self._pages[page]

    def _tile(self, row: SampleRow) -> Tile:
        pixels = self._inks[row.raster.astype(np.int32) * HALF // 255]
        image = QImage(pixels.data, SIDE, SIDE, 4 * SIDE, QImage.Format.Format_RGB32)
        # The copy owns its memory.
        return Tile(row, image.copy(), short_label(row.label), tile_text(row))

    # -- what Qt asks ------------------------------------------------------------------------

    def rowCount(self, parent: _Index = QModelIndex()) -> int:  # noqa: N802
        """How many samples are shown."""
        return 0 if parent.isValid() else len(self.ids)

    def data(self, index: _Index, role: int = Qt.ItemDataRole.DisplayRole) -> str | None:
        """The words of a tile; its picture is asked for by `tile`."""
        roles = Qt.ItemDataRole
        if role not in (roles.AccessibleTextRole, roles.ToolTipRole):
            return None
        tile = self.tile(index.row())
        return "not read yet" if tile is None else tile_words(tile.row)
