"""Undo and redo: drawings never change, so a history is a list of them."""

from __future__ import annotations

from PySide6.QtCore import QObject, Signal

from model.strokes import Drawing

LIMIT = 500  # acts that can be undone


class History(QObject):
    """The drawings before and after the one on the canvas, each with the act that led away from it.

    QUndoStack would do the same with an object per act; in PySide 6.11 each of them costs two
    references to None.

    Signals
    -------
    changed(str, str): the acts that would be undone and done again; empty when there is none.
    """

    changed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._before: list[tuple[str, Drawing]] = []
        self._after: list[tuple[str, Drawing]] = []

    def __len__(self) -> int:
        return len(self._before)

    def record(self, act: str, before: Drawing) -> None:
        """An act replaced the drawing `before`; what was undone is forgotten."""
        self._before.append((act, before))
        del self._before[:-LIMIT]
        self._after.clear()
        self._tell()

    def undo(self, now: Drawing) -> Drawing | None:
        """The drawing before the last act, whose result was `now`."""
        return self._step(self._before, self._after, now)

    def redo(self, now: Drawing) -> Drawing | None:
        """The drawing after the act that was undone last."""
        return self._step(self._after, self._before, now)

    def _step(
        self, source: list[tuple[str, Drawing]], target: list[tuple[str, Drawing]], now: Drawing
    ) -> Drawing | None:
        if not source:
            return None
        act, drawing = source.pop()
        target.append((act, now))
        self._tell()
        return drawing

    def _tell(self) -> None:
        acts = (pile[-1][0] if pile else "" for pile in (self._before, self._after))
        self.changed.emit(*acts)
