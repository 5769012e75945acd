"""The menu Network: one entry for every network that can be chosen, then what else there is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from html import escape

from PySide6.QtCore import Signal
from PySide6.QtGui import QAction, QActionGroup
from PySide6.QtWidgets import QMenu, QWidget


@dataclass(frozen=True, slots=True)
class NetworkChoice:
    """A network in the menu.

    key: told when it is chosen; group: a line separates one from the next; summary: one line
    about it; problem: why it cannot be chosen, empty when it can.
    """

    key: str
    name: str
    group: str
    summary: str
    problem: str = ""


class NetworksMenu(QMenu):
    """Networks first, of which one is ticked; actions that are added stand beneath.

    Signals
    -------
    network_wanted(str): the key of the chosen network.
    """

    network_wanted = Signal(str)

    def __init__(self, title: str, parent: QWidget | None = None) -> None:
        super().__init__(title, parent)
        self.setToolTipsVisible(True)
        self._group = QActionGroup(self)
        self._choices: list[QAction] = []  # the separators between them too
        self._end = self.addSeparator()

    def show_choices(self, choices: Sequence[NetworkChoice], active: str) -> None:
        """List these networks, with the one ticked whose key is `active`."""
        for action in self._choices:
            self.removeAction(action)
            action.deleteLater()
        self._choices = []
        before = choices[0].group if choices else ""
        for choice in choices:
            if choice.group != before:
                self._choices.append(self.insertSeparator(self._end))
            before = choice.group
            self._choices.append(self._entry(choice))
        self.mark(active)

    def _entry(self, choice: NetworkChoice) -> QAction:
        action = QAction(choice.name.replace("&", "&&"), self._group, checkable=True)
        action.setData(choice.key)
        action.setEnabled(not choice.problem)
        text = f"Cannot be used: {choice.problem}" if choice.problem else choice.summary
        action.setToolTip(f"<p>{escape(text)}</p>" if choice.problem else text)  # <p> breaks lines
        action.triggered.connect(lambda: self.network_wanted.emit(choice.key))
        self.insertAction(self._end, action)
        return action

    def mark(self, active: str) -> None:
        """Tick the network that answers."""
        for action in self._group.actions():
            action.setChecked(action.data() == active)
