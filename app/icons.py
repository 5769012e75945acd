"""Vector icons (Lucide, ISC) in the colours of the theme, drawn at the size they are asked for."""

from __future__ import annotations

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.paths import resources
from app.tokens import Tokens


def icon(name: str, tokens: Tokens) -> QIcon:
    """An icon that is violet when checked and faint when disabled."""
    return QIcon(_SvgEngine(name, tokens))


class _SvgEngine(QIconEngine):
    def __init__(self, name: str, tokens: Tokens) -> None:
        super().__init__()
        self._name = name
        self._tokens = tokens
        self._pixmaps: dict[tuple[int, int, QIcon.Mode, QIcon.State], QPixmap] = {}

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        """Draw the icon in the colour of its state."""
        is_on = state == QIcon.State.On
        color = self._tokens.accent if is_on else self._tokens.text_2
        if mode == QIcon.Mode.Disabled:
            color = self._tokens.faint
        text = (resources() / "icons" / f"{self._name}.svg").read_text(encoding="utf-8")
        text = text.replace("currentColor", color)
        text = text.replace('stroke-width="2"', 'stroke-width="1.75"')
        QSvgRenderer(QByteArray(text.encode())).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        """The icon on its own, drawn once for each size and state."""
        key = (size.width(), size.height(), mode, state)
        if key not in self._pixmaps:
            pixmap = QPixmap(size)
            pixmap.fill(Qt.GlobalColor.transparent)
            painter = QPainter(pixmap)
            self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
            painter.end()
            self._pixmaps[key] = pixmap
        return self._pixmaps[key]

    def clone(self) -> QIconEngine:
        """A copy, as Qt asks for."""
        return _SvgEngine(self._name, self._tokens)
