"""Light and dark: chosen, or as the system has it; and readable in both."""

from __future__ import annotations

import itertools
from dataclasses import fields

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QPalette

from app.appearance import Appearance
from app.theme import style_sheet
from app.tokens import DARK, LIGHT

BOTH = pytest.mark.parametrize("tokens", [LIGHT, DARK], ids=["light", "dark"])


@pytest.fixture
def appearance(qapp):
    appearance = Appearance(qapp)
    yield appearance
    qapp.styleHints().unsetColorScheme()
    appearance.deleteLater()


@pytest.fixture
def system(appearance, qapp, monkeypatch):
    """A system that is light or dark; the platform without a screen is always neither."""

    def change(is_dark):
        monkeypatch.setattr(appearance, "system_is_dark", lambda: is_dark)
        scheme = Qt.ColorScheme.Dark if is_dark else Qt.ColorScheme.Light
        qapp.styleHints().colorSchemeChanged.emit(scheme)

    return change


@pytest.mark.parametrize(("choice", "tokens"), [("light", LIGHT), ("dark", DARK)])
def test_a_chosen_theme_is_applied(appearance, qapp, choice, tokens):
    appearance.choose(choice)
    assert tokens is appearance.tokens
    assert QColor(tokens.panel) == qapp.palette().color(QPalette.ColorRole.Window)
    assert style_sheet(tokens) == qapp.styleSheet()


def test_a_theme_is_told_once(appearance):
    told = []
    appearance.changed.connect(told.append)
    for choice in ("dark", "dark", "light", "light"):
        appearance.choose(choice)
    assert [DARK, LIGHT] == told


def test_the_system_is_followed_while_running(appearance, system):
    appearance.choose("system")
    seen = []
    for is_dark in (True, False, True):
        system(is_dark)
        seen.append(appearance.tokens)
    assert [DARK, LIGHT, DARK] == seen


def test_a_chosen_theme_stays_when_the_system_changes(appearance, system):
    appearance.choose("light")
    system(is_dark=True)
    assert LIGHT is appearance.tokens


def test_after_a_choice_the_system_is_followed_again(appearance, system):
    system(is_dark=True)
    appearance.choose("light")
    appearance.choose("system")
    assert DARK is appearance.tokens


@BOTH
def test_the_style_sheet_names_no_unknown_colour(tokens):
    assert "@" not in style_sheet(tokens)


@BOTH
def test_every_token_is_a_colour(tokens):
    names = [field.name for field in fields(tokens) if field.name != "is_dark"]
    assert [name for name in names if not QColor.isValidColorName(getattr(tokens, name))] == []


@BOTH
def test_text_can_be_read_on_every_ground(tokens):
    pairs = itertools.product(("text", "text_2", "text_3"), ("window", "panel", "surface"))
    pairs = [
        *pairs,
        ("on_accent", "accent"),
        ("caution", "caution_ground"),
        ("text", "accent_soft"),
    ]
    ratios = {pair: contrast(*(getattr(tokens, name) for name in pair)) for pair in pairs}
    assert {} == {pair: ratio for pair, ratio in ratios.items() if ratio < 4.5}


@BOTH
def test_controls_and_bars_stand_out_from_their_ground(tokens):
    pairs = [("border", "panel"), ("border", "surface"), ("accent", "panel"), ("bar", "trough")]
    ratios = {pair: contrast(*(getattr(tokens, name) for name in pair)) for pair in pairs}
    assert {} == {pair: ratio for pair, ratio in ratios.items() if ratio < 3}


def contrast(first, second):
    """WCAG 2: from 1 to 21."""
    light, dark = sorted((luminance(first), luminance(second)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(name):
    color = QColor(name)
    channels = (color.redF(), color.greenF(), color.blueF())
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
