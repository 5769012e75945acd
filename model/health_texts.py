"""What findings mean, one sentence each."""

from __future__ import annotations

from collections.abc import Collection
from typing import Literal

Noun = Literal["map", "unit", "kernel"]
_NAMED = 6  # so many channels are named, the others counted


def dead(noun: Noun, layer: str, channels: tuple[int, ...], rasters: int) -> str:
    """Never above 0 after ReLU."""
    verb, pronoun = ("was", "it adds") if len(channels) == 1 else ("were", "they add")
    return (
        f"{_subject(noun, layer, channels)} {verb} never above 0 on {rasters} {_digits(rasters)}: "
        f"{pronoun} nothing to any answer."
    )


def saturated(noun: Noun, layer: str, channels: tuple[int, ...], units: int, rasters: int) -> str:
    """At the end of the range of tanh on most rasters. units: how many of the layer."""
    verb, pronoun = ("is", "it") if units == 1 else ("are", "they")
    hardly = f"{pronoun} hardly {'reacts' if units == 1 else 'react'} to changes"
    where = f"beyond 99 % of the range of tanh on most of {rasters} {_digits(rasters)}"
    if noun == "unit":
        return f"{_subject(noun, layer, channels)} {verb} {where}: {hardly}."
    what = "1 unit" if units == 1 else f"{units:,} units"
    return f"{what} in {_named('map', channels)} of {layer} {verb} {where}: {hardly}."


def constant(
    noun: Noun, layer: str, channels: tuple[int, ...], values: tuple[float, ...], rasters: int
) -> str:
    """One and the same number on all rasters."""
    number = f" {_number(values[0])}" if len(channels) == 1 else ""
    verb = "was always" if len(channels) == 1 else "were each always"
    return (
        f"{_subject(noun, layer, channels)} {verb} the same number{number} "
        f"on {rasters} {_digits(rasters)}, as a bias alone would be."
    )


def alike(layer: str, channels: tuple[int, ...], similarity: float) -> str:
    """Kernels in nearly the same direction."""
    return (
        f"{_subject('kernel', layer, channels)} are nearly alike "
        f"(cosine similarity {_number(similarity)}): their maps tell nearly the same."
    )


def faint(layer: str, channels: tuple[int, ...], parts: tuple[float, ...]) -> str:
    """Below 5 % of the layer's largest value. parts: 0 to 1."""
    verb, most = ("stays", "at") if len(channels) == 1 else ("stay", "at most at")
    percent = int(1000 * max(parts)) / 10  # rounded down: 5.0 % would not be under 5 %
    return (
        f"{_subject('map', layer, channels)} {verb} under 5 % of the layer's largest value "
        f"for this drawing, {most} {percent:.1f} %."
    )


def flat(layer: str, channels: tuple[int, ...], values: tuple[float, ...]) -> str:
    """The same number in all cells of a map."""
    if len(channels) == 1:
        return (
            f"{_subject('map', layer, channels)} is {_number(values[0])} in all cells "
            "for this drawing: it shows nothing of it."
        )
    return (
        f"{_subject('map', layer, channels)} have the same number in all their cells "
        "for this drawing: they show nothing of it."
    )


def absent(kinds: Collection[str]) -> str:
    """What was looked for and not found; kinds: what was. Empty when all three were found.

    For example: no dead map, no saturated unit, no two kernels nearly alike.
    """
    looked_for = {
        "dead": "no dead map",
        "saturated": "no saturated unit",
        "alike": "no two kernels nearly alike",
    }
    return ", ".join(text for kind, text in looked_for.items() if kind not in kinds)


def _subject(noun: Noun, layer: str, channels: tuple[int, ...]) -> str:
    """For example: Maps 3, 5 and 9 of C1."""
    text = _named(noun, channels)
    return f"{text[0].upper()}{text[1:]} of {layer}"


def _named(noun: Noun, channels: tuple[int, ...]) -> str:
    if len(channels) == 1:
        return f"{noun} {channels[0]}"
    if len(channels) > _NAMED:
        first = ", ".join(map(str, channels[:_NAMED]))
        return f"{noun}s {first} and {len(channels) - _NAMED} more"
    return f"{noun}s {', '.join(map(str, channels[:-1]))} and {channels[-1]}"


def _digits(rasters: int) -> str:
    return "digit" if rasters == 1 else "digits"


def _number(value: float) -> str:
    return f"{value:.3f}".replace("-", "−")
