"""The two charts of a report as SVG, drawn from its plain values; colours come from the page."""

from __future__ import annotations

from collections.abc import Callable
from html import escape
from typing import Any

_WIDTH, _HEIGHT = 420.0, 300.0
_LEFT, _TOP, _RIGHT, _BOTTOM = 66.0, 12.0, 24.0, 44.0
_LOWEST_COVERAGE = 0.5
_FIFTHS = (0, 0.2, 0.4, 0.6, 0.8, 1)
_NICE = (1, 2, 2.5, 5, 10)  # times a power of ten: where an axis may end


def reliability_chart(bins: list[dict[str, Any]]) -> str:
    """Accuracy by confidence: a bar per bin, the line where both are equal, and the gaps."""
    x, y = _axis(0, 1, across=True), _axis(0, 1, across=False)
    parts = [_frame("confidence", "accuracy")]
    parts += [_tick_across(x(value), f"{value:g}") for value in _FIFTHS]
    parts += [_tick_up(y(value), f"{value:g}") for value in _FIFTHS]
    for each in bins:
        if each["samples"]:
            parts.append(_reliability_bar(each, x, y))
    parts.append(_line("equal", x(0), y(0), x(1), y(1)))
    return _svg("Accuracy by confidence", parts)


def coverage_chart(coverage: dict[str, Any]) -> str:
    """Error among the digits kept, by the part that is kept; a dot where the network stands."""
    points, shipped = coverage["points"], coverage["shipped"]
    highest = max(point["error_rate"] for point in points)
    top = _nice_end(max(highest, shipped["error_rate"] or 0))
    x, y = _axis(_LOWEST_COVERAGE, 1, across=True), _axis(0, top, across=False)
    parts = [_frame("kept", "error among these")]
    parts += [_tick_across(x(value), _percent(value)) for value in (0.5, 0.6, 0.7, 0.8, 0.9, 1)]
    parts += [_tick_up(y(top * part), _percent(top * part)) for part in _FIFTHS]
    path = " ".join(f"{x(each['coverage']):.1f},{y(each['error_rate']):.1f}" for each in points)
    parts.append(f'<polyline class="curve" points="{path}"/>')
    if shipped["error_rate"] is not None and shipped["coverage"] >= _LOWEST_COVERAGE:
        at = f'cx="{x(shipped["coverage"]):.1f}" cy="{y(shipped["error_rate"]):.1f}"'
        parts.append(f'<circle class="shipped" {at} r="5"/>')
    return _svg("Error among the digits kept, by the part that is kept", parts)


def _reliability_bar(
    each: dict[str, Any], x: Callable[[float], float], y: Callable[[float], float]
) -> str:
    left, right = x(each["low"]) + 1, x(each["high"]) - 1
    is_sure = each["confidence"] > each["accuracy"]
    low, high = sorted((each["confidence"], each["accuracy"]))
    bar = _box("bar", left, y(each["accuracy"]), right, y(0))
    gap = _box("gap over" if is_sure else "gap under", left, y(high), right, y(low))
    return bar + gap


def _axis(low: float, high: float, *, across: bool) -> Callable[[float], float]:
    """From a value to a place on the chart."""
    if across:
        return lambda v: _LEFT + (v - low) / (high - low) * (_WIDTH - _LEFT - _RIGHT)
    return lambda v: _HEIGHT - _BOTTOM - (v - low) / (high - low) * (_HEIGHT - _TOP - _BOTTOM)


def _nice_end(largest: float) -> float:
    """The least round number that is not below, 0.1 % or more."""
    power = 0.001
    while power * _NICE[-1] < largest:
        power *= 10
    return next(power * step for step in _NICE if power * step >= largest)


def _percent(value: float) -> str:
    return f"{100 * value:.3g} %"


def _frame(across: str, up: str) -> str:
    middle_x, middle_y = (_LEFT + _WIDTH - _RIGHT) / 2, (_TOP + _HEIGHT - _BOTTOM) / 2
    ground = _box("ground", _LEFT, _TOP, _WIDTH - _RIGHT, _HEIGHT - _BOTTOM)
    name_x = f'<text class="axis middle" x="{middle_x}" y="{_HEIGHT - 8}">{escape(across)}</text>'
    turn = f"translate(12 {middle_y}) rotate(-90)"
    return f'{ground}{name_x}<text class="axis middle" transform="{turn}">{escape(up)}</text>'


def _tick_across(x: float, text: str) -> str:
    line = _line("tick", x, _TOP, x, _HEIGHT - _BOTTOM)
    return f'{line}<text class="middle" x="{x:.1f}" y="{_HEIGHT - _BOTTOM + 16}">{text}</text>'


def _tick_up(y: float, text: str) -> str:
    line = _line("tick", _LEFT, y, _WIDTH - _RIGHT, y)
    return f'{line}<text class="end" x="{_LEFT - 6}" y="{y + 4:.1f}">{text}</text>'


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _box(kind: str, left: float, top: float, right: float, bottom: float) -> str:
    place = f'x="{left:.1f}" y="{top:.1f}"'
    size = f'width="{right - left:.1f}" height="{bottom - top:.1f}"'
    return f'<rect class="{kind}" {place} {size}/>'


def _svg(title: str, parts: list[str]) -> str:
    box = f'viewBox="0 0 {_WIDTH:g} {_HEIGHT:g}"'
    return f'<svg {box} role="img" aria-label="{escape(title)}">{"".join(parts)}</svg>'
