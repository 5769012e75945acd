"""The history of networks, and what can be done with each."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.widgets.train.network_row import NetworkRow, in_tree_order

LEFT = Qt.MouseButton.LeftButton
ROWS = (
    NetworkRow("own/b", "Second", "own/a", date="2026-11-21T08:00", data="40 samples"),
    NetworkRow("default", "Default", origin="bundled", check_error=0.0035),
    NetworkRow("own/a", "First", "default", held_out_error=0.021, is_active=True),
    NetworkRow("own/x", "Broken", problem="checksum does not fit"),
    NetworkRow("own/h", "Half", "default", is_unfinished=True),
)


@pytest.fixture
def listed(networks):
    networks.show_rows(ROWS)
    return networks


def awake(networks):
    return {name for name, button in networks.buttons.items() if button.isEnabled()}


def test_children_stand_below_their_parents():
    order = [(row.key, depth) for row, depth in in_tree_order(ROWS)]
    assert [("default", 0), ("own/a", 1), ("own/b", 2), ("own/h", 1), ("own/x", 0)] == order


def test_circles_and_lost_parents_lose_no_network():
    rows = (NetworkRow("a", "A", "b"), NetworkRow("b", "B", "a"), NetworkRow("c", "C", "gone"))
    assert {"a", "b", "c"} == {row.key for row, _ in in_tree_order(rows)}
    assert [("s", 0)] == [(r.key, d) for r, d in in_tree_order((NetworkRow("s", "S", "s"),))]


def test_the_active_one_is_selected_first_and_marked(listed):
    assert "own/a" == listed.selected
    item = listed.tree.currentItem()
    assert ["First", "active", "–", "–", "2.10 %", "–"] == [item.text(n) for n in range(6)]
    assert {"rename", "export", "card", "import"} == awake(listed)
    assert "First: active, yours · from Default" == listed.note.text()


@pytest.mark.parametrize(
    ("key", "expected"),
    [
        ("default", {"activate", "compare", "export", "card"}),
        ("own/b", {"activate", "compare", "export", "card", "rename", "delete"}),
        ("own/x", {"rename", "delete"}),
        ("own/h", {"rename", "delete"}),
    ],
)
def test_what_can_be_done_depends_on_the_network(listed, key, expected):
    listed.select(key)
    assert expected | {"import"} == awake(listed)


@pytest.mark.parametrize("name", ["activate", "compare", "delete", "export", "card"])
def test_buttons_send_the_key(listed, qtbot, name):
    listed.select("own/b")
    with qtbot.waitSignal(getattr(listed, f"{name}_wanted")) as wanted:
        QTest.mouseClick(listed.buttons[name], LEFT)
    assert ["own/b"] == wanted.args


def test_keys_activate_and_delete(listed, qtbot):
    listed.select("own/b")
    for key, signal in (
        (Qt.Key.Key_Return, listed.activate_wanted),
        (Qt.Key.Key_Delete, listed.delete_wanted),
    ):
        with qtbot.waitSignal(signal) as wanted:
            QTest.keyClick(listed.tree, key)
        assert ["own/b"] == wanted.args
    listed.select("default")
    with qtbot.assertNotEmitted(listed.delete_wanted):
        QTest.keyClick(listed.tree, Qt.Key.Key_Delete)


def test_a_new_name_is_asked_for_and_shown_when_it_is_taken(listed, qtbot):
    listed.select("own/b")
    item = listed.tree.currentItem()
    with qtbot.waitSignal(listed.rename_wanted) as wanted:
        item.setText(0, "  my   hand ")
    assert ["own/b", "my hand"] == wanted.args
    assert "Second" == item.text(0)
    with qtbot.assertNotEmitted(listed.rename_wanted):
        item.setText(0, "   ")
        item.setText(0, "Second")


def test_bundled_networks_cannot_be_renamed(listed):
    listed.select("default")
    assert not listed.tree.currentItem().flags() & Qt.ItemFlag.ItemIsEditable


def test_the_selection_stays_with_its_key(listed):
    listed.select("own/b")
    listed.show_rows(tuple(reversed(ROWS)))
    assert "own/b" == listed.selected
    listed.show_rows(ROWS[1:])
    assert "own/a" == listed.selected


def test_a_deletion_can_be_undone(listed, qtbot):
    listed.show_deleted("Second")
    assert listed.deleted.isVisible()
    assert "Deleted “Second”." == listed._deleted_text.text()
    button = next(b for b in listed.deleted.children() if hasattr(b, "clicked"))
    with qtbot.waitSignal(listed.undo_wanted):
        QTest.mouseClick(button, LEFT)
    listed.show_deleted("")
    assert not listed.deleted.isVisible()


def test_what_is_broken_says_why(listed):
    listed.select("own/x")
    assert "Broken cannot be used: checksum does not fit" == listed.note.text()
