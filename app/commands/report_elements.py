"""What a report's page is built from: figures that know their place, tables, cards, tiles."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

_MOST_SHADED = 55.0  # percent; see the style sheet


@dataclass(frozen=True, slots=True)
class Figures:
    """The values at one place of a report, and how to show them."""

    value: Any
    place: tuple[str | int, ...] = ()

    def at(self, *keys: str | int) -> Figures:
        """What stands further in."""
        value = self.value
        for key in keys:
            value = value[key]
        return Figures(value, (*self.place, *keys))

    def each(self, *keys: str | int) -> list[Figures]:
        """The parts of a list or of an object further in."""
        inner = self.at(*keys)
        steps = inner.value if isinstance(inner.value, dict) else range(len(inner.value))
        return [inner.at(step) for step in steps]

    def show(self, form: Callable[[Any], str], *keys: str | int) -> str:
        """The figure further in as HTML; a dash where there is none."""
        inner = self.at(*keys)
        text = "–" if inner.value is None else form(inner.value)
        place = escape(json.dumps(inner.place))
        return f'<data value="{escape(json.dumps(inner.value))}" data-of="{place}">{text}</data>'


def percent(value: float) -> str:
    """For example 0.49 %."""
    return f"{100 * value:.2f} %"


def count(value: int) -> str:
    """For example 10,000."""
    return f"{value:,}"


def decimals(value: float) -> str:
    """Four of them: confidences near 1 differ late."""
    return f"{value:.4f}"


def amount(value: float) -> str:
    """As short as it is; with a real minus sign."""
    return f"{value:g}".replace("-", "−")


def words(value: str) -> str:
    """Text, escaped."""
    return escape(value)


def six_decimals(value: float) -> str:
    """For what is nearly 0."""
    return f"{value:.6f}"


def with_interval(figures: Figures, rate: str, interval: str) -> str:
    """A rate and, beneath, its interval; both by the names of their keys."""
    low, high = (figures.show(percent, interval, end) for end in (0, 1))
    return f"{figures.show(percent, rate)}<small>{low} to {high}</small>"


def share(part: float) -> str:
    """How strongly a cell is shaded; the root, so that few are seen beside many."""
    return f' style="--share: {_MOST_SHADED * part**0.5:.0f}%"'


def row_of(name: str, cells: Sequence[str]) -> str:
    """A row of a table, from HTML."""
    inner = "".join(f"<td>{cell}</td>" for cell in cells)
    return f'<tr><th scope="row">{name}</th>{inner}</tr>'


def table_of(titles: Sequence[str], rows: Sequence[str], note: str = "") -> str:
    """A table with a title over every column, from HTML."""
    caption = f"<caption>{note}</caption>" if note else ""
    head = "".join(f'<th scope="col">{title}</th>' for title in titles)
    return f"<table>{caption}<thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>"


def card(inner: str) -> str:
    """A framed part of the page."""
    return f'<div class="card">{inner}</div>'


def details(title: str, inner: str) -> str:
    """What a reader opens to see."""
    return f"<details><summary>{title}</summary>{inner}</details>"


def tile(picture: str, text: str, caption: str) -> str:
    """A picture (data URI) on a sheet; text: the same in words; caption: HTML."""
    image = f'<img src="{escape(picture)}" alt="{escape(text)}" width="84" height="84">'
    return f'<figure><span class="tile">{image}</span><figcaption>{caption}</figcaption></figure>'
