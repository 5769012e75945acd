"""The colours, by role: in the window, and on pages that are written without it.

Nothing else in the program names a colour. Qt is imported only where a QColor is wanted.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from PySide6.QtGui import QColor


@dataclass(frozen=True, slots=True)
class Tokens:
    """Colours by role, as #RRGGBB."""

    is_dark: bool
    window: str  # menu bar, rail, status bar
    panel: str  # ground of desk and workspace
    surface: str  # cards, canvas, fields, buttons
    trough: str  # ground of bars
    hairline: str  # separators, map frames, card borders
    border: str  # outline of controls and of the canvas
    text: str  # headings, numbers, ink
    text_2: str  # body, labels
    text_3: str  # captions, axis numbers
    bar: str  # bars that are not the predicted class
    faint: str  # crosshair, disabled icons
    accent: str  # "you": selection, focus, prediction, primary button
    accent_soft: str
    on_accent: str
    caution: str
    caution_ground: str
    caution_line: str
    casing: str  # 1 px around outlines on maps

    def color(self, role: str) -> QColor:
        """The colour of a role as a QColor."""
        return _color_class()(getattr(self, role))


@cache
def _color_class() -> type[QColor]:
    """QColor; asked for a hundred times per frame, and an import statement takes its time."""
    from PySide6.QtGui import QColor

    return QColor


LIGHT = Tokens(
    is_dark=False,
    window="#ECEEF2",
    panel="#F6F7F9",
    surface="#FFFFFF",
    trough="#E4E7EC",
    hairline="#D6DBE2",
    border="#838D9B",
    text="#161A20",
    text_2="#3F4855",
    text_3="#59636F",
    bar="#6F7A88",
    faint="#A9B2BE",
    accent="#5A34C6",
    accent_soft="#ECE7FA",
    on_accent="#FFFFFF",
    caution="#6E4600",
    caution_ground="#FFF1CF",
    caution_line="#D9A93A",
    casing="#FFFFFF",
)
DARK = Tokens(
    is_dark=True,
    window="#0F1216",
    panel="#171B21",
    surface="#1F242C",
    trough="#2A313B",
    hairline="#303843",
    border="#7A8696",
    text="#EEF1F5",
    text_2="#C0C8D2",
    text_3="#98A3B1",
    bar="#8E9AA9",
    faint="#5A6675",
    accent="#B8A1FF",
    accent_soft="#2E2650",
    on_accent="#161030",
    caution="#FFD27A",
    caution_ground="#34290E",
    caution_line="#9A7420",
    casing="#0B0D10",
)

# Stops from 0 outwards at 0, 1/8, 2/8 ... 1 of the range; two stops are its two ends.
STOPS: dict[str, tuple[str, str]] = {
    "activation+": (
        "#FFFFFF #FFE2C5 #FFC28C #F9A359 #EF8320 #D86B02 #BC5605 #A24200 #873001",
        "#0E1115 #351C11 #58280B #7A3800 #984D00 #B66304 #D67A00 #F49306 #FFB764",
    ),
    "activation-": (
        "#FFFFFF #D2EBFF #A5D7FF #7EC0F9 #5CA9EF #3F91E1 #2679CF #1562B9 #054BA2",
        "#0E1115 #162436 #1A395B #1C4F81 #2067A5 #2780C7 #349BE7 #54B6FF #91CFFE",
    ),
    "weight+": (
        "#FFFFFF #EFE7D1 #DFCFA6 #CEB77F #BD9F5A #AA8837 #97710C #805D00 #684A00",
        "#0E1115 #2A2214 #443517 #5F4A1C #796024 #947831 #AD9143 #C7AB5B #E0C675",
    ),
    "weight-": (
        "#FFFFFF #D2EEEB #A8DCD8 #7FC9C4 #55B5B1 #25A19D #008A87 #007371 #035C5B",
        "#0E1115 #132726 #11403D #0C5955 #0F736D #1E8E85 #34A89D #50C3B6 #6EDECF",
    ),
    "ink": ("#FFFFFF #15181C", "#0E1115 #F3F5F8"),
}
