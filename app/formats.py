"""Numbers as text: a real minus sign, a point, no false precision."""

from __future__ import annotations


def signed(value: float, digits: int) -> str:
    """+1.8, −0.3; zero has no sign when it rounds to it."""
    text = f"{abs(value):.{digits}f}"
    if float(text) == 0:
        return text
    return f"{'−' if value < 0 else '+'}{text}"


def percent(part: float, digits: int = 1) -> str:
    """0.9613 -> 96.1 %. What is not quite certain is never rounded to 100 %: >99.9 %."""
    text = f"{100 * part:.{digits}f}"
    if float(text) == 100 and part < 1:
        return f">{100 - 10**-digits:.{digits}f} %"
    return f"{text} %"


def short_number(value: float) -> str:
    """Two or three digits, for the ends of legends: 9.0, 0.42, 118."""
    if value >= 99.95:
        return f"{value:.0f}"
    if value >= 1:
        return f"{value:.1f}"
    return f"{value:.2f}" if value >= 0.01 or value == 0 else f"{value:.1g}"
