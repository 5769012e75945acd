"""Which networks there are, which of them answers, and what a person does with them."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from app.paths import DEFAULT_NETWORK
from app.services.network_folders import (
    NetworkEntry,
    Origin,
    Stamp,
    entry_of,
    new_folder,
    places_of,
    put_aside,
    put_back,
    stamp,
)
from model.network import Network
from model.weights import NetworkRecord, load, save

log = logging.getLogger(__name__)


class NetworksService(QObject):
    """Lists networks, loads one when it is chosen, and keeps the one that answers.

    Only the chosen one is ever loaded. A listing reads the small descriptions of the others, and
    only when somebody wants to see it.

    Signals
    -------
    activated(NetworkRecord): this one answers from now on.
    failed(str): why the chosen one does not; the one before goes on.
    listed(): networks are there, gone or renamed.
    refused(str): what was not done with one, and why; nothing has changed.
    """

    activated = Signal(object)
    failed = Signal(str)
    listed = Signal()
    refused = Signal(str)

    def __init__(self, bundled: Path, own: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bundled = bundled
        self._own = own
        self._given: Path | None = None
        self._active: NetworkRecord | None = None
        self._active_key = DEFAULT_NETWORK
        self._looks: dict[str, tuple[Stamp, NetworkEntry]] = {}  # at descriptions, by key
        self._deleted: list[tuple[Path, Path]] = []  # where each lies now, and where it was
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

    # -- what a person does with them ----------------------------------------------------------

    def record_of(self, key: str) -> NetworkRecord:
        """Load a network without letting it answer. Raises ValueError that says why not."""
        if key == self._active_key and self._active is not None:
            return self._active
        return self._load(key, self._places())

    def add(
        self, network: Network, card: dict[str, Any], parent: NetworkRecord | None = None
    ) -> str | None:
        """Store a network among the user's own; its key, or None when that failed (`refused`)."""
        created = datetime.now(UTC).isoformat(timespec="seconds")
        card = {"created": created} | card
        if parent is not None:
            card["parent"] = {"name": parent.network.name, "sha256": parent.checksum}
        folder = new_folder(self._own, network.name)
        return self._done(
            "The network cannot be stored", lambda: f"own/{_saved(network, folder, card).name}"
        )

    def rename(self, key: str, name: str) -> bool:
        """Give one of the user's own networks another name."""
        name = " ".join(name.split())[:80]

        def rename() -> str:
            record = self._load(self._own_key(key), self._places())
            if not name:
                raise ValueError("A network needs a name")
            old = record.network
            network = Network(name, old.spec, old.parameters, old.calibration)
            assert record.folder is not None, "it was loaded from there"
            saved = save(network, record.folder, record.card)
            if key == self._active_key:
                self._active = saved
            return key

        if self._done("The network keeps its name", rename) is None:
            return False
        if key == self._active_key:
            self.activated.emit(self.active)
        return True

    def delete(self, key: str) -> bool:
        """Move one of the user's own networks to the trash; if it answers, its parent will."""

        def delete() -> str:
            folder = self._places()[self._own_key(key)][0]
            heir = self._heir(key)
            self._deleted.append((put_aside(folder), folder))
            return heir

        heir = self._done("The network was not deleted", delete)
        if heir is not None and key == self._active_key:
            self.activate(heir)
        return heir is not None

    @property
    def can_undelete(self) -> bool:
        """True while there is a network that `undelete` would bring back."""
        return bool(self._deleted)

    @Slot()
    def undelete(self) -> str | None:
        """Bring back the network that was deleted last; its key."""
        if not self._deleted:
            return None
        key = self._done(
            "The network stays deleted", lambda: f"own/{put_back(*self._deleted[-1]).name}"
        )
        if key is not None:
            del self._deleted[-1]
        return key

    def export(self, key: str, target: Path) -> bool:
        """Write a network into a folder, or a zip when the name ends so."""
        from app.services.network_files import export_network

        def export() -> str:
            export_network(self._load(key, self._places()), target)
            return key

        return self._done("The network was not exported", export) is not None

    def bring(self, path: Path) -> str | None:
        """Import a network from a folder or a zip; its key, or None when that failed."""
        from app.services.network_files import read_network

        def bring() -> str:
            record = read_network(path)
            folder = new_folder(self._own, record.network.name)
            return f"own/{_saved(record.network, folder, record.card).name}"

        return self._done("The network was not imported", bring)

    def _done(self, what: str, act: Callable[[], str]) -> str | None:
        """Do something with the user's networks; None when it failed, which has been told then."""
        try:
            result = act()
        except (ValueError, OSError) as error:
            log.warning("%s: %s", what, error)
            self.refused.emit(f"{what}: {error}")
            return None
        self.listed.emit()
        return result

    def _own_key(self, key: str) -> str:
        """The key, when it is one of the user's own networks. Raises ValueError else."""
        places = self._places()
        if key not in places:
            raise ValueError("it is not there any more")
        if places[key][1] != "own":
            raise ValueError("it is not one of your own networks")
        return key

    def _heir(self, key: str) -> str:
        """Who answers when a network is gone: the one that it came from, or the default."""
        others = [entry for entry in self.entries() if entry.key != key and not entry.problem]
        deleted = next(entry for entry in self.entries() if entry.key == key)
        parent = deleted.card.get("parent")
        checksum = parent.get("sha256") if isinstance(parent, dict) else None
        found = [entry for entry in others if entry.checksum == checksum]
        found.sort(key=lambda entry: entry.name != deleted.parent)  # a copy has the same weights
        keys = [entry.key for entry in found]
        return (keys or [DEFAULT_NETWORK])[0]

    # -- folders ---------------------------------------------------------------------------------

    def _places(self) -> dict[str, tuple[Path, Origin]]:
        """Key -> folder and origin of every network there is."""
        places = places_of(self._bundled, self._own)
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
            self._problems[key] = (stamp(folder), str(error))
            raise
        self._problems.pop(key, None)
        return record

    def _look(self, key: str, folder: Path, origin: Origin) -> NetworkEntry:
        """What is known about a network without loading it; read again when its files change."""
        now = stamp(folder)
        if key not in self._looks or self._looks[key][0] != now:
            self._looks[key] = (now, entry_of(key, folder, origin))
        entry = self._looks[key][1]
        problem_stamp, problem = self._problems.get(key, ((), ""))
        return replace(entry, problem=problem) if problem and problem_stamp == now else entry


def _saved(network: Network, folder: Path, card: dict[str, Any]) -> Path:
    save(network, folder, card)
    return folder
