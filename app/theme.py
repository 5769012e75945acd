"""The look, in one place: palette, style sheet and fonts, from the colours in `tokens.py`."""

from __future__ import annotations

from dataclasses import fields

from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette

from app.paths import resources
from app.tokens import Tokens

FAMILY = "Inter"
DISPLAY_FAMILY = "Inter Display"


# (pixels, weight, display family): the type scale. Pixels are device-independent.
STYLES: dict[str, tuple[int, int, bool]] = {
    "caption": (11, 400, False),
    "label": (11, 500, False),
    "body": (12, 400, False),
    "button": (12, 500, False),
    "heading": (13, 600, False),
    "title": (14, 600, False),
    "hint": (20, 600, False),
    "next_hint": (16, 500, False),
    "confidence": (20, 600, False),
    "answer": (88, 600, True),
}


def load_fonts() -> None:
    """Register the bundled fonts; without them the system's font is used."""
    for path in sorted((resources() / "fonts").glob("*.ttf")):
        QFontDatabase.addApplicationFont(str(path))


_fonts: dict[str, QFont] = {}


def font(style: str) -> QFont:
    """The font of a style, with tabular figures so that live numbers do not jump."""
    if style not in _fonts:
        pixels, weight, display = STYLES[style]
        result = QFont(DISPLAY_FAMILY if display else FAMILY)
        result.setPixelSize(pixels)
        result.setWeight(QFont.Weight(weight))
        if display:
            result.setLetterSpacing(QFont.SpacingType.AbsoluteSpacing, -2.0)
        else:
            result.setFeature(QFont.Tag("tnum"), 1)
        _fonts[style] = result
    return _fonts[style]


def palette(tokens: Tokens) -> QPalette:
    """Qt's palette from the tokens."""
    roles = {
        QPalette.ColorRole.Window: tokens.panel,
        QPalette.ColorRole.WindowText: tokens.text,
        QPalette.ColorRole.Base: tokens.surface,
        QPalette.ColorRole.AlternateBase: tokens.panel,
        QPalette.ColorRole.Text: tokens.text,
        QPalette.ColorRole.Button: tokens.surface,
        QPalette.ColorRole.ButtonText: tokens.text_2,
        QPalette.ColorRole.BrightText: tokens.caution,
        QPalette.ColorRole.ToolTipBase: tokens.surface,
        QPalette.ColorRole.ToolTipText: tokens.text,
        QPalette.ColorRole.Highlight: tokens.accent,
        QPalette.ColorRole.HighlightedText: tokens.on_accent,
        QPalette.ColorRole.Link: tokens.accent,
        QPalette.ColorRole.PlaceholderText: tokens.text_3,
        QPalette.ColorRole.Mid: tokens.hairline,
        QPalette.ColorRole.Light: tokens.surface,
        QPalette.ColorRole.Dark: tokens.border,
        QPalette.ColorRole.Shadow: tokens.border,
    }
    result = QPalette()
    for role, value in roles.items():
        result.setColor(role, QColor(value))
    for role in (
        QPalette.ColorRole.WindowText,
        QPalette.ColorRole.Text,
        QPalette.ColorRole.ButtonText,
    ):
        result.setColor(QPalette.ColorGroup.Disabled, role, QColor(tokens.faint))
    return result


def style_sheet(tokens: Tokens) -> str:
    """The style sheet from the tokens."""
    text = (resources() / "style.qss.txt").read_text(encoding="utf-8")
    # Longer names first, so that @text-2 is not taken for @text.
    for field in sorted(fields(tokens), key=lambda field: -len(field.name)):
        text = text.replace(f"@{field.name.replace('_', '-')}", str(getattr(tokens, field.name)))
    return text
