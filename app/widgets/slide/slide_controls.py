"""The controls of the sliding window: play, step, speed."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QSlider, QToolButton, QWidget

from app.icons import icon
from app.tokens import LIGHT, Tokens
from app.widgets.named import named
from app.widgets.slide.slide_clock import SPEEDS

_HEIGHT = 28
_WALKING = (Qt.Key.Key_Left, Qt.Key.Key_Right)
_ALONE = "There is only one position"
_STILL = "Reduced motion is on: nothing plays by itself. Step with ← and →."


class _Tool(QToolButton):
    """A button that leaves the arrow keys to the window: there they step."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in _WALKING:
            event.ignore()
        else:
            super().keyPressEvent(event)


class _Play(QPushButton):
    """The same, with a word."""

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in _WALKING:
            event.ignore()
        else:
            super().keyPressEvent(event)


class SlideControls(QWidget):
    """Buttons and speed. Clicks take no focus, so that the keys stay with the window.

    Signals
    -------
    play_clicked(): play or pause.
    step_clicked(int): by so many positions.
    first_clicked(): to the first position.
    speed_chosen(float): positions per second.
    """

    play_clicked = Signal()
    step_clicked = Signal(int)
    first_clicked = Signal()
    speed_chosen = Signal(float)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._is_running = False
        self._is_reduced = False
        self._is_alone = True  # there is one position at most
        self.first = self._tool("First position", "Home")
        self.back = self._tool("One position back", "Left")
        self.play = _Play()
        self.on = self._tool("One position on", "Right")
        self.speed = QSlider(Qt.Orientation.Horizontal)
        self._speed_text = QLabel()
        self._build()
        self.set_tokens(LIGHT)
        self.show_state(is_running=False, is_first=True, is_last=True)

    def _tool(self, words: str, key: str) -> QToolButton:
        button = named(_Tool(), "tool")
        arrow = {"Left": "←", "Right": "→"}.get(key, key)
        button.setToolTip(f"{words} ({arrow})")
        button.setAccessibleName(words)
        button.setFixedSize(_HEIGHT, _HEIGHT)
        button.setIconSize(QSize(16, 16))
        button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        button.setAutoRepeat(key != "Home")
        return button

    def _build(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(4)
        self.play.setFixedWidth(82)
        self.play.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.play.setIconSize(QSize(14, 14))
        self.first.clicked.connect(self.first_clicked)
        self.back.clicked.connect(lambda: self.step_clicked.emit(-1))
        self.play.clicked.connect(self.play_clicked)
        self.on.clicked.connect(lambda: self.step_clicked.emit(1))
        for button in (self.first, self.back, self.play, self.on):
            row.addWidget(button)
        row.addSpacing(8)
        row.addWidget(named(QLabel("speed"), "caption"))
        self.speed.setRange(0, len(SPEEDS) - 1)
        self.speed.setPageStep(3)
        self.speed.setFixedWidth(96)
        self.speed.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.speed.setAccessibleName("Speed, in positions per second")
        self.speed.valueChanged.connect(lambda n: self.speed_chosen.emit(float(SPEEDS[n])))
        row.addWidget(self.speed)
        self._speed_text = named(self._speed_text, "caption")
        self._speed_text.setFixedWidth(34)
        row.addWidget(self._speed_text)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        for button, name in (
            (self.first, "skip-back"),
            (self.back, "step-back"),
            (self.on, "step-forward"),
        ):
            button.setIcon(icon(name, tokens))
        self._show_play()

    def set_reduced_motion(self, is_reduced: bool) -> None:
        """With reduced motion nothing plays; the button says why."""
        self._is_reduced = is_reduced
        self._show_play()

    def show_speed(self, speed: float) -> None:
        """Show a speed, positions per second."""
        nearest = min(range(len(SPEEDS)), key=lambda n: abs(SPEEDS[n] - speed))
        self.speed.blockSignals(True)
        self.speed.setValue(nearest)
        self.speed.blockSignals(False)
        self._speed_text.setText(f"{speed:.0f} / s")
        self.speed.setToolTip(f"{speed:.0f} positions per second")

    def show_state(self, is_running: bool, is_first: bool, is_last: bool) -> None:
        """Show whether it plays, and which steps there are."""
        shown = is_running, is_first and is_last
        if shown != (self._is_running, self._is_alone):
            self._is_running, self._is_alone = shown
            self._show_play()
        for button, is_possible in (
            (self.first, not is_first),
            (self.back, not is_first),
            (self.on, not is_last),
        ):
            if button.isEnabled() != is_possible:
                button.setEnabled(is_possible)

    def _show_play(self) -> None:
        words = "Pause" if self._is_running else "Play"
        reason = _STILL if self._is_reduced else _ALONE if self._is_alone else ""
        self.play.setText(f" {words}")
        self.play.setIcon(icon(words.lower(), self._tokens))
        self.play.setEnabled(not reason)
        self.play.setAccessibleName(words)
        self.play.setAccessibleDescription(reason)
        self.play.setToolTip(reason or f"{words} (Space)")
        self.speed.setEnabled(not self._is_reduced)
