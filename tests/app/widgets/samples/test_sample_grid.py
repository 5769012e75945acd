"""The grid of tiles: places, selection with mouse and keys, what is read and what is kept."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QRect, Qt
from PySide6.QtTest import QTest

from app.theme import load_fonts
from app.tokens import DARK
from app.widgets.samples.sample_grid import SampleGrid
from app.widgets.samples.sample_model import PAGE, SampleListModel
from model.samples.store import SampleStore
from tests.app.sample_stores import NETWORK, mixed_store, sample

KEY, NONE = Qt.Key, Qt.KeyboardModifier.NoModifier
LEFT = Qt.MouseButton.LeftButton
MANY = [f"{n:032x}" for n in range(1000)]


@pytest.fixture
def grid(qtbot):
    load_fonts()
    grid = SampleGrid()
    qtbot.addWidget(grid)
    grid.resize(735, 560)
    grid.show()
    grid.show_ids(list(MANY), keep=False)
    return grid


def drag(grid, start, end):
    view = grid.viewport()
    QTest.mousePress(view, LEFT, NONE, start)
    for step in range(1, 6):
        QTest.mouseMove(view, start + (end - start) * step / 5)
    QTest.mouseRelease(view, LEFT, NONE, end)


def test_tiles_fill_rows_without_overlap(grid):
    assert 10 == grid.columns
    rects = [grid.rect_of(row) for row in range(30)]
    for n, rect in enumerate(rects):
        assert n == grid.row_at(rect.center().x(), rect.center().y())
        assert not any(rect.intersects(other) for other in rects[:n])
    assert 10 * rects[0].width() <= grid.viewport().width()
    assert rects[10].top() == rects[0].bottom() + 1


def test_points_beside_the_tiles_are_of_none(grid):
    grid.show_ids(MANY[:3], keep=False)
    assert -1 == grid.row_at(grid.rect_of(2).right() + 5, 10)
    assert -1 == grid.row_at(5, grid.rect_of(0).bottom() + 5)
    assert QRect() == grid.rect_of(3)


def test_it_scrolls_to_the_last_tile_and_no_further(grid):
    grid.verticalScrollBar().setValue(10**9)
    assert grid.rect_of(999).bottom() + 1 == grid.viewport().height()
    grid.scrollTo(grid.samples.index(0))
    assert 0 == grid.verticalScrollBar().value()


@pytest.mark.parametrize(
    ("start", "key", "expected"),
    [
        (5, KEY.Key_Left, 4),
        (0, KEY.Key_Left, 0),
        (9, KEY.Key_Right, 10),
        (25, KEY.Key_Up, 15),
        (5, KEY.Key_Up, 5),
        (5, KEY.Key_Down, 15),
        (985, KEY.Key_Down, 991),  # the last row has two tiles
        (991, KEY.Key_Down, 991),
        (500, KEY.Key_Home, 0),
        (500, KEY.Key_End, 991),
        (500, KEY.Key_PageDown, 560),
        (500, KEY.Key_PageUp, 440),
    ],
)
def test_keys_walk(grid, start, key, expected):
    grid.show_ids(MANY[:992], keep=False)
    grid.setCurrentIndex(grid.samples.index(start))
    QTest.keyClick(grid, key)
    assert MANY[expected] == grid.current_id()
    assert grid.viewport().rect().contains(grid.rect_of(expected))


def test_a_band_selects_what_it_touches(grid):
    start = grid.rect_of(12).center()
    drag(grid, start, grid.rect_of(34).center())
    expected = [MANY[row] for row in (12, 13, 14, 22, 23, 24, 32, 33, 34)]
    assert expected == grid.selected_ids()
    assert grid.band.isNull()


def test_a_click_beside_the_tiles_selects_nothing(grid):
    grid.show_ids(MANY[:3], keep=False)
    grid.selectAll()
    assert 3 == grid.selected_count()
    QTest.mouseClick(grid.viewport(), LEFT, NONE, QPoint(300, 300))
    assert 0 == grid.selected_count()


def test_letters_and_digits_are_left_to_others(grid):
    grid.setCurrentIndex(grid.samples.index(3))
    for key in (KEY.Key_7, KEY.Key_N, KEY.Key_Delete):
        QTest.keyClick(grid, key)
    assert MANY[3] == grid.current_id()


def test_place_in_the_selection(grid):
    for row in (3, 4, 8):
        modifier = Qt.KeyboardModifier.ControlModifier
        QTest.mouseClick(grid.viewport(), LEFT, modifier, grid.rect_of(row).center())
    assert (3, 3) == (grid.selected_count(), grid.place_in_selection())
    grid.selectionModel().clear()
    assert 0 == grid.place_in_selection()


def test_a_new_list_keeps_what_is_at_the_top(grid):
    grid.scroll_to_row(500, 13)
    grid.show_ids(["new", *MANY[:300], *MANY[320:]], keep=True)
    row = grid.samples.row_of(MANY[500])
    assert row // grid.columns == grid.top_row() // grid.columns
    assert 13 == grid.offset_of(row)


def test_what_was_at_the_top_and_is_gone_gives_way_to_the_next(grid):
    grid.scroll_to_row(500, 0)
    grid.show_ids(MANY[:500] + MANY[505:], keep=True)
    assert grid.samples.row_of(MANY[505]) == grid.top_row()


def test_another_choice_starts_at_the_top_with_nothing_selected(grid):
    grid.selectAll()
    grid.scroll_to_row(500, 0)
    grid.show_ids(MANY[100:], keep=False)
    assert (0, 0) == (grid.selected_count(), grid.verticalScrollBar().value())


@pytest.mark.parametrize(("factor", "columns"), [(1, 11), (2, 10), (3, 7)])
def test_other_sizes_keep_the_top_in_sight(grid, factor, columns):
    grid.scroll_to_row(500, 0)
    grid.set_factor(factor)
    assert columns == grid.columns
    assert 500 // columns == grid.top_row() // columns


def test_a_wider_window_keeps_the_top_in_sight(grid):
    grid.scroll_to_row(500, 0)
    grid.resize(1200, 800)
    assert grid.columns > 10
    assert 500 // grid.columns == grid.top_row() // grid.columns


class CountingReader:
    """A store's reader that remembers which pages were asked for."""

    def __init__(self, store):
        self.store, self.pages = store, []

    def rows(self, ids, network):
        self.pages.append(len(ids))
        return self.store.rows(ids, network)


