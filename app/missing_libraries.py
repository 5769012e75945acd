"""Libraries that Qt needs and that a bare Linux lacks: which packages bring them."""

from __future__ import annotations

import re
import sys
from pathlib import Path

# As they are called on Debian and Ubuntu, and on Fedora.
_PACKAGES = {
    "libEGL": ("libegl1", "libglvnd-egl"),
    "libGL": ("libgl1", "libglvnd-glx"),
    "libdbus-1": ("libdbus-1-3", "dbus-libs"),
    "libfontconfig": ("libfontconfig1", "fontconfig"),
    "libglib-2": ("libglib2.0-0", "glib2"),
    "libxcb-cursor": ("libxcb-cursor0", "xcb-util-cursor"),
    "libxcb-icccm": ("libxcb-icccm4", "xcb-util-wm"),
    "libxcb-image": ("libxcb-image0", "xcb-util-image"),
    "libxcb-keysyms": ("libxcb-keysyms1", "xcb-util-keysyms"),
    "libxcb-render-util": ("libxcb-render-util0", "xcb-util-renderutil"),
    "libxkbcommon": ("libxkbcommon0", "libxkbcommon"),
    "libxkbcommon-x11": ("libxkbcommon-x11-0", "libxkbcommon-x11"),
}
_LIBRARY = re.compile(r"(?:/\S*/)?((lib[\w.+-]+?)\.so[.\d]*)")


def advice_for(error: str) -> str:
    """What to install when a loader's message names a library; empty when it names none."""
    found = _LIBRARY.match(error) if sys.platform.startswith("linux") else None
    if found is None:
        return ""
    debian, fedora = _PACKAGES.get(found[2].split(".")[0], ("", ""))
    if not debian:
        return f"The library {found[1]} is missing on this system."
    return (
        f"The library {found[1]} is missing on this system. On Debian and Ubuntu: "
        f"sudo apt install {debian}. On Fedora: sudo dnf install {fedora}."
    )


def why_not_loaded(library: Path) -> str:
    """The loader's own message about a library, such as a plugin; empty when it can be loaded."""
    import ctypes

    try:
        ctypes.CDLL(str(library))
    except OSError as error:
        return str(error)
    return ""
