"""The folders that networks lie in: found, described, and put aside and back."""

from __future__ import annotations

import logging
import re
import secrets
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

from app.model_card import summary
from app.paths import DEFAULT_NETWORK
from model.weights import SPEC_FILE, WEIGHTS_FILE, describe

log = logging.getLogger(__name__)

ORDER = (DEFAULT_NETWORK, "average", "l2", "lenet5")  # of the bundled ones; others follow by name
TRASH = ".trash"
Origin = Literal["bundled", "own", "given"]
Stamp = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NetworkEntry:
    """A network that can be chosen.

    key: names it in the settings; origin: bundled with the program, the user's own, or given for
    this run on the command line; summary: one line about it; problem: why it cannot be used,
    empty as long as nothing is known against it.
    checksum: of its weights, as its description says; parent: the name of the network that it was
    retrained from; created: when, ISO 8601, UTC; card: all that is stored about it.
    """

    key: str
    folder: Path
    origin: Origin
    name: str
    summary: str = ""
    problem: str = ""
    checksum: str = ""
    parent: str = ""
    created: str = ""
    card: dict[str, Any] = field(default_factory=dict, hash=False)


def network_folders(place: Path) -> list[Path]:
    """The folders in `place` that hold a network or what is left of one."""
    try:
        folders = [path for path in place.iterdir() if not path.name.startswith(".")]
        return [
            folder
            for folder in folders
            if (folder / SPEC_FILE).exists() or (folder / WEIGHTS_FILE).exists()
        ]
    except FileNotFoundError:
        return []
    except OSError as error:
        log.warning("networks in %s cannot be listed: %s", place, error.strerror)
        return []


def places_of(bundled: Path, own: Path) -> dict[str, tuple[Path, Origin]]:
    """Key -> folder and origin of the bundled networks and the user's own, in their order."""
    places: dict[str, tuple[Path, Origin]] = {}
    for folder in sorted(network_folders(bundled), key=_bundled_order):
        places[folder.name] = (folder, "bundled")
    for folder in sorted(network_folders(own), key=lambda f: f.name.casefold()):
        places[f"own/{folder.name}"] = (folder, "own")
    return places


def _bundled_order(folder: Path) -> tuple[int, str]:
    place = ORDER.index(folder.name) if folder.name in ORDER else len(ORDER)
    return place, folder.name


def stamp(folder: Path) -> Stamp:
    """Changes when a file of the network does."""
    numbers = []
    for name in (SPEC_FILE, WEIGHTS_FILE):
        try:
            status = (folder / name).stat()
        except OSError:
            numbers += [0, 0]
        else:
            numbers += [status.st_mtime_ns, status.st_size]
    return tuple(numbers)


def entry_of(key: str, folder: Path, origin: Origin) -> NetworkEntry:
    """Name and summary from the description; loading will check the rest."""
    try:
        found = describe(folder)
        line = summary(found.spec, found.card)
    except ValueError as error:
        return NetworkEntry(key, folder, origin, folder.name, problem=str(error))
    parent = found.card.get("parent")
    return NetworkEntry(
        key,
        folder,
        origin,
        found.name,
        line,
        checksum=found.checksum,
        parent=_text(parent.get("name")) if isinstance(parent, dict) else "",
        created=_text(found.card.get("created")),
        card=found.card,
    )


def _text(value: Any) -> str:
    return value[:80] if isinstance(value, str) else ""


def new_folder(place: Path, name: str) -> Path:
    """A folder for a new network that nothing lies in yet, nor will from another window."""
    plain = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode().lower()
    words = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:40].strip("-") or "network"
    return place / f"{words}-{datetime.now(UTC):%Y%m%d}-{secrets.token_hex(3)}"


def put_aside(folder: Path) -> Path:
    """Move a network into the trash beside it; returns where it lies now. Raises OSError."""
    trash = folder.parent / TRASH
    trash.mkdir(exist_ok=True)
    place = trash / f"{datetime.now(UTC):%Y%m%d-%H%M%S}-{secrets.token_hex(2)}-{folder.name}"
    return folder.rename(place)


def put_back(aside: Path, folder: Path) -> Path:
    """Move a network out of the trash to where it was, or beside it when that place is taken."""
    number = 2
    place = folder
    while place.exists():
        place = folder.with_name(f"{folder.name}-{number}")
        number += 1
    return aside.rename(place)
