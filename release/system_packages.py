"""Debian and Ubuntu packages whose shared libraries a build on such a system takes along."""

from __future__ import annotations

import re
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

_COMMON = re.compile(r"/usr/share/common-licenses/([\w.-]*\w)")


@dataclass(frozen=True, slots=True)
class SystemPackage:
    """A package of the system; copyright: the text that its maintainers wrote."""

    name: str
    version: str
    purl: str
    copyright: str


def system_packages(files: Iterable[str | Path]) -> list[SystemPackage]:
    """The packages that own the files, sorted by name; none where there is no dpkg.

    Files that no package owns, such as those of a virtual environment, are passed over.
    """
    if shutil.which("dpkg-query") is None:
        return []
    names = sorted(set(_owners(files)))
    return [_package(name) for name in names]


def common_licences(packages: Iterable[SystemPackage]) -> dict[str, str]:
    """The texts by name that the packages' copyrights only refer to, such as LGPL-2.1."""
    named = {name for package in packages for name in _COMMON.findall(package.copyright)}
    files = (Path("/usr/share/common-licenses", name) for name in sorted(named))
    return {file.name: file.read_text(encoding="utf-8") for file in files if file.is_file()}


def _owners(files: Iterable[str | Path]) -> Iterator[str]:
    """`dpkg-query -S` prints `package:architecture: path`, and fails if it knows one not."""
    paths = sorted({spelling for file in files for spelling in _spellings(str(file))})
    if not paths:
        return
    run = _dpkg_query("-S", *paths)
    for line in run.stdout.splitlines():
        owner, _, path = line.partition(": ")
        if path and not line.startswith("diversion by"):
            yield from owner.split(", ")


def _spellings(path: str) -> tuple[str, ...]:
    """/lib is a link to /usr/lib today: packages list their files beneath one or the other."""
    plain = path.removeprefix("/usr")
    return (plain, f"/usr{plain}") if plain.startswith("/lib") else (path,)


def _package(name: str) -> SystemPackage:
    version, architecture = _dpkg_query("-W", "-f=${Version}\t${Architecture}", name).stdout.split()
    plain = name.partition(":")[0]
    text = Path("/usr/share/doc", plain, "copyright").read_text(encoding="utf-8", errors="replace")
    where = f"{_vendor()}/{quote(plain)}@{quote(version, safe=':')}"
    purl = f"pkg:deb/{where}?arch={architecture}"
    return SystemPackage(plain, version, purl, text)


def _vendor() -> str:
    lines = Path("/etc/os-release").read_text(encoding="utf-8").splitlines()
    return next(line[3:].strip('"') for line in lines if line.startswith("ID="))


def _dpkg_query(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = ["dpkg-query", *arguments]
    return subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603
