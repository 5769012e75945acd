"""How large a built program is, and what in it takes the room."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Any

_SHOWN = 12


def size(folder: Path) -> int:
    """Bytes of all files below `folder`; a link counts as nothing."""
    return sum(path.stat().st_size for path in _files(folder))


def report(program: Path) -> dict[str, Any]:
    """The bytes of a program's folder, its number of files, and its largest parts."""
    parts: Counter[str] = Counter()
    for path in _files(program):
        parts["/".join(path.relative_to(program).parts[:2])] += path.stat().st_size
    return {
        "program": program.name,
        "bytes": size(program),
        "files": len(_files(program)),
        "largest": dict(parts.most_common(_SHOWN)),
    }


def _files(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()]
