"""The card of guided collecting: which digit to draw, how far it is, and what to do then."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import (
    QAbstractButton,
    QApplication,
    QFrame,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.named import named
from app.widgets.progress_line import ProgressLine
from app.words import with_article
from model.samples.guided import Wish

WIDTH = 264
_KEYS = (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space)


class GuidedCard(QFrame):
    """Lies beside the canvas. Enter or Space anywhere in the window is "Next" while it is shown.

    Signals
    -------
    next_wanted(): the drawing is what was asked for: store it.
    skip_wanted(), stop_wanted(): ask for another one; end the round.
    """

    next_wanted = Signal()
    skip_wanted = Signal()
    stop_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("card")
        self.setFixedWidth(WIDTH)
        self._has_drawing = False
        self._wish: Wish | None = None
        self._digit = _AskedDigit()
        self._title = named(QLabel(), "cardTitle")
        self._text = named(QLabel(), "caption")
        self._text.setWordWrap(True)
        self._progress = ProgressLine()
        self.next = named(QPushButton("Next"), "primary")
        self.skip = QPushButton("Skip")
        self.stop = QPushButton("Stop")
        self._build()
        self.setAccessibleName("Guided collecting")
        self.hide()

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 12, 16, 16)
        column.setSpacing(10)
        head, texts = QHBoxLayout(), QVBoxLayout()
        head.setSpacing(12)
        texts.setSpacing(2)
        head.addWidget(self._digit)
        texts.addStretch(1)
        texts.addWidget(self._title)
        texts.addWidget(self._text)
        texts.addStretch(1)
        head.addLayout(texts, 1)
        column.addLayout(head)
        column.addWidget(self._progress)
        row = QHBoxLayout()
        row.setSpacing(8)
        for button, wanted, tip in (
            (self.next, self.next_wanted, "Store the drawing with this label (Enter or Space)"),
            (self.skip, self.skip_wanted, "Ask for another digit"),
            (self.stop, self.stop_wanted, "End guided collecting (Esc)"),
        ):
            button.clicked.connect(wanted)
            button.setToolTip(tip)
            row.addWidget(button, 1)
        column.addLayout(row)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._digit.set_tokens(tokens)
        self._progress.set_tokens(tokens)

    @Slot(object)
    def show_wish(self, wish: Wish) -> None:
        """Ask for a digit."""
        self._wish = wish
        if wish.digit is None:
            self.hide()
            return
        self._digit.show_digit(wish.digit)
        self._progress.show_part(wish.done / wish.total)
        self._show()
        self.adjustSize()
        self.show()
        self.raise_()

    def show_drawing(self, *, is_empty: bool) -> None:
        """Whether there is something that can be stored."""
        if is_empty == self._has_drawing:
            self._has_drawing = not is_empty
            self._show()

    def _show(self) -> None:
        if self._wish is None or self._wish.digit is None:
            return
        digit, done, total = self._wish.digit, self._wish.done, self._wish.total
        wish = f"Draw {with_article(digit)}"
        self._title.setText(wish)
        then = f"Enter saves it as {digit}" if self._has_drawing else "draw, then Enter"
        self._text.setText(f"{done} of {total} · {then}")
        self.next.setEnabled(self._has_drawing)
        self.setAccessibleDescription(f"{wish}. {done} of {total} are there.")

    # -- keys ---------------------------------------------------------------------------------

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Hear the keys that nothing else in the window has taken."""
        super().showEvent(event)
        self.window().installEventFilter(self)

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Hear them no more."""
        self.window().removeEventFilter(self)
        super().hideEvent(event)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Enter and Space are "Next", but on a button they are that button's."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            is_ours = event.key() in _KEYS
            if is_ours and isinstance(focused := QApplication.focusWidget(), QAbstractButton):
                focused.click()
                return True
            if is_ours:
                self.next.click()  # which does nothing while it is disabled
                return True
        return super().eventFilter(watched, event)


class _AskedDigit(QWidget):
    """The digit, large."""

    def __init__(self) -> None:
        super().__init__()
        self._tokens = LIGHT
        self._digit = ""
        self.setFixedSize(56, 72)

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_digit(self, digit: int) -> None:
        """Show another one."""
        self._digit = str(digit)
        self.update()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """In the letters of the answer."""
        painter = QPainter(self)
        painter.setFont(font("answer"))
        painter.setPen(self._tokens.color("accent"))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, self._digit)
