"""What the user chose, kept between sessions. A bad value becomes its default and is logged."""

from __future__ import annotations

import json
import logging
from collections.abc import Callable
from dataclasses import asdict, dataclass, fields, replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from app.kept_file import KeptFile
from app.paths import DEFAULT_NETWORK
from app.widgets.scale import GAMMAS, SCALE_TEXTS, ScaleMode

log = logging.getLogger(__name__)

DEVICES = {
    "cpu": "CPU",
    "cuda": "NVIDIA GPU (CUDA)",
    "mps": "Apple GPU (Metal)",
    "torch-cpu": "CPU through torch",
}
THEMES = {"system": "Like the system", "light": "Light", "dark": "Dark"}
SAVE_DELAY_MS = 300  # a slider that is dragged is written once


@dataclass(frozen=True, slots=True)
class Settings:
    """All settings.

    network: key of a `NetworkEntry`; geometry: of the window, as Qt saved it, in hexadecimal.
    """

    network: str = DEFAULT_NETWORK
    device: str = "cpu"
    theme: str = "system"
    pen_width: float = 18.0
    scale: ScaleMode = "layer"
    gamma: float = 0.7
    shows_logits: bool = False
    shows_crosshair: bool = True
    reduces_motion: bool = False
    geometry: str = ""


_VALID: dict[str, Callable[[Any], bool]] = {
    "network": lambda value: type(value) is str and value.isprintable() and 0 < len(value) < 300,
    "device": lambda value: value in DEVICES,
    "theme": lambda value: value in THEMES,
    "pen_width": lambda value: type(value) in (int, float) and 4 <= value <= 40,
    "scale": lambda value: value in SCALE_TEXTS,
    "gamma": lambda value: type(value) in (int, float) and value in GAMMAS,
    "shows_logits": lambda value: type(value) is bool,
    "shows_crosshair": lambda value: type(value) is bool,
    "reduces_motion": lambda value: type(value) is bool,
    "geometry": lambda value: type(value) is str and value.isascii() and len(value) < 10_000,
}


def load_settings(path: Path) -> Settings:
    """Read settings; whatever is missing or wrong takes its default."""
    try:
        stored = json.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        return Settings()
    except (OSError, ValueError, RecursionError) as error:
        log.warning("settings %s cannot be read (%s); defaults are used", path, error)
        return Settings()
    if not isinstance(stored, dict):
        log.warning("settings %s hold no object; defaults are used", path)
        return Settings()
    good = {}
    for field in fields(Settings):
        if field.name not in stored:
            continue
        value = stored[field.name]
        try:
            is_valid = _VALID[field.name](value)
        except TypeError:  # a list is no key of a table
            is_valid = False
        if is_valid:
            good[field.name] = value
        else:
            log.warning("setting %s is %r; its default is used", field.name, value)
    return Settings(**good)


class SettingsService(QObject):
    """Keeps the settings and writes them when they have changed.

    Signals
    -------
    changed(Settings, Settings): the new settings and those before.
    not_kept(str): they cannot be written, and why; once, until they can be.
    """

    changed = Signal(object, object)
    not_kept = Signal(str)

    def __init__(self, path: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._file = KeptFile(path)
        self._settings = load_settings(path)
        self._timer = QTimer(self, singleShot=True, interval=SAVE_DELAY_MS)
        self._timer.timeout.connect(self.save_now)

    @property
    def settings(self) -> Settings:
        """The settings now."""
        return self._settings

    def change(self, **values: Any) -> None:
        """Replace some values, tell, and write them soon."""
        before = self._settings
        self._settings = replace(before, **values)
        if self._settings != before:
            self._timer.start()
            self.changed.emit(self._settings, before)

    @Slot()
    def save_now(self) -> None:
        """Write the settings without waiting."""
        self._timer.stop()
        problem = self._file.write(json.dumps(asdict(self._settings), indent=1).encode())
        if problem:
            self.not_kept.emit(f"Settings are not kept: {problem}")
