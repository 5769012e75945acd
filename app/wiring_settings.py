"""Connections of the settings: every choice is kept, and every part follows it."""

from __future__ import annotations

from app.parts import Parts
from app.settings import Settings
from app.widgets.scale import SCALE_TEXTS


def wire_settings(parts: Parts) -> None:
    """Connect every choice with the settings, and the settings with every part."""
    window, settings = parts.window, parts.settings
    window.device_wanted.connect(lambda device: settings.change(device=device))
    window.theme_wanted.connect(lambda theme: settings.change(theme=theme))
    window.scale_wanted.connect(lambda scale: settings.change(scale=scale))
    window.inspect.scale_wanted.connect(lambda scale: settings.change(scale=scale))
    window.inspect.gamma_wanted.connect(lambda gamma: settings.change(gamma=gamma))
    actions = window.actions_by_name
    actions["logits"].toggled.connect(lambda on: settings.change(shows_logits=on))
    actions["reduce_motion"].toggled.connect(lambda on: settings.change(reduces_motion=on))
    actions["crosshair"].toggled.connect(lambda on: settings.change(shows_crosshair=on))
    window.desk.logits.clicked.connect(actions["logits"].toggle)
    settings.changed.connect(lambda new, old: _apply(parts, new, old))
    if settings.settings.scale == "locked":  # the scale that was locked is not there any more
        settings.change(scale="layer")
    _apply(parts, settings.settings, None)


def _apply(parts: Parts, new: Settings, old: Settings | None) -> None:
    """Let every part follow the settings that have changed."""
    window = parts.window

    def has_changed(name: str) -> bool:
        return old is None or getattr(new, name) != getattr(old, name)

    if has_changed("device"):
        window.mark_choice("Device", new.device)
        parts.recognition.use_device(new.device)
    if has_changed("theme"):
        window.mark_choice("Theme", new.theme)
        parts.appearance.choose(new.theme)
    if has_changed("scale") and new.scale == "locked" and not window.inspect.has_scale:
        window.status.warn("There is no scale to lock yet: draw first.")
        parts.settings.change(scale="layer" if old is None else old.scale)
        window.inspect.set_scale(parts.settings.settings.scale)
    elif has_changed("scale"):
        window.mark_choice("Scale", new.scale)
        window.inspect.set_scale(new.scale)
        window.status.show_scale(SCALE_TEXTS[new.scale])
    if has_changed("gamma"):
        window.inspect.set_gamma(new.gamma)
    if has_changed("shows_logits"):
        window.actions_by_name["logits"].setChecked(new.shows_logits)
        window.desk.set_shows_logits(new.shows_logits)
    if has_changed("shows_crosshair"):
        window.actions_by_name["crosshair"].setChecked(new.shows_crosshair)
        window.desk.canvas.set_crosshair(new.shows_crosshair)
    if has_changed("reduces_motion"):
        window.actions_by_name["reduce_motion"].setChecked(new.reduces_motion)
        window.inspect.sheets.set_reduced_motion(new.reduces_motion)
    if old is None:
        window.desk.canvas.set_pen_width(new.pen_width)
