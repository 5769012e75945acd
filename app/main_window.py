"""The window's frame: desk, rail, workspaces, menus, status bar. Layout only, no logic."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QByteArray, QEvent, QPoint, QSize, Qt, Signal, SignalInstance
from PySide6.QtGui import QAction, QActionGroup, QCloseEvent, QResizeEvent
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QMainWindow,
    QMenu,
    QMessageBox,
    QStackedWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app import installation
from app.actions import LABEL_ACTIONS, build_actions, color_icons
from app.figure_view import FigureView
from app.panels.desk import Desk
from app.panels.inspect import InspectPanel
from app.panels.networks_menu import NetworksMenu
from app.panels.stages import StagesCard
from app.settings import DEVICES, THEMES
from app.tokens import LIGHT, Tokens
from app.widgets.guided_card import GuidedCard
from app.widgets.named import named
from app.widgets.scale import SCALE_TEXTS
from app.widgets.status import StatusBar

if TYPE_CHECKING:
    from app.panels.explain import ExplainPanel
    from app.panels.fool import FoolPanel
    from app.panels.samples import SamplesPanel
    from app.panels.train import TrainPanel

    Workspace = SamplesPanel | TrainPanel | ExplainPanel | FoolPanel

_NETWORK = "&Network"
_MENUS = {
    "&Drawing": ("open", "save", "save_view", "", "quit"),
    "&Edit": (
        *("undo", "redo", "", "copy", "paste", "clear", "", "copy_view", "copy_csv", ""),
        *("pen", "eraser", "thinner", "wider", "", "settings"),
    ),
    "&View": (
        *("inspect", "samples", "train", "explain", "fool", "", "trace", "compare", "release", ""),
        *("stages", "logits", "crosshair", "reduce_motion", "", "full_screen"),
    ),
    "&Samples": (*LABEL_ACTIONS, "", "guided", "", "import_samples", "export_samples"),
    _NETWORK: (
        *("next_network", "previous_network", "", "about_network", "networks_folder"),
        *("", "check"),
    ),
    "&Help": ("shortcuts", "logs", "", "about"),
}
WORKSPACES = ("inspect", "samples", "train", "explain", "fool")
_RAIL_WIDTH, _HEADER_HEIGHT = 56, 40


class MainWindow(QMainWindow):
    """Puts the parts in their places.

    Signals
    -------
    device_wanted(str), theme_wanted(str), scale_wanted(str): chosen in a menu.
    closing(): the window is about to close.
    workspace_changed(str): another one is shown.
    """

    workspace_changed = Signal(str)
    device_wanted = Signal(str)
    theme_wanted = Signal(str)
    scale_wanted = Signal(str)
    closing = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setWindowTitle("Digitscope")
        self.actions_by_name = build_actions(self, LIGHT)
        self.desk = Desk(self.actions_by_name)
        self.inspect = InspectPanel()
        self.status = StatusBar()
        self.networks_menu = NetworksMenu(_NETWORK, self)
        self.status.set_network_menu(self.networks_menu)
        self._panels: dict[str, Workspace] = {}
        self._when_built: dict[str, Callable[[Any], None]] = {}
        self._tokens = LIGHT
        self._workspaces = QStackedWidget()
        self._workspaces.addWidget(self.inspect)
        self._page = QWidget()
        self._build()
        self.setStatusBar(self.status)  # after the page, so that Tab comes to it last
        self.stages_card = StagesCard(self._page)
        self.guided_card = GuidedCard(self._page)
        self._choices: dict[str, QActionGroup] = {}
        self._build_menus()
        self.setMinimumSize(600, 330)

    def _build(self) -> None:
        row = QHBoxLayout(self._page)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self.desk)
        row.addWidget(self._build_rail())
        row.addWidget(self._workspaces, 1)
        self.setCentralWidget(self._page)

    def _build_rail(self) -> QFrame:
        rail = named(QFrame(), "rail")
        rail.setFixedWidth(_RAIL_WIDTH)
        column = QVBoxLayout(rail)
        column.setContentsMargins(0, 8, 0, 8)
        column.setSpacing(4)
        for name in WORKSPACES:
            button = named(QToolButton(), "railItem")
            button.setDefaultAction(self.actions_by_name[name])
            button.setToolButtonStyle(Qt.ToolButtonStyle.ToolButtonTextUnderIcon)
            button.setIconSize(QSize(22, 22))
            button.setFixedSize(56, 56)
            button.setText(self.actions_by_name[name].text().replace("&", ""))
            column.addWidget(button)
        column.addStretch(1)
        return rail

    def _build_menus(self) -> None:
        for title, names in _MENUS.items():
            menu = self.networks_menu if title == _NETWORK else QMenu(title, self)
            self.menuBar().addMenu(menu)
            for name in names:
                if name:
                    menu.addAction(self.actions_by_name[name])
                else:
                    menu.addSeparator()
            if title == "&View":
                self._add_choices(menu, "Scale", SCALE_TEXTS.items(), self.scale_wanted)
                self._add_choices(menu, "Theme", THEMES.items(), self.theme_wanted)
            if title == _NETWORK:
                devices = DEVICES.items()
                submenu = self._add_choices(menu, "Device", devices, self.device_wanted)
                self._limit_devices(submenu, installation.lack("Another device than the CPU"))
        corner = named(QLabel("Digitscope"), "caption")
        corner.setContentsMargins(0, 0, 16, 0)
        self.menuBar().setCornerWidget(corner)

    def _add_choices(
        self,
        menu: QMenu,
        title: str,
        choices: Iterable[tuple[str, str]],
        signal: SignalInstance,
    ) -> QMenu:
        group = QActionGroup(self)
        submenu = menu.addMenu(title)
        for key, text in choices:
            action = QAction(text, group, checkable=True)
            action.setData(key)
            action.triggered.connect(lambda _=False, key=key: signal.emit(key))
            submenu.addAction(action)
        self._choices[title] = group
        return submenu

    def _limit_devices(self, menu: QMenu, problem: str) -> None:
        """Where torch is missing only the CPU answers, and the menu says why."""
        if problem:
            for action in menu.actions():
                action.setEnabled(action.data() == "cpu")
            menu.addSeparator()
            menu.addAction("Why only the CPU? …", lambda: self.explain("Device", problem))

    def mark_choice(self, title: str, key: str) -> None:
        """Tick what is chosen in the submenu `title`."""
        for action in self._choices[title].actions():
            action.setChecked(action.data() == key)

    def workspace(self, name: str) -> QWidget:
        """One of WORKSPACES; built when it is first asked for: the start need not wait for it."""
        if name == "inspect":
            return self.inspect
        if name not in self._panels:
            panel = self._panels[name] = _build_workspace(name)
            panel.set_tokens(self._tokens)
            self._workspaces.addWidget(panel)
            if name in self._when_built:
                self._when_built[name](panel)
        return self._panels[name]

    @property
    def view(self) -> FigureView:
        """What figures are made of: the workspace that is shown, else Inspect."""
        shown = self._workspaces.currentWidget()
        return shown if isinstance(shown, FigureView) else self.inspect

    def when_built(self, name: str, wire: Callable[[Any], None]) -> None:
        """Call `wire` with the panel of a workspace when it is opened for the first time."""
        self._when_built[name] = wire

    def open_workspace(self, name: str) -> None:
        """Show one of WORKSPACES."""
        self._workspaces.setCurrentWidget(self.workspace(name))
        for known in WORKSPACES:
            self.actions_by_name[known].setChecked(known == name)
        self.workspace_changed.emit(name)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        for panel in self._panels.values():
            panel.set_tokens(tokens)
        color_icons(self.actions_by_name, tokens)
        cards = self.stages_card, self.guided_card
        for part in (self.desk, self.inspect, *cards, self.status):
            part.set_tokens(tokens)

    def place_stages_card(self) -> None:
        """Put the card of stages beside the raster it explains."""
        height = self._page.height() - 24
        self.stages_card.fit_height(height)
        self.stages_card.setFixedHeight(min(height, self.stages_card.sizeHint().height()))
        self.stages_card.move(QPoint(self.desk.width() - 5, 12))

    def tell_saved(self, path: Path, *, is_saved: bool) -> None:
        """Say that a file was written, or that it was not."""
        if is_saved:
            self.status.tell(f"Saved {path}")
            return
        text = f"{path} could not be written; the log says why. Nothing was lost."
        QMessageBox(QMessageBox.Icon.Warning, "Not saved", text, parent=self).open()

    def explain(self, title: str, text: str) -> None:
        """Say calmly why something is not to be had here."""
        box = QMessageBox(QMessageBox.Icon.Information, title, text, parent=self)
        box.setTextFormat(Qt.TextFormat.PlainText)
        box.setInformativeText("Drawing, recognising and inspecting work all the same.")
        box.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        box.open()

    def restore_place(self, geometry: str) -> None:
        """Take the size and place of last time, where a screen still shows it."""
        restored = geometry and self.restoreGeometry(QByteArray.fromHex(geometry.encode()))
        if not restored:
            self.resize(1366, 768)
            screen = QApplication.primaryScreen().availableGeometry()
            if screen.width() < 1366 or screen.height() < 800:
                self.setWindowState(Qt.WindowState.WindowMaximized)

    def place(self) -> str:
        """Size and place, for next time."""
        return bytes(self.saveGeometry().toHex().data()).decode("ascii")

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Choose the desk's measures."""
        self.desk.fit_window(event.size())
        super().resizeEvent(event)
        self.place_stages_card()
        self.guided_card.move(self.desk.width() + _RAIL_WIDTH + 12, _HEADER_HEIGHT + 12)

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """Keep the tick of full screen true."""
        if event.type() == QEvent.Type.WindowStateChange:
            self.actions_by_name["full_screen"].setChecked(self.isFullScreen())
        super().changeEvent(event)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802
        """Say so; nothing needs to be asked, everything is kept."""
        self.closing.emit()
        event.accept()


def _build_workspace(name: str) -> Workspace:
    """Build a workspace; its module is imported now and not before."""
    if name == "samples":
        from app.panels.samples import SamplesPanel

        return SamplesPanel()
    if name == "train":
        from app.panels.train import TrainPanel

        return TrainPanel(installation.lack("Training"))
    if name == "explain":
        from app.panels.explain import ExplainPanel

        return ExplainPanel(installation.lack("Explaining"))
    from app.panels.fool import FoolPanel

    return FoolPanel(installation.lack("Fooling"))
