"""The ways in which people write 8 and 9: lines in the unit box, y down."""

from __future__ import annotations

import numpy as np

from model.synthetic.allograph import Allograph, around, chance, corner, curved, oval
from model.synthetic.hand import Line

Rng = np.random.Generator


def _eight_rounds(rng: Rng) -> tuple[float, float, float]:
    """Half the width of the upper and of the lower round, and the height of the waist."""
    upper = float(np.clip(rng.normal(0.24, 0.06), 0.14, 0.38))
    return upper, float(np.clip(upper * rng.normal(1.1, 0.25), 0.1, 0.42)), rng.uniform(0.36, 0.6)


def _eight_narrow(rng: Rng) -> list[Line]:
    """The line goes up again on itself: the lower round is narrow or only a thick stem."""
    upper, waist = rng.uniform(0.15, 0.26), rng.uniform(0.36, 0.56)
    lower, lean = rng.uniform(0.05, 0.13), rng.normal(-0.08, 0.08)
    start = (0.5 + upper * rng.uniform(0.0, 1.2), rng.uniform(0.02, 0.2))
    top = [(0.45, 0.0), (0.5 - upper, 0.45 * waist), (0.5, waist)]
    foot = [(0.5 + lean + lower, 0.9), (0.5 + lean, 1.0), (0.5 + lean - lower, 0.9)]
    end = [(0.52, waist + 0.04), (0.5 + upper, rng.uniform(0.2, 0.5) * waist)]
    close = [(start[0] + rng.normal(0.0, 0.05), start[1] + rng.normal(0.0, 0.05))]
    points = [start, *top, *foot, *end, *close[: rng.integers(0, 2)]]
    return _mirrored(rng, curved(rng, points, wobble=0.018), 0.3)


def _mirrored(rng: Rng, lines: list[Line], probability: float) -> list[Line]:
    """Some people go round the other way."""
    return [line * (-1, 1) + (1, 0) for line in lines] if chance(rng, probability) else lines


def _lobes(rng: Rng, start: float, end: float) -> list[tuple[float, float]]:
    """Like an S from the top: upper round, lower round, and up again.

    start, end: degrees on the upper round at which the line begins and ends.
    """
    upper, lower, waist = _eight_rounds(rng)
    tilt, shift = rng.normal(0.0, 10.0), rng.normal(0.0, 0.02)
    over = ((0.5 + shift, 0.5 * waist), (upper, 0.5 * waist))
    under = ((0.5 - shift, 0.5 * (1 + waist)), (lower, 0.5 * (1 - waist)))
    return [
        *around(*over, (start, -215.0), tilt),
        *around(*under, (-35.0, 215.0), tilt),
        *around(*over, (35.0, end), tilt),
    ]


def _eight_from_top(rng: Rng) -> list[Line]:
    """From the top right, and up again to the start, before or beyond it."""
    start = rng.normal(-50.0, 25.0)
    points = _lobes(rng, start, start + rng.normal(5.0, 20.0))
    if chance(rng, 0.35):  # straight up from the lower round
        x, y = points[0]
        points = [*points[:-4], (x + rng.normal(0.03, 0.06), y + rng.normal(0.0, 0.06))]
    return _mirrored(rng, curved(rng, points, wobble=0.016), 0.25)


def _eight_from_middle(rng: Rng) -> list[Line]:
    upper, lower, waist = _eight_rounds(rng)
    tilt = rng.normal(0.0, 10.0)
    start = (0.5 + rng.normal(0.0, 0.05), waist + rng.normal(0.0, 0.04))
    top = around((0.5, 0.5 * waist), (upper, 0.5 * waist), (145.0, 395.0), tilt)
    bottom = around((0.5, 0.5 * (1 + waist)), (lower, 0.5 * (1 - waist)), (215.0, -35.0), tilt)
    end = (0.5 + rng.normal(0.0, 0.06), waist + rng.normal(0.0, 0.05))
    return _mirrored(rng, curved(rng, [start, *top, *bottom, end], wobble=0.016), 0.35)


def _eight_open(rng: Rng) -> list[Line]:
    """The two ends at the top do not meet, or one of them sticks out."""
    points = _lobes(rng, rng.uniform(-130.0, -60.0), rng.uniform(-15.0, 20.0))
    out = rng.uniform(0.0, 0.25)
    points.append((points[-1][0] + out, max(-0.08, points[-1][1] - rng.uniform(0.3, 1.0) * 0.3)))
    return _mirrored(rng, curved(rng, points, wobble=0.016), 0.15)


def _eight_of_rounds(rng: Rng) -> list[Line]:
    """Two circles: touching, overlapping, or with a gap."""
    upper, lower, waist = _eight_rounds(rng)
    gap = rng.normal(0.0, 0.035)
    rounds = (
        (0.5 + rng.normal(0.0, 0.03), 0.5 * waist, upper, 0.5 * waist - 0.5 * gap),
        (0.5, 0.5 * (1 + waist), lower, 0.5 * (1 - waist) - 0.5 * gap),
    )
    lines = [oval(rng, box, rng.uniform(340.0, 395.0), rng.normal(0, 0.08)) for box in rounds]
    return lines[:: rng.choice([-1, 1])]


def _nine_head(rng: Rng, right: float, low: float) -> list[tuple[float, float]]:
    """The head from near its top right, round the left, up to the right side again."""
    wide = rng.uniform(0.16, 0.36)
    turn = (rng.uniform(-80.0, -10.0), rng.uniform(-350.0, -295.0))
    tilt, drift = rng.normal(0.0, 14.0), rng.normal(0.0, 0.08)
    return around((right - wide, 0.5 * low), (wide, 0.5 * low), turn, tilt, drift)


