"""`python -m release.package dist/Digitscope` makes the archive that people download.

tar.xz on Linux and macOS, since it keeps links and modes, zip on Windows, since everyone there can
open it. The same folder gives the same bytes, with the same version of the compressor.
"""

from __future__ import annotations

import argparse
import json
import lzma
import os
import platform
import shutil
import subprocess
import sys
import tarfile
import time
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import IO

from release import sizes
from release.components import SBOM_NAME, version
from release.moment import moment

# x86 code becomes about 4 % smaller when its jumps are made absolute first.
_FILTERS: list[dict[str, int]] = [
    *([{"id": lzma.FILTER_X86}] if platform.machine() == "x86_64" else []),
    {"id": lzma.FILTER_LZMA2, "preset": 9},
]
_SYSTEMS = {"linux": "linux", "win32": "windows", "darwin": "macos"}
_MACHINES = {"amd64": "x86_64", "x86_64": "x86_64", "arm64": "arm64", "aarch64": "arm64"}


def archive_name(folder: Path) -> str:
    """Digitscope-VERSION-SYSTEM-MACHINE, with -lite if the folder's name says so, and the suffix.

    Raises ValueError on a system or machine that there is no release for.
    """
    system, machine = _SYSTEMS.get(sys.platform), _MACHINES.get(platform.machine().lower())
    if system is None or machine is None:
        raise ValueError(f"no release for {sys.platform} on {platform.machine()}")
    lite = "-lite" if folder.stem.endswith("-lite") else ""
    suffix = "zip" if system == "windows" else "tar.xz"
    return f"Digitscope-{version()}-{system}-{machine}{lite}.{suffix}"


def pack(folder: Path, archive: Path) -> None:
    """Put `folder` with its own name into `archive`, a .zip or .tar.xz; it is whole or absent.

    Raises ValueError if `folder` is none, or if the archive's suffix is another.
    """
    if not folder.is_dir():
        raise ValueError(f"{folder} is no folder")
    packers = {".zip": _pack_zip, ".xz": _pack_tar}
    if archive.suffix not in packers:
        raise ValueError(f"{archive.name}: expected .zip or .tar.xz")
    archive.parent.mkdir(parents=True, exist_ok=True)
    unfinished = archive.with_name(archive.name + ".part")
    try:
        packers[archive.suffix](folder, unfinished, moment())
        unfinished.replace(archive)
    finally:
        unfinished.unlink(missing_ok=True)


def _pack_tar(folder: Path, archive: Path, dated: datetime) -> None:
    def plain(entry: tarfile.TarInfo) -> tarfile.TarInfo:
        entry.uid = entry.gid = 0
        entry.uname = entry.gname = "root"
        entry.mtime = int(dated.timestamp())
        entry.mode = 0o755 if entry.isdir() or entry.mode & 0o100 else 0o644
        return entry

    with (
        _compressed(archive) as stream,
        tarfile.open(fileobj=stream, mode="w|", format=tarfile.PAX_FORMAT) as tar,
    ):
        for path in _entries(folder):
            name = path.relative_to(folder.parent).as_posix()
            tar.add(path, name, recursive=False, filter=plain)


def _pack_zip(folder: Path, archive: Path, dated: datetime) -> None:
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as packed:
        for path in _entries(folder):
            if path.is_dir():
                continue
            entry = zipfile.ZipInfo(
                path.relative_to(folder.parent).as_posix(), dated.timetuple()[:6]
            )
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.create_system = 3  # Unix, for the mode
            mode = 0o755 if path.stat().st_mode & 0o100 else 0o644
            entry.external_attr = (0o100000 | mode) << 16
            packed.writestr(entry, path.read_bytes())


def _entries(folder: Path) -> list[Path]:
    """The folder and all in it, by name; links are not followed."""
    inside = (Path(at, name) for at, *names in os.walk(folder) for name in (*names[0], *names[1]))
    return sorted([folder, *inside], key=lambda path: path.as_posix())


@contextmanager
def _compressed(archive: Path) -> Iterator[IO[bytes]]:
    """A stream that is compressed into `archive`: by xz with all cores, or by Python without it.

    Raises CalledProcessError if xz fails.
    """
    tool = shutil.which("xz")
    if tool is None:
        with lzma.open(archive, "wb", filters=_FILTERS) as stream:
            yield stream
        return
    x86 = ["--x86"] if len(_FILTERS) > 1 else []
    command = [tool, "--compress", "--stdout", "--threads=0", *x86, "--lzma2=preset=9"]
    with archive.open("wb") as out:
        process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=out)  # noqa: S603
        assert process.stdin is not None
        try:
            with process.stdin as stream:
                yield stream
        finally:
            status = process.wait()
    if status:
        raise subprocess.CalledProcessError(status, command)


def _copy_sbom(folder: Path, archive: Path) -> None:
    """Beside the archive as well: whoever checks what a release contains need not download it."""
    for sbom in sorted(folder.rglob(SBOM_NAME))[:1]:
        stem = archive.name.removesuffix(".zip").removesuffix(".tar.xz")
        shutil.copyfile(sbom, archive.with_name(f"{stem}.cdx.json"))


def _main() -> None:
    parser = argparse.ArgumentParser(prog="python -m release.package", description=__doc__)
    parser.add_argument("folder", type=Path, help="what PyInstaller made: a folder or a bundle")
    parser.add_argument("--out", type=Path, help="where to put the archive; beside the folder")
    options = parser.parse_args()
    folder = options.folder.resolve()
    archive = (options.out or folder.parent) / archive_name(folder)
    started = time.monotonic()
    pack(folder, archive)
    _copy_sbom(folder, archive)
    print(
        json.dumps(
            {
                "path": str(archive),
                "bytes": archive.stat().st_size,
                "folder_bytes": sizes.size(folder),
                "seconds": round(time.monotonic() - started, 1),
            }
        )
    )


if __name__ == "__main__":
    _main()
