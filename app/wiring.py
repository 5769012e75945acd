"""Every connection between the parts; reads like the diagram in the README."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction

from app.actions import LABEL_ACTIONS
from app.main_window import WORKSPACES
from app.model_card import summary
from app.panels.networks_menu import NetworkChoice
from app.parts import Parts
from app.services.networks import NetworksService
from app.wiring_collecting import wire_collecting
from app.wiring_explain import wire_explain
from app.wiring_fool import wire_fool
from app.wiring_inspect import wire_inspect
from app.wiring_settings import wire_settings
from app.wiring_training import wire_training
from model.raster import Raster
from model.recognizer import Recognition
from model.strokes import MAX_POINTS, Mode


def wire(parts: Parts) -> None:
    """Connect everything."""
    _wire_recognition(parts)
    _wire_networks(parts)
    _wire_canvas(parts)
    _wire_stages(parts)
    wire_inspect(parts)
    wire_collecting(parts)
    wire_training(parts)
    wire_explain(parts)
    wire_fool(parts)
    wire_settings(parts)
    _wire_menus(parts)
    _wire_engine(parts)


def _wire_recognition(parts: Parts) -> None:
    window, recognition = parts.window, parts.recognition
    window.desk.canvas.drawing_changed.connect(recognition.submit)
    recognition.recognized.connect(window.desk.show_recognition)
    recognition.recognized.connect(window.inspect.show_recognition)
    recognition.recognized.connect(window.stages_card.show_recognition)
    recognition.recognized.connect(window.status.show_recognition)
    recognition.recognized.connect(parts.user_actions.remember)
    recognition.device_changed.connect(window.status.show_device)
    recognition.device_failed.connect(window.status.warn)
    recognition.device_failed.connect(lambda _: parts.settings.change(device="cpu"))


def _wire_networks(parts: Parts) -> None:
    window, networks = parts.window, parts.networks
    menu, actions = window.networks_menu, window.actions_by_name

    def show() -> None:
        """Name the network that answers, and keep it for next time."""
        record = networks.active
        window.status.show_network(record.network.name, summary(record.spec, record.card))
        menu.mark(networks.active_key)
        if networks.is_kept:
            parts.settings.change(network=networks.active_key)

    menu.aboutToShow.connect(lambda: menu.show_choices(_choices(networks), networks.active_key))
    menu.network_wanted.connect(networks.activate)
    actions["next_network"].triggered.connect(lambda: networks.step(1))
    actions["previous_network"].triggered.connect(lambda: networks.step(-1))
    networks.activated.connect(show)
    networks.activated.connect(parts.recognition.use_network)
    networks.failed.connect(parts.user_actions.show_network_failed)
    networks.failed.connect(lambda _: menu.mark(networks.active_key))
    show()


def _choices(networks: NetworksService) -> list[NetworkChoice]:
    return [
        NetworkChoice(entry.key, entry.name, entry.origin, entry.summary, entry.problem)
        for entry in networks.entries()
    ]


def _wire_canvas(parts: Parts) -> None:
    canvas, actions = parts.window.desk.canvas, parts.window.actions_by_name
    canvas.stroke_finished.connect(parts.drawings.save)
    parts.drawings.not_kept.connect(parts.window.status.warn)
    canvas.dropped.connect(parts.user_actions.take)
    full = f"The sheet is full ({MAX_POINTS:,} points). Clear it to go on; undo brings it back."
    canvas.filled.connect(lambda: parts.window.status.warn(full))
    canvas.width_changed.connect(lambda width: parts.settings.change(pen_width=width))
    canvas.mode_changed.connect(lambda mode: _mark_mode(actions, mode))
    _mark_mode(actions, canvas.mode)
    actions["pen"].triggered.connect(lambda: _choose_mode(parts, "pen"))
    actions["eraser"].triggered.connect(lambda: _choose_mode(parts, "eraser"))
    actions["clear"].triggered.connect(canvas.clear)
    actions["thinner"].triggered.connect(lambda: canvas.set_pen_width(canvas.pen_width - 2))
    actions["wider"].triggered.connect(lambda: canvas.set_pen_width(canvas.pen_width + 2))
    actions["undo"].triggered.connect(canvas.undo)
    actions["redo"].triggered.connect(canvas.redo)
    canvas.history.changed.connect(lambda undo, redo: _name_acts(actions, undo, redo))
    _name_acts(actions, "", "")
    canvas.drawing_changed.connect(lambda drawing: _enable_drawing(actions, not drawing.is_empty))
    _enable_drawing(actions, enabled=False)


def _choose_mode(parts: Parts, mode: Mode) -> None:
    parts.window.desk.canvas.set_mode(mode)
    _mark_mode(parts.window.actions_by_name, mode)


def _mark_mode(actions: dict[str, QAction], mode: str) -> None:
    for name in ("pen", "eraser"):
        actions[name].setChecked(name == mode)


def _name_acts(actions: dict[str, QAction], undo: str, redo: str) -> None:
    """Say in the menu what would be undone and done again."""
    for name, act in (("undo", undo), ("redo", redo)):
        actions[name].setText(f"&{name.capitalize()} {act}".strip())
        actions[name].setEnabled(bool(act))


def _enable_drawing(actions: dict[str, QAction], enabled: bool) -> None:
    for name in ("clear", "copy", "save", *LABEL_ACTIONS):
        actions[name].setEnabled(enabled)


def _wire_stages(parts: Parts) -> None:
    window, card = parts.window, parts.window.stages_card
    action = window.actions_by_name["stages"]
    shown: list[Raster] = []

    def outline() -> None:
        window.desk.canvas.show_stages(shown[-1] if shown and card.isVisible() else None)

    def keep(recognition: Recognition) -> None:
        shown[:] = [recognition.raster]
        outline()

    def toggle(opened: bool) -> None:
        if opened:
            window.place_stages_card()
            card.open_card()
        else:
            card.hide()
        action.setChecked(opened)
        outline()

    window.desk.stages_wanted.connect(lambda: toggle(not card.isVisible()))
    action.triggered.connect(toggle)
    card.closed.connect(lambda: toggle(opened=False))
    card.stages_changed.connect(parts.recognition.set_stages)
    card.resized.connect(window.place_stages_card)
    parts.recognition.recognized.connect(keep)


def _wire_menus(parts: Parts) -> None:
    window, user = parts.window, parts.user_actions
    actions = window.actions_by_name
    slots = {
        "open": user.open,
        "save": user.save,
        "save_view": parts.figures.save,
        "copy_view": parts.figures.copy,
        "copy_csv": parts.figures.copy_csv,
        "copy": user.copy,
        "paste": user.paste,
        "check": user.check,
        "settings": user.edit_settings,
        "about_network": user.about_network,
        "networks_folder": user.open_networks,
        "shortcuts": user.shortcuts,
        "logs": user.open_logs,
        "about": user.about,
        "quit": window.close,
    }
    for name, slot in slots.items():
        actions[name].triggered.connect(slot)
    actions["full_screen"].triggered.connect(
        lambda: window.setWindowState(window.windowState() ^ Qt.WindowState.WindowFullScreen)
    )
    for name in WORKSPACES:
        actions[name].triggered.connect(lambda _=False, name=name: window.open_workspace(name))
    actions["inspect"].setChecked(True)
    window.inspect.check_wanted.connect(user.check)
    parts.pictures.opened.connect(user.show_opened)
    parts.pictures.failed.connect(user.show_not_opened)
    parts.checking.checked.connect(user.show_check)
    parts.checking.failed.connect(user.show_check_failed)
    parts.appearance.changed.connect(window.set_tokens)


def _wire_engine(parts: Parts) -> None:
    warn = parts.window.status.warn
    parts.engine.died.connect(lambda text: warn(f"{text} It starts again when it is needed."))
