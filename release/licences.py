"""The licence texts that a build must carry, and the notices that Qt's LGPL asks for."""

from __future__ import annotations

import re
import sys
import sysconfig
from collections.abc import Iterable, Iterator
from importlib.metadata import Distribution, distribution
from pathlib import Path, PurePosixPath

from packaging.utils import canonicalize_name

from release import components
from release.system_packages import SystemPackage, common_licences

ROOT = components.ROOT
TEXTS = Path(__file__).resolve().parent / "licences"

_IS_LICENCE = re.compile(r"(licen[cs]e|copying|notice|authors|.*_licen[cs]e)", re.IGNORECASE)

# Packages without a text of their own, and what stands in `release/licences/` for them.
_SUPPLIED = {
    "pyside6-essentials": ("LGPL-3.0.txt",),
    "shiboken6": ("LGPL-3.0.txt",),
}


def write(
    folder: Path, distributions: Iterable[str], system: Iterable[SystemPackage] = ()
) -> list[Path]:
    """Write what `collect` gathers into `folder`, which is made; the files' paths, sorted."""
    written = []
    for name, text in collect(distributions, system).items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", newline="\n")
        written.append(path)
    return sorted(written)


def collect(distributions: Iterable[str], system: Iterable[SystemPackage] = ()) -> dict[str, str]:
    """All texts by the name of their file: one for each package, and NOTICE.txt, which lists them.

    Raises ValueError if a package has no licence text or no SPDX expression, and
    PackageNotFoundError if it is not installed.
    """
    packages = [distribution(name) for name in sorted(set(distributions))]
    system = list(system)
    texts = {file_name(package): _texts(package) for package in packages}
    texts.update(_own_texts(packages))
    texts.update({f"system/{package.name}.txt": package.copyright for package in system})
    common = common_licences(system)
    texts.update({f"system/common/{name}.txt": text for name, text in common.items()})
    texts["NOTICE.txt"] = _notice(packages, system)
    return {name: texts[name] for name in sorted(texts)}


def file_name(package: Distribution) -> str:
    """The file with a package's texts; flat, since deep paths are too long for Windows."""
    return f"{package.metadata['Name']}-{package.version}.txt"


def _texts(package: Distribution) -> str:
    """All licence files of a package in one text, each different one once."""
    pieces: dict[str, list[str]] = {}
    for name, text in _licence_files(package):
        pieces.setdefault(text.strip(), []).append(name)
    if not pieces:
        raise ValueError(f"{package.metadata['Name']} {package.version} has no licence text")
    return (
        "\n\n".join(
            f"{'=' * 78}\n{chr(10).join(names)}\n{'=' * 78}\n\n{text}"
            for text, names in pieces.items()
        )
        + "\n"
    )


def _licence_files(package: Distribution) -> Iterator[tuple[str, str]]:
    for name in _SUPPLIED.get(canonicalize_name(package.metadata["Name"]), ()):
        yield name, _supplied(name)
    for file in sorted(package.files or (), key=str):
        within = _within_licences(file)
        if within is not None:
            yield within, file.read_text(encoding="utf-8")


def _within_licences(file: PurePosixPath) -> str | None:
    """The licence file's name, below `licenses/` where it lies there; None for other files."""
    parts = file.parts
    if not parts[0].endswith(".dist-info"):
        return None
    if len(parts) > 2 and parts[1] in {"licenses", "license_files"}:
        return "/".join(parts[2:])
    return file.name if len(parts) == 2 and _IS_LICENCE.match(file.stem) else None


def _own_texts(packages: list[Distribution]) -> dict[str, str]:
    """The texts of what is no package: Digitscope, Python, fonts, icons, and Qt where it is."""
    texts = {
        "Digitscope.txt": _read(ROOT / "LICENSE"),
        f"Python-{components.python().version}.txt": _python_licence(),
        "Inter.txt": _read(ROOT / "resources" / "fonts" / "OFL.txt"),
        "Lucide.txt": _read(ROOT / "resources" / "icons" / "LICENSE"),
    }
    bindings = _bindings(packages)
    if bindings is not None:
        texts["Qt.txt"] = _qt_notice(bindings.version)
        texts |= {name: _supplied(name) for name in ("LGPL-3.0.txt", "GPL-3.0.txt")}
    return texts


def _bindings(packages: Iterable[Distribution]) -> Distribution | None:
    named = (p for p in packages if canonicalize_name(p.metadata["Name"]) == "pyside6-essentials")
    return next(named, None)


def _python_licence() -> str:
    """It lies beside the standard library, on Windows beside the interpreter, or on neither."""
    folders = (Path(sysconfig.get_path("stdlib")), Path(sys.base_prefix))
    found = [folder / "LICENSE.txt" for folder in folders if (folder / "LICENSE.txt").is_file()]
    if not found:
        raise ValueError(f"Python has no LICENSE.txt in {' or '.join(map(str, folders))}")
    return _read(found[0])


def _qt_notice(pyside: str) -> str:
    qt = components.qt().version
    minor = ".".join(qt.split(".")[:2])
    return _supplied("QT.txt").format(qt=qt, qt_minor=minor, pyside=pyside)


def _notice(packages: list[Distribution], system: list[SystemPackage]) -> str:
    rows = [
        (package.metadata["Name"], package.version, components.licence_expression(package))
        for package in packages
    ]
    others = [components.python(), *components.assets()]
    if _bindings(packages) is not None:
        others.append(components.qt())
    table = [(*row, f"{row[0]}-{row[1]}.txt") for row in rows]
    for other in others:
        file = (
            f"{other.name}-{other.version}.txt" if other.name == "Python" else f"{other.name}.txt"
        )
        table.append((other.name, other.version, other.licence, file))
    table += [(p.name, p.version, "see the text", f"system/{p.name}.txt") for p in system]
    libraries = [(c.name, c.version, c.licence) for c in components.python_libraries()]
    return _supplied("NOTICE.txt").format(
        version=components.version(), table=_table(table), libraries=_table(libraries)
    )


def _table(rows: Iterable[tuple[str, ...]]) -> str:
    """One entry for each row: its first two fields, and the others beneath."""
    return "\n".join(
        f"    {name} {version}".rstrip() + "".join(f"\n        {field}" for field in fields)
        for name, version, *fields in sorted(rows, key=lambda row: row[0].lower())
    )


def _supplied(name: str) -> str:
    return _read(TEXTS / name)


def _read(path: Path) -> str:
    return path.read_text(encoding="utf-8")
