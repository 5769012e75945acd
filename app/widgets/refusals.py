"""What was refused, and why: a table, and all of it for the clipboard."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QHeaderView, QTableWidget, QTableWidgetItem, QWidget

from model.samples.importing import Refused

_MOST_ROWS = 1_000  # in the table; the clipboard gets all
_ROW, _HEAD, _ROWS = 24, 34, 5  # pixels; rows before it scrolls


class Refusals(QTableWidget):
    """One row each; hidden while there is none."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(0, 2, parent)
        self.refused: tuple[Refused, ...] = ()
        for x, text in enumerate(("Where", "Why")):
            head = QTableWidgetItem(text)
            head.setTextAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
            self.setHorizontalHeaderItem(x, head)
        self.verticalHeader().hide()
        self.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setTextElideMode(Qt.TextElideMode.ElideMiddle)
        self.setColumnWidth(0, 190)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.setAccessibleName("Refused")
        self.show_refused(())

    def show_refused(self, refused: Sequence[Refused], path: Path | None = None) -> None:
        """List what was refused; path: what all places have in common."""
        self.refused = tuple(refused)
        shown = self.refused[:_MOST_ROWS]
        self.setRowCount(len(shown))
        for y, item in enumerate(shown):
            for x, text in enumerate((_short(item.place, path), item.reason)):
                cell = QTableWidgetItem(text)
                cell.setToolTip(f"{item.place}: {item.reason}")
                self.setItem(y, x, cell)
            self.setRowHeight(y, _ROW)
        self.setFixedHeight(_HEAD + _ROW * min(_ROWS, len(shown)))
        self.setVisible(bool(shown))

    def copy_all(self) -> None:
        """Put every row into the clipboard, place and reason in two columns."""
        lines = (f"{item.place}\t{item.reason}" for item in self.refused)
        QGuiApplication.clipboard().setText("\n".join(lines))


def _short(place: str, path: Path | None) -> str:
    """A place without the path that all of them share."""
    return place.removeprefix(str(path)).lstrip("/\\, ") or place
