"""`python -m release.differences A B`: which files of two builds of the same commit differ."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any


def differences(one: Path, other: Path) -> dict[str, Any]:
    """The number of files, those in one folder only, and those with other bytes or modes."""
    files, others = _files(one), _files(other)
    both = sorted(files & others)
    return {
        "files": len(files | others),
        "only_in_one": sorted(files ^ others),
        "different": [name for name in both if _content(one / name) != _content(other / name)],
    }


def _files(folder: Path) -> set[str]:
    return {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_symlink() or path.is_file()
    }


def _content(path: Path) -> tuple[int, str | bytes]:
    """A link's target or a file's bytes, with its permissions."""
    if path.is_symlink():
        return 0, str(path.readlink())
    return path.stat().st_mode, path.read_bytes()


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m release.differences", description=__doc__)
    parser.add_argument("one", type=Path)
    parser.add_argument("other", type=Path)
    options = parser.parse_args()
    print(json.dumps(differences(options.one, options.other)))


if __name__ == "__main__":
    _main()