def _nine_tail(rng: Rng, right: float) -> list[tuple[float, float]]:
    """A straight tail from the right side of the head down."""
    foot = right - rng.uniform(-0.05, 0.38)
    bend = rng.normal(0.0, 0.03)
    return [(0.5 * (right + foot) + bend, 0.55), (foot, rng.uniform(0.97, 1.05))]


def _nine_hook(rng: Rng, right: float) -> list[tuple[float, float]]:
    """A tail that swings to the left at its foot."""
    far = rng.uniform(-0.1, 0.35)
    deep = rng.uniform(0.7, 0.82)
    end = (far, rng.uniform(0.84, 1.02))
    return [(right, 0.5), (right - 0.04, deep), (0.5 * (right + far) + 0.08, 1.0), end]


def _nine_lines(rng: Rng, hooked: bool) -> list[Line]:
    right, low = rng.uniform(0.62, 0.9), rng.uniform(0.32, 0.66)
    head = _nine_head(rng, right, low)
    top = (right + rng.normal(-0.01, 0.04), rng.uniform(-0.04, 0.4 * low))
    tail = _nine_hook(rng, right) if hooked else _nine_tail(rng, right)
    return curved(rng, [*head, *corner(*top), *tail], wobble=0.018)


def _nine_straight(rng: Rng) -> list[Line]:
    return _nine_lines(rng, hooked=False)


def _nine_hooked(rng: Rng) -> list[Line]:
    return _nine_lines(rng, hooked=True)


def _nine_like_six(rng: Rng) -> list[Line]:
    """A six turned by half: the line leaves the head in one curve."""
    right, low, wide = rng.uniform(0.7, 0.88), rng.uniform(0.4, 0.6), rng.uniform(0.16, 0.34)
    turn = (rng.uniform(-30.0, 60.0), 325.0)
    head = around((right - wide, 0.5 * low), (wide, 0.5 * low), turn, drift=rng.normal(0.0, 0.1))
    tail = [(right, 0.42), *_nine_tail(rng, right)] if chance(rng, 0.5) else _nine_hook(rng, right)
    return curved(rng, [*head, *tail], wobble=0.018)


def _nine_open(rng: Rng) -> list[Line]:
    """The head is open at the top right, as in a rounded four, but arched at the top."""
    right, low = rng.uniform(0.62, 0.82), rng.uniform(0.38, 0.55)
    left = rng.uniform(0.08, 0.26)
    middle = 0.5 * (left + right)
    start = (right - rng.uniform(0.08, 0.2), rng.uniform(0.0, 0.08))
    head = [start, (middle - 0.06, 0.0), (left, 0.5 * low), (middle - 0.03, low)]
    top = (right + rng.normal(0.02, 0.02), rng.uniform(0.06, 0.22))
    tail = _nine_hook(rng, right) if chance(rng, 0.3) else _nine_tail(rng, right)
    return curved(rng, [*head, *corner(*top), *tail], wobble=0.02)


def _nine_round_head(rng: Rng) -> list[Line]:
    """The head is a whole round, or more, wherever it began; the tail leaves it at the right."""
    wide, high = rng.uniform(0.14, 0.34), rng.uniform(0.08, 0.26)
    right = 0.46 + wide
    end = np.radians(rng.uniform(-60.0, 30.0))
    angle = end + np.radians(np.linspace(rng.uniform(310.0, 500.0), 0.0, 14))
    size = np.linspace(rng.normal(1.0, 0.12), 1.0, 14)
    head = np.stack(
        [0.46 + wide * size * np.cos(angle), high + high * size * np.sin(angle)], axis=1
    )
    turn = [head[-1]] if chance(rng, 0.5) else []
    tail = _nine_hook(rng, right) if chance(rng, 0.6) else _nine_tail(rng, right)
    return curved(rng, [*head, *turn, *tail], wobble=0.012)


def _nine_two_strokes(rng: Rng) -> list[Line]:
    """A round, and a tail at its right side."""
    wide, low = rng.uniform(0.2, 0.34), rng.uniform(0.42, 0.58)
    box = (0.45, 0.5 * low, wide, 0.5 * low)
    head = oval(rng, box, rng.uniform(345.0, 390.0), rng.normal(0.0, 0.06))
    right = 0.45 + wide + rng.normal(0.01, 0.02)
    tail = _nine_hook(rng, right) if chance(rng, 0.3) else _nine_tail(rng, right)
    top = (right + rng.normal(0.01, 0.02), rng.uniform(0.0, 0.5 * low))
    return [head, *curved(rng, [top, *tail], wobble=0.02)]


EIGHT = (
    Allograph("from the top right", 50, _eight_from_top),
    Allograph("from the middle", 18, _eight_from_middle),
    Allograph("open at the top", 16, _eight_open),
    Allograph("narrow", 7, _eight_narrow),
    Allograph("of two rounds", 14, _eight_of_rounds),
)
NINE = (
    Allograph("with a straight tail", 42, _nine_straight),
    Allograph("with a hook", 24, _nine_hooked),
    Allograph("with a round head", 18, _nine_round_head),
    Allograph("like a turned six", 10, _nine_like_six),
    Allograph("open", 16, _nine_open),
    Allograph("in two strokes", 10, _nine_two_strokes),
)
