"""What tests of the view do with it."""

from PySide6.QtTest import QTest

from app.widgets.combo import ComboBox


def show(view, qtbot, recognition):
    """Show a result and wait until it is traced and can be read."""
    view.show_recognition(recognition)
    qtbot.waitUntil(lambda: not view._is_stale)
    view.picture._clock.show_now()
    view._clock.show_now()


def choosers(view):
    return view.question.findChildren(ComboBox)


def choose(combo, text):
    """Choose an entry with the keyboard."""
    combo.setFocus()
    QTest.keyClicks(combo, text)
