"""Which networks there are, and which of them answers."""

from __future__ import annotations

import json
import logging
from collections import Counter
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from PySide6.QtCore import QObject, Signal

from app.model_card import summary
from app.paths import DEFAULT_NETWORK
from model.network import spec_from_json
from model.weights import LARGEST_FILE, SPEC_FILE, WEIGHTS_FILE, NetworkRecord, load

log = logging.getLogger(__name__)

ORDER = (DEFAULT_NETWORK, "average", "l2", "lenet5")  # of the bundled ones; others follow by name
Origin = Literal["bundled", "own", "given"]
Stamp = tuple[int, ...]


@dataclass(frozen=True, slots=True)
class NetworkEntry:
    """A network that can be chosen.

    key: names it in the settings; origin: bundled with the program, the user's own, or given for
    this run on the command line; summary: one line about it; problem: why it cannot be used,
    empty as long as nothing is known against it.
    """

    key: str
    folder: Path
    origin: Origin
    name: str
    summary: str = ""
    problem: str = ""


class NetworksService(QObject):
    """Lists networks, loads one when it is chosen, and keeps the one that answers.

    Only the chosen one is ever loaded. A listing reads the small descriptions of the others, and
    only when somebody wants to see it.

    Signals
    -------
    activated(NetworkRecord): this one answers from now on.
    failed(str): why the chosen one does not; the one before goes on.
    """

    activated = Signal(object)
    failed = Signal(str)

    def __init__(self, bundled: Path, own: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bundled = bundled
        self._own = own
        self._given: Path | None = None
        self._active: NetworkRecord | None = None
        self._active_key = DEFAULT_NETWORK
        self._looks: dict[str, tuple[Stamp, NetworkEntry]] = {}  # at descriptions, by key
        self._problems: dict[str, tuple[Stamp, str]] = {}  # what loading has shown, by key
        self.problem = ""  # why another one than the chosen one answers since the start

    @property
    def active(self) -> NetworkRecord:
        """The network that answers."""
        assert self._active is not None, "start comes first"
        return self._active

    @property
    def active_key(self) -> str:
        """The key of the network that answers."""
        return self._active_key

    @property
    def is_kept(self) -> bool:
        """Whether the network that answers is a choice for next time, not for this run only."""
        return self._active_key != self._given_key()

    def start(self, chosen: str) -> NetworkRecord:
        """Load the network of last time; if that cannot be used, the default or any other.

        Raises ValueError with all reasons when none can be used.
        """
        places = self._places()
        reasons = []
        for key in dict.fromkeys((chosen, DEFAULT_NETWORK, *places)):
            try:
                record = self._load(key, places)
            except ValueError as error:
                reasons.append(str(error))
                continue
            if reasons:
                self.problem = f"{reasons[0]}. {record.network.name} answers instead."
                log.warning("network not used: %s", self.problem)
            self._active_key, self._active = key, record
            return record
        raise ValueError("\n".join(reasons))

    def start_with(self, record: NetworkRecord) -> None:
        """Answer with this network in this run, whatever was chosen last time."""
        assert record.folder is not None, "a network that answers lies in a folder"
        folder = record.folder.resolve()
        places = self._places()
        known = [key for key, (place, _) in places.items() if place.resolve() == folder]
        if not known:
            self._given = folder
        self._active_key = known[0] if known else str(folder)
        self._active = record

    def activate(self, key: str) -> None:
        """Load a network and answer with it; the one before goes on when that fails."""
        try:
            record = self._load(key, self._places())
        except ValueError as error:
            log.warning("network not used: %s", error)
            self.failed.emit(str(error))
            return
        self._active_key, self._active = key, record
        self.activated.emit(record)

    def step(self, by: int) -> None:
        """Answer with the network `by` places further in the list; it goes round."""
        keys = [entry.key for entry in self.entries() if not entry.problem]
        if self._active_key not in keys:
            keys.insert(0, self._active_key)
        key = keys[(keys.index(self._active_key) + by) % len(keys)]
        if key != self._active_key:
            self.activate(key)

    def entries(self) -> list[NetworkEntry]:
        """All networks as they lie in their folders now: bundled, the user's own, the given one."""
        found = [self._look(key, *place) for key, place in self._places().items()]
        names = Counter(entry.name for entry in found)
        return [
            replace(entry, name=f"{entry.name} – {entry.folder.name}")
            if names[entry.name] > 1 and entry.origin != "bundled"
            else entry
            for entry in found
        ]

    # -- folders ---------------------------------------------------------------------------------

    def _places(self) -> dict[str, tuple[Path, Origin]]:
        """Key -> folder and origin of every network there is."""
        places: dict[str, tuple[Path, Origin]] = {}
        for folder in sorted(_network_folders(self._bundled), key=_bundled_order):
            places[folder.name] = (folder, "bundled")
        for folder in sorted(_network_folders(self._own), key=lambda f: f.name.casefold()):
            places[f"own/{folder.name}"] = (folder, "own")
        if self._given is not None:
            places[self._given_key()] = (self._given, "given")
        return places

    def _given_key(self) -> str:
        return str(self._given) if self._given is not None else ""

    def _load(self, key: str, places: dict[str, tuple[Path, Origin]]) -> NetworkRecord:
        """Load a network. Raises ValueError that says why not, and remembers it."""
        if key not in places:
            name = key.removeprefix("own/")
            raise ValueError(f"The network “{name}” is not there any more")
        folder, _ = places[key]
        try:
            record = load(folder)
        except ValueError as error:
            self._problems[key] = (_stamp(folder), str(error))
            raise
        self._problems.pop(key, None)
        return record

    def _look(self, key: str, folder: Path, origin: Origin) -> NetworkEntry:
        """What is known about a network without loading it; read again when its files change."""
        stamp = _stamp(folder)
        if key not in self._looks or self._looks[key][0] != stamp:
            self._looks[key] = (stamp, _describe(key, folder, origin))
        entry = self._looks[key][1]
        problem_stamp, problem = self._problems.get(key, ((), ""))
        return replace(entry, problem=problem) if problem and problem_stamp == stamp else entry


def _network_folders(place: Path) -> list[Path]:
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


def _bundled_order(folder: Path) -> tuple[int, str]:
    place = ORDER.index(folder.name) if folder.name in ORDER else len(ORDER)
    return place, folder.name


def _stamp(folder: Path) -> Stamp:
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


def _describe(key: str, folder: Path, origin: Origin) -> NetworkEntry:
    """Name and summary from the description; loading will check the rest."""
    path = folder / SPEC_FILE
    try:
        with path.open("rb") as file:
            description = json.loads(file.read(LARGEST_FILE).decode("utf-8"))
        spec, name = spec_from_json(description["spec"]), " ".join(str(description["name"]).split())
        card = description.get("card")
        line = summary(spec, card if isinstance(card, dict) else {})
    except OSError as error:
        return NetworkEntry(key, folder, origin, folder.name, problem=f"{path}: {error.strerror}")
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        problem = f"{path}: not a description of a network ({error})"
        return NetworkEntry(key, folder, origin, folder.name, problem=problem)
    return NetworkEntry(key, folder, origin, name[:80] or folder.name, line)
