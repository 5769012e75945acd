"""`python -m release.checksums DIR` writes DIR/SHA256SUMS, which `sha256sum --check` reads."""

from __future__ import annotations

import argparse
import hashlib
from pathlib import Path

NAME = "SHA256SUMS"


def write(folder: Path) -> Path:
    """Write the checksums of all files in `folder`, by name; the path of what was written.

    Raises ValueError if there is no file.
    """
    files = sorted(file for file in folder.iterdir() if file.is_file() and file.name != NAME)
    if not files:
        raise ValueError(f"{folder} holds no file")
    sums = folder / NAME
    # The star says that the file was read as bytes, which matters on Windows.
    lines = (f"{_sha256(file)} *{file.name}\n" for file in files)
    sums.write_text("".join(lines), encoding="utf-8", newline="\n")
    return sums


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m release.checksums", description=__doc__)
    parser.add_argument("folder", type=Path)
    print(write(parser.parse_args().folder))


if __name__ == "__main__":
    _main()
