"""The sliding kernel: a window moves over the input and fills a map, cell by cell."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QWidget

from app.tokens import Tokens
from app.widgets.scale import Scale
from app.widgets.slide.slide_arithmetic import Arithmetic
from app.widgets.slide.slide_clock import SlideClock
from app.widgets.slide.slide_course import Course, course_of
from app.widgets.slide.slide_frame import SlideFrame
from app.widgets.slide.slide_reading import SlideReading
from app.widgets.slide.touch_watch import TouchWatch
from app.widgets.text_clock import PERIOD_MS, TextClock
from model.recognizer import Recognition

_READABLE = 1000 / PERIOD_MS  # positions per second at which numbers can still be read
_PLAIN = (Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.KeypadModifier)


class SlideView(SlideFrame):
    """A window moves over the input of a layer; every number is the network's own.

    Whatever is touched stops it at once. With reduced motion it goes step by step only.

    Signals
    -------
    closed(): the user wants to go back, or the network that answers now has no such map.
    unit_reached(Unit): whose value has just been computed.
    unit_wanted(Unit): the user wants this unit pinned.
    """

    closed = Signal()
    unit_reached = Signal(object)
    unit_wanted = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._reading: SlideReading | None = None
        self._course: Course | None = None
        self._channel = 0
        self._is_reduced = False
        self._plays_when_shown = False
        self.clock = SlideClock(self)
        self._texts = TextClock(self._tell, self)
        self._keys = {
            Qt.Key.Key_Space: self.toggle,
            Qt.Key.Key_Left: lambda: self.clock.step(-1),
            Qt.Key.Key_Right: lambda: self.clock.step(1),
            Qt.Key.Key_Home: self.go_to_first,
            Qt.Key.Key_Return: self._want_current,
            Qt.Key.Key_Enter: self._want_current,
            Qt.Key.Key_Escape: self.close_view,
        }
        walking = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab, *self._keys)
        parts = self.controls, self.title.channel_box, self.title.close_button
        self._watch = TouchWatch(self, walking, parts)
        self._connect()

    def _connect(self) -> None:
        self.clock.moved.connect(self._move)
        self.clock.running_changed.connect(self._show_running)
        self._watch.touched.connect(self.clock.pause)
        self.controls.play_clicked.connect(self.toggle)
        self.controls.step_clicked.connect(self.clock.step)
        self.controls.first_clicked.connect(self.go_to_first)
        self.controls.speed_chosen.connect(self.set_speed)
        self.controls.show_speed(self.clock.speed)
        self.title.channel_chosen.connect(self.show_channel)
        self.title.close_clicked.connect(self.close_view)
        self.picture.channel_clicked.connect(self.show_channel)
        self.picture.cell_clicked.connect(self._want)

    # -- what the frame asks for ---------------------------------------------------------------

    @property
    def is_running(self) -> bool:
        """True while the window moves by itself."""
        return self.clock.is_running

    @property
    def channel(self) -> int:
        """The input channel that is looked into."""
        return self._channel

    def set_tokens(self, tokens: Tokens) -> None:
        """Take on the colours of a theme."""
        super().set_tokens(tokens)
        self._show_maps()
        self._tell()

    def show_recognition(self, recognition: Recognition, scale: Scale, gamma: float) -> None:
        """Keep the newest result; while visible, maps follow at once, numbers at reading speed."""
        before, self._reading = self._reading, SlideReading(recognition, scale, gamma)
        spec = recognition.network.spec
        is_other = before is None or before.recognition.network.spec != spec
        if self._course is not None and is_other:
            self._follow(self._course)
        self._show_maps()
        if self.isVisible():
            self._texts.tick()

    def start(self, layer: str, channel: int, at: tuple[int, int] | None = None) -> None:
        """Slide over the input of one map, from the unit at row and column `at`, or the first.

        It plays as soon as it is visible, with reduced motion it waits for steps.
        Raises ValueError when there is no result yet, or the network has no such map or unit.
        """
        if self._reading is None:
            raise ValueError("there is no result to slide over; show one first")
        course = course_of(self._reading.recognition.network.spec, layer, channel)
        self._begin(course, course.number(*at) if at is not None else 0)
        self._plays_when_shown = not self._is_reduced
        if self.isVisible():
            self._appear()

    def stop(self) -> None:
        """Stay where it is."""
        self._plays_when_shown = False
        self.clock.pause()

    def set_reduced_motion(self, is_reduced: bool) -> None:
        """With reduced motion it never plays by itself."""
        self._is_reduced = is_reduced
        if is_reduced:
            self.stop()
        self.controls.set_reduced_motion(is_reduced)

    # -- what the user does --------------------------------------------------------------------

    @Slot()
    def toggle(self) -> None:
        """Play or pause."""
        if self.clock.is_running:
            self.clock.pause()
        elif not self._is_reduced:
            self.clock.play()

    @Slot()
    def go_to_first(self) -> None:
        """Pause at the first position."""
        self.clock.step(-self.clock.number)

    @Slot(float)
    def set_speed(self, speed: float) -> None:
        """Positions per second, 1 to 60; kept for the next time."""
        self.clock.set_speed(speed)
        self.controls.show_speed(speed)

    @Slot(int)
    def show_channel(self, channel: int) -> None:
        """Look into another channel of the input."""
        if self._course is None or channel not in self._course.channels:
            return
        self._channel = channel
        self.title.show_channel(channel)
        self._show_maps()
        self._tell()

    @Slot()
    def close_view(self) -> None:
        """Stop, and tell that the user wants to go back."""
        self.stop()
        self.closed.emit()

    def _want(self, row: int, column: int) -> None:
        self.clock.pause()
        if self._course is not None:
            self.unit_wanted.emit(self._course.unit(self._course.number(row, column)))

    def _want_current(self) -> None:
        if self._course is not None:
            self._want(*self._course.place(self.clock.number))

    def event(self, event: QEvent) -> bool:
        """Claim the own keys before a shortcut of the window takes them."""
        is_override = event.type() == QEvent.Type.ShortcutOverride
        if is_override and isinstance(event, QKeyEvent) and self._own_key(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Space plays and pauses, arrows step, Enter pins, Escape closes."""
        if not self._own_key(event):
            super().keyPressEvent(event)
        elif not (event.isAutoRepeat() and event.key() == Qt.Key.Key_Space):
            self._keys[Qt.Key(event.key())]()

    def _own_key(self, event: QKeyEvent) -> bool:
        return event.modifiers() in _PLAIN and event.key() in self._keys

    # -- from a position to pictures -----------------------------------------------------------

    def _begin(self, course: Course, number: int) -> None:
        """Take on a course, at rest at one of its positions."""
        self._course = course
        self.clock.begin(course.count, number)
        assert self._reading is not None
        self._channel = self._reading.strongest_channel(course, number)
        self.title.show_course(course)
        self.title.show_channel(self._channel)
        self.picture.show_course(course)
        self._show_maps()
        self._tell()
        self.unit_reached.emit(course.unit(number))

    def _follow(self, course: Course) -> None:
        """Another network answers: stay on the same map, or close when it has none."""
        assert self._reading is not None
        spec = self._reading.recognition.network.spec
        try:
            other = course_of(spec, course.layer.name, course.channel)
        except ValueError:
            self._course = None
            self.picture.show_course(None)
            self.close_view()
            return
        if other != course:
            self._begin(other, min(self.clock.number, other.count - 1))

    def _show_maps(self) -> None:
        """The two maps of the newest result."""
        course, reading = self._course, self._reading
        if course is None or reading is None or not self.isVisible():
            return
        self.picture.show_maps(*reading.maps(course, self._channel, is_dark=self._tokens.is_dark))

    def _show_position(self) -> Arithmetic | None:
        """What lies under the window now."""
        course, reading = self._course, self._reading
        if course is None or reading is None or not self.isVisible():
            return None
        number = self.clock.number
        arithmetic = reading.arithmetic(course, number, self._channel)
        colors = reading.colors(course, self._channel, is_dark=self._tokens.is_dark)
        self.picture.show_position(number, arithmetic, colors, has_numbers=not self._is_fast)
        return arithmetic

    @property
    def _is_fast(self) -> bool:
        """True when numbers would change faster than they can be read."""
        return self.clock.is_running and self.clock.speed > _READABLE

    def _move(self, number: int) -> None:
        if self._is_fast:
            self._show_position()
            self._texts.tick()
        else:
            self._texts.show_now()
        self._show_state()
        if self._course is not None:
            self.unit_reached.emit(self._course.unit(number))

    def _tell(self) -> None:
        """Numbers and words: at most five times a second while they change by themselves."""
        arithmetic = self._show_position()
        if arithmetic is None or self._course is None:
            return
        number = self.clock.number
        self.picture.tell(number, arithmetic)
        words = self._course.position_text(number)
        self.position.setText(words)
        playing = "playing" if self.clock.is_running else "paused"
        self.setAccessibleDescription(f"{playing}, {words}, value {arithmetic.chain[-1].text}")
        self._show_state()

    def _show_state(self) -> None:
        is_first = self.clock.number == 0
        self.controls.show_state(self.clock.is_running, is_first, self.clock.is_at_end)

    def _show_running(self, is_running: bool) -> None:
        self._watch.set_watching(is_running)
        self._show_state()
        self._texts.show_now()

    # -- shown and hidden ----------------------------------------------------------------------

    def _appear(self) -> None:
        self._show_maps()
        self._tell()
        if self._plays_when_shown:
            self._plays_when_shown = False
            self.picture.setFocus(Qt.FocusReason.OtherFocusReason)
            self.clock.play()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Catch up with what has come while hidden; begin to play when that was asked for."""
        super().showEvent(event)
        self._appear()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nothing moves while hidden."""
        self.clock.pause()
        super().hideEvent(event)
