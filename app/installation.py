"""What this installation is and can do. The lite program comes without torch and onnx."""

from __future__ import annotations

import importlib.util
import sys
from functools import cache


@cache
def has(package: str) -> bool:
    """Whether a package is installed; it is not imported."""
    try:
        spec = importlib.util.find_spec(package)
    except (ImportError, ValueError):  # somebody keeps it from being imported
        return False
    return spec is not None and spec.origin is not None  # an empty folder of this name is none


def is_frozen() -> bool:
    """Whether this is a program of its own, made by PyInstaller."""
    return bool(getattr(sys, "frozen", False))


def can_learn() -> bool:
    """Whether networks can be trained here, and torch be asked at all."""
    return has("torch")


def lack(what: str, package: str = "torch") -> str:
    """Why `what` cannot be done here, and where to get what is missing; empty when it can."""
    if has(package):
        return ""
    if is_frozen():
        return (
            f"{what} needs {package}, which this lite Digitscope comes without. The full "
            "Digitscope, from the same download page, has it."
        )
    return f"{what} needs {package}, which is not installed here. “pip install {package}” adds it."


def require(what: str, package: str = "torch") -> None:
    """Raise ValueError when `what` cannot be done here; its text says where to get it."""
    problem = lack(what, package)
    if problem:
        raise ValueError(problem)


def kind() -> str:
    """Full or lite, a program of its own or not."""
    return f"{'full' if can_learn() else 'lite'}, {'frozen' if is_frozen() else 'from source'}"


def name() -> str:
    """The program with version and kind, for the log."""
    from importlib.metadata import PackageNotFoundError

    from app.paths import version

    try:
        number = version()
    except PackageNotFoundError:
        number = "of unknown version"
    return f"Digitscope {number} ({kind()})"
