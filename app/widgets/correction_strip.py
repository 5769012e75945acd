"""What the drawing really was: ten digits, one click or key each, and "not a digit"."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QRectF, QSize, Qt, Signal, Slot
from PySide6.QtGui import QEnterEvent, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.theme import font
from app.tokens import LIGHT, Tokens
from app.widgets.link_button import LinkButton
from app.words import with_article
from model.data.mnist import NOT_A_DIGIT
from model.network import CLASSES
from model.recognizer import Recognition
from model.verdict import Verdict

_CAPTION = "It was … (saves the drawing with its label)"
_CAPTION_HEIGHT, _BUTTON_TOP, _BUTTON_HEIGHT = 16, 20, 28
_HINT_TOP, _HINT_HEIGHT = 52, 20
_GAP = 2  # between two buttons


class CorrectionStrip(QWidget):
    """The predicted digit is filled softly: a click on it says that the network is right.

    After a refusal no digit is, and "Not a digit" becomes that confirmation. Disabled as long as
    nothing is drawn. Tab reaches one of the digits, the arrow keys the others.

    Signals
    -------
    label_chosen(int): 0 to 9, or NOT_A_DIGIT.
    """

    label_chosen = Signal(int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._tokens = LIGHT
        self._verdict: Verdict | None = None  # None: nothing is drawn
        self._prediction = -1  # the digit that is filled; -1 for none
        self._has_hint_row = True
        self._digits = [_DigitButton(digit, self) for digit in range(CLASSES)]
        self.not_a_digit = LinkButton("Not a digit", parent=self)
        for digit, button in enumerate(self._digits):
            button.clicked.connect(lambda _=False, label=digit: self.choose(label))
            button.step_wanted.connect(lambda by, digit=digit: self._focus(digit + by))
        self.not_a_digit.clicked.connect(lambda: self.choose(NOT_A_DIGIT))
        self.not_a_digit.setToolTip("It was no digit: save the drawing with this label (-)")
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("It was")
        self.set_low(low=False)
        self._show()

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.not_a_digit.set_tokens(tokens)
        for button in self._digits:
            button.set_tokens(tokens)
        self.update()

    def set_low(self, *, low: bool) -> None:
        """Drop the row beneath the digits where the window is low."""
        self._has_hint_row = not low
        self.setFixedHeight(_BUTTON_TOP + _BUTTON_HEIGHT if low else _HINT_TOP + _HINT_HEIGHT)
        self._show()

    @property
    def hint(self) -> str:
        """What a click means now, as it is shown; empty without a drawing."""
        if self._verdict is None:
            return ""
        if self._prediction >= 0:
            return f"{self._prediction} = right"
        if self._verdict.kind == "between":
            first, second = self._verdict.digits
            return f"{first} or {second}? pick it"
        return "a digit after all? pick it"

    @property
    def right(self) -> int | None:
        """The label that confirms the network's answer; None when it has no answer."""
        if self._verdict is None or self._verdict.kind == "between":
            return None
        return self._prediction if self._prediction >= 0 else NOT_A_DIGIT

    @Slot(object)
    def show_recognition(self, recognition: Recognition) -> None:
        """Follow an answer; nothing is done as long as it stays the same."""
        verdict = None if recognition.raster.is_blank else recognition.verdict
        prediction = recognition.prediction if verdict is not None and verdict.is_digit else -1
        before = self._verdict
        known = before if before is None else (before.kind, before.digits)
        if (prediction, verdict and (verdict.kind, verdict.digits)) != (self._prediction, known):
            self._verdict, self._prediction = verdict, prediction
            self._show()

    @Slot(int)
    def choose(self, label: int) -> None:
        """Say what the drawing was, as a click does; nothing happens without a drawing."""
        if self._verdict is not None:
            self.label_chosen.emit(label)

    def _show(self) -> None:
        for digit, button in enumerate(self._digits):
            button.show_state(digit == self._prediction, enabled=self._verdict is not None)
        confirms = self.right == NOT_A_DIGIT
        self.not_a_digit.set_texts("Not a digit", " = right" if confirms else "")
        self.not_a_digit.setVisible(self._has_hint_row and self._verdict is not None)
        self._place_link()
        if not any(button.focusPolicy() == Qt.FocusPolicy.StrongFocus for button in self._digits):
            self._make_tab_stop(0)
        if self._prediction >= 0 and not any(button.hasFocus() for button in self._digits):
            self._make_tab_stop(self._prediction)
        self.setAccessibleDescription(self.hint or "draw a digit first")
        self.update()

    def _make_tab_stop(self, digit: int) -> None:
        for other, button in enumerate(self._digits):
            is_stop = other == digit
            button.setFocusPolicy(
                Qt.FocusPolicy.StrongFocus if is_stop else Qt.FocusPolicy.ClickFocus
            )

    def _focus(self, digit: int) -> None:
        if 0 <= digit < CLASSES:
            self._make_tab_stop(digit)
            self._digits[digit].setFocus(Qt.FocusReason.TabFocusReason)

    def _place_link(self) -> None:
        # Its text ends at the edge of the strip, its focus ring a little beyond that of the text.
        self.not_a_digit.move(self.width() - self.not_a_digit.width() + 3, _HINT_TOP)

    def resizeEvent(self, _event: QResizeEvent) -> None:  # noqa: N802
        """Ten buttons of one width in whole pixels; what is left over stays at the right."""
        pitch = (self.width() + _GAP) // CLASSES
        for digit, button in enumerate(self._digits):
            button.setGeometry(digit * pitch, _BUTTON_TOP, pitch - _GAP, _BUTTON_HEIGHT)
        self._place_link()

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Caption and hint."""
        painter = QPainter(self)
        left = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter
        painter.setFont(font("label"))
        painter.setPen(self._tokens.color("text_2"))
        painter.drawText(QRectF(0, 0, self.width(), _CAPTION_HEIGHT), left, _CAPTION)
        if not self._has_hint_row:
            return
        row = QRectF(0, _HINT_TOP, self.width(), _HINT_HEIGHT)
        bold, _, rest = self.hint.partition(" ") if self._prediction >= 0 else ("", "", self.hint)
        painter.setPen(self._tokens.color("text"))
        painter.drawText(row, left, bold)
        wide = painter.fontMetrics().horizontalAdvance(f"{bold} ") if bold else 0
        painter.setFont(font("caption"))
        painter.setPen(self._tokens.color("text_3"))
        painter.drawText(row.adjusted(wide, 0, 0, 0), left, rest)

    def sizeHint(self) -> QSize:  # noqa: N802
        """The narrowest desk's width."""
        return QSize(248, self.height())


