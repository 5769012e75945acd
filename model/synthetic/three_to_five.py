"""The ways in which people write 3, 4 and 5: lines in the unit box, y down."""

from __future__ import annotations

import numpy as np

from model.synthetic.allograph import Allograph, around, chance, corner, curved
from model.synthetic.hand import Line

Rng = np.random.Generator


def _three_bottom(rng: Rng, waist: float) -> list[tuple[float, float]]:
    """The lower bowl from the waist to the end at the left."""
    wide = rng.uniform(0.2, 0.44)
    if chance(rng, 0.2):  # a tail that goes straight on
        end = (rng.uniform(0.05, 0.4), rng.uniform(0.96, 1.06))
        return [(0.5, waist + 0.05), (0.5 + 0.8 * wide, 0.5 * waist + 0.46), (0.6, 0.86), end]
    high = 0.5 * (1.0 - waist) + rng.uniform(-0.02, 0.02)
    turn = (rng.uniform(-85.0, -50.0), rng.uniform(110.0, 175.0))
    bowl = around((0.45, 1.0 - high), (wide, high), turn, rng.normal(0.0, 12.0))
    if chance(rng, 0.3):
        bowl.append((rng.uniform(0.0, 0.2), bowl[-1][1] - rng.uniform(-0.05, 0.08)))
    return bowl


def _three_round(rng: Rng) -> list[Line]:
    waist, wide = rng.uniform(0.34, 0.55), rng.uniform(0.16, 0.36)
    inner = rng.uniform(0.3, 0.52)
    turn = (rng.uniform(190.0, 235.0), rng.uniform(390.0, 440.0))
    middle = (0.45 + rng.normal(0.02, 0.04), 0.5 * waist)
    top = around(middle, (wide, 0.5 * waist), turn, rng.normal(0.0, 12.0))
    between = corner(inner, waist) if chance(rng, 0.75) else ((inner + 0.1, waist),)
    return curved(rng, [*top, *between, *_three_bottom(rng, waist)], wobble=0.018)


def _three_looped(rng: Rng) -> list[Line]:
    """A small loop at the waist."""
    waist, right, size = rng.uniform(0.38, 0.52), rng.uniform(0.62, 0.8), rng.uniform(0.04, 0.1)
    start = (rng.uniform(0.1, 0.3), rng.uniform(0.05, 0.22))
    x = rng.uniform(0.3, 0.42)
    loop = [(x, waist + size), (x - size, waist), (x, waist - size), (x + 0.15, waist)]
    top = [start, (0.3, 0.03), (0.52, 0.0), (right, 0.45 * waist), (0.52, waist)]
    return curved(rng, [*top, *loop, *_three_bottom(rng, waist + 0.02)], wobble=0.018)


def _three_flat(rng: Rng) -> list[Line]:
    waist = rng.uniform(0.3, 0.48)
    right = (rng.uniform(0.65, 0.88), rng.uniform(-0.02, 0.08))
    inner = rng.uniform(0.34, 0.52)
    top = [(rng.uniform(0.1, 0.26), rng.uniform(-0.02, 0.1)), *corner(*right)]
    middle = corner(inner, waist) if chance(rng, 0.7) else ((inner, waist),)
    return curved(rng, [*top, *middle, *_three_bottom(rng, waist)], wobble=0.024)


def _stem(rng: Rng, x: float, y: float) -> list[tuple[float, float]]:
    """The stem of a four, from a height to its foot."""
    lean = rng.normal(0.02, 0.04)
    return [(x + lean, y), (x, 0.5 * (y + 1.0)), (x - lean, rng.uniform(0.95, 1.08))]


def _four_arm(rng: Rng, bar: float, rounded: bool) -> list[tuple[float, float]]:
    """From the top of the left arm down to the bar's left end, with the corner there."""
    left = rng.uniform(0.04, 0.2)
    # Were a round arm to lean over to the stem, it would be the head of a nine.
    top = (left + rng.uniform(0.0, 0.14 if rounded else 0.28), rng.uniform(-0.02, 0.12))
    middle = (0.5 * (left + top[0]) + rng.normal(-0.02, 0.02), 0.5 * bar)
    if rounded:
        return [top, middle, (left + 0.03, bar - 0.07), (left + 0.14, bar)]
    return [top, middle, *corner(left, bar)]


