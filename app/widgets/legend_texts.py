"""Which numbers of a legend there is room for beneath its colours."""

from __future__ import annotations

from PySide6.QtGui import QFontMetricsF

from app.theme import font

LegendTexts = tuple[str, str, str]  # beneath the left end, the middle and the right end
_GAP = 5  # pixels between two texts at least


def fitting_texts(texts: LegendTexts, width: float) -> LegendTexts:
    """The texts, or fewer where they would run together beneath `width` pixels.

    Numbers that differ in their sign alone become one: −8.0, 0, +8.0 become ±8.0. Others lose
    the middle, then the left one.
    """
    left, middle, right = texts
    sizes = [QFontMetricsF(font("caption")).horizontalAdvance(text) for text in texts]
    beside = max(sizes[0], sizes[2]) + _GAP
    if not middle or beside + sizes[1] / 2 <= width / 2:
        fits = bool(middle) or not left or not right or sizes[0] + sizes[2] + _GAP <= width
        return texts if fits else ("", "", right)
    if left and left.removeprefix("−") == right.removeprefix("+"):
        return "", f"±{right.removeprefix('+')}", ""
    return fitting_texts((left, "", right), width) if left or right else texts
