"""Notices when anything in the application is touched: what plays stops at once."""

from __future__ import annotations

from collections.abc import Sequence
from collections.abc import Set as AbstractSet

from PySide6.QtCore import QCoreApplication, QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

_KEYS = (QEvent.Type.KeyPress, QEvent.Type.ShortcutOverride)  # of a shortcut only the latter comes
_TOUCHES = frozenset(
    (
        QEvent.Type.MouseButtonPress,
        QEvent.Type.MouseButtonDblClick,
        QEvent.Type.TabletPress,
        QEvent.Type.TouchBegin,
        QEvent.Type.Wheel,
        *_KEYS,
    )
)
# What sliders and lists are used with.
_CHOOSING = frozenset(
    (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown, Qt.Key.Key_End)
)
_PLAIN = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.KeypadModifier,
    Qt.KeyboardModifier.ShiftModifier,  # walks back with Tab
)


class TouchWatch(QObject):
    """An event filter of the application, there only while it watches.

    home: the widget whose own keys count as no touch; keys: which these are.
    controls: widgets that may be used, with their pop-ups.

    Signals
    -------
    touched(): a press, a turn of the wheel or a key anywhere else.
    """

    touched = Signal()

    def __init__(self, home: QWidget, keys: Sequence[Qt.Key], controls: Sequence[QWidget]) -> None:
        super().__init__(home)
        self._home = home
        self._keys = frozenset(keys)
        self._controls = frozenset(controls)
        self._is_watching = False

    @property
    def is_watching(self) -> bool:
        """True while the filter is installed."""
        return self._is_watching

    def set_watching(self, is_watching: bool) -> None:
        """Begin, or stop; what is asked for twice is done once."""
        application = QCoreApplication.instance()
        if is_watching == self._is_watching or application is None:
            return
        self._is_watching = is_watching
        if is_watching:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Look at every event of the application, and hold none back."""
        kind = event.type()
        if kind not in _TOUCHES or not isinstance(watched, QWidget):
            return False
        if isinstance(event, QKeyEvent) and event.isAutoRepeat():  # touched long ago
            return False
        if isinstance(event, QKeyEvent):
            is_own = self._is_own_key(watched, event)
        else:
            is_own = _is_in(watched, self._controls)
        if not is_own:
            self.touched.emit()
        return False

    def _is_own_key(self, watched: QWidget, event: QKeyEvent) -> bool:
        """True for a key that the view, or the control with the focus, knows what to do with."""
        # A key that nobody takes comes by again at the parents: then the focus tells.
        focus = self._home.window().focusWidget()
        is_left = watched.isAncestorOf(self._home) and _is_in(focus, {self._home})
        if not (is_left or _is_in(watched, {self._home})) or event.modifiers() not in _PLAIN:
            return False
        key = Qt.Key(event.key())
        if key in self._keys:
            return True
        at_control = _is_in(watched, self._controls) or _is_in(focus, self._controls)
        return key in _CHOOSING and at_control


def _is_in(widget: QObject | None, owners: AbstractSet[QWidget]) -> bool:
    """True when a widget is, or belongs to, one of the owners; pop-ups belong to theirs."""
    while widget is not None:
        if widget in owners:
            return True
        widget = widget.parent()
    return False
