"""A view of equal tiles whose places are computed, not stored.

Qt's list view keeps the place of every item: laying out 50,000 takes it 40 ms of computing, for
every filter, every tile size and every width of the window. Here nothing depends on their number.
"""

from __future__ import annotations

from PySide6.QtCore import (
    QItemSelection,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    Qt,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QRegion, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QWidget

_KEYS = (
    *(Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down),
    *(Qt.Key.Key_Home, Qt.Key.Key_End, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown),
    Qt.Key.Key_Space,
)
_CONTROL = Qt.KeyboardModifier.ControlModifier
_Index = QModelIndex | QPersistentModelIndex
_Action = QAbstractItemView.CursorAction
_Hint = QAbstractItemView.ScrollHint


class TileView(QAbstractItemView):
    """Rows of tiles that fill the width; mouse, keys and selection are Qt's.

    A row of the model is a tile. Who inherits says how small a tile may be, and paints.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._top = 0  # the first tile in sight
        self.band = QRect()  # drawn with the mouse, in units from the top of all tiles
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setMouseTracking(True)

    def least_size(self) -> tuple[int, int]:
        """Smallest width, and height, of a tile."""
        raise NotImplementedError

    # -- places ------------------------------------------------------------------------------

    @property
    def _count(self) -> int:
        # Qt asks for places before there is a model, and least_size answers later still.
        return 0 if self.model() is None else self.model().rowCount()

    @property
    def columns(self) -> int:
        """Tiles in a row. The same with and without the scroll bar: else one brings the other."""
        return max(1, self._room() // self.least_size()[0])

    def _room(self) -> int:
        return self.width() - self.verticalScrollBar().sizeHint().width()

    @property
    def tile_size(self) -> tuple[int, int]:
        """Width and height; what remains of a row is shared out."""
        least, height = self.least_size()
        return max(least, self._room() // self.columns), height

    def rect_of(self, row: int) -> QRect:
        """Where a tile stands in the viewport; empty for none."""
        if not 0 <= row < self._count:
            return QRect()
        width, height = self.tile_size
        down, across = divmod(row, self.columns)
        return QRect(across * width, down * height - self.verticalOffset(), width, height)

    def row_at(self, x: int, y: int) -> int:
        """The tile at a point of the viewport, or -1."""
        if not self._count:
            return -1
        width, height = self.tile_size
        across, down = x // width, (y + self.verticalOffset()) // height
        row = down * self.columns + across
        return row if 0 <= across < self.columns and 0 <= row < self._count else -1

    def rows_in(self, area: QRect) -> range:
        """The tiles of all rows that an area of the viewport touches."""
        height, top = self.tile_size[1], area.top() + self.verticalOffset()
        first = max(0, top // height) * self.columns
        last = (max(0, top + area.height() - 1) // height + 1) * self.columns
        return range(min(first, self._count), min(last, self._count))

    def top_row(self) -> int:
        """The first tile in sight."""
        row = self.verticalOffset() // self.tile_size[1] * self.columns
        return min(row, max(0, self._count - 1))

    def offset_of(self, row: int) -> int:
        """How far a tile is scrolled beyond the upper edge."""
        return self.verticalOffset() - row // self.columns * self.tile_size[1]

    def scroll_to_row(self, row: int, offset: int) -> None:
        """Scroll a tile to the upper edge, and `offset` beyond."""
        self.updateGeometries()
        y = row // self.columns * self.tile_size[1]
        self.verticalScrollBar().setValue(y + offset)

    def lay_out(self, top: int) -> None:
        """Tiles have another size: keep one of them in sight."""
        self.scroll_to_row(top, 0)
        self.viewport().update()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """As many columns as fit; what was at the top stays there."""
        is_wider = event.oldSize().width() != event.size().width()
        before = self._top
        super().resizeEvent(event)
        if is_wider and before:
            self.scroll_to_row(before, 0)

    def updateGeometries(self) -> None:  # noqa: N802
        """How far can be scrolled; Qt asks before there is a model, too."""
        if self.model() is None:
            return
        height = self.tile_size[1]
        total = -(-self._count // self.columns) * height
        bar = self.verticalScrollBar()
        bar.setSingleStep(max(1, height // 2))
        bar.setPageStep(max(height, self.viewport().height() // height * height))
        bar.setRange(0, max(0, total - self.viewport().height()))
        super().updateGeometries()

    def scrollContentsBy(self, _dx: int, dy: int) -> None:  # noqa: N802
        """Move what is painted; what comes into sight is painted."""
        self._top = self.top_row()
        if self.band.isNull():
            self.viewport().scroll(0, dy)
        else:
            self.viewport().update()

    # -- what Qt asks ------------------------------------------------------------------------

    def visualRect(self, index: _Index) -> QRect:  # noqa: N802
        """Where a tile stands."""
        return self.rect_of(index.row())

    def indexAt(self, point: QPoint) -> QModelIndex:  # noqa: N802
        """The tile at a point."""
        row = self.row_at(point.x(), point.y())
        return self.model().index(row, 0) if row >= 0 else QModelIndex()

    def scrollTo(self, index: _Index, hint: _Hint = _Hint.EnsureVisible) -> None:  # noqa: N802
        """Bring a tile into sight."""
        rect, bar = self.rect_of(index.row()), self.verticalScrollBar()
        beyond = rect.bottom() + 1 - self.viewport().height()
        if rect.isNull():
            return
        if hint == _Hint.PositionAtTop or rect.top() < 0:
            bar.setValue(bar.value() + rect.top())
        elif beyond > 0:
            bar.setValue(bar.value() + beyond)

    def horizontalOffset(self) -> int:  # noqa: N802
        """Nothing is scrolled sideways."""
        return 0

    def verticalOffset(self) -> int:  # noqa: N802
        """How far it is scrolled."""
        return self.verticalScrollBar().value()

    def isIndexHidden(self, _index: _Index) -> bool:  # noqa: N802
        """All tiles can be seen."""
        return False

    def moveCursor(  # noqa: N802
        self, action: _Action, _modifiers: Qt.KeyboardModifier
    ) -> QModelIndex:
        """The tile to which a key leads."""
        if not self._count:
            return QModelIndex()
        page = max(1, self.viewport().height() // self.tile_size[1]) * self.columns
        steps = {
            _Action.MoveLeft: -1,
            _Action.MovePrevious: -1,
            _Action.MoveRight: 1,
            _Action.MoveNext: 1,
            _Action.MoveUp: -self.columns,
            _Action.MoveDown: self.columns,
            _Action.MovePageUp: -page,
            _Action.MovePageDown: page,
            _Action.MoveHome: -self._count,
            _Action.MoveEnd: self._count,
        }
        row = self.currentIndex().row()
        if row < 0:
            return self.model().index(0, 0)
        step = steps[action]
        target = min(max(row + step, 0), self._count - 1)
        is_across_rows = action in (_Action.MoveUp, _Action.MoveDown)
        if is_across_rows and not 0 <= row + step < self._count:
            # The last row may be short: down leads to its end, else there is no further row.
            below = target // self.columns > row // self.columns
            target = target if step > 0 and below else row
        return self.model().index(target, 0)

    def setSelection(  # noqa: N802
        self, rect: QRect, command: QItemSelectionModel.SelectionFlag
    ) -> None:
        """With keys and Shift all tiles from one to another; with a band those that it touches."""
        chosen = QItemSelection()
        if self.state() == QAbstractItemView.State.DragSelectingState:
            self.band = rect.normalized().translated(0, self.verticalOffset())
            self._choose_touched(rect.normalized(), chosen)
            self.viewport().update()
        else:
            ends = [self.row_at(at.x(), at.y()) for at in (rect.topLeft(), rect.bottomRight())]
            if min(ends) >= 0:
                self._choose(min(ends), max(ends), chosen)
        self.selectionModel().select(chosen, command)

    def _choose_touched(self, area: QRect, chosen: QItemSelection) -> None:
        width = self.tile_size[0]
        first, last = max(0, area.left() // width), min(area.right() // width, self.columns - 1)
        rows = self.rows_in(area)
        for start in range(rows.start, rows.stop, self.columns):
            end = min(start + last, self._count - 1)
            if start + first <= end:
                self._choose(start + first, end, chosen)

    def _choose(self, first: int, last: int, chosen: QItemSelection) -> None:
        chosen.select(self.model().index(first, 0), self.model().index(last, 0))

    def visualRegionForSelection(self, _selection: QItemSelection) -> QRegion:  # noqa: N802
        """What to paint anew: all that is in sight, however many are selected."""
        return QRegion(self.viewport().rect())

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """The band is gone."""
        super().mouseReleaseEvent(event)
        if not self.band.isNull():
            self.band = QRect()
            self.viewport().update()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Only what moves or selects: Qt would look through all tiles for a letter."""
        is_all = event.key() == Qt.Key.Key_A and event.modifiers() == _CONTROL
        if event.key() in _KEYS or is_all:
            super().keyPressEvent(event)
        else:
            event.ignore()
