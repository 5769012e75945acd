"""The networks there are: who comes from whom, how good each is, and what can be done with it."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QPushButton,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.named import named
from app.widgets.train.card import Card
from app.widgets.train.network_row import NetworkRow, in_tree_order

_HEADERS = ("Network", "State", "Made", "Learnt from", "Your held-out", "Check set")
_NAME, _STATE, _DATE, _DATA, _OWN, _CHECK = range(6)
_KEY = Qt.ItemDataRole.UserRole
_LONGEST = 80  # letters of a name
_ROW = 28
_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter
_STATES = {"active": "active", "bundled": "bundled", "own": "yours", "given": "given"}


class _Delegate(QStyledItemDelegate):
    """Only names can be edited; rows are as high as a button."""

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """As wide as it is, of one height."""
        return QSize(super().sizeHint(option, index).width(), _ROW)

    def createEditor(  # noqa: N802
        self,
        parent: QWidget,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> QWidget:
        """An editor for the first column; none for the others."""
        if index.column() != _NAME:
            return None  # type: ignore[return-value]
        return super().createEditor(parent, option, index)


class _Tree(QTreeWidget):
    """Keys: Enter activates, F2 renames, Delete deletes.

    key_pressed(str): "activate" or "delete".
    """

    key_pressed = Signal(str)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Keys of this list; the rest is the tree's."""
        is_editing = self.state() == QAbstractItemView.State.EditingState
        acts = {
            Qt.Key.Key_Return: "activate",
            Qt.Key.Key_Enter: "activate",
            Qt.Key.Key_Delete: "delete",
        }
        act = acts.get(Qt.Key(event.key()))
        if act is not None and not is_editing:
            self.key_pressed.emit(act)
            return
        super().keyPressEvent(event)


