"""Several networks in the real window: chosen, kept, damaged, described."""

from __future__ import annotations

import dataclasses

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMessageBox, QPushButton, QTextBrowser

from app.panels.about_network import AboutNetwork
from app.tokens import DARK
from model.network import lenet5
from tests.app.conftest import digit_strokes, draw
from tests.app.services.test_networks import bundled, damage, put
from tests.app.test_model_card import CARD, OLD

__all__ = ["bundled"]


@pytest.fixture
def folders(folders, bundled):
    return dataclasses.replace(folders, bundled=bundled)


@pytest.fixture
def program(build_program):
    return build_program(first=None)


def entries(window):
    """The networks in the menu, as it opens."""
    window.networks_menu.aboutToShow.emit()
    return {action.data(): action for action in window.networks_menu.actions() if action.data()}


def ticked(window):
    return [key for key, action in entries(window).items() if action.isChecked()]


def dialogs(window, kind):
    return [child for child in window.findChildren(kind) if child.isVisible()]


@pytest.fixture
def answers(program):
    results = []
    program.recognition.recognized.connect(results.append)
    return results


def test_choosing_in_the_menu_reads_the_drawing_again_at_once(program, answers):
    draw(program.window.desk.canvas, digit_strokes(7))
    program.recognition.recognize_now()
    before = answers[-1]
    entries(program.window)["l2"].trigger()
    after = answers[-1]
    assert (before.network.name, after.network.name) == ("Default (max pooling)", "L2 pooling")
    assert after.raster.array.tolist() == before.raster.array.tolist()
    assert after.probabilities.tolist() != before.probabilities.tolist()
    assert program.window.inspect.network_view.spec == after.network.spec
    assert program.user_actions._last is after
    assert program.window.status._network.text() == "L2 pooling"
    assert ticked(program.window) == ["l2"]


def test_keys_go_through_the_networks(program):
    names = []
    for modifier in (*[Qt.KeyboardModifier.NoModifier] * 2, Qt.KeyboardModifier.ShiftModifier):
        QTest.keyClick(program.window, Qt.Key.Key_N, modifier)
        names.append(program.window.status._network.text())
    assert names == ["Average pooling", "L2 pooling", "Average pooling"]


def test_the_choice_is_there_after_a_restart(build_program):
    first = build_program(first=None)
    entries(first.window)["average"].trigger()
    first.window.close()
    second = build_program(first=None)
    assert second.recognition.record.network.name == "Average pooling"
    assert ticked(second.window) == ["average"]


def test_a_choice_that_is_gone_falls_back_and_is_said(build_program, folders):
    put(folders.networks / "mine", "Mine")
    first = build_program(first=None)
    entries(first.window)["own/mine"].trigger()
    assert first.settings.settings.network == "own/mine"
    first.window.close()
    (folders.networks / "mine").rename(folders.networks / "yours")
    second = build_program(first=None)
    assert second.recognition.record.network.name == "Default (max pooling)"
    assert "“mine” is not there any more" in second.window.status._message.text()
    assert second.settings.settings.network == "default"


def test_a_damaged_network_is_named_and_the_one_before_goes_on(program, answers, bundled):
    draw(program.window.desk.canvas, digit_strokes(3))
    damage(bundled / "l2")
    entries(program.window)["l2"].trigger()
    box = dialogs(program.window, QMessageBox)[0]
    assert str(bundled / "l2") in box.text()
    assert "Default (max pooling) goes on" in box.informativeText()
    assert str(bundled / "l2") in program.window.status._message.text()
    box.close()
    assert ticked(program.window) == ["default"]
    entry = entries(program.window)["l2"]
    assert not entry.isEnabled()
    assert "Cannot be used" in entry.toolTip()
    program.recognition.recognize_now()
    assert answers[-1].network.name == "Default (max pooling)"
    assert program.settings.settings.network == "default"


def test_an_entry_says_what_it_is(program):
    assert entries(program.window)["l2"].toolTip() == "L2 pooling · 120,382 parameters"
    default = entries(program.window)["default"].toolTip()
    assert default.startswith("max pooling · 120,382 parameters · ")
    assert "% error on MNIST" in default


def test_the_network_of_the_command_line_answers_and_is_not_kept(build_program, tmp_path):
    record = put(tmp_path / "given", "Given & mine")
    program = build_program(first=record)
    assert program.recognition.record is record
    key = str(tmp_path / "given")
    assert entries(program.window)[key].text() == "Given && mine"
    assert ticked(program.window) == [key]
    assert program.settings.settings.network == "default"