@pytest.fixture
def long_store(tmp_path):
    with SampleStore(tmp_path / "samples.sqlite3") as store:
        store.add_many([sample(n, n % 10, n % 10) for n in range(3 * PAGE)])
        yield store


def test_only_the_pages_in_sight_and_their_neighbours_are_read(long_store, grid, qtbot):
    reader = CountingReader(long_store)
    grid.samples.use(reader, NETWORK)
    with qtbot.waitSignal(grid.samples.pages_read):
        grid.show_ids(long_store.ids(order="oldest") + MANY, keep=False)
    qtbot.waitUntil(lambda: len(reader.pages) == 3)
    grid.grab()
    assert [PAGE] * 3 == reader.pages  # 70 tiles in sight stand on two


def test_tiles_show_what_the_store_says(tmp_path, qapp):
    store, ids = mixed_store(tmp_path / "samples.sqlite3")
    model = SampleListModel()
    model.use(store, NETWORK)
    model.set_ids(ids)
    texts = [(model.tile(n).label, model.tile(n).text) for n in (0, 1, 10, 11)]
    assert [("0", "90 %"), ("0", "read 8"), ("5", "read 3"), ("none", "read 6")] == texts
    words = model.data(model.index(10), Qt.ItemDataRole.ToolTipRole)
    for part in ("label 5", "misread: read as 3", "refused as no digit"):
        assert part in words
    for dark in (False, True):
        model.set_dark(dark)
        image, raster = model.tile(0).image, store.rows(ids[:1])[0].raster
        row, column = divmod(int(raster.argmax()), 28)
        ink = image.pixelColor(column, row).lightnessF()
        assert (ink > 0.5) == dark
        paper = image.pixelColor(0, 0).lightnessF()
        assert (paper < 0.5) == dark
    store.close()


def test_a_tile_that_is_gone_is_painted_as_damaged(grid, tmp_path):
    with SampleStore(tmp_path / "samples.sqlite3") as store:
        grid.samples.use(store, NETWORK)
        assert grid.samples.tile(0) is None
        assert grid.samples.is_read(0)
        grid.set_tokens(DARK)
        assert not grid.grab().isNull()
        grid.samples.use(None, "")