class NetworkList(QWidget):
    """A tree of networks, what can be done with the selected one, and undo of a deletion.

    Signals
    -------
    activate_wanted(str), compare_wanted(str), delete_wanted(str), export_wanted(str): a key.
    undo_wanted(): bring back what was deleted last. import_wanted().
    rename_wanted(str, str): a key and the new name.
    card_wanted(str): everything known about a network.
    """

    activate_wanted = Signal(str)
    rename_wanted = Signal(str, str)
    compare_wanted = Signal(str)
    delete_wanted = Signal(str)
    undo_wanted = Signal()
    export_wanted = Signal(str)
    import_wanted = Signal()
    card_wanted = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self.rows: dict[str, NetworkRow] = {}
        self._items: dict[str, QTreeWidgetItem] = {}
        self.tree = _Tree()
        self.buttons: dict[str, QPushButton] = {}
        self.note = QLabel()
        self.deleted = named(QFrame(), "selectionBar")
        self._deleted_text = named(QLabel(), "count")
        self._card = Card("Networks", "newest below the network it came from")
        self._build()
        self.show_rows(())

    def _build(self) -> None:
        page = QVBoxLayout(self)
        page.setContentsMargins(16, 12, 16, 12)
        self._build_tree()
        self.note.setWordWrap(True)
        self.note.setTextFormat(Qt.TextFormat.PlainText)
        body = self._card.body
        body.addWidget(self.tree, 1)
        body.addWidget(self._build_deleted())
        body.addWidget(self.note)
        body.addLayout(self._build_buttons())
        page.addWidget(self._card)

    def _build_tree(self) -> None:
        tree = self.tree
        tree.setColumnCount(len(_HEADERS))
        tree.setHeaderLabels(_HEADERS)
        tree.setItemDelegate(_Delegate(tree))
        tree.setUniformRowHeights(True)
        tree.setAlternatingRowColors(False)
        tree.setIndentation(18)
        tree.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        tree.setEditTriggers(QAbstractItemView.EditTrigger.EditKeyPressed)
        tree.setAccessibleName("Networks")
        header = tree.header()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(_NAME, QHeaderView.ResizeMode.Stretch)
        header.setSectionResizeMode(_DATA, QHeaderView.ResizeMode.Stretch)
        for column, width in ((_STATE, 84), (_DATE, 96), (_OWN, 110), (_CHECK, 92)):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Fixed)
            header.resizeSection(column, width)
        for column in (_OWN, _CHECK):
            tree.headerItem().setTextAlignment(column, _RIGHT)
        tree.currentItemChanged.connect(lambda _now, _before: self._show_choice())
        tree.itemChanged.connect(self._rename)
        tree.itemDoubleClicked.connect(lambda _item, _column: self._act("activate"))
        tree.key_pressed.connect(self._act)

    def _build_deleted(self) -> QFrame:
        row = QHBoxLayout(self.deleted)
        row.setContentsMargins(12, 4, 8, 4)
        row.addWidget(self._deleted_text, 1)
        undo = named(QPushButton("Undo"), "small")
        undo.setToolTip("Bring the network back")
        undo.clicked.connect(self.undo_wanted)
        row.addWidget(undo)
        self.deleted.hide()
        return self.deleted

    def _build_buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        acts = (
            ("activate", "Activate", "Let this network answer (Enter)"),
            ("rename", "Rename", "Change its name (F2)"),
            ("compare", "Compare", "Beside the active one, on the drawing and on all samples"),
            ("delete", "Delete", "Take it out of the list; can be undone (Del)"),
            ("export", "Export …", "As a folder, a zip, ONNX, or for PyTorch"),
            ("card", "Model card …", "Everything known about it"),
        )
        for name, text, tip in acts:
            button = QPushButton(text)
            button.setToolTip(tip)
            button.clicked.connect(lambda _=False, name=name: self._act(name))
            self.buttons[name] = button
            row.addWidget(button)
        named(self.buttons["activate"], "primary")
        row.addStretch(1)
        bring = QPushButton("Import …")
        bring.setToolTip("Add a network from a folder or a zip")
        bring.clicked.connect(self.import_wanted)
        self.buttons["import"] = bring
        row.addWidget(bring)
        return row

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.show_rows(tuple(self.rows.values()))

    # -- what is shown ------------------------------------------------------------------

    def show_rows(self, rows: tuple[NetworkRow, ...]) -> None:
        """Show all networks; the selection stays with its key."""
        selected = self.selected
        self.rows = {row.key: row for row in rows}
        self._items = {}
        with QSignalBlocker(self.tree):
            self.tree.clear()
            parents: list[QTreeWidgetItem] = []
            for row, depth in in_tree_order(rows):
                item = self._item(row)
                del parents[depth:]
                if parents:
                    parents[-1].addChild(item)
                else:
                    self.tree.addTopLevelItem(item)
                parents.append(item)
                self._items[row.key] = item
            self.tree.expandAll()
        active = next((row.key for row in rows if row.is_active), "")
        chosen = self._items.get(selected) or self._items.get(active)
        if chosen is not None:
            self.tree.setCurrentItem(chosen)
        self._show_choice()

    def _item(self, row: NetworkRow) -> QTreeWidgetItem:
        texts = (
            row.name,
            _STATES["active" if row.is_active else row.origin],
            row.date[:10] or "–",
            _data_text(row),
            _error_text(row.held_out_error),
            _error_text(row.check_error),
        )
        item = QTreeWidgetItem(list(texts))
        item.setData(_NAME, _KEY, row.key)
        if row.is_own:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsEditable)
        for column in (_OWN, _CHECK):
            item.setTextAlignment(column, _RIGHT)
        for column in range(len(_HEADERS)):
            item.setToolTip(column, row.problem or row.summary or texts[column])
            role = "text_3" if row.problem or row.is_unfinished else "text"
            item.setForeground(column, self._tokens.color(role))
        if row.is_active:
            for column in (_NAME, _STATE):
                item.setFont(column, font("button"))
                item.setForeground(column, self._tokens.color("accent"))
        words = f"{row.name}, {state_text(row)}, made {texts[_DATE]}, {texts[_DATA]}"
        item.setData(_NAME, Qt.ItemDataRole.AccessibleTextRole, words)
        return item

    def show_deleted(self, name: str) -> None:
        """Say what was deleted and offer to bring it back; empty: nothing."""
        self._deleted_text.setText(f"Deleted “{name}”." if name else "")
        self.deleted.setVisible(bool(name))

    @property
    def selected(self) -> str:
        """The key of the selected network; empty without one."""
        item = self.tree.currentItem()
        return "" if item is None else str(item.data(_NAME, _KEY))

    def select(self, key: str) -> None:
        """Select a network that is shown."""
        if key in self._items:
            self.tree.setCurrentItem(self._items[key])

    def _show_choice(self) -> None:
        """Say what is selected, and wake what can be done with it."""
        row = self.rows.get(self.selected)
        usable = row is not None and not row.problem and not row.is_unfinished
        is_other = row is not None and not row.is_active
        wakes = {
            "activate": usable and is_other,
            "compare": usable and is_other,
            "rename": row is not None and row.is_own,
            "delete": row is not None and row.is_own and is_other,
            "export": usable,
            "card": usable,
        }
        for name, is_awake in wakes.items():
            self.buttons[name].setEnabled(is_awake)
        self.note.setText("" if row is None else note_text(row, self.rows))

    # -- what is wanted ------------------------------------------------------------------

    def _act(self, name: str) -> None:
        key = self.selected
        if not self.buttons[name].isEnabled() or not key:
            return
        if name == "rename":
            self.tree.editItem(self._items[key], _NAME)
            return
        signals = {
            "activate": self.activate_wanted,
            "compare": self.compare_wanted,
            "delete": self.delete_wanted,
            "export": self.export_wanted,
            "card": self.card_wanted,
        }
        signals[name].emit(key)

    def _rename(self, item: QTreeWidgetItem, column: int) -> None:
        """A name was edited; it stands in the list when the service has taken it."""
        row = self.rows.get(str(item.data(_NAME, _KEY)))
        if column != _NAME or row is None:
            return
        name = " ".join(item.text(_NAME).split())[:_LONGEST]
        with QSignalBlocker(self.tree):
            item.setText(_NAME, row.name)
        if name and name != row.name:
            self.rename_wanted.emit(row.key, name)


def _error_text(error: float | None) -> str:
    return "–" if error is None else f"{100 * error:.2f} %"


def _data_text(row: NetworkRow) -> str:
    if row.problem:
        return "cannot be used"
    return "training not finished" if row.is_unfinished else row.data or "–"


def state_text(row: NetworkRow) -> str:
    """Active, bundled with the program ..., in words."""
    origins = {"bundled": "bundled with the program", "own": "yours", "given": "given for this run"}
    return f"active, {origins[row.origin]}" if row.is_active else origins[row.origin]


def note_text(row: NetworkRow, rows: dict[str, NetworkRow]) -> str:
    """What is selected: its state, its parent, its summary, or what is wrong with it."""
    if row.problem:
        return f"{row.name} cannot be used: {row.problem}"
    parent = rows.get(row.parent)
    parts = (
        f"{row.name}: {state_text(row)}",
        f"from {parent.name}" if parent else "",
        row.summary,
    )
    return " · ".join(part for part in parts if part)
