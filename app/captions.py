"""What stands above and beneath a figure, so that it can be understood without the program."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from dataclasses import dataclass

from app.formats import percent
from app.paths import version
from model.recognizer import Recognition


@dataclass(frozen=True, slots=True)
class Caption:
    """title: above the figure; lines: beneath it, each of which may wrap."""

    title: str
    lines: tuple[str, ...] = ()


def caption_of(
    title: str,
    recognition: Recognition | None,
    checksum: str,
    shown: Sequence[str],
    day: dt.date | None = None,
) -> Caption:
    """Which network read what, what is shown of it, and which program drew it when.

    recognition: None while nothing was read. checksum: sha256 of the network's weights,
    hexadecimal; empty when they were never saved. shown: lines on what the colours stand for.
    day: today when it is not given.
    """
    day = day or dt.datetime.now().astimezone().date()
    lines = []
    if recognition is not None:
        weights = f" · weights {checksum[:8]}" if checksum else ""
        lines.append(f"Network: {recognition.network.name}{weights}")
        lines.append(f"Drawing: {_answer(recognition)}")
    lines += shown
    lines.append(f"Digitscope {version()} · {day.isoformat()}")
    return Caption(title, tuple(lines))


def _answer(recognition: Recognition) -> str:
    """The answer in words."""
    if recognition.raster.is_blank:
        return "none"
    answer = f"{recognition.prediction} with {percent(recognition.confidence)}"
    if recognition.verdict.is_digit:
        return f"read as {answer}"
    return f"not a digit ({recognition.verdict.reason}); closest is {answer}"
