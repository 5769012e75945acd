"""A screen of one's own without a monitor, which can be looked at while a program draws on it."""

from __future__ import annotations

import mmap
import os
import subprocess
from pathlib import Path

import numpy as np

WIDTH, HEIGHT = 1366, 768  # the smallest screen on which everything must be readable
_PATIENCE_S = 20
# Places in the header of a window dump: 4 bytes each, the highest first.
_HEADER_SIZE, _WIDTH, _HEIGHT, _LINE, _COLORS = 0, 4, 5, 12, 19
_COLOR_BYTES = 12
_ALL = (slice(None), slice(None))


class Screen:
    """An Xvfb. Its memory is a file: looking costs neither a process nor a round trip."""

    def __init__(self, folder: Path, width: int = WIDTH, height: int = HEIGHT) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        number, told = os.pipe()
        self._server = subprocess.Popen(
            ["Xvfb", "-displayfd", str(told), "-screen", "0", f"{width}x{height}x24",
             "-fbdir", str(folder), "-nolisten", "tcp", "-ac"],
            pass_fds=[told], stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        os.close(told)
        with os.fdopen(number) as answer:  # ends with the server, if that cannot start
            text = answer.readline().strip()
        assert text, "Xvfb does not start"
        self.display = f":{text}"
        with (folder / "Xvfb_screen0").open("rb") as file:
            self._memory = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        header = np.frombuffer(self._memory, ">u4", 25)
        size, colors = int(header[_HEADER_SIZE]), int(header[_COLORS])
        shape = int(header[_HEIGHT]), int(header[_LINE]) // 4, 4
        start = size + _COLOR_BYTES * colors
        pixels = np.frombuffer(self._memory, np.uint8, shape[0] * shape[1] * 4, start)
        self._pixels = pixels.reshape(shape)[:, : int(header[_WIDTH])]

    def look(self, place: tuple[slice, slice] = _ALL) -> np.ndarray:
        """(height, width, 3) uint8, red, green and blue, as it is now. place: rows and columns."""
        return self._pixels[place][..., 2::-1].copy()

    def save(self, path: Path) -> None:
        """A picture of it, for people."""
        from PIL import Image

        Image.fromarray(self.look()).save(path)

    def close(self) -> None:
        """End the server, and with it whatever still shows something on it."""
        self._server.terminate()
        self._server.wait(_PATIENCE_S)


def is_color(pixels: np.ndarray, color: str) -> np.ndarray:
    """(height, width) bool: where a picture has exactly this #RRGGBB."""
    wanted = np.array([int(color[n : n + 2], 16) for n in (1, 3, 5)], np.uint8)
    return (pixels == wanted).all(axis=2)


def filled_box(mask: np.ndarray, least: tuple[int, int]) -> tuple[int, int, int, int] | None:
    """Left, top, right and bottom of the largest nearly filled rows; None if none is so large.

    least: width and height. A button may have text on it: half of a row is enough.
    """
    rows = np.flatnonzero(mask.sum(axis=1) >= least[0])
    best: tuple[int, int, int, int] | None = None
    for run in np.split(rows, np.flatnonzero(np.diff(rows) > 1) + 1):
        if len(run) < least[1] or (best is not None and len(run) <= best[3] - best[1]):
            continue
        columns = np.flatnonzero(mask[run[0] : run[-1] + 1].mean(axis=0) > 0.5)
        if len(columns):
            best = int(columns[0]), int(run[0]), int(columns[-1]) + 1, int(run[-1]) + 1
    return best
