"""After the build, on Linux: symbols for debuggers go, and what a desktop asks for comes."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

from release import sizes

_ELF = b"\x7fELF"
# auditwheel moved these libraries' sections; strip breaks OpenBLAS among them.
_UNTOUCHED = {"numpy.libs", "pillow.libs"}
_HERE = Path(__file__).resolve().parent


def strip_symbols(folder: Path) -> int:
    """Strip every library below `folder`; return the bytes saved.

    Not for the program's executable: behind its last section it carries its archive.

    Raises FileNotFoundError where binutils are missing, CalledProcessError when strip fails.
    """
    before = sizes.size(folder)
    for path in sorted(_elf_files(folder)):
        command = ["strip", "--strip-unneeded", str(path)]
        subprocess.run(command, check=True, capture_output=True)  # noqa: S603
    return before - sizes.size(folder)


def _elf_files(folder: Path) -> Iterator[Path]:
    for path in folder.rglob("*"):
        if path.is_symlink() or not path.is_file() or path.parent.name in _UNTOUCHED:
            continue
        with path.open("rb") as file:
            if file.read(4) == _ELF:
                yield path


def add_desktop_entry(program: Path, icons: Path) -> None:
    """Make `program` an AppDir too: AppRun, the desktop entry and its icons at the top.

    `digitscope.desktop` starts the program once `install-desktop-entry` has put its place in.
    """
    for name in ("digitscope.desktop", "install-desktop-entry"):
        shutil.copy(_HERE / "linux" / name, program / name)
    (program / "install-desktop-entry").chmod(0o755)
    for name in ("digitscope.png", "digitscope.svg"):
        shutil.copy(icons / name, program / name)
    links = {"AppRun": "digitscope", ".DirIcon": "digitscope.png"}
    for name, target in links.items():
        (program / name).unlink(missing_ok=True)
        (program / name).symlink_to(target)
