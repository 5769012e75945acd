"""Small dialogs: the numbers checked, settings, shortcuts, what went wrong."""

from __future__ import annotations

from collections.abc import Iterable

from PySide6.QtCore import Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QGuiApplication
from PySide6.QtWidgets import (
    QButtonGroup,
    QDialog,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPlainTextEdit,
    QPushButton,
    QRadioButton,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app import installation
from app.settings import DEVICES, THEMES, Settings
from app.widgets.named import named
from model.comparison import TOLERANCE, NumbersCheck
from model.ledger_table import Check
from model.plain_loop import PlainCheck

_NUMBERS_WIDTH = 520


def _dialog(title: str, parent: QWidget | None) -> tuple[QDialog, QVBoxLayout]:
    dialog = QDialog(parent)
    dialog.setWindowTitle(title)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
    layout = QVBoxLayout(dialog)
    layout.setContentsMargins(16, 16, 16, 12)
    layout.setSpacing(10)
    return dialog, layout


def _close_row(dialog: QDialog, *others: QPushButton) -> QHBoxLayout:
    row = QHBoxLayout()
    for button in others:
        row.addWidget(button)
    row.addStretch(1)
    close = QPushButton("Close")
    close.setDefault(True)
    close.clicked.connect(dialog.close)
    row.addWidget(close)
    return row


def _text(text: str, name: str = "", *, selectable: bool = False) -> QLabel:
    label = named(QLabel(text), name)
    label.setWordWrap(True)
    if selectable:
        label.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    return label


def _table(headers: list[str], rows: Iterable[list[str]]) -> QTableWidget:
    rows = list(rows)
    left, right = Qt.AlignmentFlag.AlignLeft, Qt.AlignmentFlag.AlignRight
    table = QTableWidget(len(rows), len(headers))
    for x, text in enumerate(headers):
        item = QTableWidgetItem(text)
        item.setTextAlignment((right if x else left) | Qt.AlignmentFlag.AlignVCenter)
        table.setHorizontalHeaderItem(x, item)
    table.verticalHeader().hide()
    table.setEditTriggers(QTableWidget.EditTrigger.NoEditTriggers)
    table.setSelectionMode(QTableWidget.SelectionMode.NoSelection)
    table.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    table.setShowGrid(False)
    for y, row in enumerate(rows):
        for x, text in enumerate(row):
            item = QTableWidgetItem(text)
            item.setTextAlignment((right if x else left) | Qt.AlignmentFlag.AlignVCenter)
            table.setItem(y, x, item)
        table.setRowHeight(y, 24)
    table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
    table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
    table.setMinimumHeight(min(24 * len(rows) + 34, 460))
    return table


def numbers_dialog(check: NumbersCheck, parent: QWidget | None) -> QDialog:
    """Every layer against torch, the pinned unit against a plain loop, the worst of all on top."""
    dialog, layout = _dialog("Check the numbers", parent)
    where, worst = check.worst
    headline = f"Largest difference anywhere: {_small(worst)} ({where})"
    layout.addWidget(_text(headline, "cardTitle"))
    verdict = "agree" if check.agrees else "do NOT agree"
    limit = f"{TOLERANCE:.0e}".replace("-0", "-").replace("-", "−")
    layout.addWidget(
        _text(
            f"The window’s numbers and torch’s {verdict} (limit {limit}). All {check.numbers:,} of "
            "this drawing’s forward pass were computed again by torch in a process of its own."
        )
    )
    rows = [
        [layer.name, f"{layer.numbers:,}", _plain(layer.largest, 4), _small(layer.difference)]
        for layer in (*check.layers, check.probabilities)
        if layer is not None
    ]
    layout.addWidget(_table(["Layer", "Numbers", "Largest value", "Largest difference"], rows), 1)
    if check.unit is None:
        hint = "Pin a unit, and it is computed in a plain loop as well."
        layout.addWidget(_text(hint, "caption"))
    else:
        layout.addWidget(_unit_table(check.unit, check.ledger))
    layout.addLayout(_close_row(dialog))
    dialog.setAccessibleDescription(headline)
    dialog.resize(_NUMBERS_WIDTH, layout.totalHeightForWidth(_NUMBERS_WIDTH))
    return dialog


def _unit_table(plain: PlainCheck, ledger: Check | None) -> QTableWidget:
    """The pinned unit: term by term in a plain loop, and as its ledger adds it up."""
    rows = [
        [text, _plain(number.value, 6), _plain(number.network, 6), _small(number.difference)]
        for text, number in zip(_loop_texts(plain), plain.numbers, strict=True)
    ]
    if ledger is not None:
        terms, network = _plain(ledger.terms, 6), _plain(ledger.network, 6)
        rows.append(["the terms of its ledger", terms, network, _small(abs(ledger.difference))])
    unit = plain.unit
    place = f"map {unit.channel} · {unit.row}, {unit.column}"
    title = f"{unit.layer} · {f'unit {unit.channel}' if plain.shape.is_vector else place}"
    table = _table([title, "Computed again", "The network", "Difference"], rows)
    table.setFixedHeight(table.minimumHeight())
    return table


def _loop_texts(plain: PlainCheck) -> list[str]:
    """What the plain loop has computed, number by number."""
    first, *others = plain.numbers
    terms = "numbers" if first.name == "output" else "products"
    return [
        f"{plain.terms} {terms} in a plain loop",
        *(f"its {number.name}" for number in others),
    ]


def _plain(value: float, digits: int) -> str:
    return f"{value:.{digits}f}".replace("-", "−")


def _small(value: float) -> str:
    return "0" if value == 0 else f"{value:.1e}".replace("e-0", "e−").replace("e-", "e−")


class SettingsDialog(QDialog):
    """Device and theme, changed at once.

    Signals
    -------
    device_wanted(str), theme_wanted(str)
    """

    device_wanted = Signal(str)
    theme_wanted = Signal(str)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("Settings")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(16, 16, 16, 12)
        layout.setSpacing(8)
        self._choices("Device", DEVICES, settings.device, self.device_wanted, layout)
        note = installation.lack("Another device than the CPU") or (
            "The CPU answers in the window's own process in about a millisecond. A GPU answers "
            "through torch in a process of its own; the numbers are the same. If it is missing or "
            "fails, the CPU goes on."
        )
        layout.addWidget(_text(note, "caption"))
        layout.addWidget(named(QFrame(), "line"))
        self._choices("Appearance", THEMES, settings.theme, self.theme_wanted, layout)
        layout.addStretch(1)
        layout.addLayout(_close_row(self))
        self.setMinimumWidth(360)

    def _choices(
        self,
        title: str,
        texts: dict[str, str],
        chosen: str,
        signal: SignalInstance,
        layout: QVBoxLayout,
    ) -> None:
        layout.addWidget(named(QLabel(title), "heading"))
        group = QButtonGroup(self)
        for key, text in texts.items():
            button = QRadioButton(text)
            button.setChecked(key == chosen)
            button.clicked.connect(lambda _=False, key=key: signal.emit(key))
            needs_torch = texts is DEVICES and key != "cpu"
            button.setEnabled(installation.can_learn() or not needs_torch)
            group.addButton(button)
            layout.addWidget(button)


def shortcuts_dialog(actions: dict[str, QAction], parent: QWidget | None) -> QDialog:
    """Every action that has a key."""
    dialog, layout = _dialog("Keyboard shortcuts", parent)
    rows = [
        [action.text().replace("&", "").replace("…", ""), action.shortcut().toString()]
        for action in actions.values()
        if not action.shortcut().isEmpty()
    ]
    layout.addWidget(_table(["Action", "Key"], rows), 1)
    layout.addLayout(_close_row(dialog))
    dialog.resize(360, 520)
    return dialog


def error_dialog(
    headline: str, advice: str, details: str, log_folder: str, parent: QWidget | None
) -> QDialog:
    """What happened, what was kept, where the log is, and everything to copy."""
    dialog, layout = _dialog("Digitscope: something went wrong", parent)
    layout.addWidget(_text(headline, "cardTitle"))
    layout.addWidget(_text(advice))
    box = QPlainTextEdit(details)
    box.setReadOnly(True)
    box.setMinimumHeight(180)
    layout.addWidget(box, 1)
    layout.addWidget(_text(f"The log is in {log_folder}", "caption", selectable=True))
    copy = QPushButton("Copy details")
    text = f"{headline}\n{details}\nlog: {log_folder}"
    copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
    layout.addLayout(_close_row(dialog, copy))
    dialog.resize(620, 420)
    return dialog
