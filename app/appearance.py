"""Light or dark: follows the system while running, unless the user chose."""

from __future__ import annotations

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QApplication

from app.theme import font, palette, style_sheet
from app.tokens import DARK, LIGHT, Tokens


class Appearance(QObject):
    """Applies a theme to the application.

    Signals
    -------
    changed(Tokens): the colours are others now; painted widgets take them on.
    """

    changed = Signal(object)

    def __init__(self, application: QApplication) -> None:
        super().__init__(application)
        self._application = application
        self._choice = "system"
        self._tokens: Tokens | None = None  # applied so far
        application.setStyle("Fusion")
        application.setFont(font("body"))
        application.styleHints().colorSchemeChanged.connect(self._apply)

    @property
    def tokens(self) -> Tokens:
        """The colours now."""
        return self._tokens or LIGHT

    def choose(self, theme: str) -> None:
        """Use "light", "dark", or what the "system" says."""
        self._choice = theme
        hints = self._application.styleHints()
        if theme == "system":
            hints.unsetColorScheme()
        else:
            scheme = Qt.ColorScheme.Dark if theme == "dark" else Qt.ColorScheme.Light
            hints.setColorScheme(scheme)
        self._apply()

    @Slot()
    def _apply(self) -> None:
        is_dark = self._choice == "dark" or (self._choice == "system" and self.system_is_dark())
        tokens = DARK if is_dark else LIGHT
        if tokens is self._tokens:
            return
        self._tokens = tokens
        self._application.setPalette(palette(tokens))
        self._application.setStyleSheet(style_sheet(tokens))
        self.changed.emit(tokens)

    def system_is_dark(self) -> bool:
        """What the system says at present."""
        return self._application.styleHints().colorScheme() == Qt.ColorScheme.Dark
