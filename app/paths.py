"""Where things lie: resources that ship with the program, and the user's own folders."""

from __future__ import annotations

import errno
import os
from pathlib import Path

_FULL = (errno.ENOSPC, getattr(errno, "EDQUOT", errno.ENOSPC))  # what is there can be read

DEFAULT_NETWORK = "default"


def resources() -> Path:
    """The read-only `resources` folder: beside `app`, in a checkout, a wheel and frozen alike."""
    return Path(__file__).resolve().parent.parent / "resources"


def bundled_networks() -> Path:
    """Folder of the networks that ship with the program, one folder each."""
    return resources() / "networks"


def bundled_network(name: str = DEFAULT_NETWORK) -> Path:
    """Folder of a network that ships with the program."""
    return bundled_networks() / name


def user_data() -> Path:
    """The user's folder for drawings, networks and logs; made when it is not there."""
    from PySide6.QtCore import QStandardPaths

    location = QStandardPaths.StandardLocation.AppDataLocation
    return _made(Path(QStandardPaths.writableLocation(location)))


def user_settings() -> Path:
    """The folder of the settings file; made when it is not there."""
    from PySide6.QtCore import QStandardPaths

    location = QStandardPaths.StandardLocation.AppConfigLocation
    return _made(Path(QStandardPaths.writableLocation(location)))


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def check_writable(folder: Path) -> None:
    """Raise OSError when no file can be made in `folder`, unless merely the disk is full.

    Asking for permissions is not enough: there are disks mounted read-only, and Windows.
    """
    probe = folder / f".digitscope-{os.getpid()}"
    try:
        probe.touch()
        probe.unlink()
    except OSError as error:
        if error.errno not in _FULL:
            raise


def version() -> str:
    """The version of this installation."""
    from importlib.metadata import version as installed_version

    return installed_version("digitscope")
