"""The program's icon in every form that a system asks for, rendered from its one SVG.

`python -m release.icon` writes them again after `digitscope.svg` was changed.
"""

from __future__ import annotations

import os
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

ROOT = Path(__file__).resolve().parent.parent
SVG = ROOT / "resources" / "icons" / "digitscope.svg"
PNG = SVG.with_suffix(".png")
ICO = ROOT / "release" / "digitscope.ico"
ICNS = ROOT / "release" / "digitscope.icns"

WINDOWS_SIZES = (16, 20, 24, 32, 40, 48, 64, 128, 256)
MAC_SIZES = (32, 64, 128, 256, 512, 1024)
MAC_MARGIN = 100 / 1024  # macOS leaves this much air around the tile of an icon


def rendered(side: int, margin: float = 0.0) -> Image.Image:
    """The icon as a square RGBA picture; margin: the part of the side left empty around it."""
    image = QImage(side, side, QImage.Format.Format_RGBA8888_Premultiplied)
    image.fill(0)
    painter = QPainter(image)
    inset = round(side * margin)
    QSvgRenderer(str(SVG)).render(painter, QRectF(inset, inset, side - 2 * inset, side - 2 * inset))
    painter.end()
    image = image.convertToFormat(QImage.Format.Format_RGBA8888)
    return Image.frombytes("RGBA", (side, side), bytes(image.constBits()))


def write() -> None:
    """Write the PNG of 256 pixels, the ICO and the ICNS, each size rendered on its own."""
    rendered(256).save(PNG, optimize=True)
    _save(ICO, [rendered(side) for side in WINDOWS_SIZES])
    _save(ICNS, [rendered(side, MAC_MARGIN) for side in MAC_SIZES])


def _save(path: Path, pictures: list[Image.Image]) -> None:
    *smaller, largest = pictures
    sizes = [picture.size for picture in pictures]
    largest.save(path, append_images=smaller, sizes=sizes)


if __name__ == "__main__":
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    application = QGuiApplication([])
    write()
