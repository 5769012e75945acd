"""Vector icons (Lucide, ISC) in the colours of the theme."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QIcon, QImage, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.paths import resources
from app.theme import Tokens

_SIZES = (16, 20, 24, 32, 44, 48, 66)


def icon(name: str, tokens: Tokens) -> QIcon:
    """An icon that is violet when checked and faint when disabled."""
    result = QIcon()
    modes = (
        (QIcon.Mode.Normal, QIcon.State.Off, tokens.text_2),
        (QIcon.Mode.Normal, QIcon.State.On, tokens.accent),
        (QIcon.Mode.Disabled, QIcon.State.Off, tokens.faint),
    )
    for mode, state, color in modes:
        renderer = QSvgRenderer(QByteArray(_svg(name, color)))
        for size in _SIZES:
            result.addPixmap(_render(renderer, size), mode, state)
    return result


def _svg(name: str, color: str) -> bytes:
    text = (resources() / "icons" / f"{name}.svg").read_text(encoding="utf-8")
    text = text.replace("currentColor", color).replace('stroke-width="2"', 'stroke-width="1.75"')
    return text.encode()


def _render(renderer: QSvgRenderer, size: int) -> QPixmap:
    image = QImage(size, size, QImage.Format.Format_ARGB32_Premultiplied)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(0, 0, size, size))
    painter.end()
    return QPixmap.fromImage(image)
