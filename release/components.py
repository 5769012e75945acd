"""What travels in a build and is not ours: Python packages, Qt, Python itself, fonts, icons."""

from __future__ import annotations

import platform
import re
import sqlite3
import ssl
import tomllib
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from decimal import __libmpdec_version__
from importlib.metadata import Distribution, distribution, packages_distributions
from pathlib import Path
from pyexpat import EXPAT_VERSION

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

ROOT = Path(__file__).resolve().parent.parent

# The bill of materials in a build; packages bring theirs along, under other names.
SBOM_NAME = "digitscope.cdx.json"

# Its bootloader is the executable, and its import hooks are in every build, without being imported.
_IN_EVERY_BUILD = (canonicalize_name("pyinstaller"),)

# Where a package's metadata names no SPDX expression; read from the licence text in the package.
_EXPRESSIONS = {
    "defusedxml": "PSF-2.0",
    "flatbuffers": "Apache-2.0",
    "jinja2": "BSD-3-Clause",
    "mpmath": "BSD-3-Clause",
    "protobuf": "BSD-3-Clause",
    "pyinstaller": "GPL-2.0-or-later WITH Bootloader-exception",
    "pyside6-essentials": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
    "safetensors": "Apache-2.0",
    "shiboken6": "LGPL-3.0-only OR GPL-2.0-only OR GPL-3.0-only",
    "sympy": "BSD-3-Clause",
}


@dataclass(frozen=True, slots=True)
class Component:
    """A piece that is no Python package; licence: an SPDX expression; purl: its package URL."""

    name: str
    version: str
    licence: str
    purl: str


def version() -> str:
    """Digitscope's version, as the checkout states it."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    return str(project["project"]["version"])


def travelling(modules: Iterable[str]) -> list[str]:
    """The names of the distributions that the modules belong to, sorted, without Digitscope.

    A module may be named as PyInstaller does, `numpy.fft` or `numpy/fft/_umath.so`. Modules of the
    standard library and of the program belong to none and are passed over. A module that several
    distributions share, such as a namespace, brings all of them.
    """
    owners = packages_distributions()
    tops = {re.split(r"[./\\]", name, maxsplit=1)[0] for name in modules}
    names = {canonicalize_name(owner) for top in tops for owner in owners.get(top, ())}
    names.update(_IN_EVERY_BUILD)
    return sorted(names - {"digitscope"})


def requirements(name: str, extras: Iterable[str] = ()) -> Iterator[Requirement]:
    """What the distribution `name` with these extras asks for on this system."""
    wanted = ["", *extras]
    for line in distribution(name).requires or ():
        requirement = Requirement(line)
        marker = requirement.marker
        if marker is None or any(marker.evaluate({"extra": extra}) for extra in wanted):
            yield requirement


def required(name: str) -> list[NormalizedName]:
    """The names of the distributions that `name` asks for on this system, without extras."""
    return [canonicalize_name(requirement.name) for requirement in requirements(name)]


def licence_expression(package: Distribution) -> str:
    """The SPDX expression of a package.

    Raises ValueError if neither its metadata nor the table above has one.
    """
    metadata = package.metadata
    if "License-Expression" in metadata:
        return metadata["License-Expression"]
    name = canonicalize_name(metadata["Name"])
    if name not in _EXPRESSIONS:
        raise ValueError(f"{name}: no SPDX expression, add it to release/components.py")
    return _EXPRESSIONS[name]


def qt() -> Component:
    """Qt, whose version is that of its Python bindings."""
    number = ".".join(distribution("PySide6_Essentials").version.split(".")[:3])
    return Component("Qt", number, "LGPL-3.0-only", f"pkg:generic/qt@{number}")


def python() -> Component:
    """The interpreter."""
    number = platform.python_version()
    return Component("Python", number, "Python-2.0.1", f"pkg:generic/python@{number}")


def python_libraries() -> list[Component]:
    """What the interpreter's own modules are linked with, as far as it can tell the version."""
    openssl = ssl.OPENSSL_VERSION.split()[1]
    found: Mapping[str, tuple[str, str]] = {
        "OpenSSL": (openssl, "Apache-2.0" if openssl >= "3" else "OpenSSL"),
        "SQLite": (sqlite3.sqlite_version, "blessing"),
        "zlib": (zlib.ZLIB_RUNTIME_VERSION, "Zlib"),
        "Expat": (EXPAT_VERSION.removeprefix("expat_"), "MIT"),
        "mpdecimal": (__libmpdec_version__, "BSD-2-Clause"),
    }
    return [
        Component(name, number, licence, f"pkg:generic/{name.lower()}@{number}")
        for name, (number, licence) in found.items()
    ]


def assets() -> list[Component]:
    """The fonts and icons in `resources/`; which release they are of is not recorded there."""
    return [
        Component("Inter", "", "OFL-1.1", "pkg:github/rsms/inter"),
        Component("Lucide", "", "ISC", "pkg:github/lucide-icons/lucide"),
    ]
