"""`python -m release.pins > release/requirements-build.txt`: the versions to build releases with.

Run it in an environment with `pip install -e ".[dev,build]"` that passed all tests. One file serves
every system: what is installed on one only carries a marker.
"""

from __future__ import annotations

from importlib.metadata import version

from packaging.requirements import Requirement
from packaging.utils import NormalizedName, canonicalize_name

from release.components import requirements

_ROOTS = ("digitscope[dev,build]",)

# Asked for on other systems only, so their versions cannot be read from this environment.
_ELSEWHERE = (
    'colorama==0.4.6 ; sys_platform == "win32"',
    'macholib==1.16.4 ; sys_platform == "darwin"',
    'pefile==2024.8.26 ; sys_platform == "win32"',
    'pywin32-ctypes==0.2.3 ; sys_platform == "win32"',
)
# Their makers stopped at older versions for Macs with an Intel processor.
_NO_INTEL_MAC = {"torch", "onnxruntime"}
_NOT_INTEL_MAC = ' ; sys_platform != "darwin" or platform_machine != "x86_64"'


def pins() -> list[str]:
    """A line for each distribution that building and testing a release needs, sorted.

    Raises PackageNotFoundError if one is not installed.
    """
    lines = [_pin(name) for name in _closure() if name != "digitscope"]
    return sorted([*lines, *_ELSEWHERE])


def _pin(name: NormalizedName) -> str:
    # Without +cpu and the like: each system takes the build that its index offers.
    number = version(name).partition("+")[0]
    return f"{name}=={number}{_NOT_INTEL_MAC if name in _NO_INTEL_MAC else ''}"


def _closure() -> set[NormalizedName]:
    """All that the roots need here, directly or not, with the extras that were asked for."""
    waiting = [Requirement(root) for root in _ROOTS]
    seen: set[tuple[str, frozenset[str]]] = set()
    while waiting:
        wanted = waiting.pop()
        key = (canonicalize_name(wanted.name), frozenset(wanted.extras))
        if key not in seen:
            seen.add(key)
            waiting += requirements(wanted.name, wanted.extras)
    return {canonicalize_name(name) for name, _ in seen}


if __name__ == "__main__":
    print(f"# Written by {__doc__.splitlines()[0]}", *pins(), sep="\n")
