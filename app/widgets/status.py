"""The status bar: what computes, how fast, which network, what is unusual."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer, Slot
from PySide6.QtWidgets import QLabel, QMenu, QStatusBar, QWidget

from app.tokens import LIGHT, Tokens
from app.widgets.menu_button import MenuButton
from app.widgets.named import named
from app.widgets.text_clock import TextClock
from model.recognizer import Recognition

MESSAGE_MS = 15_000
_ELIDE = Qt.TextElideMode.ElideRight
_NAME_WIDTH = 260  # pixels; a name may have 80 letters


class StatusBar(QStatusBar):
    """Device, milliseconds and network at the left, notes behind them, messages for a while."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self.setFixedHeight(24)
        self._recognition: Recognition | None = None
        self._tokens = LIGHT
        self._is_warning = False
        self._dot = QLabel("●")
        self._device = QLabel("CPU")
        self._time = QLabel("")
        self._network = named(MenuButton(), "statusButton")
        self._scale = QLabel("")
        self._stages = QLabel("")
        self._message = QLabel("")
        self._clock = TextClock(self._show_numbers, self)
        self._forget = QTimer(self, singleShot=True, interval=MESSAGE_MS)
        self._forget.timeout.connect(self._message.clear)
        self._device.setToolTip("What computes; change it under Network › Device")
        self._time.setToolTip("Time of the forward pass; on a GPU with the way there and back")
        self._network.setAccessibleName("Network")
        for part in (
            *(self._dot, self._device, self._time, self._network, self._scale),
            *(self._stages, self._message),
        ):
            self.addWidget(part)
        self._stages.hide()
        self.setAccessibleName("Status")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self._stages.setStyleSheet(f"color: {tokens.caution}; font-weight: 500;")
        self._dot.setStyleSheet(f"color: {tokens.accent}; padding: 0 0 0 12px;")
        self._color_message()

    @Slot(str)
    def show_device(self, text: str) -> None:
        """What computes now."""
        self._device.setText(text)

    def set_network_menu(self, menu: QMenu) -> None:
        """Open this menu where the network's name stands."""
        self._network.setMenu(menu)

    def show_network(self, name: str, summary: str = "") -> None:
        """Which network answers, and one line about it."""
        name = " ".join(name.split())
        text = self._network.fontMetrics().elidedText(name, _ELIDE, _NAME_WIDTH)
        self._network.setText(text.replace("&", "&&"))
        lines = (name, summary, "Click to choose another, or press N")
        self._network.setToolTip("\n".join(line for line in lines if line))
        self._network.setAccessibleDescription(f"{name}, {summary}")

    def show_scale(self, text: str) -> None:
        """What the colours span."""
        self._scale.setText(f"scale: {text}")

    @Slot(object)
    def show_recognition(self, recognition: Recognition) -> None:
        """Time of the last answer and the stages that are off."""
        self._recognition = recognition
        self._clock.tick()

    def _show_numbers(self) -> None:
        recognition = self._recognition
        if recognition is None:
            return
        self._time.setText(f"{recognition.elapsed_ms:.1f} ms")
        stages = recognition.raster.stages
        names = {"ink_box": "ink box", "fit": "fit", "centre": "centring"}
        off = [text for name, text in names.items() if not getattr(stages, name)]
        self._stages.setText(f"⚠ {' and '.join(off)} {'is' if len(off) == 1 else 'are'} off")
        self._stages.setVisible(bool(off))

    @Slot(str)
    def tell(self, text: str) -> None:
        """What was done; stays for a while."""
        self._show_message(text, is_warning=False)

    @Slot(str)
    def warn(self, text: str) -> None:
        """What went wrong and what follows from it; stays for a while."""
        self._show_message(f"⚠ {text}", is_warning=True)

    def _show_message(self, text: str, *, is_warning: bool) -> None:
        self._is_warning = is_warning
        self._color_message()
        self._message.setText(text)
        self._message.setToolTip(text)
        self.setAccessibleDescription(text)
        self._forget.start()

    def _color_message(self) -> None:
        color = self._tokens.caution if self._is_warning else self._tokens.text_2
        self._message.setStyleSheet(f"color: {color};")
