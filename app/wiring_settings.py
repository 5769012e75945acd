"""Connections of the settings: every choice is kept, and every part follows it."""

from __future__ import annotations

from collections.abc import Callable

from app.parts import Parts
from app.settings import Settings
from app.widgets.scale import SCALE_TEXTS


def wire_settings(parts: Parts) -> None:
    """Connect every choice with the settings, and the settings with every part."""
    window, settings = parts.window, parts.settings
    settings.not_kept.connect(window.status.warn)
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
    window, actions = parts.window, parts.window.actions_by_name

    def follow_device() -> None:
        window.mark_choice("Device", new.device)
        parts.recognition.use_device(new.device)

    def follow_theme() -> None:
        window.mark_choice("Theme", new.theme)
        parts.appearance.choose(new.theme)

    def follow_logits() -> None:
        actions["logits"].setChecked(new.shows_logits)
        window.desk.set_shows_logits(new.shows_logits)

    def follow_crosshair() -> None:
        actions["crosshair"].setChecked(new.shows_crosshair)
        window.desk.canvas.set_crosshair(new.shows_crosshair)

    def follow_motion() -> None:
        actions["reduce_motion"].setChecked(new.reduces_motion)
        window.inspect.sheets.set_reduced_motion(new.reduces_motion)

    followers: dict[str, Callable[[], None]] = {
        "device": follow_device,
        "theme": follow_theme,
        "scale": lambda: _follow_scale(parts, new, old),
        "gamma": lambda: window.inspect.set_gamma(new.gamma),
        "shows_logits": follow_logits,
        "shows_crosshair": follow_crosshair,
        "reduces_motion": follow_motion,
    }
    for name, follow in followers.items():
        if old is None or getattr(new, name) != getattr(old, name):
            follow()
    if old is None:
        window.desk.canvas.set_pen_width(new.pen_width)


def _follow_scale(parts: Parts, new: Settings, old: Settings | None) -> None:
    """Use another scale; without numbers there is none that could be locked."""
    window = parts.window
    if new.scale == "locked" and not window.inspect.has_scale:
        window.status.warn("There is no scale to lock yet: draw first.")
        parts.settings.change(scale="layer" if old is None else old.scale)
        window.inspect.set_scale(parts.settings.settings.scale)
        return
    window.mark_choice("Scale", new.scale)
    window.inspect.set_scale(new.scale)
    window.status.show_scale(SCALE_TEXTS[new.scale])
