"""Keys, buttons, reduced motion; and whatever is touched stops it at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtTest import QTest

from model.unit import Unit
from tests.app.widgets.slide.conftest import begin, play, read, show

Key = Qt.Key


# -- controls ------------------------------------------------------------------------------------


def test_start_plays_once_it_is_visible(build_view, bundled):
    view = build_view(read(bundled["default"]), is_shown=False)
    view.start("C3", 26)
    assert not view.is_running
    view.window().show()
    assert view.is_running
    view.stop()
    assert not view.is_running
    view.hide()
    view.show()
    assert not view.is_running


def test_keys(view, qtbot):
    view.picture.setFocus()
    QTest.keyClick(view.picture, Key.Key_Right)
    QTest.keyClick(view.picture, Key.Key_Right)
    QTest.keyClick(view.picture, Key.Key_Left)
    assert 1 == view.clock.number
    QTest.keyClick(view.picture, Key.Key_Space)
    assert view.is_running
    QTest.keyClick(view.picture, Key.Key_Space)
    assert not view.is_running
    QTest.keyClick(view.picture, Key.Key_Space)
    QTest.keyClick(view.picture, Key.Key_Right)
    assert not view.is_running
    QTest.keyClick(view.picture, Key.Key_Home)
    assert 0 == view.clock.number
    with qtbot.waitSignal(view.unit_wanted) as wanted:
        QTest.keyClick(view.picture, Key.Key_Return)
    assert [Unit("C3", 26, 0, 0)] == wanted.args
    with qtbot.waitSignal(view.closed):
        QTest.keyClick(view.picture, Key.Key_Escape)


def test_arrows_step_on_a_button_too(view):
    for button in (view.controls.play, view.controls.on):
        button.setFocus()
        before = view.clock.number
        QTest.keyClick(button, Key.Key_Right)
        assert before + 1 == view.clock.number
    QTest.keyClick(view.controls.on, Key.Key_Space)
    assert 3 == view.clock.number


def test_keys_of_the_window_do_not_take_the_own_ones(view):
    taken = []
    shortcut = QShortcut(QKeySequence(Key.Key_Space), view.window(), lambda: taken.append(1))
    view.picture.setFocus()
    QTest.keyClick(view.picture, Key.Key_Space)
    assert view.is_running
    assert [] == taken
    shortcut.setEnabled(False)


def test_buttons(view):
    controls = view.controls
    assert not controls.back.isEnabled()
    QTest.mouseClick(controls.on, Qt.MouseButton.LeftButton)
    assert 1 == view.clock.number
    QTest.mouseClick(controls.back, Qt.MouseButton.LeftButton)
    assert 0 == view.clock.number
    view.clock.step(7)
    QTest.mouseClick(controls.first, Qt.MouseButton.LeftButton)
    assert 0 == view.clock.number
    QTest.mouseClick(controls.play, Qt.MouseButton.LeftButton)
    assert view.is_running
    assert "Pause" == controls.play.accessibleName()
    QTest.mouseClick(controls.play, Qt.MouseButton.LeftButton)
    assert not view.is_running
    view.clock.step(99)
    assert not controls.on.isEnabled()


def test_the_close_link_stops_and_tells(view, qtbot):
    play(view)
    with qtbot.waitSignal(view.closed):
        QTest.mouseClick(view.title.close_button, Qt.MouseButton.LeftButton)
    assert not view.is_running


def test_the_speed_is_kept_for_the_next_map(view):
    view.controls.speed.setValue(view.controls.speed.maximum())
    assert 60 == view.clock.speed
    begin(view, "C1", 3)
    assert 60 == view.clock.speed
    assert "60 / s" == view.controls._speed_text.text()


def test_a_click_on_a_cell_wants_that_unit(view, qtbot):
    play(view)
    at = view.picture.places.target.cell_rect(5, 2).center().toPoint()
    with qtbot.waitSignal(view.unit_wanted) as wanted:
        QTest.mouseClick(view.picture, Qt.MouseButton.LeftButton, pos=at)
    assert [Unit("C3", 26, 5, 2)] == wanted.args
    assert not view.is_running


# -- stopped by touching anything ----------------------------------------------------------------


def test_a_press_elsewhere_stops_it(view):
    play(view)
    QTest.mousePress(view.other, Qt.MouseButton.LeftButton)
    assert not view.is_running


def test_a_press_on_its_own_ground_stops_it(view):
    play(view)
    QTest.mousePress(view.picture, Qt.MouseButton.LeftButton, pos=QPoint(2, 2))
    assert not view.is_running


@pytest.mark.parametrize("where", ["other", "picture"])
@pytest.mark.parametrize("key", [Key.Key_A, Key.Key_Shift, Key.Key_F5, Key.Key_Up])
def test_a_key_stops_it(view, where, key):
    play(view)
    widget = view.other if where == "other" else view.picture
    QTest.keyPress(widget, key)
    assert not view.is_running


def test_its_own_keys_stop_it_when_meant_for_others(view):
    play(view)
    QTest.keyPress(view.other, Key.Key_Space)
    assert not view.is_running


def test_a_shortcut_of_the_window_stops_it(view):
    done = []
    shortcut = QShortcut(QKeySequence("Ctrl+Z"), view.window(), lambda: done.append(1))
    play(view)
    view.picture.setFocus()
    QTest.keyClick(view.picture, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert not view.is_running
    shortcut.setEnabled(False)


def test_a_key_that_a_control_has_no_use_for_stops_it(view):
    play(view)
    view.controls.speed.setFocus()
    QTest.keyPress(view.controls.speed, Key.Key_A)
    assert not view.is_running


@pytest.mark.parametrize("kind", [QEvent.Type.Wheel, QEvent.Type.TouchBegin])
def test_the_wheel_and_a_finger_stop_it(view, kind):
    play(view)
    view._watch.eventFilter(view.other, QEvent(kind))
    assert not view.is_running


def test_its_controls_do_not_stop_it(view):
    play(view)
    QTest.mousePress(view.controls.speed, Qt.MouseButton.LeftButton)
    QTest.mouseRelease(view.controls.speed, Qt.MouseButton.LeftButton)
    view.controls.speed.setFocus()
    QTest.keyClick(view.controls.speed, Key.Key_Up)
    assert view.is_running
    listed = view.title.channel_box.view().viewport()  # a window of its own when it is open
    view._watch.eventFilter(listed, QEvent(QEvent.Type.MouseButtonPress))
    assert view.is_running


def test_the_pointer_alone_does_not_stop_it(view):
    play(view)
    QTest.mouseMove(view.picture, QPoint(100, 100))
    assert view.is_running


def test_hiding_stops_it(view):
    play(view)
    view.hide()
    assert not view.is_running


def test_it_listens_only_while_it_plays(view):
    assert not view._watch.is_watching
    play(view)
    assert view._watch.is_watching
    view.clock.advance(1_000_000)
    assert 99 == view.clock.number
    assert not view._watch.is_watching


def test_the_watch_holds_nothing_back(view):
    pressed = Presses(view.other)
    view.other.installEventFilter(pressed)
    play(view)
    QTest.mousePress(view.other, Qt.MouseButton.LeftButton)
    assert 1 == pressed.count


class Presses(QObject):
    count = 0

    def eventFilter(self, _watched, event):  # noqa: N802
        self.count += event.type() == QEvent.Type.MouseButtonPress
        return False


# -- reduced motion ------------------------------------------------------------------------------


def test_with_reduced_motion_it_never_plays_by_itself(view):
    view.set_reduced_motion(True)
    view.start("C3", 26)
    assert not view.is_running
    QTest.keyClick(view.picture, Key.Key_Space)
    assert not view.is_running
    assert not view.controls.play.isEnabled()
    assert "Reduced motion" in view.controls.play.toolTip()
    QTest.keyClick(view.picture, Key.Key_Right)
    assert 1 == view.clock.number
    view.set_reduced_motion(False)
    assert not view.is_running
    assert view.controls.play.isEnabled()
    view.toggle()
    assert view.is_running


def test_reduced_motion_stops_what_plays(view):
    play(view)
    view.set_reduced_motion(True)
    assert not view.is_running


def test_a_map_of_one_unit_has_nothing_to_play(build_view, bundled):
    view = build_view(read(bundled["lenet5"]))
    view.start("C5", 3)
    assert not view.is_running
    assert not view.controls.play.isEnabled()
    assert "one position" in view.controls.play.toolTip()


def test_nothing_is_computed_while_hidden(view, bundled):
    view.hide()
    before = view.picture.maps, view.picture.told
    show(view, read(bundled["default"], 3))
    view.clock.step(1)
    assert before == (view.picture.maps, view.picture.told)
    view.show()
    assert Unit("C3", 26, 0, 1) == view.picture.told.unit
