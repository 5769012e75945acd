"""What the Samples workspace says in words."""

from __future__ import annotations

from datetime import datetime

from app.formats import percent
from app.widgets.samples.choice import REFUSED
from app.words import label_text
from model.data.mnist import NOT_A_DIGIT
from model.samples.listing import Order, SampleRow

NONE = "none"  # of the ten: a label as short as a tile
ORDER_TEXTS: dict[Order, str] = {
    "label probability": "Lowest probability of the label first",
    "doubt": "Closest race of two digits first",
    "least confident": "Least confident first",
    "most confident": "Most confident first",
    "newest": "Newest first",
    "oldest": "Oldest first",
}
LIST_ORDERS = {
    "duplicates": "Near-duplicates stand side by side",
    "mislabels": "The surest contradiction first",
}
_ORIGINS = {"drawn": "drawn here", "guided": "guided collecting", "fooled": "made to fool"}
_PLURALS = (
    *("zeros", "ones", "twos", "threes", "fours", "fives", "sixes", "sevens", "eights", "nines"),
    "non-digits",
)
_NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine", "Ten")


def short_label(label: int) -> str:
    """7, or "none"."""
    return NONE if label == NOT_A_DIGIT else str(label)


def tile_text(row: SampleRow, is_short: bool = False) -> str:
    """What stands beside the label: 96 %, read 8, not read; short: →8, →?."""
    if row.prediction is None:
        return "→?" if is_short else "not read"
    if row.is_misread:
        return f"→{row.prediction}" if is_short else f"read {row.prediction}"
    return percent(row.label_probability or 0.0, 0)


def tile_words(row: SampleRow) -> str:
    """A tile in words, for screen readers and tooltips."""
    words = [f"label {label_text(row.label)}"]
    if row.prediction is None:
        words.append("not read by this network")
    else:
        read = f"read as {row.prediction}"
        words.append(f"misread: {read}" if row.is_misread else read)
        words.append(f"the label has {percent(row.label_probability or 0.0)}")
    if row.is_refused:
        words.append("refused as no digit")
    words.append("held out" if row.held_out else "training")
    return ", ".join(words)


def origin_text(origin: str) -> str:
    """Where a sample comes from, in words."""
    if origin.startswith("imported:"):
        return f"imported: {origin.removeprefix('imported:')}"
    return _ORIGINS.get(origin, origin)


def date_text(created: str) -> str:
    """A time of the store as people here write it: 3 Mar 2025, 14:05."""
    time = datetime.fromisoformat(created).astimezone()
    return f"{time.day} {time:%b %Y, %H:%M}"


def short_count(count: int) -> str:
    """A count with at most four characters: 318, 1.2k, 12k."""
    if count < 1000:
        return str(count)
    if count < 9950:
        return f"{count / 1000:.1f}k"
    return f"{round(count / 1000)}k"


def samples_text(count: int) -> str:
    """1 sample, 318 samples."""
    return f"{count:,} sample{'' if count == 1 else 's'}"


def cell_text(label: int, prediction: int) -> str:
    """What the samples of a cell of the confusion matrix are."""
    if prediction == REFUSED:
        return f"label {label_text(label)}, refused"
    return f"label {label_text(label)}, read as {prediction}"


def same_mistake_text(count: int, label: int, prediction: int) -> str:
    """Four zeros are read as 8: show them."""
    number = _NUMBERS[count] if count < len(_NUMBERS) else f"{count:,}"
    return f"{number} {_PLURALS[label]} are read as {prediction}: show them"