def _four_open(rng: Rng) -> list[Line]:
    """Arm and bar, then the stem through the bar."""
    bar, x = rng.uniform(0.42, 0.68), rng.uniform(0.58, 0.76)
    end = (x + rng.uniform(0.0, 0.32), bar + rng.normal(-0.02, 0.03))
    arm = [*_four_arm(rng, bar, chance(rng, 0.35)), end]
    return curved(rng, arm, _stem(rng, x, rng.uniform(-0.04, bar - 0.18)), wobble=0.02)


def _four_one_stroke(rng: Rng) -> list[Line]:
    """Like a lightning: down the arm, along the bar, up to the stem's top and down."""
    bar, x = rng.uniform(0.4, 0.64), rng.uniform(0.6, 0.78)
    arm = _four_arm(rng, bar, chance(rng, 0.5))
    top = (x + rng.normal(0.02, 0.03), rng.uniform(-0.03, bar - 0.14))
    end = (x + rng.normal(-0.03, 0.04), rng.uniform(0.95, 1.06))
    join = (x - 0.04, bar - rng.uniform(0.0, 0.08))
    between = [*corner(*join), *corner(*top)] if chance(rng, 0.6) else [join, *corner(*top)]
    return curved(rng, [*arm, *between, end], wobble=0.02)


def _four_low(rng: Rng) -> list[Line]:
    """The stem is short and stands low, at the end of the bar; in one stroke or two."""
    bar, x = rng.uniform(0.5, 0.74), rng.uniform(0.48, 0.7)
    arm = _four_arm(rng, bar, chance(rng, 0.6))
    top = (x + rng.uniform(0.0, 0.1), bar - rng.uniform(0.06, 0.26))
    foot = (x - rng.uniform(-0.04, 0.16), rng.uniform(0.96, 1.1))
    if chance(rng, 0.6):
        return curved(rng, [*arm, (x - 0.05, bar), *corner(*top), foot], wobble=0.022)
    end = (x + rng.uniform(-0.05, 0.15), bar)
    return curved(
        rng, [*arm, end], [top, (0.5 * (top[0] + foot[0]) + 0.02, bar), foot], wobble=0.022
    )


def _four_crossed(rng: Rng) -> list[Line]:
    """Continental: a long slanted line, a bar to the right, and a short stem crossing it."""
    bar, x = rng.uniform(0.52, 0.72), rng.uniform(0.5, 0.7)
    top = (rng.uniform(0.42, 0.66), 0.0)
    left = (rng.uniform(0.02, 0.16), bar)
    end = (x + rng.uniform(0.12, 0.36), bar + rng.normal(0.0, 0.03))
    stem = _stem(rng, x, bar - rng.uniform(0.1, 0.32))
    return curved(rng, [top, *corner(*left), end], stem, wobble=0.02)


def _four_closed(rng: Rng) -> list[Line]:
    """Triangular: the arm begins at the top of the stem."""
    bar, x = rng.uniform(0.52, 0.76), rng.uniform(0.55, 0.74)
    left = (rng.uniform(0.0, 0.16), bar)
    end = (x + rng.uniform(0.12, 0.34), bar + rng.normal(0.0, 0.025))
    top = (x + rng.normal(0.0, 0.02), 0.0)
    arm = [top, *corner(*left), end]
    return curved(rng, arm, _stem(rng, x, rng.normal(0.0, 0.04)), wobble=0.018)


def _four_closed_one_stroke(rng: Rng) -> list[Line]:
    """Up from the bar's right end or from the foot, round the triangle and on."""
    bar, x = rng.uniform(0.5, 0.72), rng.uniform(0.56, 0.72)
    top, left = corner(x, 0.0), corner(rng.uniform(0.02, 0.16), bar)
    end = (x + rng.uniform(0.1, 0.32), bar + rng.normal(0.0, 0.03))
    return curved(rng, [(x - 0.02, rng.uniform(0.96, 1.05)), *top, *left, end], wobble=0.02)


def _bowl(rng: Rng, waist: float) -> list[tuple[float, float]]:
    """The bowl of a five, from after the corner to its end at the left."""
    wide, high = rng.uniform(0.2, 0.45), 0.5 * (1.0 - waist) + rng.uniform(0.0, 0.05)
    turn = (rng.uniform(-120.0, -70.0), rng.uniform(95.0, 185.0))
    middle = (0.46 + rng.normal(0.0, 0.03), 1.0 - high)
    bowl = around(middle, (wide, high), turn, rng.normal(0.0, 12.0))
    if chance(rng, 0.4):
        bowl.append((rng.uniform(-0.06, 0.16), rng.uniform(0.86, 1.02)))
    return bowl