class _DigitButton(QAbstractButton):
    """One of the ten.

    Signals
    -------
    step_wanted(int): the focus wants to go left (-1) or right (+1).
    """

    step_wanted = Signal(int)

    def __init__(self, digit: int, parent: QWidget) -> None:
        super().__init__(parent)
        self._digit = digit
        self._tokens = LIGHT
        self._is_soft = False
        self.setFocusPolicy(Qt.FocusPolicy.ClickFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        was = f"It was {with_article(digit)}"
        self.setAccessibleName(was)
        self.setToolTip(f"{was}: save the drawing with this label ({digit})")

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        self._tokens = tokens
        self.update()

    def show_state(self, soft: bool, *, enabled: bool) -> None:
        """Fill it softly when the network reads this digit."""
        self._is_soft = soft
        self.setEnabled(enabled)
        self.setAccessibleDescription("the network is right" if soft else "")
        self.update()

    @property
    def is_soft(self) -> bool:
        """True when a click on it says that the network is right."""
        return self._is_soft

    def paintEvent(self, _event: QPaintEvent) -> None:  # noqa: N802
        """Frame and digit."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        is_down, is_lit = self.isDown(), self.isEnabled() and self.underMouse()
        accent = self._is_soft or is_down
        outline = "accent" if accent or is_lit else "border" if self.isEnabled() else "hairline"
        width = 2 if self.hasFocus() else 1
        painter.setPen(QPen(self._tokens.color("accent" if self.hasFocus() else outline), width))
        painter.setBrush(self._tokens.color("accent_soft" if accent else "surface"))
        inset = 0.5 * width
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(inset, inset, -inset, -inset), 4, 4)
        painter.setFont(font("heading" if self._is_soft else "button"))
        role = "accent" if accent else "text" if self.isEnabled() else "text_3"
        painter.setPen(self._tokens.color(role))
        painter.drawText(self.rect(), Qt.AlignmentFlag.AlignCenter, str(self._digit))

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """The arrow keys go along the strip; all else is a button's."""
        steps = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}
        if event.key() in steps:
            self.step_wanted.emit(steps[Qt.Key(event.key())])
        else:
            super().keyPressEvent(event)

    def enterEvent(self, event: QEnterEvent) -> None:  # noqa: N802
        """The pointer is over it."""
        super().enterEvent(event)
        self.update()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """The pointer is elsewhere."""
        super().leaveEvent(event)
        self.update()
