"""What was done to the samples, so that it can be undone and done again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

LIMIT = 500  # acts that can be undone, as many as on the canvas


@dataclass(frozen=True, slots=True, eq=False)
class Act:
    """What was done, in words, and how to undo and redo it; sample: the one that was stored by it.

    Both raise StoreError when the store cannot; nothing has changed then.
    """

    text: str
    undo: Callable[[], object]
    redo: Callable[[], object]
    sample: str = ""


class Acts(QObject):
    """The acts of this session, in their order.

    Signals
    -------
    changed(str, str): the acts that would be undone and done again; empty when there is none.
    """

    changed = Signal(str, str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._done: list[Act] = []
        self._undone: list[Act] = []

    def record(self, act: Act) -> None:
        """Something was done; what was undone is forgotten."""
        self._done.append(act)
        del self._done[:-LIMIT]
        self._undone.clear()
        self._tell()

    def undo(self) -> Act | None:
        """Undo the last act and return it. Raises StoreError; the act then stays."""
        return self._step(self._done, self._undone, "undo")

    def redo(self) -> Act | None:
        """Do again what was undone last. Raises StoreError; the act then stays."""
        return self._step(self._undone, self._done, "redo")

    def take_back(self, sample: str) -> Act | None:
        """Undo the storing of a sample, wherever it stands in the order; None if it is not there.

        Raises StoreError; the act then stays.
        """
        return self._move(sample, self._done, self._undone, "undo")

    def bring_back(self, sample: str) -> Act | None:
        """Do again what `take_back` undid."""
        return self._move(sample, self._undone, self._done, "redo")

    def _step(self, source: list[Act], target: list[Act], way: str) -> Act | None:
        return self._carry_out(source[-1], source, target, way) if source else None

    def _move(self, sample: str, source: list[Act], target: list[Act], way: str) -> Act | None:
        found = next((act for act in reversed(source) if sample and act.sample == sample), None)
        return found and self._carry_out(found, source, target, way)

    def _carry_out(self, act: Act, source: list[Act], target: list[Act], way: str) -> Act:
        (act.undo if way == "undo" else act.redo)()
        source.remove(act)
        target.append(act)
        self._tell()
        return act

    def _tell(self) -> None:
        self.changed.emit(*(pile[-1].text if pile else "" for pile in (self._done, self._undone)))
