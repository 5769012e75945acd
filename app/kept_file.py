"""Files of the user's, written whole or not at all."""

from __future__ import annotations

import logging
from pathlib import Path

from PySide6.QtCore import QSaveFile

log = logging.getLogger(__name__)


class KeptFile:
    """A file that is written again and again; that it cannot be written is told once."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._told = ""

    def write(self, data: bytes) -> str:
        """Write it; return why that was not possible, unless it was just as impossible before."""
        problem = try_to_write(self.path, data)
        told, self._told = self._told, problem
        return "" if problem == told else problem


def write_file(path: Path, data: bytes) -> bool:
    """Write a file beside its place and move it there; log and return False when that fails."""
    return not try_to_write(path, data)


def try_to_write(path: Path, data: bytes) -> str:
    """Write a file so; return why that was not possible, which is logged, or nothing."""
    file = QSaveFile(str(path))
    if (
        file.open(QSaveFile.OpenModeFlag.WriteOnly)
        and file.write(data) == len(data)
        and file.commit()
    ):
        return ""
    problem = f"{path} cannot be written ({file.errorString()})"
    log.error(problem)
    return problem
