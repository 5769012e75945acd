"""Numbers, colours, shapes and images as SVG writes them."""

from __future__ import annotations

import base64

from PySide6.QtCore import QBuffer, QIODevice
from PySide6.QtGui import QColor, QFont, QImage, QPainterPath


def number(value: float) -> str:
    """A number with at most four decimals."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def paint(role: str, color: QColor) -> str:
    """A colour as "fill" or "stroke"."""
    text = f'{role}="{color.name()}"'
    return text if color.alpha() == 255 else f'{text} {role}-opacity="{number(color.alphaF())}"'


def path_data(path: QPainterPath) -> str:
    """Move, line and curve commands."""
    kinds = QPainterPath.ElementType
    letters = {kinds.MoveToElement: "M", kinds.LineToElement: "L", kinds.CurveToElement: "C"}
    parts = []
    for n in range(path.elementCount()):
        element = path.elementAt(n)
        # Of a curve only the first of three points is called one.
        parts.append(f"{letters.get(element.type, '')}{number(element.x)},{number(element.y)}")
    return " ".join(parts)


def pixels(style: QFont) -> float:
    """Size of a font; points are 1/72 inch."""
    return style.pixelSize() if style.pixelSize() > 0 else style.pointSizeF() * 96 / 72


def data_url(image: QImage) -> str:
    """An image within the file, without loss."""
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stubs know file names only
    return f"data:image/png;base64,{base64.b64encode(bytes(buffer.data().data())).decode()}"