def _five_stem(rng: Rng, y: float) -> tuple[list[tuple[float, float]], float]:
    """The stem of a five down to its corner, and how high its waist is."""
    waist = rng.uniform(0.28, 0.52)
    x = rng.uniform(0.2, 0.36)
    return [(x, y), *corner(x + rng.normal(-0.05, 0.035), waist)], waist


def _five_one_stroke(rng: Rng) -> list[Line]:
    stem, waist = _five_stem(rng, rng.uniform(0.0, 0.07))
    bar = (rng.uniform(0.62, 1.0), rng.normal(-0.01, 0.06))
    if chance(rng, 0.12):  # it flies off to the upper right
        bar = (rng.uniform(1.0, 1.35), rng.uniform(-0.2, 0.0))
    return curved(rng, [bar, stem[0], *stem, *_bowl(rng, waist)], wobble=0.024)


def _five_two_strokes(rng: Rng) -> list[Line]:
    """Stem and bowl, then the bar: it may begin beside or above the stem."""
    stem, waist = _five_stem(rng, rng.uniform(0.0, 0.1))
    x, y = stem[0]
    begin = (x + rng.normal(0.02, 0.05), y + rng.normal(-0.01, 0.035))
    bar = [begin, (begin[0] + rng.uniform(0.3, 0.68), begin[1] + rng.normal(-0.03, 0.06))]
    return curved(rng, [*stem, *_bowl(rng, waist)], bar, wobble=0.024)


def _five_hooked_bar(rng: Rng) -> list[Line]:
    """A stem without a corner, and a bar that begins at its left and swings over it."""
    waist = rng.uniform(0.34, 0.5)
    x = rng.uniform(0.24, 0.52)
    low = (x - rng.uniform(0.04, 0.26), waist - rng.uniform(0.06, 0.14))
    stem = [(x, rng.uniform(-0.02, 0.1)), low, (low[0] + 0.08, waist - 0.01)]
    end = (rng.uniform(0.62, 1.0), rng.normal(-0.01, 0.04))
    drop, left = rng.uniform(0.0, 0.28), rng.uniform(0.0, 0.2)
    bar = [(x - left, drop), (x + 0.05, 0.3 * drop), end]
    return curved(rng, [*stem, *_bowl(rng, waist)], bar, wobble=0.022)


def _five_like_s(rng: Rng) -> list[Line]:
    waist = rng.uniform(0.34, 0.48)
    left = rng.uniform(0.16, 0.3)
    top = [(rng.uniform(0.66, 0.95), rng.normal(0.02, 0.05)), (0.48, 0.0), (left + 0.06, 0.06)]
    turn = [(left, 0.6 * waist), (left + 0.07, waist - 0.03)]
    return curved(rng, [*top, *turn, *_bowl(rng, waist)], wobble=0.02)


def _five_angular(rng: Rng) -> list[Line]:
    stem, waist = _five_stem(rng, rng.uniform(0.0, 0.05))
    right = rng.uniform(0.66, 0.85)
    bar = (rng.uniform(0.65, 0.95), rng.normal(0.0, 0.04))
    side = [*corner(right, waist + rng.normal(-0.02, 0.03)), (right, 0.8)]
    bowl = [*side, (right - 0.1, 0.98), (rng.uniform(0.05, 0.24), 1.0)]
    return curved(rng, [bar, stem[0], *stem, *bowl], wobble=0.022)


THREE = (
    Allograph("round", 62, _three_round),
    Allograph("flat-topped", 22, _three_flat),
    Allograph("looped", 14, _three_looped),
)
FOUR = (
    Allograph("open", 45, _four_open),
    Allograph("open in one stroke", 18, _four_one_stroke),
    Allograph("with a low stem", 18, _four_low),
    Allograph("crossed", 12, _four_crossed),
    Allograph("closed", 16, _four_closed),
    Allograph("closed in one stroke", 5, _four_closed_one_stroke),
)
FIVE = (
    Allograph("in one stroke", 34, _five_one_stroke),
    Allograph("in two strokes", 28, _five_two_strokes),
    Allograph("with a hooked bar", 18, _five_hooked_bar),
    Allograph("like an S", 18, _five_like_s),
    Allograph("angular", 8, _five_angular),
)
