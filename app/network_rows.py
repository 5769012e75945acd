"""From what is known about networks to the rows of their list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from app.services.network_folders import NetworkEntry
from app.widgets.train.network_row import NetworkRow


def rows_of(entries: Sequence[NetworkEntry], active: str) -> list[NetworkRow]:
    """A row per network; active: the key of the one that answers."""
    return [
        NetworkRow(
            entry.key,
            entry.name,
            parent=_parent_key(entry, entries),
            origin=entry.origin,
            date=entry.created,
            data=_data(entry.card),
            held_out_error=_rate(entry.card, "held_out", "errors"),
            check_error=_rate(entry.card, "check", "generated", "digit_errors"),
            summary=entry.summary,
            problem=entry.problem,
            is_active=entry.key == active,
        )
        for entry in entries
    ]


def _parent_key(entry: NetworkEntry, entries: Sequence[NetworkEntry]) -> str:
    """The key of the network that it was retrained from, as long as that is there."""
    parent = entry.card.get("parent")
    checksum = parent.get("sha256") if isinstance(parent, dict) else None
    found = [other for other in entries if other.checksum == checksum and other.key != entry.key]
    found.sort(key=lambda other: other.name != entry.parent)  # a copy has the same weights
    return found[0].key if checksum and found else ""


def _data(card: dict[str, Any]) -> str:
    """`100 own samples`, or the names of the sets."""
    sets = card.get("data")
    if not isinstance(sets, list):
        return ""
    named = [one for one in sets if isinstance(one, dict) and isinstance(one.get("name"), str)]
    own = [one.get("samples") for one in named if one.get("use") == "training"]
    if isinstance(card.get("retraining"), dict) and own and isinstance(own[0], int):
        return f"{own[0]:,} own samples"
    return ", ".join(dict.fromkeys(one["name"] for one in named))


def _rate(card: dict[str, Any], *path: str) -> float | None:
    """A rate of the new network from the record of its retraining, 0 to 1; None without one."""
    value: Any = card.get("retraining")
    for key in ("after", *path, "rate"):
        if not isinstance(value, dict):
            return None
        value = value.get(key)
    return value if isinstance(value, float) else None
