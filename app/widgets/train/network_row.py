"""What the list of networks shows of one: its history and its figures."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class NetworkRow:
    """One network. key: as the service of networks names it; parent: the key of its parent, "".

    origin: bundled with the program, the user's own, or given on the command line.
    date: ISO 8601 day or time, "" when unknown; data: what it learnt from, in words.
    held_out_error, check_error: 0 to 1 as they were measured when it was made; None: not measured.
    summary: one line about it; problem: why it cannot be used; empty when it can.
    """

    key: str
    name: str
    parent: str = ""
    origin: Literal["bundled", "own", "given"] = "own"
    date: str = ""
    data: str = ""
    held_out_error: float | None = None
    check_error: float | None = None
    summary: str = ""
    problem: str = ""
    is_active: bool = False
    is_unfinished: bool = False

    @property
    def is_own(self) -> bool:
        """Whether it can be renamed and deleted."""
        return self.origin == "own"


def in_tree_order(rows: tuple[NetworkRow, ...]) -> list[tuple[NetworkRow, int]]:
    """Every row after its parent, with how deep it stands; in the given order otherwise.

    A parent that is not there, or a circle, makes a row a root.
    """
    keys = {row.key for row in rows}
    children: dict[str, list[NetworkRow]] = {}
    for row in rows:
        is_root = row.parent not in keys or row.parent == row.key
        children.setdefault("" if is_root else row.parent, []).append(row)
    result: list[tuple[NetworkRow, int]] = []
    seen: set[str] = set()

    def walk(row: NetworkRow, depth: int) -> None:
        if row.key in seen:
            return
        seen.add(row.key)
        result.append((row, depth))
        for child in children.get(row.key, []):
            walk(child, depth + 1)

    for row in (*children.get("", []), *rows):  # what a circle keeps from every root, last
        walk(row, 0)
    return result