def test_the_name_in_the_status_bar_opens_the_same_menu(program):
    button = program.window.status._network
    assert button.menu() is program.window.networks_menu
    assert "120,382 parameters" in button.toolTip()


def test_the_keyboard_comes_to_the_status_bar_last(program):
    chain, widget = [], program.window
    while (widget := widget.nextInFocusChain()) is not program.window:
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus:
            chain.append(widget)
    assert chain.index(program.window.status._network) > chain.index(program.window.desk.canvas)


def test_a_long_name_leaves_room_in_the_status_bar(build_program, tmp_path):
    program = build_program(first=put(tmp_path / "given", "W" * 80))
    assert program.window.status._network.width() < 320
    assert "W" * 80 in program.window.status._network.toolTip()


def test_the_pointer_may_rest_on_a_map_that_the_next_network_has_not(program, bundled, qtbot):
    """The last map of C3 is under the pointer; LeNet-5 has half as many."""
    import numpy as np

    from model.network import Network
    from model.weights import save

    spec = lenet5()
    parameters = {k: np.zeros(s, np.float32) for k, s in spec.parameter_shapes.items()}
    save(Network("LeNet-5", spec, parameters), bundled / "lenet5")
    draw(program.window.desk.canvas, digit_strokes(7))
    program.recognition.recognize_now()
    view = program.window.inspect.network_view
    column = next(c for c in view.columns if (c.layer, c.part) == ("C3", "before"))
    x, y = column.corner(31)
    ratio = view.devicePixelRatioF()
    at = view.rect().topLeft()
    at.setX(round((x + 4) / ratio))
    at.setY(round((y + 4) / ratio))
    QTest.mouseMove(view, at)
    assert view._cell is not None
    entries(program.window)["lenet5"].trigger()
    view._clock.show_now()
    view.grab()
    cell = view._cell
    assert cell is None or cell.column in view.columns


def test_about_shows_every_field_and_copies_it(build_program, tmp_path, qtbot):
    record = put(tmp_path / "given", "Given <b>& mine", "average", CARD)
    program = build_program(first=record)
    program.window.actions_by_name["about_network"].trigger()
    dialog = dialogs(program.window, AboutNetwork)[0]
    text = dialog.findChild(QTextBrowser).toPlainText()
    for expected in (
        *("Reads digits.", "MNIST test error", "0.35 %", "0.25 to 0.49", "0.40 %", "measure it"),
        *("C1", "convolution 5×5 · ReLU", "16 @ 28×28", "average pooling 2×2", "120,382"),
        *("53,988", "LeCun", "train it", "2024", "They differ little.", "No letters."),
        *("MNIST: CC", "digitscope 9", "Temperature", "1.25", record.checksum, str(record.folder)),
    ):
        assert expected in text
    buttons = {button.text(): button for button in dialog.findChildren(QPushButton)}
    buttons["Copy all"].click()
    copied = QGuiApplication.clipboard().text()
    assert copied.startswith("Given <b>& mine\naverage pooling · 120,382 parameters")
    assert record.checksum in copied
    buttons["Close"].click()


def test_about_shows_what_others_wrote_as_text(build_program, tmp_path):
    card = OLD | {"note": "<script>alert(1)</script> <img src='x'>", "limits": "one & only"}
    program = build_program(first=put(tmp_path / "given", "Given", card=card))
    program.user_actions.about_network()
    dialog = dialogs(program.window, AboutNetwork)[0]
    text = dialog.findChild(QTextBrowser).toPlainText()
    assert card["note"] in text
    assert "one & only" in text
    dialog.close()


def test_about_follows_the_theme_while_it_is_open(program):
    program.settings.change(theme="light")
    program.user_actions.about_network()
    dialog = dialogs(program.window, AboutNetwork)[0]
    program.settings.change(theme="dark")
    html = dialog.findChild(QTextBrowser).toHtml().lower()
    assert DARK.text_2.lower() in html
    dialog.close()


@pytest.mark.parametrize("size", [(1366, 768), (640, 480)])
def test_about_fits_into_the_window(build_program, size):
    program = build_program(size=size, first=None)
    program.user_actions.about_network()
    dialog = dialogs(program.window, AboutNetwork)[0]
    assert dialog.width() <= size[0]
    assert dialog.height() <= size[1]
    dialog.close()
