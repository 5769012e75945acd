"""Networks as files that people pass on: a folder, or a zip of one, written and read."""

from __future__ import annotations

import tempfile
import zipfile
from pathlib import Path, PurePosixPath

from model.weights import LARGEST_FILE, SPEC_FILE, WEIGHTS_FILE, NetworkRecord, load, save

ZIP = ".zip"
_MOST_MEMBERS = 100  # a zip of one network has two


def export_network(record: NetworkRecord, target: Path) -> None:
    """Write a network as a zip when the name ends so, else as a folder; all of it, or nothing.

    Raises OSError that names what is in the way.
    """
    if target.suffix.lower() != ZIP:
        save(record.network, target, record.card)
        return
    assert record.folder is not None, "only saved networks are exported"
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix=f".{target.name}-", dir=target.parent) as place:
        beside = Path(place) / target.name
        with zipfile.ZipFile(beside, "w", zipfile.ZIP_DEFLATED) as file:
            for name in (SPEC_FILE, WEIGHTS_FILE):
                file.writestr(f"{target.stem}/{name}", (record.folder / name).read_bytes())
        beside.replace(target)


def read_network(path: Path) -> NetworkRecord:
    """Read a network from a folder or a zip; its numbers are checked as `load` does.

    The record of a zip has no folder. Raises ValueError that names the file and the cause.
    """
    if path.is_dir():
        return load(_network_in(path))
    if not path.exists():
        raise ValueError(f"{path}: the file is missing")
    with tempfile.TemporaryDirectory(prefix="digitscope-") as place:
        folder = Path(place)
        for name, data in _members(path).items():
            (folder / name).write_bytes(data)
        try:
            found = load(folder)
        except ValueError as error:
            raise ValueError(str(error).replace(str(folder), str(path))) from None
    return NetworkRecord(found.network, found.card, None, found.checksum)


def _network_in(folder: Path) -> Path:
    """The folder itself, or the only one in it that holds a network."""
    if (folder / SPEC_FILE).exists():
        return folder
    try:
        inner = [place for place in folder.iterdir() if (place / SPEC_FILE).is_file()]
    except OSError as error:
        raise ValueError(f"{folder}: cannot be read ({error.strerror})") from None
    if len(inner) > 1:
        raise ValueError(f"{folder}: {len(inner)} networks; choose the folder of one of them")
    return inner[0] if inner else folder


def _members(path: Path) -> dict[str, bytes]:
    """The two files of the network in a zip. Names in it are compared, never used as paths."""
    try:
        with zipfile.ZipFile(path) as file:
            members = file.infolist()
            if len(members) > _MOST_MEMBERS:
                raise ValueError(f"{path}: {len(members):,} files; a network has two")
            wanted = {name: _only(path, members, name) for name in (SPEC_FILE, WEIGHTS_FILE)}
            if len({PurePosixPath(info.filename).parent for info in wanted.values()}) > 1:
                raise ValueError(f"{path}: {SPEC_FILE} and {WEIGHTS_FILE} lie in two folders")
            return {name: _content(path, file, info) for name, info in wanted.items()}
    except OSError as error:
        raise ValueError(f"{path}: cannot be read ({error.strerror or error})") from None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError) as error:
        raise ValueError(f"{path}: not a zip of a network ({error})") from None


def _only(path: Path, members: list[zipfile.ZipInfo], name: str) -> zipfile.ZipInfo:
    found = []
    for info in members:
        inside = PurePosixPath(info.filename.replace("\\", "/"))
        if inside.is_absolute() or ".." in inside.parts or ":" in info.filename:
            raise ValueError(f"{path}: {info.filename!r} leads out of the zip")
        if inside.name == name:
            found.append(info)
    if len(found) != 1:
        raise ValueError(f"{path}: {len(found) or 'no'} {name} in it, one was expected")
    return found[0]


def _content(path: Path, file: zipfile.ZipFile, info: zipfile.ZipInfo) -> bytes:
    """The bytes of a member; not more are unpacked than a network can have, whatever it says."""
    with file.open(info) as member:
        data = member.read(LARGEST_FILE + 1)
    if len(data) > LARGEST_FILE:
        raise ValueError(f"{path}: {info.filename} is larger than {LARGEST_FILE:,} bytes")
    return data
