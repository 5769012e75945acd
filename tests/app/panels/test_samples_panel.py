"""The Samples workspace on real stores, with real keys and clicks."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMainWindow

from app.panels.samples import SamplesPanel
from app.theme import load_fonts, style_sheet
from app.tokens import DARK, LIGHT
from app.widgets.samples.choice import REFUSED, Choice
from model.samples.listing import SampleFilter
from model.samples.store import SampleStore
from tests.app.sample_stores import MIXED, NETWORK, OTHER_NETWORK, mixed_store, sample

KEY, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def store(tmp_path):
    store, _ = mixed_store(tmp_path / "samples.sqlite3")
    yield store
    store.close()


@pytest.fixture
def panel(qtbot):
    load_fonts()
    panel = SamplesPanel()
    qtbot.addWidget(panel, before_close_func=SamplesPanel.close_store)
    panel.setStyleSheet(style_sheet(LIGHT))
    panel.set_reduced_motion(reduced=True)
    panel.resize(1030, 716)
    panel.show()
    qtbot.waitExposed(panel)
    return panel


@pytest.fixture
def shown(panel, store, qtbot):
    """The panel with the mixed store."""
    show(panel, store, qtbot)
    return panel


def show(panel, store, qtbot, network=NETWORK):
    with qtbot.waitSignal(panel._questions.lists_counted):
        panel.show_store(store, network)


def after(panel, qtbot, act):
    """Act, and wait until the samples that it asks for are shown."""
    with qtbot.waitSignal(panel._questions.found):
        act()


def refreshed(panel, qtbot):
    with qtbot.waitSignals([panel._questions.found, panel._questions.lists_counted]):
        panel.refresh()


def click(panel, row, modifiers=NONE):
    at = panel.grid.visualRect(panel.grid.samples.index(row)).center()
    QTest.mouseClick(panel.grid.viewport(), LEFT, modifiers, at)


def select(panel, qtbot, *rows):
    for n, row in enumerate(rows):
        with qtbot.waitSignal(panel.grid.selection_changed):
            click(panel, row, CONTROL if n else NONE)


def test_all_samples_are_shown_lowest_probability_of_the_label_first(shown, store):
    expected = store.ids(SampleFilter(NETWORK), "label probability")
    assert expected == shown.shown_ids()
    assert "12 shown of 12" == shown.header.text()
    assert "lowest" in shown.filters.order.currentText().lower()


def test_counts_are_those_of_the_store(shown):
    counts = shown.counts
    # 0 as 8 twice, 0 as 4, 1 as 7, 5 as 3 (refused), none of the ten as 6
    assert (12, 6, 1, 0) == (counts.total, counts.misread, counts.refused, counts.unread)
    assert 2 == counts.confusion[0, 8]
    assert 1 == counts.confusion[5, 3] == counts.confusion[5, REFUSED] == counts.confusion[10, 6]
    assert "Misread 6" == shown.filters.toggles["misread"].text()
    assert "Refused 1" == shown.filters.toggles["refused"].text()
    assert "4 samples" == shown.filters.chips[0].accessibleDescription()
    assert "6 misread, 1 refused" in shown.accessibleDescription()
    assert "12 samples, 1 held out" == shown.side.balance_text.text()
    assert "6 of 12 misread · 50.0 %" == shown.side.confusion_text.text()


@pytest.mark.parametrize(
    ("chips", "labels"), [((0,), (0,)), ((0, 1), (0, 1)), ((10,), (10,)), ((0, None), ())]
)
def test_chips_narrow_the_labels(shown, store, qtbot, chips, labels):
    for chip in chips:
        after(shown, qtbot, shown.filters.chips[chip].click)
    wanted = SampleFilter(NETWORK, labels=labels or None)
    assert store.ids(wanted, "label probability") == shown.shown_ids()
    assert shown.filters.chips[None].isChecked() == (not labels)


@pytest.mark.parametrize("name", ["misread", "refused", "mislabels"])
def test_toggles_narrow_and_release(shown, store, qtbot, name):
    after(shown, qtbot, shown.filters.toggles[name].click)
    expected = {
        "misread": store.ids(SampleFilter(NETWORK, misread=True), "label probability"),
        "refused": store.ids(SampleFilter(NETWORK, refused=True), "label probability"),
        "mislabels": store.probable_mislabels(NETWORK),
    }
    assert expected[name]
    assert expected[name] == shown.shown_ids()
    assert shown.choice.is_narrowed
    after(shown, qtbot, shown.filters.toggles[name].click)
    assert 12 == len(shown.shown_ids())


def test_near_duplicates_stand_side_by_side(shown, store, qtbot):
    store.add(sample(4, 1, 1))  # the drawing of number 4 again
    refreshed(shown, qtbot)
    assert "Duplicates 2" == shown.filters.toggles["duplicates"].text()
    after(shown, qtbot, shown.filters.toggles["duplicates"].click)
    [family] = store.near_duplicates()
    assert list(family) == shown.shown_ids()
    assert shown.filters.order.isHidden()


def test_a_cell_opens_its_samples_and_closes_them(shown, store, qtbot):
    matrix = shown.side.confusion
    at = matrix.cell_rect((0, 8)).center().toPoint()
    after(shown, qtbot, lambda: QTest.mouseClick(matrix, LEFT, NONE, at))
    wanted = SampleFilter(NETWORK, labels=(0,), predictions=(8,))
    assert store.ids(wanted, "label probability") == shown.shown_ids()
    assert shown.filters.chips[0].isChecked()
    assert "2 shown of 12 · label 0, read as 8" == shown.header.text()
    after(shown, qtbot, lambda: QTest.mouseClick(matrix, LEFT, NONE, at))
    assert Choice() == shown.choice
    assert 12 == len(shown.shown_ids())


@pytest.mark.parametrize("cell", [(5, REFUSED), (10, 6)])
def test_cells_of_refused_and_of_none_open_as_many_as_they_say(shown, qtbot, cell):
    after(shown, qtbot, lambda: shown.side.cell_wanted.emit(cell))
    assert shown.counts.confusion[cell] == len(shown.shown_ids()) == 1


def test_origin_part_and_date_narrow(shown, store, qtbot):
    store.add(sample(99, 3, 3, origin="imported:pens"))
    store.set_held_out(store.ids(SampleFilter(labels=(0,))), held_out=True)
    refreshed(shown, qtbot)
    filters = shown.filters
    texts = [filters.origin.itemText(n) for n in range(filters.origin.count())]
    assert ["Any origin", "drawn here (12)", "imported: pens (1)"] == texts
    for combo, wanted in (
        (filters.origin, SampleFilter(NETWORK, origin="imported:pens")),
        (filters.part, SampleFilter(NETWORK, held_out=True)),
        (filters.date, SampleFilter(NETWORK)),
    ):
        after(shown, qtbot, lambda combo=combo: choose(combo, combo.count() - 1))
        assert store.ids(wanted, "label probability") == shown.shown_ids()
        assert combo.property("isSet")
        after(shown, qtbot, lambda combo=combo: choose(combo, 0))


def choose(combo, row):
    combo.setCurrentIndex(row)
    combo.activated.emit(row)


def test_another_order(shown, store, qtbot):
    row = shown.filters.order.findData("newest")
    after(shown, qtbot, lambda: choose(shown.filters.order, row))
    assert store.ids(SampleFilter(NETWORK), "newest") == shown.shown_ids()
    assert not shown.choice.is_narrowed


def test_digits_relabel_and_delete_deletes_the_selection(shown, qtbot):
    select(shown, qtbot, 1, 3)
    ids = [shown.shown_ids()[n] for n in (1, 3)]
    with qtbot.waitSignal(shown.relabel_wanted) as told:
        QTest.keyClick(shown.grid, KEY.Key_7)
    assert [ids, 7] == told.args
    with qtbot.waitSignal(shown.delete_wanted) as told:
        QTest.keyClick(shown.grid, KEY.Key_Delete)
    assert [ids] == told.args


def test_keys_without_a_selection_ask_for_nothing(shown, qtbot):
    with qtbot.assertNotEmitted(shown.relabel_wanted), qtbot.assertNotEmitted(shown.delete_wanted):
        for key in (KEY.Key_7, KEY.Key_Delete, KEY.Key_Escape):
            QTest.keyClick(shown.grid, key)


def test_control_a_selects_all_escape_none_control_z_undoes(shown, qtbot):
    QTest.keyClick(shown.grid, KEY.Key_A, CONTROL)
    assert 12 == shown.grid.selected_count()
    QTest.keyClick(shown.grid, KEY.Key_Escape)
    assert 0 == shown.grid.selected_count()
    with qtbot.waitSignal(shown.undo_wanted):
        QTest.keyClick(shown.grid, KEY.Key_Z, CONTROL)


def test_shift_selects_a_range_and_arrows_walk(shown, qtbot):
    select(shown, qtbot, 2)
    QTest.keyClick(shown.grid, KEY.Key_Right, SHIFT)
    QTest.keyClick(shown.grid, KEY.Key_Right, SHIFT)
    assert shown.shown_ids()[2:5] == shown.grid.selected_ids()
    QTest.keyClick(shown.grid, KEY.Key_Home)
    assert shown.shown_ids()[:1] == shown.grid.selected_ids()
    click(shown, 6, SHIFT)
    assert shown.shown_ids()[:7] == shown.grid.selected_ids()


def test_keys_of_the_workspace_win_over_shortcuts_of_the_window(shown, qtbot):
    window = QMainWindow()
    qtbot.addWidget(window)
    fired = []
    for key in ("Del", "Ctrl+Z", "Esc", "Ctrl+A", "7", "N"):
        action = QAction(window)
        action.setShortcut(key)
        action.triggered.connect(lambda _=False, key=key: fired.append(key))
        window.addAction(action)
    window.setCentralWidget(shown)
    window.show()
    qtbot.waitExposed(window)
    window.activateWindow()
    shown.grid.setFocus()
    select(shown, qtbot, 0)
    wishes = [shown.relabel_wanted, shown.delete_wanted, shown.undo_wanted]
    with qtbot.waitSignals(wishes):
        QTest.keyClick(shown.grid, KEY.Key_7)
        QTest.keyClick(shown.grid, KEY.Key_Delete)
        QTest.keyClick(shown.grid, KEY.Key_Z, CONTROL)
    QTest.keyClick(shown.grid, KEY.Key_Escape)
    assert [] == fired
    assert 0 == shown.grid.selected_count()
    QTest.keyClick(shown.grid, KEY.Key_Escape)  # nothing to clear: the window's
    QTest.keyClick(shown.grid, KEY.Key_N)
    assert ["Esc", "N"] == fired
    shown.setParent(None)


def test_the_bar_is_there_only_while_something_is_selected(shown, qtbot):
    assert shown.bar.isHidden()
    select(shown, qtbot, 0, 1)
    assert shown.bar.isVisible()
    assert "2 samples are selected" == shown.bar.accessibleDescription()
    ids = shown.shown_ids()[:2]
    with qtbot.waitSignal(shown.relabel_wanted) as told:
        shown.bar.labels[10].click()
    assert [ids, 10] == told.args
    for action, held_out in zip(shown.bar.move_button.menu().actions(), (True, False), strict=True):
        with qtbot.waitSignal(shown.held_out_wanted) as told:
            action.trigger()
        assert [ids, held_out] == told.args
    with qtbot.waitSignal(shown.show_wanted) as told:
        shown.bar.show_button.click()
    assert [ids[1]] == told.args
    with qtbot.waitSignal(shown.grid.selection_changed):
        QTest.keyClick(shown.grid, KEY.Key_Escape)
    assert shown.bar.isHidden()


def test_enter_and_a_double_click_put_the_drawing_on_the_desk(shown, qtbot):
    select(shown, qtbot, 3)
    with qtbot.waitSignal(shown.show_wanted) as told:
        QTest.keyClick(shown.grid, KEY.Key_Return)
    assert [shown.shown_ids()[3]] == told.args
    at = shown.grid.visualRect(shown.grid.samples.index(5)).center()
    click(shown, 5)
    with qtbot.waitSignal(shown.show_wanted) as told:
        QTest.mouseDClick(shown.grid.viewport(), LEFT, NONE, at)
    assert [shown.shown_ids()[5]] == told.args


def test_the_header_asks_for_what_can_be_started(shown, qtbot):
    buttons = shown.header.buttons
    for name in ("guided", "import", "retrain"):
        with qtbot.waitSignal(getattr(shown, f"{name}_wanted")):
            buttons[name].click()
    with qtbot.waitSignal(shown.export_wanted) as told:
        buttons["export"].click()
    assert [[]] == told.args
    select(shown, qtbot, 4)
    with qtbot.waitSignal(shown.export_wanted) as told:
        buttons["export"].click()
    assert [[shown.shown_ids()[4]]] == told.args


def test_the_detail_shows_the_current_sample_and_those_like_it(shown, store, qtbot):
    [name, _] = store.ids(SampleFilter(NETWORK, labels=(0,), predictions=(8,)), "oldest")
    row = shown.grid.samples.row_of(name)
    select(shown, qtbot, row)
    detail = shown.side.detail
    qtbot.waitUntil(lambda: "label 0" in detail.summary())
    assert "now read as 8" == detail.picture.answer()
    assert [(8, pytest.approx(0.901)), (0, pytest.approx(0.011))] == detail.picture.bars()[:2]
    assert "training · drawn here" == detail.picture.lines()[0]
    assert "Two zeros are read as 8: show them" == detail.alike.text()
    after(shown, qtbot, detail.alike.click)
    assert (0, 8) == shown.choice.cell
    assert 2 == len(shown.shown_ids())


def test_a_refresh_keeps_selection_and_current_sample_by_id(shown, store, qtbot):
    select(shown, qtbot, 5, 7)
    ids, current = shown.grid.selected_ids(), shown.grid.current_id()
    store.add(sample(50, 0, 9))  # the least probable of all labels: a new first tile
    store.delete([shown.shown_ids()[2]])
    refreshed(shown, qtbot)
    assert set(ids) == set(shown.grid.selected_ids())
    assert current == shown.grid.current_id()
    assert shown.grid.samples.row_of(current) == shown.shown_ids().index(current)


def test_a_refresh_follows_what_was_relabelled(shown, store, qtbot):
    select(shown, qtbot, 0)
    [name] = shown.grid.selected_ids()
    before = shown.grid.samples.tile(0).row.label
    store.relabel([name], (before + 1) % 10)
    refreshed(shown, qtbot)
    row = shown.grid.samples.row_of(name)
    assert (before + 1) % 10 == shown.grid.samples.tile(row).row.label


def test_after_a_deletion_the_next_sample_is_current(shown, store, qtbot):
    select(shown, qtbot, 3)
    ids = shown.shown_ids()
    store.delete([ids[3]])
    refreshed(shown, qtbot)
    assert ids[4] == shown.grid.current_id()
    assert [] == shown.grid.selected_ids()


def test_another_network_shows_what_it_says(shown, store, qtbot):
    show(shown, store, qtbot, OTHER_NETWORK)
    assert 12 == shown.counts.unread
    assert "12 shown of 12 · 12 not read by this network" == shown.header.text()
    assert "0 of 0 misread" == shown.side.confusion_text.text()
    assert shown.grid.samples.tile(0).row.prediction is None


def test_an_empty_store_says_how_to_begin(panel, tmp_path, qtbot):
    with SampleStore(tmp_path / "empty.sqlite3") as store:
        show(panel, store, qtbot)
        assert panel.empty.isVisible()
        assert "No samples yet" == panel.empty.accessibleName()
        with qtbot.waitSignal(panel.guided_wanted):
            panel.empty.guided.click()
        assert not panel.header.buttons["retrain"].isEnabled()
        store.add(sample(1, 4, 4))
        refreshed(panel, qtbot)
        assert panel.grid.isVisible()
        assert 1 == len(panel.shown_ids())
        panel.close_store()


def test_filters_that_leave_nothing_say_so(shown, qtbot):
    after(shown, qtbot, shown.filters.chips[9].click)
    assert "No sample is like that" == shown.empty.accessibleName()
    after(shown, qtbot, shown.empty.everything.click)
    assert 12 == len(shown.shown_ids())


def test_nothing_is_asked_while_hidden(panel, store, qtbot):
    panel.hide()
    with qtbot.assertNotEmitted(panel._questions.found, wait=200):
        panel.show_store(store, NETWORK)
        panel.refresh()
    with qtbot.waitSignal(panel._questions.lists_counted):
        panel.show()
    assert 12 == len(panel.shown_ids())


def test_progress_and_what_was_done_stand_beside_the_counts(shown, qtbot):
    shown.show_progress("reading 1,240 of 50,000 with this network")
    shown.show_done("3 samples deleted")
    assert (
        "12 shown of 12 · 3 samples deleted · Undo (Ctrl+Z) · "
        "reading 1,240 of 50,000 with this network" == shown.header.text()
    )
    with qtbot.waitSignal(shown.undo_wanted):
        shown.header.caption.linkActivated.emit("undo")
    shown.show_progress("")
    shown.show_done("")
    assert "12 shown of 12" == shown.header.text()


def test_a_store_that_cannot_be_read_is_told(panel, tmp_path, qtbot):
    store = SampleStore(tmp_path / "samples.sqlite3")
    store.add(sample(1, 1, 1))
    show(panel, store, qtbot)
    store.close()
    with qtbot.waitSignal(panel.problem_found):
        panel.grid.reload()
        panel.grid.samples.tile(0)


@pytest.mark.parametrize("size", [(1030, 716), (1030, 640), (1504, 1028), (900, 560), (300, 260)])
@pytest.mark.parametrize("tokens", [LIGHT, DARK])
def test_it_fits_and_paints_at_every_size(shown, qtbot, size, tokens):
    shown.setStyleSheet(style_sheet(tokens))
    shown.set_tokens(tokens)
    shown.resize(*size)
    assert size == (shown.width(), shown.height())
    select(shown, qtbot, 0)
    assert not shown.grab().isNull()
    if size[0] >= 1030:
        assert not shown.side.verticalScrollBar().isVisible()


def test_labels_of_the_mixed_store_are_as_written_here(shown, store):
    rows = store.rows(store.ids(order="oldest"))
    assert [label for label, _ in MIXED] == [row.label for row in rows]
